from odoo import api, models


class IrMailServer(models.Model):
    """Outgoing mail servers have limits: for what scenarios send."""

    _name = "ir.mail_server"
    _inherit = ["ir.mail_server", "dealership.sending.route"]

    @api.model
    def _get_routing_fields(self):
        return super()._get_routing_fields() | {"from_filter"}

    def _is_stopped(self):
        pauses = self.env["dealership.sending.pause"]._get_open()
        return super()._is_stopped() or any(not pause.domain and pause.mail_server_id == self for pause in pauses)
