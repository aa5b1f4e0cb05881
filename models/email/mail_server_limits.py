from odoo import api, models


class IrMailServer(models.Model):
    """Outgoing mail servers have limits: for what scenarios send."""

    _name = "ir.mail_server"
    _inherit = ["ir.mail_server", "dealership.sending.route"]

    @api.model
    def _get_routing_fields(self):
        return super()._get_routing_fields() | {"from_filter"}
