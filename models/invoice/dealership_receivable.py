from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.invoice.steps import NOTICE, REMINDER
from ...engine.ledger.states import SENT, UNDONE
from .receivables import DUE_ON, IS_INVOICE, IS_OPEN, LINES, OPEN_INSTALMENT, get_open_moves_domain

RECEIVABLE_GROUPS = "crm_dealership.group_dealership_director,account.group_account_invoice"


class DealershipReceivable(models.Model):
    """What each customer owes, how old it is, and how far they have been reminded. One row per customer and company.

    Read from the accounts when it is asked for; days count from the day of the user's time zone.
    """

    _name = "dealership.receivable"
    _description = "Receivable"
    _auto = False
    _order = "overdue desc, partner_id"
    _rec_name = "partner_id"

    # Computed for everybody alike: a name is shown, as in any list, whether or not what it is taken from may be read.
    display_name = fields.Char(compute_sudo=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    customer_profile_id = fields.Many2one("dealership.customer.profile", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", string="Point of Sale", readonly=True)
    total_due = fields.Monetary(readonly=True, help="All open invoices less what is in the customer's favour.")
    overdue = fields.Monetary(readonly=True, help="Invoices past their due date.")
    not_due = fields.Monetary(readonly=True)
    due_1_30 = fields.Monetary(string="1-30 Days", readonly=True)
    due_31_60 = fields.Monetary(string="31-60 Days", readonly=True)
    due_61_90 = fields.Monetary(string="61-90 Days", readonly=True)
    due_over_90 = fields.Monetary(string="Over 90 Days", readonly=True)
    in_favour = fields.Monetary(readonly=True, help="Credit notes and payments not matched yet.")
    disputed = fields.Monetary(readonly=True, help="Blocked invoices: nobody is reminded of them.")
    days_late = fields.Integer(readonly=True, aggregator="max", help="Of the oldest overdue invoice.")
    level = fields.Integer(readonly=True, aggregator="max", help="The last reminder sent about an open invoice.")
    last_reminded_at = fields.Datetime(readonly=True)
    next_step_id = fields.Many2one("dealership.scenario.step", string="Step to Come", readonly=True)
    next_step = fields.Char(compute="_compute_next_step")
    next_at = fields.Datetime(string="Next Step On", readonly=True)

    @api.depends("next_step_id")
    def _compute_next_step(self):
        for receivable in self:
            step = receivable.sudo().next_step_id  # sudo: an accountant need not be a user of scenarios
            receivable.next_step = step._get_role_label() if step else False

    @property
    def _table_query(self):
        today = fields.Date.context_today(self)
        late = SQL("(%s::date - %s)", today, DUE_ON)
        return SQL(
            """
            WITH reminded AS (%(reminded)s), upcoming AS (%(upcoming)s)
            SELECT min(line.id) AS id, line.company_id, line.partner_id, company.currency_id,
                   customer.customer_profile_id, customer.user_id, customer.team_id,
                   sum(line.amount_residual) AS total_due,
                   %(overdue)s AS overdue, %(not_due)s AS not_due, %(to_30)s AS due_1_30, %(to_60)s AS due_31_60,
                   %(to_90)s AS due_61_90, %(over_90)s AS due_over_90,
                   COALESCE(sum(line.amount_residual) FILTER (WHERE line.amount_residual < 0), 0) AS in_favour,
                   COALESCE(sum(line.amount_residual) FILTER (WHERE move.payment_state = 'blocked'), 0) AS disputed,
                   COALESCE(GREATEST(max(%(late)s) FILTER (WHERE %(is_invoice)s), 0), 0) AS days_late,
                   COALESCE(max(reminded.level), 0) AS level, max(reminded.sent_at) AS last_reminded_at,
                   max(upcoming.step_id) AS next_step_id, max(upcoming.planned_at) AS next_at
              FROM %(lines)s
              JOIN res_company company ON company.id = line.company_id
              JOIN res_partner customer ON customer.id = line.partner_id
              LEFT JOIN reminded ON reminded.customer_id = line.partner_id AND reminded.company_id = line.company_id
              LEFT JOIN upcoming ON upcoming.customer_id = line.partner_id AND upcoming.company_id = line.company_id
             WHERE %(is_open)s
             GROUP BY line.company_id, line.partner_id, company.currency_id, customer.customer_profile_id,
                      customer.user_id, customer.team_id
            HAVING count(*) FILTER (WHERE %(is_invoice)s) > 0
            """,
            reminded=self._get_reminded_query(),
            upcoming=self._get_upcoming_query(),
            overdue=self._sum_where(IS_INVOICE, SQL("%s > 0", late)),
            not_due=self._sum_where(IS_INVOICE, SQL("%s <= 0", late)),
            to_30=self._sum_where(IS_INVOICE, SQL("%s BETWEEN 1 AND 30", late)),
            to_60=self._sum_where(IS_INVOICE, SQL("%s BETWEEN 31 AND 60", late)),
            to_90=self._sum_where(IS_INVOICE, SQL("%s BETWEEN 61 AND 90", late)),
            over_90=self._sum_where(IS_INVOICE, SQL("%s > 90", late)),
            late=late,
            is_invoice=IS_INVOICE,
            is_open=IS_OPEN,
            lines=LINES,
        )

    def _sum_where(self, *conditions):
        return SQL("COALESCE(sum(line.amount_residual) FILTER (WHERE %s), 0)", SQL(" AND ").join([*conditions]))

    def _get_reminded_query(self):
        """Return per customer the highest reminder sent about what is still open, and when the last one was."""
        return SQL(
            """SELECT partner.commercial_partner_id AS customer_id, delivery.company_id,
                      max(step.reminder_level) AS level, max(delivery.sent_at) AS sent_at
                 FROM dealership_enrolment enrolment
                 JOIN dealership_delivery delivery ON delivery.enrolment_id = enrolment.id AND delivery.state = %s
                 JOIN dealership_scenario_step step ON step.id = delivery.step_id AND step.reminder_role = %s
                 JOIN res_partner partner ON partner.id = delivery.partner_id
                WHERE enrolment.settled_on IS NULL AND enrolment.res_model = 'account.move' AND EXISTS (%s)
                GROUP BY 1, 2""",
            SENT,
            REMINDER,
            OPEN_INSTALMENT,
        )

    def _get_upcoming_query(self):
        """Return per customer the next step that is planned or waits; a notice that comes too late is none."""
        return SQL(
            """SELECT DISTINCT ON (partner.commercial_partner_id, delivery.company_id)
                      partner.commercial_partner_id AS customer_id, delivery.company_id, delivery.step_id,
                      delivery.planned_at
                 FROM dealership_delivery delivery
                 JOIN dealership_scenario_step step ON step.id = delivery.step_id AND step.reminder_role IS NOT NULL
                 JOIN dealership_enrolment enrolment ON enrolment.id = delivery.enrolment_id
                 JOIN res_partner partner ON partner.id = delivery.partner_id
                WHERE delivery.state IN %s AND delivery.gathered_into_id IS NULL
                  AND NOT (step.reminder_role = %s AND enrolment.due_on < %s)
                ORDER BY partner.commercial_partner_id, delivery.company_id, delivery.planned_at, delivery.id""",
            UNDONE,
            NOTICE,
            fields.Date.context_today(self),
        )

    # -- actions --------------------------------------------------------------------------------------

    def action_view_invoices(self):
        """Open the customer's open invoices and credit notes."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open Invoices of %s", self.partner_id.display_name),
            "res_model": "account.move",
            "views": [
                (self.env.ref("crm_dealership.account_move_view_list").id, "list"),
                (self.env.ref("crm_dealership.account_move_view_form_site").id, "form"),
            ],
            "domain": [
                ("commercial_partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                *get_open_moves_domain(),
            ],
        }

    def action_view_history(self):
        """Open every reminder there has been, or will be, for the customer."""
        self.ensure_one()
        return self.partner_id._get_reminder_history_action(self.company_id)


class ResPartner(models.Model):
    """How far a customer has been reminded of invoices."""

    _inherit = "res.partner"

    receivable_ids = fields.One2many(
        "dealership.receivable", "partner_id", string="Receivables", groups=RECEIVABLE_GROUPS
    )
    has_receivables = fields.Boolean(compute="_compute_has_receivables", groups=RECEIVABLE_GROUPS)

    @api.depends("receivable_ids")
    def _compute_has_receivables(self):
        groups = self.env["dealership.receivable"]._read_group([("partner_id", "in", self.ids)], ["partner_id"])
        owing = {partner for [partner] in groups}
        for partner in self:
            partner.has_receivables = partner in owing

    def action_view_reminders(self):
        self.ensure_one()
        return self._get_reminder_history_action()

    def _get_reminder_history_action(self, company=None):
        action = self.env["dealership.delivery"]._get_list_action()
        # sudo: an accountant need not be a user of scenarios; which deliveries they see is decided by the record rules
        scenarios = self.env["dealership.scenario"].sudo().search([("reminder_profile_id", "!=", False)])
        domain = [
            ("partner_id.commercial_partner_id", "=", self.commercial_partner_id.id),
            ("scenario_id", "in", scenarios.ids),
        ]
        if company:
            domain.append(("company_id", "=", company.id))
        return {**action, "name": self.env._("Reminders of %s", self.display_name), "domain": domain}
