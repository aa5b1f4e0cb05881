from . import crm_team
from . import dealership_specialisation
