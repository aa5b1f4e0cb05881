from . import dealership_delivery
from . import scenario_receivers
from . import dealership_reply
from . import reply_writer
from . import reply_receiving
from . import email_reply
from . import unread_answer
from . import personal_data
