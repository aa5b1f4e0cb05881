from . import found_by
from . import held_record
