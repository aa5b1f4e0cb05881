from . import channel_email
from . import delivery_unsubscribe
from . import mailing_trace
from . import mail_thread
