from . import crm_team
from . import opening_hours
from . import dealership_specialisation
