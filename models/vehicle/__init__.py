from . import fleet_vehicle
from . import dealership_repair_order
from . import personal_data
