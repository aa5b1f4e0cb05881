"""By when the law wants a vehicle to be inspected again, by rules that are data.

There are two controls: the technical inspection, and in some countries the emissions test that comes between two of
them. Each is told by one rule of the country, the one that says most exactly which vehicles it is about:

=====================  ============================================================================================
what is known          what follows
=====================  ============================================================================================
the last control       the next one, so many months later; never before the first one would have been due
no control yet         the first one, so many months after the first registration, in any country
nothing, and the       UNKNOWN: it has been somewhere, some day; no date is made up
first day has passed
the rule excludes it   EXCLUDED: it has rules of its own, or needs no control
no rule, no date       nothing can be told
=====================  ============================================================================================
"""

from dataclasses import dataclass
from datetime import date

from ..months import shift

TECHNICAL, EMISSIONS = "technical", "emissions"
CONTROLS = [(TECHNICAL, "Technical inspection"), (EMISSIONS, "Emissions test")]

CAR, VAN = "car", "van"
KINDS = [(CAR, "Passenger Car"), (VAN, "Van")]

PRIVATE, COLLECTION = "private", "collection"
USES = [
    (PRIVATE, "Ordinary"),
    (COLLECTION, "Collection"),
    ("taxi", "Taxi"),
    ("private_hire", "Private Hire with Driver"),
    ("ambulance", "Ambulance"),
    ("driving_school", "Driving School"),
]

PLANNED, UNKNOWN, EXCLUDED = "planned", "unknown", "excluded"
STATES = [(PLANNED, "Known"), (UNKNOWN, "To Be Asked"), (EXCLUDED, "Not Concerned")]


@dataclass(frozen=True)
class InspectionRule:
    """What a country asks of some vehicles.

    :param str kind: of KINDS, empty for all
    :param str use: of USES, empty for all
    :param str energy: as ``fleet.vehicle`` has it in ``fuel_type``, empty for all
    :param date registered_before: only those first registered before; None for all
    :param bool excluded: whether nothing is computed of these
    :param int first_months: from the first registration; 0 when the law knows no first one
    :param int interval_months: after the control before; of the emissions test, after the technical inspection
    :param int window_months: how long before that day it counts; 0 for any time
    """

    control: str = TECHNICAL
    kind: str = ""
    use: str = ""
    energy: str = ""
    registered_before: date | None = None
    excluded: bool = False
    first_months: int = 0
    interval_months: int = 0
    window_months: int = 0

    def concerns(self, vehicle):
        """Return whether it is about a vehicle."""
        registered = vehicle.first_registration
        return (
            self.kind in ("", vehicle.kind)
            and self.use in ("", vehicle.use)
            and self.energy in ("", vehicle.energy)
            and (not self.registered_before or bool(registered and registered < self.registered_before))
        )

    @property
    def exactness(self):
        return bool(self.use), bool(self.registered_before), bool(self.energy), bool(self.kind)


@dataclass(frozen=True)
class Vehicle:
    """What is known of a vehicle; the days of its last controls are None where nobody knows."""

    kind: str = CAR
    use: str = PRIVATE
    energy: str = ""
    first_registration: date | None = None
    last_technical: date | None = None
    last_emissions: date | None = None


@dataclass(frozen=True)
class Inspection:
    """The next control.

    :param str state: of STATES, empty when nothing can be told
    :param date due_on: the last day on which it is in time
    :param date counts_from: the first day on which it counts; None for any
    """

    state: str = ""
    due_on: date | None = None
    counts_from: date | None = None


NOTHING = Inspection()


def find_rule(rules, control, vehicle):
    """Return the rule for a control that says most exactly which vehicles it is about; None when none is about it."""
    fitting = [rule for rule in rules if rule.control == control and rule.concerns(vehicle)]
    return max(fitting, key=lambda rule: rule.exactness, default=None)


def plan_technical(rules, vehicle, today):
    """Return the next technical ``Inspection``."""
    rule = find_rule(rules, TECHNICAL, vehicle) if vehicle.kind else None
    if not rule or rule.excluded:
        return Inspection(EXCLUDED) if rule else NOTHING
    registered, last = vehicle.first_registration, vehicle.last_technical
    first = shift(registered, rule.first_months, "month") if registered and rule.first_months else None
    if last:
        following = shift(last, rule.interval_months, "month")
        return Inspection(PLANNED, max(following, first) if first else following)
    if first and first >= today:
        return _plan(first, rule.window_months)
    return Inspection(UNKNOWN) if registered else NOTHING


def plan_emissions(rules, vehicle):
    """Return the ``Inspection`` of emissions that follows the last technical one, unless it has been.

    One that was too early to count hasn't.
    """
    rule = find_rule(rules, EMISSIONS, vehicle) if vehicle.kind else None
    if not rule or rule.excluded or not vehicle.last_technical:
        return NOTHING
    planned = _plan(shift(vehicle.last_technical, rule.interval_months, "month"), rule.window_months)
    since = planned.counts_from or vehicle.last_technical
    return NOTHING if vehicle.last_emissions and vehicle.last_emissions >= since else planned


def _plan(due_on, window_months):
    return Inspection(PLANNED, due_on, shift(due_on, -window_months, "month") if window_months else None)
