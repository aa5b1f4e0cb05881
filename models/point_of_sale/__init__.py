from . import dealership_region
from . import res_company
from . import crm_team
from . import place
from . import opening_hours
from . import dealership_specialisation
