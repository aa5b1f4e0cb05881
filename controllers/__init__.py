from . import call_webhook
from . import unsubscribe
from . import preferences
from . import targeting_import
from . import export
from . import sms
from . import lead
from . import personal_file
