from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    """The limits of a company's text messages, unless those of an account of its provider hold."""

    _inherit = "res.config.settings"

    dealership_sms_has_account = fields.Boolean(compute="_compute_dealership_sms_has_account")
    dealership_per_minute = fields.Integer(related="company_id.dealership_per_minute", readonly=False)
    dealership_per_hour = fields.Integer(related="company_id.dealership_per_hour", readonly=False)
    dealership_per_day = fields.Integer(related="company_id.dealership_per_day", readonly=False)
    dealership_warm_up_from = fields.Date(related="company_id.dealership_warm_up_from", readonly=False)
    dealership_warm_up_start = fields.Integer(related="company_id.dealership_warm_up_start", readonly=False)
    dealership_warm_up_factor = fields.Float(related="company_id.dealership_warm_up_factor", readonly=False)

    @api.depends("company_id.sms_provider")
    def _compute_dealership_sms_has_account(self):
        for settings in self:
            company = settings.company_id
            route = self.env["dealership.adapter"]._get_sms_adapter(company)._get_sms_route(company)
            settings.dealership_sms_has_account = route._name != company._name
