from . import test_feed
from . import test_notation
from . import test_feed_posting
from . import test_bulk_creation
