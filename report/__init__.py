from . import dealership_delivery_report
from . import personal_file
