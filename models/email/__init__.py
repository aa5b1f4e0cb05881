from . import channel_email
from . import delivery_unsubscribe
from . import delivery_preferences
from . import delivery_reports
from . import preferences_confirmation
from . import reply_address
from . import mailing_trace
from . import mail_thread
