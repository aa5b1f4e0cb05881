from . import dealership_recall
from . import dealership_recall_vehicle
from . import recall_list
from . import fleet_vehicle
from . import calendar_event
from . import dealership_repair_order
from . import personal_data
