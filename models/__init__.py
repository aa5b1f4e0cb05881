# Each sub-folder is one area of the trade; the same names are used in engine/, views/ and tests/.
from . import cached
from . import database
from . import client
from . import link
from . import point_of_sale
from . import customer
from . import vehicle
from . import appointment
from . import lead
from . import targeting
from . import scenario
from . import contact
from . import consent
from . import ledger
from . import channel
from . import email
from . import sms
from . import provider
from . import call
from . import reply
from . import invoice
from . import source
from . import intake
from . import feed
from . import recall
from . import automation
from . import retention
from . import rights

# What is of no area: how the addon is installed.
from . import ir_module_module
