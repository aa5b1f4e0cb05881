from . import channel_email
from . import delivery_unsubscribe
from . import delivery_preferences
from . import preferences_confirmation
from . import mailing_trace
from . import mail_thread
