from . import test_archiving
from . import test_held_records
from . import test_links_table
