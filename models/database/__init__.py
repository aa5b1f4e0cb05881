from . import dealership_database
from . import database_decision
from . import ir_http
from . import mail_mail
from . import sms_sms
from . import mailing_mailing
from . import fetchmail_server
