"""What the law asks of whoever contacts a customer: rules, as data, and what holds of them at one moment.

A rule speaks of some channels, purposes and kinds of customers. For each kind of rule one holds: the company's own
before that of its state, before that of its country, before the one for everywhere; of two as near, the one that says
more exactly of whom it speaks, then the later one. What is not verified, or not yet in force, never holds.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo

from ..local_time import start_of_day, to_local
from ..months import first_shifted_to
from ..opening_hours import OpeningHours

# Whose rule it is: the greater goes before the less.
EVERYWHERE, COUNTRY, STATE, OWN = range(4)

CONSENT = "consent"
VALIDITY = "validity"
IMPLIED_CONSENT = "implied_consent"
HOURS = "hours"
HOLIDAYS = "holidays"
ATTEMPTS = "attempts"
SILENCE = "silence"
NATIONAL_LIST = "national_list"
MENTION = "mention"
RETENTION = "retention"
MEASURING = "measuring"
KINDS = [
    (CONSENT, "Consent"),
    (VALIDITY, "How long a “yes” holds"),
    (IMPLIED_CONSENT, "Implied consent"),
    (HOURS, "Hours"),
    (HOLIDAYS, "Public holidays"),
    (ATTEMPTS, "Attempts"),
    (SILENCE, "Silence after a refusal"),
    (NATIONAL_LIST, "National list"),
    (MENTION, "Mention in the text"),
    (RETENTION, "Keeping"),
    (MEASURING, "Measuring of openings"),
]

# What is needed before the first contact.
OPT_IN = "opt_in"
SOFT_OPT_IN = "soft_opt_in"
OPT_OUT = "opt_out"
NEEDS = [
    (OPT_IN, "A “yes”"),
    (SOFT_OPT_IN, "A “yes”, or a purchase from you"),
    (OPT_OUT, "Nothing, as long as there is no “no”"),
]

ANY_DAY = "any_day"
COUNTRY_HOLIDAYS = "country"
REGION_HOLIDAYS = "region"
HOLIDAY_SCOPES = [
    (ANY_DAY, "Public holidays are days like any other"),
    (COUNTRY_HOLIDAYS, "Not on those of the whole country"),
    (REGION_HOLIDAYS, "Not on those of the region either"),
]

MEASURING_OPT_IN = "opt_in"
MEASURING_ALLOWED = "allowed"
MEASURINGS = [
    (MEASURING_OPT_IN, "Only of who said “yes” to it"),
    (MEASURING_ALLOWED, "Allowed without asking"),
]


@dataclass(frozen=True)
class ContactLaw:
    """What holds for one channel, purpose and kind of customer. Without any rule nothing is asked.

    :ivar need: what is needed before the first contact, of ``NEEDS``
    :ivar proof: a "yes" counts only where the customer said it, or the proof came with it
    :ivar months_after_yes: how long a "yes" holds; 0: until it is taken back
    :ivar months_after_purchase: how long a purchase or a contract counts as a "yes"; 0: not at all
    :ivar months_after_enquiry: how long an enquiry does; 0: not at all
    :ivar free_in_contract: within a contract that runs, what belongs to its object needs no "yes"
    :ivar hours: ``(weekday, opens, closes)`` in hours since midnight, Monday is 0; None: at any hour
    :ivar at_customers: hours and holidays are those where the customer is, as far as that is known
    :ivar agreed_hours: outside hours and on holidays at a time that the customer has expressly agreed to
    :ivar holidays: on which public holidays nobody is contacted, of ``HOLIDAY_SCOPES``
    :ivar attempts: so many at most in ``attempt_days`` calendar days; 0: any number
    :ivar silent_days: full calendar days after the one of a refusal without another attempt
    :ivar list_name: the list on which one has to look the number up first; empty: none
    :ivar list_days: how many days that holds; 0: for good
    :ivar mention: each message says how to have no more of them
    :ivar kept_years: how long after the last contact somebody who bought nothing is kept; 0: nothing said
    :ivar measuring: whether it may be noted who opened a message, of ``MEASURINGS``
    """

    need: str = OPT_OUT
    proof: bool = False
    months_after_yes: int = 0
    months_after_purchase: int = 0
    months_after_enquiry: int = 0
    free_in_contract: bool = False
    hours: tuple[tuple[int, float, float], ...] | None = None
    at_customers: bool = False
    agreed_hours: bool = False
    holidays: str = ANY_DAY
    attempts: int = 0
    attempt_days: int = 0
    silent_days: int = 0
    list_name: str = ""
    list_days: int = 0
    mention: bool = False
    kept_years: int = 0
    measuring: str = MEASURING_ALLOWED

    def get_opening_hours(self) -> OpeningHours | None:
        """Return the hours as a week; None at any hour."""
        if self.hours is None:
            return None
        week = {}
        for weekday, opens, closes in self.hours:
            week.setdefault(weekday, []).append((opens, closes))
        return OpeningHours.of_week(week)

    def get_yes_since(self, now: datetime, tz: tzinfo) -> datetime | None:
        """Return the moment (naive UTC) since which a "yes" still holds, the day so many months later included.

        None: whenever it was said.
        """
        months = self.months_after_yes
        if not months:
            return None
        return start_of_day(first_shifted_to(to_local(now, tz).date(), months, "month"), tz)

    def get_purchases_since(self, day: date) -> date | None:
        """Return since when a purchase is as good as a "yes" on a local day; None: no purchase is."""
        if self.need == SOFT_OPT_IN:
            return date.min
        months = self.months_after_purchase
        return first_shifted_to(day, months, "month") if months else None

    def get_enquiries_since(self, day: date) -> date | None:
        """Return since when an enquiry is as good as a "yes" on a local day; None: no enquiry is."""
        months = self.months_after_enquiry
        return first_shifted_to(day, months, "month") if months else None

    def get_attempts_since(self, now: datetime, tz: tzinfo) -> datetime:
        """Return from which moment (naive UTC) attempts count: the days of the rule, today's included."""
        return start_of_day(to_local(now, tz).date() - timedelta(days=self.attempt_days - 1), tz)

    def get_silence_since(self, now: datetime, tz: tzinfo) -> datetime:
        """Return the moment (naive UTC) since which a refusal still asks for silence.

        After 60 full days: whoever refused on the 1st at any hour is left alone on the 60 days that follow.
        """
        return start_of_day(to_local(now, tz).date() - timedelta(days=self.silent_days), tz)


