from . import unsubscribe
from . import targeting_import
