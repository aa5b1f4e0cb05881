import logging
from collections import defaultdict
from datetime import timedelta

from psycopg2.errors import DeadlockDetected, SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL

from ..channel.signatory import is_available, is_present
from .lead_clocks import LeadClocks
from .lead_reminder_message import LeadReminderMessage

_logger = logging.getLogger(__name__)

BATCH = 100
MAX_CONFLICTS = 5  # in a row; then the next minute goes on
# Reminders leave as soon as their batch is committed. Odoo's mail queue takes up those that a crash kept back then.
SPARE_TIME = timedelta(minutes=3)


class CrmLead(models.Model):
    """What is due on the clocks, minute by minute: reminders, and leads that become overdue.

    A batch claims its leads by row locks, passing over those another process or a user holds, and writes the note in
    the chatter, the e-mails and the next moment of the clock in one transaction: after a crash all of it has
    happened, or nothing. So each reminder exists once, however many processes there are.
    """

    _inherit = "crm.lead"

    @api.model
    def _cron_process_clocks(self):
        """Process all that is due; the cost grows with that, not with the leads that are open."""
        if self.env["dealership.database"]._holds_back():
            return
        conflicts = 0
        while conflicts < MAX_CONFLICTS:
            try:
                done, mails = self._process_due_clocks(fields.Datetime.now())
                time_left = self.env["ir.cron"]._commit_progress(done, remaining=int(done == BATCH))
            except (SerializationFailure, DeadlockDetected):
                # Somebody changed one of these leads since the transaction began: look again.
                self.env.cr.rollback()
                conflicts += 1
                continue
            conflicts = 0
            mails._send_lead_reminders()
            if done < BATCH or not time_left:
                return
        _logger.info("The leads that are due are changed all the time; the next minute tries again")

    @api.model
    def _process_due_clocks(self, now, limit=BATCH):
        """Send the reminders and mark the overdue leads of one batch.

        :param datetime now: naive UTC
        :return: the number of leads, and the ``mail.mail`` records to be sent once this is committed
        """
        self.flush_model(["reminder_at", "deadline_at", "is_overdue"])
        reminded = self._claim_due(SQL("reminder_at <= %s", now), SQL("reminder_at"), limit)
        overdue = self._claim_due(
            SQL("deadline_at <= %s AND is_overdue IS NOT TRUE", now), SQL("deadline_at"), limit - len(reminded)
        )
        # Settings may have changed since, and leads be about to follow them in the background.
        (reminded + overdue)._replan_clocks()
        mails = reminded.filtered(lambda lead: lead.reminder_at and lead.reminder_at <= now)._remind(now)
        overdue.filtered(lambda lead: lead.deadline_at and lead.deadline_at <= now)._mark_overdue()
        return len(reminded) + len(overdue), mails

    def _claim_due(self, condition, order, limit):
        """Return leads that are due, the longest due first, locked by this transaction."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM crm_lead WHERE %s ORDER BY %s LIMIT %s FOR NO KEY UPDATE SKIP LOCKED",
                condition,
                order,
                limit,
            )
        )
        return self.browse(lead_id for (lead_id,) in rows)

    def _mark_overdue(self):
        if self:
            self.is_overdue = True
            self._on_overdue()

    def _on_overdue(self):
        """Called once for leads whose time has run out; for automation and other addons."""

    # -- reminders --------------------------------------------------------------------------------------

    def _remind(self, now):
        """Remind of each lead the people concerned, and wait for the next reminder.

        Of several that an outage delayed only the last is sent; none that was due before the database was moved: the
        lead stands in the lists as late as it is.

        :return: the e-mails, not sent yet
        :rtype: mail.mail
        """
        clocks = LeadClocks(self.team_id)
        messages = []
        recipients = self._get_reminder_recipients()
        moved_at = self.env["dealership.database"]._get_moved_at()
        for lead in self.sorted("lifetime_started_at"):
            clock = clocks.start(lead, lead.lifetime_id)
            number = clock.count_reminders(now)
            intervals = clocks.get_open_time(lead.lifetime_id).get_intervals(now, clock.deadline)
            left = sum((end - start for start, end in intervals), timedelta())
            if not moved_at or lead.reminder_at > moved_at:
                messages.append(LeadReminderMessage(lead, recipients[lead], number, len(clock.reminders), left))
            lead.update({"lifetime_reminder_count": number, "reminder_at": clock.get_next_reminder(number, now)})
        return self._send_reminder_messages(messages, now + SPARE_TIME)

    def _get_reminder_recipients(self):
        """Return by lead the users to be reminded: who took it, else the members who handle its type of enquiry.

        Who is not available is stood in for by those members, then by who leads the point of sale. Where nobody is
        available, they hear of it all the same.

        :rtype: dict
        """
        members = defaultdict(list)
        for member in self.env["crm.team.member"].search([("crm_team_id", "in", self.team_id.ids)]):
            if is_present(member.user_id, member.crm_team_id.company_id):
                members[member.crm_team_id].append(member)
        return {lead: lead._choose_reminded(members[lead.team_id]) for lead in self}

    def _choose_reminded(self, members):
        users, company = self.env["res.users"], self._get_place_company()
        handling = users.union(*(member.user_id for member in members if member._handles(self.business_attribute)))
        taker = self.user_id.filtered(lambda user: is_present(user, company))
        if not taker and not handling:
            return users
        asked = (taker, handling, self.team_id.user_id)
        available = (people.filtered(lambda user: is_available(user, company)) for people in asked)
        return next(filter(None, available), taker or handling)

    def _get_taker(self):
        """Return the user in charge, unless they have left the company or are not available: others may take it."""
        company = self._get_place_company()
        return self.user_id.filtered(lambda user: is_available(user, company))

    def _get_place_company(self):
        return self.company_id or self.team_id.company_id

    def _send_reminder_messages(self, messages, fallback_at):
        """Write the notes in the chatter, create the e-mails and notify who is logged in."""
        if not messages:
            return self.env["mail.mail"]
        notes = self._message_log_batch(
            {message.lead.id: message.get_note() for message in messages},
            author_id=self.env.ref("base.partner_root").id,
        )
        notes_by_lead = {note.res_id: note for note in notes}
        mail_values, mail_notes = [], []
        for message in messages:
            note = notes_by_lead[message.lead.id]
            for user in message.recipients:
                user._bus_send("dealership.lead_reminder", message.get_toast(user))
                if user.email:
                    mail_values.append({**message.prepare_mail(user, note), "scheduled_date": fallback_at})
                    mail_notes.append(note)
        mails = self.env["mail.mail"].create(mail_values)
        mails._create_reminder_notifications(mail_notes)
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger(fallback_at)
        return mails
