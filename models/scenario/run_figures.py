from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.ledger import states

# Figure → which deliveries of a run it counts.
FIGURES = {
    **{f"{state}_count": SQL("counted.state = %s", state) for state, _label in states.DELIVERY_STATES},
    "duplicate_count": SQL("counted.state = %s AND counted.reason = %s", states.SKIPPED, states.DUPLICATE_ADDRESS),
    "clicked_count": SQL("counted.is_clicked"),
    "replied_count": SQL("counted.is_replied"),
    "bounced_count": SQL("counted.is_bounced"),
    "unsubscribed_count": SQL("counted.is_unsubscribed"),
    "machine_count": SQL("counted.is_by_machine"),
    "measured_count": SQL("counted.state = %s AND NOT counted.is_bounced AND counted.is_measured", states.SENT),
    "delivered_count": SQL("counted.state = %s AND NOT counted.is_bounced", states.SENT),
}
IS_VISIBLE = SQL("visible.id IS NOT NULL")
DELIVERED = FIGURES["delivered_count"]
# Rate → the deliveries it is over: those that could tell. Staff tasks and calls can't, nor can e-mails of which no
# openings are measured.
BASES = {
    "opened": FIGURES["measured_count"],
    "clicked": SQL("%s AND counted.is_message", DELIVERED),
    "replied": SQL("%s AND counted.is_message", DELIVERED),
}
# Button of the form → domain of the deliveries it opens.
LISTS = {
    "sent": [("state", "=", states.SENT)],
    "opened": [("opened_at", "!=", False)],
    "clicked": [("clicked_at", "!=", False)],
    "replied": [("replied_at", "!=", False)],
    "bounced": [("bounced_at", "!=", False)],
    "unsubscribed": [("unsubscribed_at", "!=", False)],
    "machine": [("machine_at", "!=", False)],
    "left_out": [("state", "=", states.SKIPPED)],
}


class DealershipScenarioRun(models.Model):
    """What became of a run's messages, in figures: two queries for any number of runs, over what the user may see.

    They add up what ``dealership.delivery.count`` keeps; only customers who opened something are counted anew.

    How many they may not see is a figure as well, so that those of the states add up to all.
    """

    _inherit = "dealership.scenario.run"

    planned_count = fields.Integer(string="Total Planned", compute="_compute_figures")
    waiting_count = fields.Integer(string="Total Waiting", compute="_compute_figures")
    sending_count = fields.Integer(string="Sending", compute="_compute_figures")
    sent_count = fields.Integer(string="Total Sent", compute="_compute_figures")
    failed_count = fields.Integer(string="Failures", compute="_compute_figures")
    skipped_count = fields.Integer(string="Total Left Out", compute="_compute_figures")
    duplicate_count = fields.Integer(
        string="Duplicates", compute="_compute_figures", help="Left out because their address had been written to."
    )
    delivered_count = fields.Integer(string="Delivered", compute="_compute_figures", help="Sent and not bounced.")
    opened_count = fields.Integer(
        string="Opened By", compute="_compute_figures", help="Different customers, however often each has opened."
    )
    measured_count = fields.Integer(
        string="Openings Measured", compute="_compute_figures", help="Delivered e-mails that tell when they are opened."
    )
    clicked_count = fields.Integer(string="Clicks", compute="_compute_figures")
    replied_count = fields.Integer(string="Replies", compute="_compute_figures")
    bounced_count = fields.Integer(string="Bounces", compute="_compute_figures")
    unsubscribed_count = fields.Integer(string="Unsubscribed", compute="_compute_figures")
    machine_count = fields.Integer(
        string="Visited by Machines",
        compute="_compute_figures",
        help="Messages that a scanner, a preview or a proxy has opened or followed a link of. They count nowhere else.",
    )
    opened_rate = fields.Float(string="Opened (%)", compute="_compute_figures", digits=(5, 1))
    clicked_rate = fields.Float(string="Clicked (%)", compute="_compute_figures", digits=(5, 1))
    replied_rate = fields.Float(string="Replied (%)", compute="_compute_figures", digits=(5, 1))
    hidden_count = fields.Integer(
        string="Not Yours to See", compute="_compute_figures", help="Messages of points of sale that are not yours."
    )
    left_out_summary = fields.Char(string="Left Out Because", compute="_compute_left_out_summary")

    @api.depends("delivery_ids.state")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_figures(self):
        rows = {row[0]: row[1:] for row in self.env.execute_query(self._get_figures_query())}
        openers = self._count_openers()
        nothing = (0,) * (len(FIGURES) + len(BASES) + 1)
        for run in self:
            hidden, *counts = map(int, rows.get(run.id, nothing))
            figures = dict(zip(FIGURES, counts, strict=False))
            run.update({**figures, "opened_count": openers.get(run, 0), "hidden_count": hidden})
            for name, base in zip(BASES, counts[len(FIGURES) :], strict=True):
                run[f"{name}_rate"] = 100 * run[f"{name}_count"] / base if base else 0

    def _get_figures_query(self):
        visible = self.env["dealership.delivery.count"]._search_visible([("run_id", "in", self.ids)])
        conditions = [SQL("NOT %s", IS_VISIBLE)]
        conditions += [SQL("%s AND %s", IS_VISIBLE, each) for each in (*FIGURES.values(), *BASES.values())]
        return SQL(
            """SELECT counted.run_id, %s
                 FROM dealership_delivery_count counted LEFT JOIN (%s) visible ON visible.id = counted.id
                WHERE counted.run_id = ANY(%s) GROUP BY counted.run_id""",
            SQL(", ").join(SQL("COALESCE(sum(counted.deliveries) FILTER (WHERE %s), 0)", each) for each in conditions),
            visible.select(),
            self.ids,
        )

    def _count_openers(self):
        """Return run → how many customers have opened something."""
        opened = [("run_id", "in", self.ids), ("opened_at", "!=", False)]
        groups = self.env["dealership.delivery"]._read_group(opened, ["run_id"], ["partner_id:count_distinct"])
        return dict(groups)

    @api.depends("delivery_ids.reason")
    @api.depends_context("uid", "allowed_company_ids", "lang")
    def _compute_left_out_summary(self):
        left_out = [("run_id", "in", self.ids), ("state", "=", states.SKIPPED)]
        groups = self.env["dealership.delivery.count"]._sum_visible(left_out, ["run_id", "reason"])
        labels = dict(self.env["dealership.delivery"]._fields["reason"]._description_selection(self.env))
        order = list(labels)
        for run in self:
            counts = {reason: count for owner, reason, count in groups if owner == run}
            run.left_out_summary = ", ".join(
                self.env._("%(reason)s: %(count)s", reason=labels[reason], count=counts[reason])
                for reason in sorted(counts, key=order.index)
            )

    def action_view_deliveries(self):
        """Open the deliveries of the run; of one figure when the button names it in ``context``."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["dealership.delivery"]._get_list_action()
        domain = LISTS.get(self.env.context.get("deliveries_figure"), [])
        return {**action, "name": self.display_name, "domain": [("run_id", "=", self.id), *domain]}
