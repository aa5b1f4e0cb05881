from odoo import fields, models

from ...engine.delivery.window import Window


class ResCompany(models.Model):
    """Rules of contact that hold over all scenarios of a company."""

    _inherit = "res.company"

    dealership_scenario_approval = fields.Boolean(
        string="Approve Scenarios", help="Scenarios activated by a Director wait for an Administrator."
    )
    dealership_opt_in_required = fields.Boolean(
        string="Marketing Needs Consent",
        help="Only customers who said yes get marketing; otherwise all who didn't say no.",
    )
    dealership_contact_cap = fields.Integer(
        string="Marketing Messages per Customer",
        help="At most so many in the days below, over all scenarios. 0: no limit.",
    )
    dealership_contact_cap_days = fields.Integer(string="Within Days", default=30)
    dealership_send_from = fields.Float(string="No Messages Before", help="Local time of the point of sale.")
    dealership_send_until = fields.Float(string="No Messages After", default=24.0)
    dealership_quiet_sunday = fields.Boolean(string="No Messages on Sundays")

    _dealership_send_window = models.Constraint(
        """CHECK (dealership_send_from >= 0 AND dealership_send_until <= 24
                  AND dealership_send_from < dealership_send_until)""",
        "Messages must be allowed to leave for some time of the day: check the quiet hours.",
    )
    _dealership_contact_cap_range = models.Constraint(
        "CHECK (dealership_contact_cap >= 0 AND dealership_contact_cap_days > 0)",
        "The cap on marketing messages needs a number of days above zero.",
    )

    def _get_contact_window(self):
        """Return the hours and days on which this company writes to customers."""
        self.ensure_one()
        weekdays = range(6) if self.dealership_quiet_sunday else range(7)
        return Window(self.dealership_send_from, self.dealership_send_until, frozenset(weekdays))
