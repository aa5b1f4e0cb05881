from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.invoice.steps import ROLES
from ...engine.ledger.states import FAILED, WAITING
from ...engine.scenario.message import RenderedMessage
from .receivables import IS_BEING_PAID, IS_INSTALMENT


class DealershipReminderTodo(models.Model):
    """The accountant's to-do list: reminders that wait for a person, one row per customer and step.

    A row stands for the deliveries of one message. It is read from the ledger, and what one does to it is done to them.
    """

    _name = "dealership.reminder.todo"
    _description = "Reminder To Do"
    _auto = False
    _order = "planned_at, id"
    _rec_name = "partner_id"

    # Computed for everybody alike: a name is shown, as in any list, whether or not what it is taken from may be read.
    display_name = fields.Char(compute_sudo=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    team_id = fields.Many2one("crm.team", string="Point of Sale", readonly=True)
    scenario_id = fields.Many2one("dealership.scenario", readonly=True)
    step_id = fields.Many2one("dealership.scenario.step", string="Step of the Scenario", readonly=True)
    delivery_id = fields.Many2one("dealership.delivery", readonly=True)
    reminder_role = fields.Selection(ROLES, string="Role", readonly=True)
    level = fields.Integer(readonly=True, aggregator=None)
    step_name = fields.Char(string="Step", compute="_compute_step_name")
    channel = fields.Selection(selection="_selection_channel", readonly=True)
    state = fields.Selection(related="delivery_id.state")
    reason = fields.Selection(related="delivery_id.reason")
    error = fields.Text(related="delivery_id.error")
    phone = fields.Char(related="partner_id.phone")
    invoice_count = fields.Integer(string="Invoices", readonly=True)
    amount_due = fields.Monetary(readonly=True, help="What is left of the invoices of this step.")
    oldest_due_date = fields.Date(readonly=True)
    days_late = fields.Integer(readonly=True, aggregator="max")
    planned_at = fields.Datetime(string="Due Since", readonly=True)
    message_subject = fields.Char(string="Subject", compute="_compute_message")
    message_body = fields.Html(string="Message", compute="_compute_message", sanitize="email_outgoing")

    @api.model
    def _selection_channel(self):
        return self.env["dealership.channel"]._selection_channels()

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT leader.id AS id, leader.id AS delivery_id, leader.partner_id, leader.company_id,
                   company.currency_id, leader.team_id, leader.scenario_id, leader.step_id, leader.channel,
                   leader.planned_at, step.reminder_role, step.reminder_level AS level,
                   count(DISTINCT delivery.res_id) AS invoice_count, sum(instalment.amount_residual) AS amount_due,
                   min(instalment.date_maturity) AS oldest_due_date,
                   GREATEST(%(today)s::date - min(instalment.date_maturity), 0) AS days_late
              FROM dealership_delivery leader
              JOIN dealership_scenario_step step ON step.id = leader.step_id AND step.reminder_role IS NOT NULL
              JOIN res_company company ON company.id = leader.company_id
              JOIN dealership_delivery delivery ON delivery.id = leader.id OR delivery.gathered_into_id = leader.id
              JOIN dealership_enrolment enrolment ON enrolment.id = delivery.enrolment_id
              JOIN account_move move ON move.id = delivery.res_id
              JOIN account_move_line instalment ON %(is_instalment)s AND instalment.parent_state = 'posted'
             WHERE leader.state IN %(to_decide)s AND leader.claim_id = 0 AND leader.gathered_into_id IS NULL
               AND leader.planned_at <= %(now)s
               AND (step.reminder_role = 'thanks' OR NOT instalment.reconciled AND NOT %(is_being_paid)s)
             GROUP BY leader.id, company.currency_id, step.reminder_role, step.reminder_level
            """,
            today=fields.Date.context_today(self),
            now=fields.Datetime.now(),
            is_being_paid=IS_BEING_PAID,
            is_instalment=IS_INSTALMENT,
            to_decide=(WAITING, FAILED),
        )

    @api.depends("step_id")
    def _compute_step_name(self):
        for todo in self:
            # sudo: an accountant need not be a user of scenarios
            todo.step_name = todo.sudo().step_id._get_role_label()

    @api.depends("delivery_id")
    def _compute_message(self):
        """Show the message as it would leave now; what keeps it from leaving, where something does."""
        for todo in self:
            # sudo: the text names records that the accountant need not see by themselves
            text = todo.sudo().delivery_id._render_reminder()
            todo.message_subject = text.subject if isinstance(text, RenderedMessage) else False
            todo.message_body = text.body_html if isinstance(text, RenderedMessage) else text.text

    # -- actions --------------------------------------------------------------------------------------

    def action_send(self):
        """Have the messages leave now; a call or a letter that was begun is begun anew."""
        one, many = self.env._("1 message is on its way."), self.env._("%s messages are on their way.")
        return self._decide("action_send", one, many)

    def action_mark_done(self):
        """Note that it was done: called, posted, said in person. The next reminder counts from today."""
        return self._decide(
            "action_mark_done", self.env._("1 reminder marked as done."), self.env._("%s reminders marked as done.")
        )

    def action_leave_out(self):
        """Skip this step for these customers."""
        one, many = self.env._("1 reminder skipped."), self.env._("%s reminders skipped.")
        return self._decide("action_leave_out", one, many)

    def action_postpone(self):
        """Ask until when."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Postpone"),
            "res_model": "dealership.reminder.postpone",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_delivery_ids": self.delivery_id.ids},
        }

    def action_print(self):
        """Return the letters among these reminders as one file to print."""
        self.check_access("read")
        return self.filtered(lambda todo: todo.channel == "letter").delivery_id.action_print()

    def _decide(self, action, one, many):
        # What a client calls is not checked by the ORM: whoever may not see this list decides nothing.
        self.check_access("read")
        count = len(self)
        getattr(self.delivery_id, action)()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": one if count == 1 else many % count,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
