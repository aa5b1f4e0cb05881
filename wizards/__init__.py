from . import message_preview_mixin
from . import dealership_message_preview
