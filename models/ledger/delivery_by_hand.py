from odoo import api, fields, models

from ...engine.ledger import states


class DealershipDelivery(models.Model):
    """What is handed over to somebody of the dealership, and comes back done or left out.

    ========  =============================  =======================================================================
    channel   after ``_send``                done, so that the next step counts
    ========  =============================  =======================================================================
    task      sent                           at once: the activity stands in a colleague's list
    lead      sent                           at once: the lead stands in the point of sale's list
    call      waiting (``to_call``)          its activity or the delivery is marked as done
    letter    waiting (``to_print``)         marked as posted
    other     waiting (``to_do``)            marked as done
    ========  =============================  =======================================================================

    A call whose activity is cancelled is left out, and leaving out a call cancels its activity.
    """

    _inherit = "dealership.delivery"

    text_subject = fields.Char(string="To Do", readonly=True, help="What has to be done, or the subject of a letter.")
    text_body = fields.Html(string="Instructions", readonly=True, sanitize="email_outgoing")
    activity_ids = fields.One2many("mail.activity", "dealership_delivery_id", context={"active_test": False})
    activity_user_id = fields.Many2one("res.users", string="In Charge", compute="_compute_activity")
    activity_deadline = fields.Date(string="Due Date", compute="_compute_activity")
    lead_ids = fields.One2many("crm.lead", "dealership_delivery_id", string="Lead Made")
    is_handed_over = fields.Boolean(compute="_compute_is_handed_over")

    @api.depends("activity_ids.user_id", "activity_ids.date_deadline", "signatory_id")
    def _compute_activity(self):
        for delivery in self:
            # sudo: whoever sees the delivery may know who has it in hand
            activity = delivery.sudo().activity_ids[:1]
            delivery.activity_user_id = activity.user_id or delivery.signatory_id
            delivery.activity_deadline = activity.date_deadline

    @api.depends("state", "reason")
    def _compute_is_handed_over(self):
        for delivery in self:
            delivery.is_handed_over = delivery.state == states.WAITING and delivery.reason in states.HANDED_OVER

    # -- whose work it is -----------------------------------------------------------------------------

    def _get_records(self):
        """Return id of a delivery → the record that it is about, one prefetch per model; None for one that is gone."""
        records = {}
        for model, deliveries in self.grouped("res_model").items():
            ids = deliveries.mapped("res_id")
            known = self.env[model].browse(ids) if model in self.env else [None] * len(ids)
            records |= zip(deliveries.ids, known, strict=True)
        return records

    def _get_responsibles(self):
        """Return id of a delivery → the user in charge: of the record, of the customer, of the point of sale.

        Where there is nobody, whoever answers for the scenario; see ``signatory`` for who is passed over.
        """
        records = self._get_records()
        return {delivery.id: delivery._get_responsible(records[delivery.id]) for delivery in self}

    def _get_responsible(self, record):
        return self.scenario_id._get_policy().get_responsible(self, record)

    # -- what channels have opened ---------------------------------------------------------------------

    def _finish(self):
        """Let the channels close what they had opened for deliveries that are done."""
        for channel, deliveries in self.grouped("channel").items():
            # sudo: whoever decides on a delivery need have no right on what its channel has opened
            self.env["dealership.channel"].sudo()._get_channel(channel)._finish(deliveries)

    def _withdraw(self):
        """Let the channels take back what they had opened for deliveries that won't be done as they stand."""
        for channel, deliveries in self.grouped("channel").items():
            # sudo: as above
            self.env["dealership.channel"].sudo()._get_channel(channel)._withdraw(deliveries)

    def _on_activity_done(self, user):
        called = self._filter_open_calls()
        called._mark_done(fields.Datetime.now(), done_by_id=user.id)
        return called

    def _filter_open_calls(self):
        """Return the calls still to be made: whoever finishes or cancels their activity decides on them."""
        return self.filtered(lambda delivery: delivery.reason == states.TO_CALL and delivery.is_handed_over)

    def _on_activity_cancelled(self, user):
        dropped = self.exists()._filter_open_calls()
        dropped._leave_out(states.LEFT_OUT_BY_HAND, done_by_id=user.id)
