from odoo import api, fields, models
from odoo.tools import ormcache


class DealershipMatchingRule(models.Model):
    """One key by which a company recognises customers; their order is that in which they are asked.

    Files, calls, leads and replies alike go by them (``CustomerMatcher``). A company without any goes by the keys that
    are so from the start, in the order of ``engine/targeting/customer_keys.py``.
    """

    _name = "dealership.matching.rule"
    _description = "Matching Rule"
    _inherit = "dealership.cached"
    _order = "company_id, sequence, id"
    _rec_name = "key"

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    key = fields.Selection("_selection_key", required=True)

    @api.model
    def _selection_key(self):
        keys = self.env["dealership.customer.keys"]._get_keys()
        return [(key.key, self.env._(key.label)) for key in keys if not key.same_as]

    @api.model
    def _get_rules(self, company):
        """Return the names of the keys by which a company recognises customers, in their order."""
        return list(self._read_rules(company))

    @api.model
    @ormcache("company.id")
    def _read_rules(self, company):
        own = tuple(dict.fromkeys(self.search([("company_id", "=", company.id)]).mapped("key")))
        keys = self.env["dealership.customer.keys"]._get_keys()
        return own or tuple(key.key for key in keys if key.default and not key.same_as)
