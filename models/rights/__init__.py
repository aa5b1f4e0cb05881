from . import checked_links
from . import own_dialogues
from . import unreadable_names
