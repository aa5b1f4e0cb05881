from odoo import api, fields, models

from ...engine.opening_hours import OpeningHours, Window


class ResCompany(models.Model):
    """Rules of contact that hold over all scenarios of a company."""

    _inherit = "res.company"

    dealership_scenario_approval = fields.Boolean(
        string="Approve Scenarios", help="Scenarios activated by a Director wait for an Administrator."
    )
    dealership_contact_cap = fields.Integer(
        string="Marketing Messages per Customer",
        help="At most so many in the days below, over all scenarios. 0: no limit.",
    )
    dealership_contact_cap_days = fields.Integer(string="Within Days", default=30)
    dealership_send_from = fields.Float(string="No Messages Before", help="Local time of the point of sale.")
    dealership_send_until = fields.Float(string="No Messages After", default=24.0)
    dealership_quiet_sunday = fields.Boolean(string="No Messages on Sundays")

    dealership_sms_stop_text = fields.Char(
        string="Mention in Marketing SMS",
        translate=True,
        help='"Reply STOP to opt out" in the language of the customer, unless your provider asks for another text, as '
        "that of a short number.",
    )
    dealership_sms_price = fields.Float(
        string="Price of an SMS Part", digits=(16, 4), help="In the currency of the company, for forecasts."
    )

    dealership_test_limit = fields.Integer(
        string="Test Messages per Hour",
        default=10,
        help="How many messages each person may send as a test within an hour. 0: none.",
    )

    dealership_sms_inbound_url = fields.Char(
        string="Address for Incoming SMS", compute="_compute_dealership_sms_inbound_url"
    )

    _dealership_send_window = models.Constraint(
        """CHECK (dealership_send_from >= 0 AND dealership_send_until <= 24
                  AND dealership_send_from < dealership_send_until)""",
        "Messages must be allowed to leave for some time of the day: check the contact hours.",
    )
    _dealership_contact_cap_range = models.Constraint(
        "CHECK (dealership_contact_cap >= 0 AND dealership_contact_cap_days > 0)",
        "The cap on marketing messages needs a number of days above zero.",
    )

    _dealership_test_limit_range = models.Constraint(
        "CHECK (dealership_test_limit >= 0)", "The number of test messages per hour cannot be negative."
    )

    @api.depends("sms_provider")
    def _compute_dealership_sms_inbound_url(self):
        adapters = self.env["dealership.adapter"]
        for company in self:
            company.dealership_sms_inbound_url = adapters._get_sms_adapter(company)._get_sms_inbound_url(company)

    def _get_contact_window(self):
        """Return the hours and days on which this company writes to customers, whatever the law lets it do."""
        self.ensure_one()
        weekdays = range(6) if self.dealership_quiet_sunday else range(7)
        return Window((OpeningHours.daily(self.dealership_send_from, self.dealership_send_until, weekdays),))
