from . import secret
from . import dealership_topic
from . import dealership_consent
from . import consent_recording
from . import consent_following
from . import dealership_consent_state
from . import res_partner
from . import res_company
