from . import res_partner
from . import dealership_customer_profile
from . import dealership_consent
from . import partner_merge
