from . import calendar_event
from . import arrivals
from . import personal_data
