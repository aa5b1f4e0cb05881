from . import controllers
from . import models
from . import report
from . import demo
from . import wizards
from .models.consent.odoo_mailings import leave_refusals as uninstall_hook
