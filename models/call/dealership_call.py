from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...engine.call.call_event import (
    CONNECTED,
    DIRECTIONS,
    INCOMING,
    MISSED,
    ONGOING,
    OUTCOMES,
    OUTGOING,
    REASONS,
    VOICEMAIL,
)
from ...engine.lead.lifetime import HANDLED, RUNNING
from ..client.internal_fields import with_internal_fields
from ..customer.same_customer import counts_for
from ..vehicle.sale_type import BUSINESS_ATTRIBUTES

SUMMARY_STATES = [
    ("ready", "Ready"),
    ("none", "No conversation"),
    ("off", "Transcription off"),
    ("too_short", "Too short"),
    ("bad_quality", "Bad quality"),
    ("waiting", "Not there yet"),
]
# A conversation of fewer seconds has nothing to be summed up.
SHORTEST_CONVERSATION = 15
FIRST_WORDS = 240


class DealershipCall(models.Model):
    """A telephone call on one of the dealership's tracking numbers, or a call back to somebody who had called one.

    Calls come from providers (``call_processing.py``), from scripts and server actions, all by ``_register``; the one
    call may be reported many times. Times are UTC, durations seconds of conversation, ringing not counted.

    A missed call is *done* once somebody has talked to the caller (``answered_by_id``) or a person says so; a
    connected one when its lead is, or when it needs none. A lead is done with when its clock is closed: an opportunity
    and an archived lead are followed elsewhere or not at all.
    """

    _name = "dealership.call"
    _description = "Call"
    _order = "started_at desc, id desc"
    _rec_name = "caller_number"
    _check_company_auto = True

    # Computed for everybody alike: a name is shown, as in any list, whether or not what it is taken from may be read.
    display_name = fields.Char(compute_sudo=True)
    provider = fields.Char(readonly=True, default="manual", copy=False)
    account_id = fields.Many2one("dealership.provider.account", readonly=True, index="btree_not_null", copy=False)
    external_id = fields.Char(string="Provider's Reference", readonly=True, copy=False)
    direction = fields.Selection(DIRECTIONS, required=True, default=INCOMING)
    outcome = fields.Selection(OUTCOMES, required=True, default=ONGOING, index=True)
    reason = fields.Selection(REASONS, string="Why Missed")
    is_missed = fields.Boolean(string="Missed", compute="_compute_kind", store=True)
    is_connected = fields.Boolean(string="Connected", compute="_compute_kind", store=True)
    from_number = fields.Char(string="From")
    to_number = fields.Char(string="To")
    caller_number = fields.Char(
        string="Number", compute="_compute_caller_number", store=True, help="The customer's number, whoever called."
    )
    tracking_number_id = fields.Many2one(
        "dealership.tracking.number", index="btree_not_null", ondelete="restrict", check_company=True
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Point of Sale",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    business_attribute = fields.Selection(
        BUSINESS_ATTRIBUTES, string="Type", compute="_compute_business_attribute", store=True
    )
    partner_id = fields.Many2one("res.partner", string="Contact", index="btree_not_null", check_company=True)
    counts_for_id = counts_for("partner_id")
    lead_id = fields.Many2one("crm.lead", index="btree_not_null", ondelete="set null")
    user_id = fields.Many2one("res.users", string="Answered by", index="btree_not_null", check_company=True)
    started_at = fields.Datetime(string="Time", required=True, default=fields.Datetime.now)
    answered_at = fields.Datetime()
    ended_at = fields.Datetime()
    duration = fields.Integer(string="Duration (s)", help="Seconds of conversation.")
    recording_url = fields.Char(string="Recording")
    transcription = fields.Text()
    summary = fields.Text(string="Provider's Summary")
    bad_quality = fields.Boolean(help="The provider could not understand the recording.")
    summary_state = fields.Selection(SUMMARY_STATES, string="Summary", compute="_compute_summary_state", store=True)
    summary_text = fields.Text(string="Summary of the Call", compute="_compute_summary_text")
    answered_by_id = fields.Many2one(
        "dealership.call",
        string="Called Back by",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
    )
    done_at = fields.Datetime(string="Marked as Done On", readonly=True, copy=False)
    is_done = fields.Boolean(string="Done", compute="_compute_is_done", store=True)
    can_create_lead = fields.Boolean(compute="_compute_can_create_lead")
    visible_lead_id = fields.Many2one(
        "crm.lead",
        string="Lead to Be Seen",
        compute="_compute_visible_lead_id",
        search="_search_visible_lead_id",
        help="The lead of the call, for those who may see it.",
    )
    # With the rights of whoever looks: the lead may be that of another point of sale by now.
    lead_status = fields.Selection(related="visible_lead_id.lead_status", related_sudo=False, string="Status")
    lead_state = fields.Selection(related="visible_lead_id.lead_state", related_sudo=False, string="State of the Lead")
    lead_tag_ids = fields.Many2many(related="visible_lead_id.tag_ids", related_sudo=False, string="Tags")
    deadline_at = fields.Datetime(related="visible_lead_id.deadline_at", related_sudo=False, string="Time Left")
    open_intervals = fields.Json(
        related="visible_lead_id.open_intervals", related_sudo=False, string="Time That Counts"
    )
    lead_user_id = fields.Many2one(related="visible_lead_id.user_id", related_sudo=False, string="Responsible")

    _external_unique = models.UniqueIndex(
        "(provider, COALESCE(account_id, 0), external_id) WHERE external_id IS NOT NULL",
        "This call is registered already.",
    )
    _started_at_index = models.Index("(team_id, started_at)")
    _caller_index = models.Index("(company_id, caller_number, started_at) WHERE caller_number IS NOT NULL")

    @api.depends("direction", "outcome")
    def _compute_kind(self):
        for call in self:
            call.is_missed = call.direction == INCOMING and call.outcome in (MISSED, VOICEMAIL)
            call.is_connected = call.outcome == CONNECTED

    @api.depends("direction", "from_number", "to_number")
    def _compute_caller_number(self):
        for call in self:
            call.caller_number = call.to_number if call.direction == OUTGOING else call.from_number

    @api.depends("tracking_number_id")
    def _compute_team_id(self):
        for call in self:
            call.team_id = call.tracking_number_id.team_id or call.team_id

    @api.depends("tracking_number_id", "lead_id.business_attribute")
    def _compute_business_attribute(self):
        for call in self:
            call.business_attribute = call.lead_id.business_attribute or call.tracking_number_id.business_attribute

    @api.depends("summary", "transcription", "duration", "outcome", "bad_quality", "tracking_number_id")
    def _compute_summary_state(self):
        for call in self:
            call.summary_state = call._get_summary_state()

    def _get_summary_state(self):
        """Return whether there is a summary, else the reason why not."""
        if self.summary or self.transcription:
            return "ready"
        if self.outcome not in (CONNECTED, VOICEMAIL):
            return "none"
        if self.bad_quality:
            return "bad_quality"
        if self.tracking_number_id and not self.tracking_number_id.transcription:
            return "off"
        if self.outcome == CONNECTED and self.duration < SHORTEST_CONVERSATION:
            return "too_short"
        return "waiting"

    @api.depends("summary", "transcription", "summary_state")
    @api.depends_context("lang")
    def _compute_summary_text(self):
        """The provider's summary, else the first words; else why there is neither."""
        states = dict(self._fields["summary_state"]._description_selection(self.env))
        for call in self:
            words = call.transcription or ""
            first = words if len(words) <= FIRST_WORDS else f"{words[:FIRST_WORDS].rsplit(' ', 1)[0]} …"
            call.summary_text = call.summary or first or states.get(call.summary_state, "")

    @api.depends("is_missed", "answered_by_id", "done_at", "lead_id.lifetime_state")
    def _compute_is_done(self):
        for call in self:
            closed = call.lead_id and call.lead_id.lifetime_state not in (RUNNING, HANDLED)
            if call.is_missed:
                call.is_done = bool(call.answered_by_id or call.done_at or closed)
            else:
                call.is_done = not call.lead_id or closed

    @api.depends("lead_id", "is_missed", "is_connected", "is_done", "direction")
    def _compute_can_create_lead(self):
        """A missed call that waits, and what a caller was talked to about; not what has been dealt with."""
        for call in self:
            waits = call.is_missed and not call.is_done
            talked = call.is_connected and call.direction == INCOMING
            call.can_create_lead = not call.lead_id and (waits or talked)

    @api.depends("lead_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_visible_lead_id(self):
        visible = set(self.lead_id._origin._filtered_access("read")._ids)
        for call in self:
            call.visible_lead_id = call.lead_id if call.lead_id._origin.id in visible else False

    def _search_visible_lead_id(self, operator, value):
        return Domain("lead_id", operator, value)

    @api.depends("partner_id", "caller_number", "direction")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for call in self:
            call.display_name = call._get_caller_name()

    def _get_caller_name(self):
        return self.partner_id.display_name or self.caller_number or self.env._("Withheld number")

    def action_mark_done(self):
        """Say that the caller was called back, by hand: the lead is done, and with it the calls gathered in it.

        Nobody calls back whoever was talked to: other calls than missed ones are left as they are.
        """
        now = fields.Datetime.now()
        missed = self.filtered("is_missed")
        with_internal_fields(missed.filtered(lambda call: not call.done_at)).done_at = now
        leads = missed.lead_id.filtered(lambda lead: lead.type == "lead" and lead.lead_state == "open")
        leads.action_mark_done()

    def action_create_lead(self):
        """Create the lead of a call that made none, and open it; one that a colleague has created meanwhile is opened.

        :raise UserError: the call is none that a lead is made of
        """
        self.ensure_one()
        self.check_access("write")
        if not self.lead_id:
            if not self.can_create_lead:
                raise UserError(
                    self.env._(
                        "No lead is created from this call: it is neither a missed call that waits nor a conversation"
                        " with a caller."
                    )
                )
            self._create_lead_by_hand()
        return self.action_open_lead()

    def action_open_lead(self):
        """Open the lead of the call.

        :raise UserError: there is none
        """
        self.ensure_one()
        if not self.lead_id:
            raise UserError(self.env._("This call has no lead. Create one if there is something to follow up."))
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.lead",
            "res_id": self.lead_id.id,
            "views": [(False, "form")],
        }
