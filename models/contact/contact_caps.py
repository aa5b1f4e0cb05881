from dataclasses import dataclass
from datetime import datetime, timedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.customer_kind import KINDS
from ...engine.ledger import states


@dataclass(frozen=True)
class Cap:
    """So many contacts of a customer at most since a moment.

    :ivar reason: of ``engine/ledger/states.py``, for who has had them
    :ivar kinds: of customers
    :ivar purpose: of the contacts that count
    :ivar channels: keys of the channels that count
    :ivar company_id: whose contacts count; None: anybody's
    :ivar reasons_counted: what waits for somebody of the dealership for these reasons counts, too
    """

    reason: str
    limit: int
    since: datetime
    kinds: tuple[str, ...]
    purpose: str
    channels: tuple[str, ...]
    company_id: int | None = None
    reasons_counted: tuple[str, ...] = ()

    def get_kinds_sql(self, kind):
        """Return the condition that the kind of a customer is one of them."""
        return SQL("TRUE") if len(self.kinds) == len(KINDS) else SQL("%s = ANY(%s)", kind, list(self.kinds))

    def get_counted_sql(self, alias, now):
        """Return the condition that a delivery counts: it has left, is just leaving, or waits for somebody. What
        travels in the message of another does not.

        A worker's clock may be ahead of another's; what a rehearsal of the past finds is later than that.
        """
        made = SQL("COALESCE(%s, %s)", SQL.identifier(alias, "sent_at"), SQL.identifier(alias, "planned_at"))
        return SQL(
            """%(concerned)s AND %(carrier)s IS NULL
               AND (%(state)s IN %(done)s OR %(state)s = %(waiting)s AND %(reason)s = ANY(%(handed_over)s))
               AND %(made)s >= %(since)s AND %(made)s <= %(until)s""",
            concerned=self.get_concerned_sql(alias),
            carrier=SQL.identifier(alias, "gathered_into_id"),
            state=SQL.identifier(alias, "state"),
            reason=SQL.identifier(alias, "reason"),
            done=(states.SENT, states.SENDING),
            waiting=states.WAITING,
            handed_over=list(self.reasons_counted),
            made=made,
            since=self.since,
            until=now + timedelta(hours=1),
        )

    def get_besides_sql(self, customer, now):
        """Return the number of contacts of a customer that are no deliveries."""
        return SQL("0")

    def get_concerned_sql(self, alias):
        """Return the condition that a delivery is one of those that the cap speaks of."""
        of = SQL(
            "%s = %s AND %s = ANY(%s)",
            SQL.identifier(alias, "purpose"),
            self.purpose,
            SQL.identifier(alias, "channel"),
            list(self.channels),
        )
        return (
            SQL("%s AND %s = %s", of, SQL.identifier(alias, "company_id"), self.company_id) if self.company_id else of
        )


@dataclass(frozen=True)
class Attempts(Cap):
    """So many attempts to reach a customer by telephone: each call counts once, answered or not.

    A delivery that calls were made for is these calls; one that somebody marked as done, with no call noted for it in
    the day before, is one itself, and one that waits is one to come.
    """

    def get_counted_sql(self, alias, now):
        return SQL(
            """%s AND NOT EXISTS (SELECT FROM dealership_call noted
                                   WHERE noted.delivery_id = %s AND noted.direction = 'outgoing'
                                     AND noted.started_at >= COALESCE(%s, %s) - INTERVAL '1 day')""",
            super().get_counted_sql(alias, now),
            SQL.identifier(alias, "id"),
            SQL.identifier(alias, "sent_at"),
            SQL.identifier(alias, "planned_at"),
        )

    def get_besides_sql(self, customer, now):
        return SQL(
            """(SELECT count(*) FROM dealership_call tried
                 WHERE tried.counts_for_id = %s AND tried.company_id = %s AND tried.purpose = %s
                   AND tried.direction = 'outgoing' AND tried.started_at >= %s AND tried.started_at <= %s)""",
            customer,
            self.company_id,
            self.purpose,
            self.since,
            now + timedelta(hours=1),
        )


class DealershipContactRules(models.AbstractModel):
    """How often a customer may be contacted: by the law, and by what the company has decided for itself."""

    _inherit = "dealership.contact.rules"

    def _get_caps(self, purpose, consent_channel, company, now):
        """Return each ``Cap`` on what a company sends for a purpose through a channel of contact."""
        timezone = company._get_contact_timezone()
        carriers = self.env["dealership.channel"]
        same = [key for key, _label in carriers._select(lambda one: one._consent_channel == consent_channel)]
        caps = [
            (Attempts if consent_channel == "phone" else Cap)(
                reason=states.TOO_MANY_ATTEMPTS,
                limit=law.attempts,
                since=law.get_attempts_since(now, timezone),
                kinds=tuple(kinds),
                purpose=purpose,
                channels=tuple(same),
                company_id=company.id,
                reasons_counted=tuple(sorted(states.HANDED_OVER)),
            )
            for law, kinds in company._get_contact_laws(consent_channel, purpose, now)
            if law.attempts
        ]
        if purpose == "marketing" and company.dealership_contact_cap:
            vals = self._prepare_own_cap_vals(company.dealership_contact_cap, company.dealership_contact_cap_days, now)
            caps.append(Cap(**vals))
        return caps

    def _prepare_own_cap_vals(self, limit, days, now):
        """Return the values of a ``Cap`` that no law asks for: on marketing, over all customers and channels."""
        return {
            "reason": states.TOO_MANY,
            "limit": limit,
            "since": now - timedelta(days=days),
            "kinds": tuple(kind for kind, _label in KINDS),
            "purpose": "marketing",
            "channels": tuple(self.env["dealership.channel"]._get_contact_keys()),
        }

    def _get_cap_rules(self, purpose, consent_channel, company, now):
        caps = self._get_caps(purpose, consent_channel, company, now)
        return [(cap.reason, self._get_cap_domain(cap, now)) for cap in caps]

    def _get_cap_domain(self, cap, now):
        def to_sql(model, alias, query):
            return SQL(
                """%(kinds)s AND %(limit)s <= %(besides)s + (
                    SELECT count(*) FROM dealership_delivery earlier
                     WHERE earlier.counts_for_id = %(customer)s AND %(counted)s)""",
                kinds=cap.get_kinds_sql(SQL.identifier(alias, "customer_kind")),
                customer=SQL.identifier(alias, "same_customer_id"),
                counted=cap.get_counted_sql("earlier", now),
                besides=cap.get_besides_sql(SQL.identifier(alias, "same_customer_id"), now),
                limit=cap.limit,
            )

        return Domain.custom(to_sql=to_sql)
