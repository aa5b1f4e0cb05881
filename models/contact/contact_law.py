from odoo import fields, models
from odoo.tools import ormcache

from ...engine.contact.law import ContactLaw, get_law
from ...engine.customer_kind import KINDS
from ...engine.local_time import to_local


class ResCompany(models.Model):
    """The one reader of the law: what holds for a company. No other code looks at the rules."""

    _inherit = "res.company"

    def _get_contact_law(self, channel, purpose, customer_kind, at=None) -> ContactLaw:
        """Return what holds when this company contacts customers.

        :param str channel: a key of ``CHANNELS``
        :param str purpose: a key of ``PURPOSES``
        :param str customer_kind: a key of ``engine/customer_kind.py``
        :param datetime at: naive UTC; the clock when absent
        """
        return get_law(self._get_contact_rules(), channel, purpose, customer_kind, self._get_contact_day(at))

    def _get_contact_laws(self, channel, purpose, at=None):
        """Return what holds for each kind of customer, as ``[(ContactLaw, [customer kinds])]``, each law once."""
        kinds = {}
        for kind, _label in KINDS:
            kinds.setdefault(self._get_contact_law(channel, purpose, kind, at), []).append(kind)
        return list(kinds.items())

    def _get_contact_day(self, at=None):
        """Return the local day of a moment, which says what is in force."""
        return to_local(at or fields.Datetime.now(), self._get_contact_timezone()).date()

    def _get_contact_timezone(self):
        """Return the time zone of the company's days: of law, attempts, refusals and years."""
        return self.env["crm.team"].with_company(self)._get_timezone()

    @ormcache("self.id", "self.sudo().country_id.id", "self.sudo().state_id.id")
    def _get_contact_rules(self):
        """Return all that may hold for this company, as ``LawRule``; forgotten as soon as anybody changes a rule."""
        # sudo: the law is no secret, and holds for whoever acts
        rules = self.env["dealership.contact.rule"].sudo()
        return tuple(rule._to_law_rule() for rule in rules.search(rules._get_domain(self)))
