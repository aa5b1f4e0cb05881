"""What a customer's decisions come to: the one rule, without regard to the order in which lines arrive."""

from typing import NamedTuple

from .words import SECOND_HAND


class Decision(NamedTuple):
    """A line of the log that speaks of what is asked.

    :ivar decided_at: naive UTC
    :ivar id: of the line; of two of one moment the later line counts
    :ivar is_proved: a wording or the place of the proof is noted
    """

    decided_at: object
    id: int
    granted: bool
    origin: str
    is_proved: bool

    @property
    def is_of_the_person(self):
        """Whether the customer said it: imports and feeds say so only of a "yes" that they bring the proof of."""
        return self.origin not in SECOND_HAND or (self.granted and self.is_proved)


def find_deciding(decisions):
    """Return the decision that holds, None where there is none.

    The last one, but a "no" of the person, which only a later word of theirs lifts.

    :param decisions: those of one key (customer, company, purpose, channel, topic), in any order
    """
    last, last_of_the_person = None, None
    for decision in sorted(decisions, key=lambda decision: (decision.decided_at, decision.id)):
        last = decision
        if decision.is_of_the_person:
            last_of_the_person = decision
    refused = last_of_the_person is not None and not last_of_the_person.granted
    return last_of_the_person if refused else last
