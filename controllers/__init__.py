from . import call_webhook
from . import unsubscribe
from . import targeting_import
from . import targeting_export
from . import run_export
from . import sms
from . import lead
