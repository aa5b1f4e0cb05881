from . import dealership_message_values
from . import dealership_message
