from odoo import fields, models


class DealershipProviderAccount(models.Model):
    """The telephone side of an account."""

    _inherit = "dealership.provider.account"

    call_webhook_url = fields.Char(
        string="Address for Calls",
        compute="_compute_call_webhook_url",
        groups="base.group_system",
        help="Enter it at the provider. Numbers bought here have it already.",
    )

    def _compute_call_webhook_url(self):
        for account in self:
            account.call_webhook_url = account._get_call_url()

    def _get_call_url(self, step=""):
        """Return the address by which the provider reports calls; ``step`` is the stage of one, for its adapter."""
        # sudo: the address is for the provider
        base_url = self.env["ir.config_parameter"].sudo().get_param("web.base.url", "")
        account = self.sudo()
        path = f"/dealership/call/{account.provider}/{account.webhook_token}"
        return f"{base_url}{path}/{step}" if step else f"{base_url}{path}"
