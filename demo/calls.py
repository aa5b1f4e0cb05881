"""Tracking numbers, and the calls of the last 30 days on them; some of today's were missed."""

from datetime import timedelta
from random import Random

from odoo import fields

from . import words

# Site → numbers: (last digits, name, source, type of enquiry, transcription).
NUMBERS = {
    "rodez": [
        ("1241", "Leboncoin, occasions", "Leboncoin", "vo", True),
        ("1242", "Campagne 208 électrique", "Campagne radio", "vn", False),
        ("1243", "Atelier, page Google", "Google", "apv", False),
    ],
    "millau": [
        ("1251", "La Centrale, occasions", "La Centrale", "vo", True),
        ("1252", "Atelier", "Google", "apv", False),
    ],
    "albi": [("8141", "Site internet", "Site internet", "vn", True)],
}
CALLS = {"rodez": 26, "millau": 15, "albi": 9}
# Minutes ago, for the missed calls of today that wait.
WAITING = {"rodez": (9, 24, 55), "millau": (14, 41), "albi": (33,)}
# Beside the range of the customers, at the end of the numbering plan like it.
STRANGERS = "+3379998{:04d}"


class _Book:
    """Registers calls as a provider would report them, in the order of their times."""

    def __init__(self, world, site):
        self.world = world
        # Dice of its own: the rest of the demo dealership stays as it is.
        self.dice = Random(site.key)
        self.site = site
        self.calls = world.env["dealership.call"].with_company(site.company)
        self.count = 0

    def ring(self, number, caller, at, outcome, **values):
        """Register a call of a customer; a negative number of seconds never occurs."""
        talk = self.dice.randrange(20, 420) if outcome == "connected" else 0
        return self._register(
            {
                "direction": "incoming",
                "from": caller,
                "to": number.number,
                "outcome": outcome,
                "started_at": at,
                "duration": talk,
                "user_id": self.site.seller.id if outcome == "connected" else False,
                "ended_at": at + timedelta(seconds=25 + talk),
                **({"reason": self.dice.choice(["no_answer", "no_answer", "busy", "abandoned"])} if not talk else {}),
                **values,
            }
        )

    def call_back(self, number, caller, at, answered=True):
        talk = self.dice.randrange(40, 300) if answered else 0
        return self._register(
            {
                "direction": "outgoing",
                "from": number.number,
                "to": caller,
                "outcome": "connected" if answered else "refused",
                "started_at": at,
                "duration": talk,
                "user_id": self.site.seller.id,
                "ended_at": at + timedelta(seconds=20 + talk),
                "summary": self.sum_up(number) if talk else False,
            }
        )

    def sum_up(self, number):
        """Return what a call was about, where calls are written down."""
        return self.dice.choice(words.CALL_SUMMARIES[number.business_attribute]) if number.transcription else False

    def _register(self, values):
        self.count += 1
        return self.calls._register({"provider": "demo", "call_id": f"{self.site.key}-{self.count}", **values})


def make_calls(world):
    for site in world.sites:
        numbers = _make_numbers(world, site)
        book = _Book(world, site)
        moments = [
            world.opening_hour(world.working_day(world.before(days=book.dice.randrange(1, 30))))
            + timedelta(minutes=book.dice.randrange(14))
            for _call in range(CALLS[site.key])
        ]
        for at in sorted(moments):
            _make_call(book, numbers, at)
        for minutes in sorted(WAITING[site.key], reverse=True):
            _make_waiting(book, numbers, world.now - timedelta(minutes=minutes))


def _make_numbers(world, site):
    account = world.env["dealership.provider.account"].create(
        {"name": f"Standard {site.team.name}", "provider": "generic", "company_id": site.company.id}
    )
    medium = world.env["utm.medium"]._fetch_or_create_utm_medium("phone")
    return world.env["dealership.tracking.number"].create(
        [
            {
                "name": name,
                "number": f"+3353649{digits}",
                "team_id": site.team.id,
                "source_id": _get_source(world, source).id,
                "medium_id": medium.id,
                "business_attribute": attribute,
                "account_id": account.id,
                "transcription": transcription,
                "connected_lead": attribute == "vo",
                "connected_lead_status": "follow_up",
            }
            for digits, name, source, attribute, transcription in NUMBERS[site.key]
        ]
    )


def _get_source(world, name):
    sources = world.env["utm.source"]
    return sources.search([("name", "=", name)], limit=1) or sources.create({"name": name})


def _get_caller(book):
    """Return the number of a customer, or of somebody nobody knows."""
    customer = book.dice.choice(book.site.customers)
    if customer.phone_sanitized and book.dice.random() < 0.7:
        return customer.phone_sanitized
    return STRANGERS.format(book.dice.randrange(10000))


def _make_call(book, numbers, at):
    number, caller = book.dice.choice(numbers), _get_caller(book)
    if book.dice.random() < 0.62:
        call = book.ring(number, caller, at, "connected", summary=book.sum_up(number))
        if call.lead_id and at < book.world.now - timedelta(days=5):
            call.lead_id.handled_at = call.lead_id.done_at = call.ended_at + timedelta(hours=2)
        return
    book.ring(number, caller, at, book.dice.choice(["missed", "missed", "missed", "voicemail"]))
    if book.dice.random() < 0.3:
        book.call_back(number, caller, at + timedelta(minutes=8), answered=False)
    book.call_back(number, caller, at + timedelta(minutes=book.dice.randrange(10, 90)))


def _make_waiting(book, numbers, at):
    call = book.ring(book.dice.choice(numbers), _get_caller(book), at, "missed", reason="no_answer")
    # Its lead was created just now, the clock runs since the call.
    if call.lead_id and call.started_at < fields.Datetime.now():
        call.lead_id.lifetime_started_at = call.started_at
