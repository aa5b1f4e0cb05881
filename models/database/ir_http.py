from odoo import api, models


class IrHttp(models.AbstractModel):
    """The web client warns on every screen of a database that nothing leaves."""

    _inherit = "ir.http"

    @api.private
    def session_info(self):
        info = super().session_info()
        if self.env.user.has_group("crm_dealership.group_dealership_user") or self.env.user.has_group(
            "base.group_system"
        ):
            info["dealership_database_held"] = self.env["dealership.database"]._get_holding_status()
        return info
