from . import message_preview_mixin
from . import dealership_message_preview
from . import dealership_scenario_configure
from . import dealership_scenario_configure_step
from . import dealership_scenario_refuse
from . import dealership_targeting_import_create
from . import dealership_targeting_change
from . import dealership_targeting_why
