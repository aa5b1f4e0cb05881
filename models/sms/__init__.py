from . import channel_sms
from . import delivery_sms
from . import sms_tracker
from . import res_company
from . import res_config_settings
