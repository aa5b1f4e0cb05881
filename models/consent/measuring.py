from odoo import api, models
from odoo.fields import Domain

from ...engine.consent.words import MEASURING
from ...engine.contact.law import MEASURING_ALLOWED
from ...engine.customer_kind import KINDS


class DealershipContactRules(models.AbstractModel):
    """Of whom it may be noted that they opened a message: by the law of the company, and by what they decided."""

    _inherit = "dealership.contact.rules"

    @api.model
    def _filter_measured(self, customers, purpose, channel, company, now=None):
        """Return those customers of whom a company may note openings.

        :param customers: ``res.partner`` written to
        :param str purpose: of the message, a key of ``PURPOSES``
        :param str channel: of contact, a key of ``CHANNELS``
        :param datetime now: naive UTC; the clock when absent
        """
        measured = self._get_measured_domain(purpose, channel, company, now)
        # sudo: what customers decided holds whoever sends, archived or not
        everyone = customers.sudo().with_context(active_test=False)
        return customers.browse(everyone.search(Domain("id", "in", customers.ids) & measured).ids)

    def _get_measured_domain(self, purpose, channel, company, now=None):
        agreed = self._get_decision_domain(MEASURING, channel, True, company)
        refused = self._get_decision_domain(MEASURING, channel, False, company)
        allowed = {
            kind: ~refused if law.measuring == MEASURING_ALLOWED else agreed
            for law, kinds in company._get_contact_laws(channel, purpose, now)
            for kind in kinds
        }
        return Domain.OR(Domain("customer_kind", "=", kind) & allowed[kind] for kind, _label in KINDS)
