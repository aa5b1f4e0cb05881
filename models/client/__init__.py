from . import internal_fields
from . import door
from . import external_ids
