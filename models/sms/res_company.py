from odoo import api, models


class ResCompany(models.Model):
    """The limits of text messages of a company whose provider has no account here: Odoo's own, for instance."""

    _name = "res.company"
    _inherit = ["res.company", "dealership.sending.route"]

    @api.model
    def _get_routing_fields(self):
        return super()._get_routing_fields() | {"sms_provider"}
