from datetime import timedelta

from odoo import fields, models

from ...engine.call.call_event import INCOMING
from ...engine.call.gathering import Call, gather
from ..client.internal_fields import with_internal_fields

# Missed calls further back are not looked at again.
MEMORY = timedelta(days=30)


class DealershipCall(models.Model):
    """Which lead a call belongs to.

    What belongs together is decided from the caller's calls by their times (``engine/call/gathering.py``), anew
    at each of them: a call that is reported late, or a call back that is reported first, changes nothing in the end.
    """

    _inherit = "dealership.call"

    def _gather(self):
        """Gather the missed calls of this call's caller in leads, and close those that were answered."""
        self.ensure_one()
        if not self.caller_number:
            if self.is_missed:
                self._settle_episode(self, self.browse(), self.env["crm.lead"])
            return
        calls = self._get_calls_of_caller()
        taken = self.env["crm.lead"]
        by_id = {call.id: call for call in calls}
        for episode in gather(call._describe_for_gathering() for call in calls):
            missed = calls.browse(call.key for call in episode.missed)
            answered_by = by_id[episode.answered_by.key] if episode.answered_by else calls.browse()
            taken |= self._settle_episode(missed, answered_by, taken)
        if self.is_connected:
            leads = taken.sudo()  # sudo: they may be a colleague's
            leads._close_reopened(self)
            leads._follow_answer(self, self)

    def _get_calls_of_caller(self):
        """Return the calls that count for the caller: those of the point of sale, on any of its lines."""
        # sudo: a caller's calls belong together, whoever reports one of them
        return self.sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("team_id", "=", self.team_id.id),
                ("caller_number", "=", self.caller_number),
                ("started_at", ">=", self.started_at - MEMORY),
                "|",
                ("is_missed", "=", True),
                ("is_connected", "=", True),
            ]
        )

    def _describe_for_gathering(self):
        by_hand = self.done_at or (self.lead_id and self.lead_id._get_closed_moment())
        return Call(self.id, self.started_at, self.is_missed, by_hand or None)

    def _settle_episode(self, missed, answered_by, taken):
        """Give missed calls that belong together their lead; return it, or several that people keep apart.

        :param missed: in the order of their times
        :param answered_by: the call that answered them, if any
        :param taken: leads of earlier missed calls, which are somebody else's
        """
        first = missed[0]
        leads = missed.lead_id - taken
        lead = leads.sorted("id")[:1]
        wanted, _status, state = first._get_missed_rule()
        # Earlier calls without a lead, by the rule of their day or because somebody deleted it, stay without.
        created = not lead and wanted and (self in missed or missed.lead_id)
        if created:
            leads = lead = first._create_lead("missed", done=state == "done")
        elif lead and first.lead_id not in leads:
            lead._take_origin_of(first)
        if lead:
            missed.filtered(lambda call: call.lead_id not in leads).lead_id = lead
        if answered_by:
            self._note_answer(missed, answered_by, leads, bool(created))
        return leads

    def _note_answer(self, missed, answered_by, leads, created):
        """Close the leads of missed calls once it is known who answered them: whoever reopens one is not overruled.

        What is told late may part calls whose answer is known already: the lead ``created`` for some of them is new
        to it. Calls that were thought to have answered let go of what somebody else answered before.
        """
        news = missed.filtered(lambda call: call.answered_by_id != answered_by)
        former = news.answered_by_id
        if news or created:
            with_internal_fields(news).answered_by_id = answered_by
            leads.sudo()._close_called_back(answered_by)  # sudo: they may be a colleague's
        if former:
            former.filtered(lambda call: call.lead_id in leads).lead_id = False
            leads.sudo()._follow_answer(former, answered_by)  # sudo: as above
        if leads and not answered_by.lead_id:
            answered_by.lead_id = leads.sorted("id")[0]

    def _take_back_missed(self):
        """Close the lead of a call that was taken for missed, and was answered: its last word came hours late."""
        lead = self.lead_id.sudo()  # sudo: the lead was made by the rules of the number
        if not lead.call_ids.filtered("is_missed"):
            lead._close_called_back(self)

    def _get_missed_rule(self):
        if not self.tracking_number_id:
            return False, "new", "open"
        # sudo: the rule holds whoever reports the call
        return self.tracking_number_id.sudo()._get_rule("missed")

    def _apply_connected_rule(self):
        """Create the lead of a connected call, when its number says so; while it is open, later ones join it."""
        if self.lead_id or not self.tracking_number_id:
            return
        # sudo: the rule holds whoever reports the call
        wanted, _status, state = self.tracking_number_id.sudo()._get_rule("connected")
        if not wanted:
            return
        if lead := self._find_open_conversation():
            self._join(lead)
        else:
            self.lead_id = self._create_lead("connected", done=state == "done")

    def _find_open_conversation(self):
        """Return the open lead that an earlier conversation with the caller has made, or a later one told first."""
        if not self.caller_number:
            return self.env["crm.lead"]
        talks = self._get_calls_of_caller().filtered(lambda call: call.is_connected and call.direction == INCOMING)
        leads = talks.lead_id.filtered(lambda lead: lead.type == "lead" and lead.active and lead.lead_state == "open")
        return leads.sorted("id")[:1]

    def _join(self, lead):
        """Take part in a lead of the caller: it comes from the first conversation, in whatever order they are told."""
        first = lead.call_ids.sorted("started_at")[:1]
        self.sudo().lead_id = lead  # sudo: it may be a colleague's
        if self.started_at < first.started_at and lead._is_left_alone():
            lead._take_origin_of(self)
            if lead.user_id == first.user_id:
                lead.user_id = self.user_id

    def _create_lead_by_hand(self):
        """Create the lead that somebody asks for, of a call that made none.

        Its clock starts now, whenever the call was: a missed call waits for whoever calls back, as any lead does. Who
        creates one from a conversation has it in hand, or whoever had the conversation: nobody is to be reminded.
        """
        if self.caller_number:
            self.env["dealership.caller"].sudo()._lock(self.company_id, self.caller_number)  # sudo: a queue
        lead = self.lead_id = self._create_lead("missed" if self.is_missed else "connected", done=False)
        if self.is_missed:
            self._gather()
        else:
            lead.user_id = lead.user_id or self.env.user
            lead._mark_handled()

    def _create_lead(self, kind, done):
        """Create the lead of a call: it has no responsible, for all of the point of sale to see and be reminded."""
        # sudo: leads come from calls by the rules of the number, whoever reports the call
        leads = self.env["crm.lead"].sudo().with_company(self.company_id)
        lead = leads.with_context(mail_create_nosubscribe=True).create(self._prepare_lead_vals(kind))
        if done:
            lead.done_at = self.ended_at or self.started_at
        return lead

    def _prepare_lead_vals(self, kind):
        call = self.with_context(lang=self.company_id._get_lang())
        caller = call._get_caller_name()
        number = self.tracking_number_id.sudo()  # sudo: the lead has what the number stands for
        status = number._get_rule(kind)[1] if number else "new"
        missed = kind == "missed"
        return {
            "type": "lead",
            "name": call.env._("Missed call: %s", caller) if missed else call.env._("Call: %s", caller),
            "team_id": self.team_id.id,
            "company_id": self.company_id.id,
            "user_id": self.user_id.id if not missed else False,
            "partner_id": self.partner_id.id,
            "phone": self.partner_id.phone or self.caller_number,
            "lead_status": status,
            **number._prepare_lead_vals(),
        }

    def _get_done_moment(self):
        return self.ended_at or self.started_at or fields.Datetime.now()
