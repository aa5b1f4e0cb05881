from datetime import time

from odoo import fields, models


class ResCompany(models.Model):
    """When reminders leave, and what the law adds to a late payment."""

    _inherit = "res.company"

    dealership_reminder_hour = fields.Float(
        string="Reminders Leave At", default=1.0, help="Hour in UTC. Sending begins then and takes as long as it takes."
    )
    dealership_reminder_minimum = fields.Monetary(
        string="Reminders From",
        default=1.0,
        help="Customers who owe less by all the invoices of a message, after what is in their favour, are not "
        "reminded.",
    )
    dealership_late_interest_rate = fields.Float(
        string="Late Interest (% a Year)", digits=(6, 3), help="Of invoices to professionals; as in your terms of sale."
    )
    dealership_recovery_fee = fields.Monetary(
        string="Recovery Fee",
        default=40.0,
        help="Fixed compensation for each invoice that a professional pays late: 40 euros in France "
        "(Code de commerce, art. L441-10 and D441-5).",
    )

    _dealership_reminder_hour_range = models.Constraint(
        "CHECK (dealership_reminder_hour >= 0 AND dealership_reminder_hour < 24)",
        "The hour of the reminders must lie between 00:00 and 23:59.",
    )
    _dealership_reminder_minimum_range = models.Constraint(
        "CHECK (dealership_reminder_minimum >= 0)", "The amount from which one is reminded cannot be negative."
    )
    _dealership_late_payment_range = models.Constraint(
        "CHECK (dealership_late_interest_rate >= 0 AND dealership_recovery_fee >= 0)",
        "The late interest and the recovery fee cannot be negative.",
    )

    def _get_reminder_time(self):
        """Return the time of the day, in UTC, at which reminders leave."""
        self.ensure_one()
        hours, minutes = divmod(round(self.dealership_reminder_hour * 60), 60)
        return time(hours, minutes)


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dealership_reminder_hour = fields.Float(related="company_id.dealership_reminder_hour", readonly=False)
    dealership_reminder_minimum = fields.Monetary(related="company_id.dealership_reminder_minimum", readonly=False)
    dealership_late_interest_rate = fields.Float(related="company_id.dealership_late_interest_rate", readonly=False)
    dealership_recovery_fee = fields.Monetary(related="company_id.dealership_recovery_fee", readonly=False)
