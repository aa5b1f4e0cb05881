from . import delivery_count
from . import particulars
from . import transitions
from . import gathering
