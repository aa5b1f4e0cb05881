from . import held_record
