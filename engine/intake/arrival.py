"""How an enquiry arrived: the document it stood in, and for whom."""

from dataclasses import dataclass, field
from datetime import datetime

from ..source.outcomes import COUNTS


@dataclass(frozen=True)
class Original:
    """The document as it was received, kept with every lead that it made."""

    name: str
    content: bytes
    mimetype: str


@dataclass(frozen=True)
class Arrival:
    """Where a document came in.

    :param company: ``res.company`` whose leads it makes
    :param team: ``crm.team``, empty when the document may tell
    :param source: the ``dealership.source`` that posted it, or the profile that reads it: what holds for its leads
    :param medium: ``utm.medium`` of leads whose source has none
    :param str title: what a lead is called that nobody could read
    :param datetime now: when it was received, naive UTC: the clocks of the leads start then
    """

    company: object
    team: object
    source: object
    medium: object
    now: datetime
    original: Original
    title: str = ""


@dataclass
class Intake:
    """What became of a document, request by request: triples (outcome, lead, request); no request of what was unread.

    ``problems`` are those of the document as a whole.
    """

    results: list = field(default_factory=list)
    problems: tuple = ()

    @property
    def leads(self):
        return [lead for _outcome, lead, _request in self.results]

    def add(self, outcome, lead, request=None):
        self.results.append((outcome, lead, request))

    def get_counts(self):
        """Return ``{<outcome>_count: number}``, as answers and records of posts have it."""
        found = [outcome for outcome, *_rest in self.results]
        return {name: found.count(outcome) for name, outcome in COUNTS.items()}
