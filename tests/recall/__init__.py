from . import test_recall
from . import test_recall_list
from . import test_recall_messages
