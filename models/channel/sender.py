from dataclasses import dataclass, replace
from functools import lru_cache

from odoo.tools.mail import email_normalize, formataddr

from .signatory import can_sign, choose_signatory


@dataclass(frozen=True)
class Sender:
    """Who an e-mail is from, and where its answers go.

    Answers go to the company's catch-all address where there is one: Odoo then puts them on the customer's record,
    and whoever signed follows it from the first answer on. Otherwise they go to whoever signed, or the first of those
    whom the scenario names.
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
        [sender] = self.get_all(delivery)
        return sender

    def get_all(self, deliveries):
        """Return the ``Sender`` of each, in their order.

        Who signs is said in ``signatory``; where nobody can, the point of sale does, else the company.
        """
        records = deliveries._get_records()
        return [
            self._get_sender(self._get_user(delivery, records[delivery.id]), self.scenario.team_id or delivery.team_id)
            for delivery in deliveries
        ]

    def _get_user(self, delivery, record):
        scenario = self.scenario
        return choose_signatory(
            scenario.signatory, scenario.signatory_user_id, self.company, record, delivery.partner_id
        )

    def _make_sender(self, user, team):
        sender = make_sender(self.company, user, team)
        address = self._get_receiver_address()
        return replace(sender, reply_address=address) if address else sender

    def _get_receiver_address(self):
        """Return where answers go without a catch-all address, when the scenario names who gets them; else none."""
        named = self.scenario.answer_user_ids if self.scenario.answers_to == "users" else ()
        if self.company.catchall_email:
            return None
        return next((user.email_normalized for user in named if can_sign(user, self.company)), None)


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


def format_via(company, name):
    """Return from whom, as text, staff are told what somebody else has written: from us.

    From that person's own address it would be a forgery to every server that checks (SPF, DMARC).

    :param str name: theirs
    :return: False when the company has no address at all
    """
    # Not the address that Odoo sends notifications from: it leaves the name out where the sender is just that.
    address = company.catchall_email or get_company_address(company)
    shown = company.env._("%(name)s via %(company)s", name=name, company=company.name)
    return formataddr((shown, address)) if address else False


def get_company_address(company):
    return email_normalize(company.email or "") or email_normalize(company.default_from_email or "")
