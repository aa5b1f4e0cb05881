from . import dealership_lead_receipt
from . import dealership_intake
from . import intake_values
from . import intake_recognising
from . import dealership_adf
from . import intake_mail
from . import crm_lead
from . import mail_thread
