from . import dealership_event
from . import base_automation
from . import ir_actions_server
from . import ir_cron
from . import scenario_automation
from . import crm_lead
from . import dealership_call
from . import mailing_trace
