"""Which addresses are a customer's: the one place that says by what somebody is known again.

An e-mail address beyond the first of a record is not written to, nor recognised, by Odoo or by us: it is none of them.
"""

from odoo import api, models
from odoo.fields import Domain

# Kind of address → the columns of ``res_partner`` that have it as addresses are compared.
ADDRESS_COLUMNS = {"email": ("email_normalized",), "phone": ("phone_sanitized", "phone2_sanitized")}


class ResPartner(models.Model):
    """By what customers are known again who are gone, or who stand on a list."""

    _inherit = "res.partner"

    def _get_known_addresses(self, *kinds):
        """Return all e-mail addresses and telephone numbers of these records, as a set of texts.

        :param str kinds: of ``ADDRESS_COLUMNS``, all when absent
        """
        columns = [column for kind in kinds or ADDRESS_COLUMNS for column in ADDRESS_COLUMNS[kind]]
        return {partner[column] for partner in self for column in columns} - {False}

    @api.model
    def _get_holders_domain(self, addresses):
        """Return the ``Domain`` of whoever has one of some addresses."""
        columns = [column for columns in ADDRESS_COLUMNS.values() for column in columns]
        return Domain.OR(Domain(column, "in", list(addresses)) for column in columns)
