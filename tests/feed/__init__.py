from . import test_feed
from . import test_notation
from . import test_feed_posting
from . import test_bulk_creation
from . import test_invoices
from . import test_invoice_states
from . import test_vehicle_sales
from . import test_any_files
