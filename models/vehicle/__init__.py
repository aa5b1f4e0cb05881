from . import fleet_vehicle
from . import vehicle_dates
from . import vehicle_inspections
from . import dealership_inspection_rule
from . import dealership_repair_order
from . import dealership_vehicle_owner
from . import repair_order_loading
from . import personal_data
