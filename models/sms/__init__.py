from . import channel_sms
from . import delivery_sms
from . import sms_tracker
