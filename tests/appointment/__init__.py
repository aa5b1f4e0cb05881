from . import test_appointment
from . import test_arrivals
