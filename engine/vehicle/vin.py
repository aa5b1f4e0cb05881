"""The form of vehicle identification numbers."""

import re

# ISO 3779: 17 letters and digits, without I, O and Q.
VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}", re.IGNORECASE)
