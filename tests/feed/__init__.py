from . import test_feed
from . import test_notation
