from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.lead.lifetime import CLOCK_STATES, CLOSED, HANDLED, RUNNING
from ..client.internal_fields import with_internal_fields
from .lead_clocks import LeadClocks

IN_TIME = "in_time"
LATE = "late"
# The keys are in the order of the groups of a list.
OVERDUE = "1_overdue"
HOUR = "2_hour"
LATER = "3_later"
URGENCIES = [
    (OVERDUE, "Waiting Too Long"),
    (HOUR, "Due within the Hour"),
    (LATER, "Due Later"),
]


class CrmLead(models.Model):
    """The clock of a lead.

    ===================  ==============================================================================
    ``lifetime_state``   when
    ===================  ==============================================================================
    running              open, and nobody has handled it since it came in or was reopened
    handled              a person has handled it; it stays so until it is closed and reopened
    closed               done, abandoned, archived, or no longer a lead
    (empty)              has always been an opportunity
    ===================  ==============================================================================

    Only a running clock has a deadline, and only where the point of sale has set a lifetime. All of it is computed
    when the lead, its point of sale or its type changes, and by ``_replan_clocks`` when settings do. That a deadline
    has passed is noted by the scheduler, never by a computation: an event may hang on it.
    """

    _inherit = "crm.lead"

    lifetime_state = fields.Selection(
        CLOCK_STATES, string="Clock", compute="_compute_lifetime_state", store=True, copy=False
    )
    lifetime_started_at = fields.Datetime(
        string="Clock Started On", compute="_compute_lifetime_state", store=True, copy=False
    )
    lifetime_reminder_count = fields.Integer(
        string="Reminders Sent", compute="_compute_lifetime_reminder_count", store=True, copy=False
    )
    lifetime_id = fields.Many2one(
        "dealership.lead.lifetime", compute="_compute_deadline_at", store=True, copy=False, ondelete="set null"
    )
    deadline_at = fields.Datetime(string="Time Left", compute="_compute_deadline_at", store=True, copy=False)
    reminder_at = fields.Datetime(string="Next Reminder", compute="_compute_deadline_at", store=True, copy=False)
    is_overdue = fields.Boolean(string="Waiting Too Long", compute="_compute_deadline_at", store=True, copy=False)
    lifetime_result = fields.Selection(
        [(IN_TIME, "In time"), (LATE, "Late")],
        string="Handled in Time",
        compute="_compute_deadline_at",
        store=True,
        copy=False,
    )
    urgency = fields.Selection(URGENCIES, compute="_compute_urgency", search="_search_urgency")
    open_intervals = fields.Json(compute="_compute_open_intervals")

    # What the scheduler looks for: the leads that are due, however many are open.
    _reminder_due_idx = models.Index("(reminder_at) WHERE reminder_at IS NOT NULL")
    _deadline_due_idx = models.Index("(deadline_at) WHERE deadline_at IS NOT NULL AND is_overdue IS NOT TRUE")
    _clock_running_idx = models.Index("(team_id, id) WHERE lifetime_state = 'running'")

    @api.depends("type", "active", "lead_state", "handled_at")
    def _compute_lifetime_state(self):
        """State and start are told together: each looks at what the other was before."""
        now = fields.Datetime.now()
        for lead in self:
            started_at = lead.lifetime_started_at
            if lead.type == "lead" and lead.active and lead.lead_state == "open":
                lead.lifetime_state = lead._get_waiting_state()
            else:
                lead.lifetime_state = CLOSED if lead.type == "lead" or lead.lifetime_state else False
            if lead.lifetime_state == RUNNING:
                lead.lifetime_started_at = started_at or now
            else:
                lead.lifetime_started_at = started_at if lead.lifetime_state == HANDLED else False

    def _get_waiting_state(self):
        """Return the state of an open lead; one that was closed begins anew."""
        if self.lifetime_state == CLOSED:
            return RUNNING
        handled = self.handled_at and self.handled_at >= (self.lifetime_started_at or self.handled_at)
        return HANDLED if self.lifetime_state == HANDLED or handled else RUNNING

    @api.depends("lifetime_state")
    def _compute_lifetime_reminder_count(self):
        for lead in self:
            known = lead.lifetime_state in (RUNNING, HANDLED)
            lead.lifetime_reminder_count = lead.lifetime_reminder_count if known else 0

    @api.depends("lifetime_state", "lifetime_started_at", "team_id", "business_attribute")
    def _compute_deadline_at(self):
        """Plan the clock by the settings that hold now; the reminders that have been sent count as sent."""
        now = fields.Datetime.now()
        running = self.filtered(lambda lead: lead.lifetime_state == RUNNING and lead.lifetime_started_at)
        (self - running)._stop_clock(now)
        clocks = LeadClocks(running.team_id)
        for lead in running.sorted("lifetime_started_at"):
            lifetime = clocks.find_lifetime(lead)
            lead.lifetime_id = lifetime
            lead._set_clock(clocks.start(lead, lifetime) if lifetime else None, now)

    def _stop_clock(self, now):
        """Note whether it was in time; a call back counts when it was made, though it may be reported later."""
        for lead in self:
            if lead.deadline_at:
                stopped_at = min(lead.done_at or now, now)
                lead.lifetime_result = LATE if stopped_at > lead.deadline_at else IN_TIME
            else:
                lead.lifetime_result = lead.lifetime_result
            lead.update({"lifetime_id": False, "deadline_at": False, "reminder_at": False, "is_overdue": False})

    def _set_clock(self, clock, now):
        """Write down the moments of a clock, ``None`` for a lead that may wait for ever."""
        deadline = clock and clock.deadline
        self.update(
            {
                "deadline_at": deadline,
                "reminder_at": clock and self._get_next_reminder(clock, now),
                "is_overdue": bool(deadline and self.is_overdue and deadline <= now),
                "lifetime_result": False,
            }
        )

    def _get_next_reminder(self, clock, now):
        """Return the reminder to wait for; one that is due this minute is not forgotten over a change."""
        pending = self.reminder_at and self.reminder_at <= now
        if pending and clock.count_reminders(now) > self.lifetime_reminder_count:
            return self.reminder_at
        return clock.get_next_reminder(self.lifetime_reminder_count, now)

    @api.depends("deadline_at")
    def _compute_urgency(self):
        now, hour = _get_bounds()
        for lead in self:
            deadline = lead.deadline_at
            lead.urgency = deadline and (OVERDUE if deadline <= now else HOUR if deadline <= hour else LATER)

    def _search_urgency(self, operator, value):
        if operator != "in":
            return NotImplemented
        now, hour = _get_bounds()
        domains = {
            OVERDUE: Domain("deadline_at", "<=", now),
            HOUR: Domain("deadline_at", ">", now) & Domain("deadline_at", "<=", hour),
            LATER: Domain("deadline_at", ">", hour),
            False: Domain("deadline_at", "=", False),
        }
        return Domain.OR(domains[key] for key in value if key in domains)

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let lists be grouped by urgency, which is true for a moment and so never stored."""
        if field_expr != "urgency":
            return super()._field_to_sql(alias, field_expr, query)
        now, hour = _get_bounds()
        deadline = self._field_to_sql(alias, "deadline_at", query)
        return SQL(
            "CASE WHEN %(deadline)s <= %(now)s THEN %(overdue)s WHEN %(deadline)s <= %(hour)s THEN %(in_hour)s"
            " WHEN %(deadline)s IS NOT NULL THEN %(later)s END",
            deadline=deadline,
            now=now,
            hour=hour,
            overdue=OVERDUE,
            in_hour=HOUR,
            later=LATER,
        )

    @api.depends("deadline_at", "lifetime_started_at")
    def _compute_open_intervals(self):
        """The time that counts, from the start to the deadline, in pairs of UTC texts: browsers count down by it."""
        waiting = self.filtered("deadline_at")
        (self - waiting).open_intervals = []
        clocks = LeadClocks(waiting.team_id)
        for lead in waiting.sorted("lifetime_started_at"):
            intervals = []
            if lead.lifetime_id:
                # sudo: whoever sees a lead may know how long there is for it
                open_time = clocks.get_open_time(lead.lifetime_id.sudo())
                intervals = open_time.get_intervals(lead.lifetime_started_at, lead.deadline_at)
            lead.open_intervals = [[fields.Datetime.to_string(moment) for moment in pair] for pair in intervals]

    def _mark_handled(self):
        """Handling stops the clock, whether it is the first time or after the lead was reopened."""
        result = super()._mark_handled()
        running = self.filtered(lambda lead: lead.lifetime_state == RUNNING)
        with_internal_fields(running).lifetime_state = HANDLED
        return result

    def _replan_clocks(self):
        """Let running clocks follow settings or opening hours that have changed."""
        self.env.add_to_compute(self._fields["deadline_at"], self)
        self.flush_recordset(["deadline_at", "reminder_at", "is_overdue", "lifetime_id"])
        self.invalidate_recordset(["open_intervals", "urgency"])

    # -- merging ----------------------------------------------------------------------------------------

    def _merge_get_fields_specific(self):
        """What several leads become waits since the first of them came in, with the reminders sent for that one."""
        return {
            **super()._merge_get_fields_specific(),
            "lifetime_started_at": lambda name, leads: leads._get_longest_waiting()[name],
            "lifetime_reminder_count": lambda name, leads: leads._get_longest_waiting()[name],
        }

    def _get_longest_waiting(self):
        running = self.filtered(lambda lead: lead.lifetime_state == RUNNING)
        return running.sorted("lifetime_started_at")[:1]

    def _merge_opportunity(self, user_id=False, team_id=False, auto_unlink=True, max_length=5):
        """One that was handled makes the whole handled."""
        handled = self.filtered(lambda lead: lead.lifetime_state == HANDLED)
        # What becomes of our dates is in `_merge_get_fields`, and Odoo writes it.
        leads = with_internal_fields(self)
        merged = super(CrmLead, leads)._merge_opportunity(user_id, team_id, auto_unlink, max_length).with_env(self.env)
        if handled:
            merged._mark_handled()
        return merged


def _get_bounds():
    """Return now, and the moment in an hour."""
    now = fields.Datetime.now()
    return now, fields.Datetime.add(now, hours=1)
