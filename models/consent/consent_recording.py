from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.consent.state import Decision, find_deciding
from .dealership_consent_state import IS_PROVED

# A second click of so many seconds decides nothing new.
DOUBLE_CLICK = 60
FAR_OFF = datetime(9999, 1, 1)


class DealershipConsent(models.Model):
    """Writing decisions down, and asking what they come to: the way in for our code."""

    _inherit = "dealership.consent"

    @api.model
    def _record(
        self,
        partners,
        purpose,
        channel,
        granted,
        source,
        now=None,
        company=None,
        *,
        topic=None,
        origin="other",
        wording=None,
        wording_version=None,
        evidence=None,
        agreed_time=None,
    ):
        """Write down a decision of customers, whatever they decided before; but no double click.

        :param partners: ``res.partner`` recordset; an address is its customer
        :param str purpose: a key of ``CONSENT_PURPOSES``
        :param str channel: a key of ``CHANNELS``
        :param bool granted: yes or no
        :param str source: where the decision was made, shown to staff
        :param datetime now: when, naive UTC; the clock when absent
        :param company: ``res.company`` that asked, that of the environment when absent; empty: the whole group
        :param topic: ``dealership.topic``; none or empty: all topics
        :param str origin: a key of ``ORIGINS``
        :param str wording: the text shown, with ``wording_version``
        :param str evidence: where the proof lies
        :param agreed_time: ``(from, until)``, naive UTC: the time at which a "yes" lets us contact outside the hours of
            the law
        :return: the lines written
        :raise ValidationError: a "yes" for the whole group without wording
        """
        vals = {
            "company_id": (self.env.company if company is None else company).id,
            "purpose": purpose,
            "channel": channel,
            "topic_id": topic.id if topic else False,
            "granted": granted,
            "origin": origin,
            "source": source,
            "wording": wording or False,
            "wording_version": wording_version or False,
            "evidence": evidence or False,
        }
        if agreed_time:
            vals["agreed_from"], vals["agreed_until"] = agreed_time
        decided_at = fields.Datetime.to_datetime(now) or fields.Datetime.now()
        customers = partners.same_customer_id
        if not agreed_time:
            customers -= self._find_just_said(customers, vals, decided_at)
        return self.create([{"partner_id": one.id, "decided_at": decided_at, **vals} for one in customers])

    @api.model
    def _record_told(self, lines):
        """Write down what another system tells of many customers, each decision at its own moment.

        :param list lines: of values as in ``_record``, by their fields
        :return: the lines written
        """
        return self.create([{**line, "origin": "feed"} for line in lines])

    def _find_just_said(self, customers, vals, now):
        """Return the customers whose last line about the same says just this, since a moment ago.

        A line about all topics is about each of them, one for the whole group about each company, and the other way
        round: who refuses all, wants one topic, and refuses all again, has refused that one, too.
        """
        self.flush_model()
        wide = {name: vals[name] or None for name in ("company_id", "topic_id")}
        either = "(%(field)s IS NULL OR %(value)s IS NULL OR %(field)s = %(value)s)"
        touching = [SQL(either, field=SQL.identifier(name), value=value) for name, value in wide.items()]
        key = [SQL("%s IS NOT DISTINCT FROM %s", SQL.identifier(name), value) for name, value in wide.items()]
        words = ("origin", "source", "wording", "wording_version", "evidence")
        same = key + [SQL("COALESCE(%s, '') = %s", SQL.identifier(name), vals[name] or "") for name in words]
        rows = self.env.execute_query(
            SQL(
                """SELECT partner_id FROM (
                    SELECT DISTINCT ON (partner_id) * FROM dealership_consent
                     WHERE partner_id = ANY(%s) AND purpose = %s AND channel = %s AND %s AND decided_at <= %s
                     ORDER BY partner_id, decided_at DESC, id DESC) last
                    WHERE decided_at >= %s AND COALESCE(granted, FALSE) = %s AND %s""",
                customers.ids,
                vals["purpose"],
                vals["channel"],
                SQL(" AND ").join(touching),
                now,
                now - timedelta(seconds=DOUBLE_CLICK),
                bool(vals["granted"]),
                SQL(" AND ").join(same),
            )
        )
        return customers.browse(partner_id for (partner_id,) in rows)

    @api.model
    def _get_state(self, partners, purpose, channel, at=None, company=None, topic=None):
        """Return what customers have decided, as ``{partner_id: True, False or None}``; an address is its customer.

        :param partners: ``res.partner`` recordset
        :param datetime at: naive UTC: as it stood then, by what is known now; now when absent
        :param company: ``res.company`` that would write, that of the environment when absent; empty: what was decided
            for the whole group
        :param topic: ``dealership.topic``; none or empty: what was decided about all topics
        """
        company = self.env.company if company is None else company
        customers = partners.same_customer_id
        if at is None and company:
            granted = self.env["dealership.consent.state"]._get_granted(customers, purpose, channel, company, topic)
        else:
            granted = self._get_granted_at(customers, purpose, channel, at or FAR_OFF, company, topic)
        return {partner.id: granted.get(partner.same_customer_id.id) for partner in partners}

    def _get_granted_at(self, customers, purpose, channel, at, company, topic):
        """Return ``{customer id: yes or no}`` of those who had decided at a moment, read from the log."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT partner_id, decided_at, id, COALESCE(granted, FALSE), origin, %s
                     FROM dealership_consent line
                    WHERE partner_id = ANY(%s) AND purpose = %s AND channel = %s AND decided_at <= %s
                      AND (company_id IS NULL OR company_id = %s) AND (topic_id IS NULL OR topic_id = %s)""",
                IS_PROVED,
                customers.ids,
                purpose,
                channel,
                at,
                company.id or None,
                topic.id if topic else None,
            )
        )
        decisions = {}
        for partner_id, *decision in rows:
            decisions.setdefault(partner_id, []).append(Decision(*decision))
        return {partner_id: find_deciding(said).granted for partner_id, said in decisions.items()}
