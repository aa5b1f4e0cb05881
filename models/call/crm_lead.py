from odoo import api, fields, models


class CrmLead(models.Model):
    """The calls that made a lead, or were made about it."""

    _inherit = "crm.lead"

    call_ids = fields.One2many(
        "dealership.call", "lead_id", string="Calls", groups="crm_dealership.group_dealership_user"
    )
    call_count = fields.Integer(compute="_compute_call_count", groups="crm_dealership.group_dealership_user")
    closed_by_call_id = fields.Many2one(
        "dealership.call",
        string="Closed by the Call",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="crm_dealership.group_dealership_user",
        help="Empty when a person closed the lead.",
    )

    @api.depends("call_ids")
    def _compute_call_count(self):
        groups = self.env["dealership.call"]._read_group([("lead_id", "in", self.ids)], ["lead_id"], ["__count"])
        counts = {lead.id: count for lead, count in groups}
        for lead in self:
            lead.call_count = counts.get(lead._origin.id, 0)

    def write(self, vals):
        """Whoever closes or reopens a lead takes it out of the hands of the calls."""
        if "done_at" in vals and "closed_by_call_id" not in vals:
            # sudo: people outside the dealership convert and merge leads, too
            self.sudo().filtered("closed_by_call_id").closed_by_call_id = False
        return super().write(vals)

    def action_view_calls(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_dealership.dealership_call_action")
        return {**action, "domain": [("lead_id", "=", self.id)], "context": {}}

    def _merge_dependences(self, opportunities):
        """The calls of merged leads are the calls of what they become."""
        result = super()._merge_dependences(opportunities)
        # sudo: whoever may merge the leads need not see all of their calls
        calls = self.env["dealership.call"].sudo().search([("lead_id", "in", opportunities.ids)])
        calls.lead_id = self
        return result

    def _get_closed_moment(self):
        """Return since when a lead takes up no more calls, ``None`` while it does.

        It no longer does once a person says so: done, abandoned or archived; nor as an opportunity, which has no clock
        that would remind anybody. The calls it has taken up stay together. One that was closed by a call takes up the
        missed calls before that one, which may be told later.
        """
        self.ensure_one()
        closed_by_call = self.lead_state == "done" and self.closed_by_call_id
        if self.type == "lead" and self.active and (self.lead_state == "open" or closed_by_call):
            return None
        if self.type == "opportunity":
            closed_at = self.date_conversion or self.create_date
        else:
            closed_at = self.done_at or self.abandoned_at or self.date_closed or self.write_date
        return max([closed_at, *self.call_ids.filtered("is_missed").mapped("started_at")])

    def _take_origin_of(self, call):
        """Make a lead of gathered calls come from this one, which was the first of them and is reported late.

        Once somebody has the lead in hand it is theirs: nothing is changed under their eyes.
        """
        number = call.tracking_number_id.sudo()  # sudo: the lead has what the number stands for
        if not number or not self._is_left_alone():
            return
        self.write(number._prepare_lead_vals())

    def _is_left_alone(self):
        """Return whether no person has acted on the lead: at most a call has closed it."""
        return not self.handled_at or bool(self.closed_by_call_id and self.handled_at == self.done_at)

    def _close_reopened(self, call):
        """Close the leads that were open when their caller was spoken to, though an earlier call had closed them."""
        open_leads = self.filtered(lambda lead: lead.lead_state == "open" and lead.lifetime_started_at)
        open_leads.filtered(lambda lead: lead.lifetime_started_at <= call.started_at)._close_called_back(call)

    def _close_called_back(self, call):
        """Close the leads whose caller was spoken to; who spoke becomes responsible when nobody was."""
        # What the system writes is in the language of the point of sale, as the name of the lead is.
        words = self.with_context(lang=call.company_id._get_lang())
        for lead in self.filtered(lambda lead: lead.lead_state == "open" and lead.type == "lead"):
            if not lead.user_id and call.user_id:
                lead.user_id = call.user_id
            moment = call._get_done_moment()
            lead.handled_at = lead.handled_at or moment
            lead._mark_handled()
            lead.write({"done_at": moment, "closed_by_call_id": call.id})
            caller = call._get_caller_name()
            lead.message_post(body=words.env._("Closed: somebody talked to %s.", caller))

    def _follow_answer(self, former, call):
        """Let leads that one of the ``former`` calls has closed be closed by ``call``, as is known now.

        Messages come in any order: of a call that answered its end may be told later, and an earlier answer, too.
        """
        moment = call._get_done_moment()
        for lead in self.filtered(lambda lead: lead.lead_state == "done" and lead.closed_by_call_id in former):
            values = {"done_at": moment, "closed_by_call_id": call.id}
            if lead._is_left_alone():
                values["handled_at"] = moment
            if call.user_id and lead.user_id in (lead.closed_by_call_id.user_id, self.env["res.users"]):
                values["user_id"] = call.user_id.id
            lead.write(values)