@dataclass(frozen=True)
class LawRule:
    """One rule.

    :ivar level: whose it is, from ``EVERYWHERE`` to ``OWN``
    :ivar channel: of contact; empty: all. ``purpose`` and ``customer_kind`` likewise
    :ivar in_force_from: the local day; None: ever since
    :ivar values: what it says, as ``(name, value)`` of ``ContactLaw``
    """

    id: int
    kind: str
    level: int
    channel: str = ""
    purpose: str = ""
    customer_kind: str = ""
    in_force_from: date | None = None
    verified: bool = True
    values: tuple[tuple[str, object], ...] = ()

    def is_about(self, channel, purpose, customer_kind):
        pairs = ((self.channel, channel), (self.purpose, purpose), (self.customer_kind, customer_kind))
        return all(not said or said == asked for said, asked in pairs)

    def is_in_force(self, day):
        return self.verified and (self.in_force_from is None or self.in_force_from <= day)

    def get_rank(self):
        exact = (bool(self.customer_kind), bool(self.channel), bool(self.purpose))
        return (self.level, exact, self.in_force_from or date.min, self.id)


def choose_rules(rules, channel, purpose, customer_kind, day):
    """Return the rules that hold, at most one of each kind, as ``{kind: LawRule}``.

    >>> france = LawRule(1, CONSENT, COUNTRY, channel="phone")
    >>> consumers = LawRule(2, CONSENT, COUNTRY, channel="phone", customer_kind="consumer")
    >>> ours = LawRule(3, CONSENT, OWN, purpose="service")
    >>> [choose_rules([france, consumers, ours], "phone", *asked, date(2026, 9, 1))[CONSENT].id
    ...  for asked in (("marketing", "consumer"), ("marketing", "public"), ("service", "consumer"))]
    [2, 1, 3]
    """
    held = [rule for rule in rules if rule.is_about(channel, purpose, customer_kind) and rule.is_in_force(day)]
    return {rule.kind: rule for rule in sorted(held, key=LawRule.get_rank)}


def get_law(rules, channel, purpose, customer_kind, day) -> ContactLaw:
    """Return what holds for one channel, purpose and kind of customer on a local day."""
    chosen = choose_rules(rules, channel, purpose, customer_kind, day)
    said = [value for rule in chosen.values() for value in rule.values]
    return replace(ContactLaw(), **dict(said))
