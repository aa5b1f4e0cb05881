from .security import test_points_of_sale
from .scenario import test_message
from .scenario import test_message_engine
from .targeting import test_compiler
from .scenario import test_enrolment
from .scenario import test_scenario_configure
