from . import transitions
from . import particulars
