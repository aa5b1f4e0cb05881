from . import test_folder
