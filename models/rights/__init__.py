from . import checked_links
from . import linked_counts
from . import own_dialogues
from . import told_followers
from . import unreadable_names
