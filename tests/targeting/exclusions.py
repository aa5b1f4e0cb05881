"""Who may not be written to and why, said a second time in plain Python, one customer after the other."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .evaluator import find_customer, find_decision

CONTACTS = ("email", "sms", "call", "letter")  # channels that are a contact with the customer


@dataclass
class Writer:
    """Who writes, through what and why.

    :ivar teams: ids of the points of sale whose customers and records may be written to
    :ivar cap: how many marketing messages a customer gets in ``cap_days``; 0 for any number
    """

    purpose: str
    channel: str
    company: object
    now: datetime
    teams: set
    opt_in: bool = False
    cap: int = 0
    cap_days: int = 30
    banned: set = field(default_factory=set)
    dead: set = field(default_factory=set)

    def get_reason(self, customer, addressee, records):  # noqa: PLR0911 one answer per reason
        """Return why a customer may not be written to at an address or through a contact, None for who may.

        :param records: what was found of theirs, as ids of (company, point of sale); the customer's own for a customer
        """
        person = find_customer("person", addressee)
        address = self.get_address(addressee)
        decision = self.get_decision(person)
        is_marketing = self.purpose == "marketing"
        if all(self.is_elsewhere(customer, *record) for record in records):
            return "other_point_of_sale"
        if not addressee.active:
            return "archived"
        if not address:
            return "no_address"
        if address in self.dead:
            return "dead_address"
        if decision is False:
            return "refused"
        if is_marketing and self.opt_in and decision is None:
            return "no_consent"
        if is_marketing and self.cap and self.count_marketing(person) >= self.cap:
            return "too_many"
        if self.purpose != "payment" and address in self.banned:
            return "blacklisted"
        return None

    def get_address(self, customer):
        if self.channel == "email":
            return customer.email_normalized
        number = customer.phone_sanitized or ""
        return number if number.startswith(("+336", "+337", "+1")) else ""

    def get_decision(self, customer):
        return find_decision(customer, self.company, self.purpose, self.channel)

    def is_elsewhere(self, customer, company_id, team_id):
        companies = {company_id, customer.company_id.id or None} - {None}
        place = team_id or customer.team_id.id
        return bool(companies - {self.company.id}) or bool(place and place not in self.teams)

    def count_marketing(self, customer):
        sent = customer.env["dealership.delivery"].search(
            [("purpose", "=", "marketing"), ("state", "in", ("sent", "sending"))]
        )
        sent = [one for one in sent if find_customer("message", one.partner_id) == customer]
        # An hour ahead: two workers' clocks may differ.
        since, until = self.now - timedelta(days=self.cap_days), self.now + timedelta(hours=1)
        return len(
            [one for one in sent if one.channel in CONTACTS and since < (one.sent_at or one.planned_at) <= until]
        )
