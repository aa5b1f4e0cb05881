from . import personal_data
from . import same_customer
from . import customer_keys
from . import res_partner
from . import dealership_customer_kind_rule
from . import customer_kind
from . import dealership_customer_profile
from . import partner_merge
