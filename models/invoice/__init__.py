from . import account_move
from . import reminder_step
from . import reminder_scenario
from . import reminder_enrolment
from . import reminder_delivery
from . import message_statement
from . import dealership_receivable
from . import dealership_reminder_todo
