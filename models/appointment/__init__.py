from . import calendar_event
from . import personal_data
