from . import dealership_provider_account
from . import adapter
from . import adapter_twilio
from . import adapter_aircall
from . import adapter_generic
from . import adapter_odoo
