from . import contact_rules
from . import dealership_contact_rule
from . import dealership_contact_hours
from . import res_company
from . import res_config_settings
