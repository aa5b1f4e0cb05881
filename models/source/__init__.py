from . import dealership_source
from . import dealership_source_key
from . import dealership_source_key_shown
from . import dealership_source_request
from . import source_admission
