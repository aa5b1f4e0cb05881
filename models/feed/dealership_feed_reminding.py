from odoo import api, fields, models

_IS_OPEN = [
    ("move_type", "=", "out_invoice"),
    ("state", "=", "posted"),
    ("payment_state", "in", ("not_paid", "partial", "blocked")),
]


class DealershipFeed(models.Model):
    """Whether what was there before a feed of invoices went live is reminded of: only once somebody has said so."""

    _inherit = "dealership.feed"

    reminds_of_history = fields.Boolean(
        string="Remind of What Was There",
        copy=False,
        help="Of invoices from before the feed went live nobody is reminded, until this is ticked: look at them first. "
        "From the next night on, the reminders of their customers count these in.",
    )
    held_count = fields.Integer(
        compute="_compute_held_count",
        string="Invoices Not Reminded Of",
        help="Open ones: see Invoices, Not Reminded Of.",
    )

    @api.depends("reminds_of_history", "load_ids")
    def _compute_held_count(self):
        for feed in self:
            # sudo: whoever looks after feeds need not see the invoices of all points of sale
            feed.held_count = (
                self.env["account.move"].sudo().search_count([*feed._origin._get_held_domain(), *_IS_OPEN])
            )

    def _get_held_domain(self):
        return [("reminders_held", "=", True), ("journal_id.dealership_source_id", "=", self.source_id.id)]

    def write(self, vals):
        res = super().write(vals)
        if vals.get("reminds_of_history"):
            for feed in self:
                # sudo: who decides on the feed decides on what it has brought
                self.env["account.move"].sudo().search(feed._get_held_domain()).reminders_held = False
        return res
