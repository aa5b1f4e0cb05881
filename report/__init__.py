from . import dealership_delivery_report
