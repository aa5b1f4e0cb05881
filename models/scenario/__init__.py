from . import dealership_message_values
from . import dealership_message
from . import dealership_scenario
from . import scenario_lifecycle
from . import scenario_running
from . import dealership_scenario_step
from . import dealership_scenario_run
