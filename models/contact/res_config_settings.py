from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dealership_scenario_approval = fields.Boolean(related="company_id.dealership_scenario_approval", readonly=False)
    dealership_double_opt_in = fields.Boolean(related="company_id.dealership_double_opt_in", readonly=False)
    dealership_contact_cap = fields.Integer(related="company_id.dealership_contact_cap", readonly=False)
    dealership_contact_cap_days = fields.Integer(related="company_id.dealership_contact_cap_days", readonly=False)
    dealership_send_from = fields.Float(related="company_id.dealership_send_from", readonly=False)
    dealership_send_until = fields.Float(related="company_id.dealership_send_until", readonly=False)
    dealership_quiet_sunday = fields.Boolean(related="company_id.dealership_quiet_sunday", readonly=False)
    dealership_sms_stop_text = fields.Char(related="company_id.dealership_sms_stop_text", readonly=False)
    dealership_test_limit = fields.Integer(related="company_id.dealership_test_limit", readonly=False)
    dealership_sms_price = fields.Float(related="company_id.dealership_sms_price", readonly=False)
    dealership_sms_inbound_url = fields.Char(
        string="Address for Incoming SMS", related="company_id.dealership_sms_inbound_url"
    )
