"""How far a recalled vehicle is."""

TODO = "todo"
IN_WORKSHOP = "workshop"
REPAIRED = "repaired"
GONE = "gone"

STATES = [
    (TODO, "To Be Repaired"),
    (IN_WORKSHOP, "In the Workshop"),
    (REPAIRED, "Repaired"),
    (GONE, "No Longer With Us"),
]
OPEN = (TODO, IN_WORKSHOP)
# What is said of a vehicle otherwise than by a repair order.
SETTLEMENTS = [(state, label) for state, label in STATES if state not in OPEN]
