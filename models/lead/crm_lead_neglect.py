from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from ...engine.targeting.exists import Exists, Linked
from ..channel.signatory import is_present
from ..client.internal_fields import with_internal_fields

OPEN = Domain([("type", "=", "opportunity"), ("lead_state", "=", "open"), ("active", "=", True)])
# Of what stands in the chatter, what a person writes; of the rest only that an activity is done.
WRITTEN = ("comment", "email", "sms")


class CrmLead(models.Model):
    """The clock of an opportunity: it is neglected when nothing was done, and nothing is planned, for so long.

    ===========  ====================================================================================================
    what is      which
    ===========  ====================================================================================================
    done         what handles a lead (``_mark_handled``), and after that: another stage, reopening it, a call, an
                 offer, an activity that is done, a message or a note of somebody of ours
    planned      counts on its day: an activity on the day it is for, an appointment on the day it begins
    neither      being given to somebody, what the system does, what customers write
    ===========  ====================================================================================================

    Nothing is stored but the last action, so time alone makes an opportunity neglected, and no scheduler has to. One of
    no point of sale has no working days, and is never neglected.
    """

    _inherit = "crm.lead"

    acted_at = fields.Datetime(
        string="Last Worked On",
        readonly=True,
        copy=False,
        default=fields.Datetime.now,
        help="When somebody last did something for it; giving it to somebody is nothing done.",
    )
    is_neglected = fields.Boolean(
        string="Neglected Opportunity",
        compute="_compute_is_neglected",
        search="_search_is_neglected",
        compute_sudo=True,
    )

    _neglect_idx = models.Index("(team_id, acted_at) WHERE type = 'opportunity' AND lead_state = 'open'")

    @api.depends("acted_at", "team_id", "lead_state", "type", "active", "activity_ids.date_deadline")
    def _compute_is_neglected(self):
        neglected = self._get_neglected_domain(fields.Datetime.now(), self.team_id)
        found = set(self.search(Domain("id", "in", self.ids) & neglected)._ids) if self.ids else ()
        for lead in self:
            lead.is_neglected = lead._origin.id in found

    def _search_is_neglected(self, operator, value):
        if operator != "in":
            return NotImplemented
        wanted = {bool(each) for each in value}
        if len(wanted) != 1:
            return Domain.TRUE if wanted else Domain.FALSE
        neglected = self._get_neglected_domain(fields.Datetime.now())
        return neglected if wanted.pop() else ~neglected

    @api.model
    def _get_neglected_domain(self, now, teams=None):
        """Return the domain of the neglected opportunities.

        :param datetime now: naive UTC
        :param teams: ``crm.team``, of no others; all when absent
        """
        # sudo: whether something is neglected must not depend on which points of sale its reader belongs to
        every = self.env["crm.team"].sudo().with_context(active_test=False)
        teams = every.search([("neglected_after_days", ">", 0)]) if teams is None else teams.sudo()
        places = defaultdict(list)
        for team in teams:
            if before := team._get_neglected_before(now):
                places[before].append(team.id)
        return OPEN & Domain.OR(self._get_untouched_domain(ids, *before) for before, ids in places.items())

    @api.model
    def _get_untouched_domain(self, team_ids, moment, day):
        """Return the domain of what nobody has touched since a moment, and nothing is planned for since."""
        planned = Domain([("res_model", "=", self._name), ("active", "=", True), ("date_deadline", ">=", day)])
        booked = Domain([("active", "=", True), ("appointment_status", "!=", "cancelled"), ("start", ">=", moment)])
        # sudo: a colleague's activity or private event is something planned, whoever looks
        return (
            Domain([("team_id", "in", team_ids), ("acted_at", "<", moment)])
            & ~Exists(Linked("mail.activity", "id", "res_id", planned, sudo=True))
            & ~Exists(Linked("calendar.event", "id", "opportunity_id", booked, sudo=True))
        )

    # -- what is done -----------------------------------------------------------------------------------

    def _note_act(self):
        """Note that a person has just done something for each lead."""
        with_internal_fields(self).acted_at = fields.Datetime.now()

    def _mark_handled(self):
        """What handles a lead is done for it, the first time and each time after."""
        result = super()._mark_handled()
        self._note_act()
        return result

    def write(self, vals):
        """Another stage is something done, and so is reopening, when it is a person who does so."""
        result = super().write(vals)
        if not self.env.su and ("stage_id" in vals or vals.get("active")):
            self._note_act()
        return result

    def _convert_opportunity_data(self, customer, team_id=False):
        """The clock begins when a lead becomes an opportunity, whoever makes it one."""
        values = super()._convert_opportunity_data(customer, team_id=team_id)
        return {**values, "acted_at": fields.Datetime.now()}

    def _message_post_after_hook(self, message, msg_values):
        """What one of ours writes, or says to have done, is something done; what the system notes is none."""
        result = super()._message_post_after_hook(message, msg_values)
        said = message.sudo()  # sudo: who wrote it is read, whoever may read that
        told = said.message_type in WRITTEN or said.mail_activity_type_id
        if told and any(is_present(user, self.env["res.company"]) for user in said.author_id.user_ids):
            self.sudo()._note_act()  # sudo: whoever may write here may not be allowed to change the record
        return result

    def _merge_get_fields_specific(self):
        """What several become was last touched when the last of them was."""
        return {
            **super()._merge_get_fields_specific(),
            "acted_at": lambda name, leads: max(filter(None, leads.mapped(name)), default=False),
        }
