from dataclasses import dataclass
from functools import lru_cache

from odoo.tools.mail import email_normalize, formataddr

# Whom a record's customer knows: the field that holds the person in charge.
RESPONSIBLE_FIELDS = {
    "res.partner": "user_id",
    "crm.lead": "user_id",
    "calendar.event": "user_id",
    "fleet.vehicle": "manager_id",
    "dealership.repair.order": "advisor_id",
    "account.move": "invoice_user_id",
}


@dataclass(frozen=True)
class Sender:
    """Who an e-mail is from, and where its answers go.

    Answers go to the company's catch-all address where there is one: Odoo then puts them on the customer's record,
    and whoever signed follows it from the first answer on. Otherwise they go to whoever signed.
    """

    user: object
    author: object
    name: str
    address: str
    reply_address: str

    @property
    def email_from(self):
        return formataddr((self.name, self.address))

    @property
    def reply_to(self):
        return formataddr((self.name, self.reply_address))


class Senders:
    """Finds the sender of each delivery of a scenario."""

    def __init__(self, scenario):
        self.scenario = scenario
        self.env = scenario.env
        self.company = scenario.company_id
        self._get_sender = lru_cache(maxsize=None)(self._make_sender)

    def get(self, delivery):
        """Return the ``Sender``.

        Without a responsible on the record the scenario's own signatory signs, then the point of sale.
        """
        team = self.scenario.team_id or delivery.team_id
        return self._get_sender(self._get_user(delivery), team)

    def _get_user(self, delivery):
        scenario = self.scenario
        if scenario.signatory == "team":
            return self.env["res.users"]
        if scenario.signatory == "user":
            return scenario.signatory_user_id
        record = self.env[delivery.res_model].browse(delivery.res_id)
        user = record[RESPONSIBLE_FIELDS[record._name]] if record._name in RESPONSIBLE_FIELDS else self.env["res.users"]
        user = user or delivery.partner_id.user_id
        return user.filtered("active") or scenario.signatory_user_id

    def _make_sender(self, user, team):
        return make_sender(self.company, user, team)


def make_sender(company, user, team):
    """Return the ``Sender`` for a signatory (perhaps none, or one without address) and a point of sale."""
    if user.email_normalized:
        name, address, author = user.name, user.email_normalized, user.partner_id
    else:
        name = team.trading_name or team.name or company.name
        address = email_normalize(team.alias_email or "") or get_company_address(company)
        author = company.partner_id
    return Sender(
        user=user if user.email_normalized else user.browse(),
        author=author,
        name=name,
        address=address,
        reply_address=company.catchall_email or address,
    )


def get_company_address(company):
    return email_normalize(company.email or "") or email_normalize(company.default_from_email or "")
