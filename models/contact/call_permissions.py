from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from odoo import api, models
from odoo.tools import SQL, format_date
from odoo.tools.misc import babel_locale_parse, get_lang

from ...engine.customer_kind import CONSUMER
from ...engine.ledger import states
from ...engine.local_time import to_local
from ...engine.opening_hours import next_common_opening
from ...engine.written_dates import write_date, write_time
from ..client.inner_context import get_inner, with_inner
from .contact_windows import ContactWindows

NOW = "now"
LATER = "later"
NEVER = "never"


@dataclass(frozen=True)
class CallPermission:
    """Whether one may call a customer.

    :ivar when: NOW, LATER or NEVER
    :ivar words: from when, or why not at all, for whoever wants to call
    :ivar opens_at: the moment (naive UTC) from which one may; None: not at all
    """

    when: str
    words: str
    opens_at: datetime | None = None


class DealershipContactRules(models.AbstractModel):
    """The rules as they hold for somebody with a telephone in hand."""

    _inherit = "dealership.contact.rules"

    @api.model
    def _when_calling(self):
        """Return the rules for a call that is about to be made: its number is known, what only waits is no attempt."""
        return with_inner(self, dealership_is_calling=True)

    def _is_calling(self):
        return get_inner(self.env, "dealership_is_calling", False)

    def _get_rules(self, *args, **options):
        rules = super()._get_rules(*args, **options)
        return [rule for rule in rules if rule[0] != states.NO_ADDRESS] if self._is_calling() else rules

    def _get_caps(self, *args):
        caps = super()._get_caps(*args)
        return [replace(cap, reasons_counted=()) for cap in caps] if self._is_calling() else caps


class CallPermissions(Mapping):
    """Whether a company may call some customers for a purpose: ``{id of the partner: CallPermission}``.

    :param partners: ``res.partner``
    :param company: ``res.company`` that calls
    :param str purpose: a key of ``PURPOSES``
    :param team: ``crm.team`` that calls, or none
    :param scenario: ``dealership.scenario`` that asks for the call, or none
    :param datetime now: naive UTC
    """

    def __init__(self, partners, company, purpose, team, scenario, now):
        self.env = partners.env
        # sudo: whether one may call somebody has to be known to whoever may call them, wherever it is written down
        self.partners, self.company = partners.sudo(), company.sudo()
        self.purpose, self.team, self.now = purpose, team.sudo(), now
        self.windows = ContactWindows(self.company, "phone", purpose, team, now)
        self.windows.know(self.partners)
        self._partners = {partner.id: partner for partner in self.partners}
        self._reasons = self._find_reasons(scenario.sudo())
        self._refused_at = self._find_refusals()

    def __getitem__(self, partner_id):
        partner = self._partners[partner_id]
        reason = self._reasons[partner_id]
        if reason:
            return CallPermission(NEVER, self._say_reason(partner, reason))
        opening = next_common_opening(self.windows.get_windows(partner), self.now)
        if opening == self.now:
            return CallPermission(NOW, self.env._("Now"), opening)
        if opening:
            return CallPermission(LATER, self._say_opening(opening), opening)
        return CallPermission(NEVER, self.env._("At no hour that the rules allow"))

    @property
    def nobody(self):
        """The permission to call a customer of whom nothing is known."""
        return CallPermission(NEVER, self._get_labels()[states.NO_CUSTOMER])

    def __iter__(self):
        return iter(self._reasons)

    def __len__(self):
        return len(self._reasons)

    def _find_reasons(self, scenario):
        rules = self.env["dealership.contact.rules"].sudo()._of(scenario)._when_calling()
        people = SQL("SELECT id AS partner_id, TRUE AS within FROM res_partner WHERE id = ANY(%s)", self.partners.ids)
        return dict(self.env.execute_query(rules._get_reasons(people, self.purpose, "call", self.company, self.now)))

    def _find_refusals(self):
        """Return ``{customer: moment of the last "no"}`` of those who have refused."""
        decided = self.partners.env["dealership.consent.state"].search(
            [
                ("partner_id", "in", self.partners.same_customer_id.ids),
                ("company_id", "=", self.company.id),
                ("purpose", "=", self.purpose),
                ("channel", "=", "phone"),
                ("topic_id", "=", False),
                ("refused_at", "!=", False),
            ]
        )
        return {state.partner_id: state.refused_at for state in decided}

    # -- in words --------------------------------------------------------------------------------------

    def _say_reason(self, partner, reason):
        """Return why nobody may call, as exactly as it is known."""
        law = self.windows.laws[partner.customer_kind or CONSUMER]
        refused_on = self._get_day_of_refusal(partner)
        if reason == states.REFUSED and refused_on:
            return self.env._("Refused on %s", format_date(self.env, refused_on))
        if reason == states.REFUSED_RECENTLY and refused_on:
            return self.env._(
                "Refused on %(day)s: not before %(first)s",
                day=format_date(self.env, refused_on),
                first=format_date(self.env, refused_on + timedelta(days=law.silent_days + 1)),
            )
        if reason == states.TOO_MANY_ATTEMPTS:
            return self.env._(
                "%(attempts)s attempts within %(days)s days already", attempts=law.attempts, days=law.attempt_days
            )
        if reason == states.NOT_ON_LIST_CHECKED:
            return self.env._("Not cleared by the list: %s", law.list_name)
        return self._get_labels()[reason]

    def _get_labels(self):
        return dict(self.env["dealership.delivery"]._fields["reason"]._description_selection(self.env))

    def _get_day_of_refusal(self, partner):
        refused_at = self._refused_at.get(partner.same_customer_id)
        return refused_at and to_local(refused_at, self.company._get_contact_timezone()).date()

    def _say_opening(self, opening):
        """Return from when one may call, on the clock of whoever reads it."""
        timezone = self.env.tz if self.env.user.tz else self.team.with_company(self.company)._get_timezone()
        local, locale = to_local(opening, timezone), babel_locale_parse(get_lang(self.env).code)
        return self.env._(
            "From %(day)s, %(hour)s",
            day=write_date(local, "EEE d MMM", locale),
            hour=write_time(local, "HH:mm", locale),
        )
