from datetime import date, datetime, timedelta

from markupsafe import Markup

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_datetime

from ...engine.ledger.states import ANSWER_UNREAD
from ...engine.local_time import to_local, to_utc
from ...engine.scenario.states import OPINION
from ..channel.signatory import choose_reader, choose_worker

# Whoever has not been read by then is written to again: a complaint that nobody reads must not silence us for good.
WORKING_DAYS = 3


class DealershipDelivery(models.Model):
    """Whoever was asked for their opinion, and has given it, is read before they are asked for anything else.

    "2", "no", "I am furious": until somebody has read the answer, or for three working days of the point of sale,
    whichever is first, neither marketing nor another question of this kind (``dealership.scenario.asks_for``) leaves to
    that customer of the company. What concerns them does: appointments, a vehicle that is ready, payments, recalls.
    Then all is as it was; whatever the answer says, nobody is chosen by it.
    """

    _inherit = "dealership.delivery"

    unread_until = fields.Datetime(
        string="Answer to Be Read Until",
        readonly=True,
        help="Neither marketing nor another question leaves to this customer until somebody has read the answer, or "
        "until then.",
    )
    reading_id = fields.Many2one(
        "mail.activity",
        string="To Be Read",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The activity of whoever is to read the answer: done, it has been read.",
    )

    _unread_index = models.Index("(counts_for_id) WHERE unread_until IS NOT NULL")

    def _await_reader(self, now):
        """Have somebody read the answers that customers have just given to a question.

        :param datetime now: naive UTC
        """
        for delivery in self.filtered(lambda each: each.scenario_id.asks_for == OPINION and each.partner_id):
            delivery.unread_until = delivery._get_end_of_waiting(now)
            delivery.reading_id = delivery._ask_to_read(now)

    def _get_end_of_waiting(self, now):
        """Return the same hour three working days later, naive UTC; three days where it is closed for good."""
        hours = (self.team_id or self.partner_id.team_id).with_company(self.company_id)._get_opening_hours()
        local = to_local(now, hours.tz)
        day = hours.step(local.date(), WORKING_DAYS)
        if day == date.max:
            day = local.date() + timedelta(days=WORKING_DAYS)
        return to_utc(datetime.combine(day, local.time()), hours.tz)

    def _ask_to_read(self, now):
        """Return the activity of whoever is to read the answer, which says what it is."""
        record = self._get_records()[self.id]
        reader = choose_reader(self, record, self.partner_id, self.company_id) or choose_worker(self, record)
        words = self.with_context(lang=reader.lang or self.company_id._get_lang())
        self.invalidate_recordset(["reply_body"], flush=False)
        vals = {
            "summary": words.env._("Read the answer to “%s”", words.scenario_id.name),
            "note": words._describe_waiting() + (self.reply_body or ""),
            "user_id": reader.id,
            "date_deadline": to_local(now, self.scenario_id._get_timezone()).date(),
        }
        if self.reading_id.active:
            self.reading_id.write(vals)
            return self.reading_id
        activities = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        return activities.create(
            {
                **vals,
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.partner_id.id,
                "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                "automated": True,
            }
        )

    def _describe_waiting(self):
        """Return as HTML until when other messages wait."""
        moment = format_datetime(self.env, self.unread_until, tz=self.scenario_id._get_timezone().zone)
        return Markup("<p>%s</p>") % self.env._(
            "Until you mark this as done, and until %s at the latest, neither marketing nor another question about "
            "their satisfaction leaves to this customer.",
            moment,
        )

    def _ask_again(self):
        """Have somebody else read what whoever was to read it won't."""
        now = fields.Datetime.now()
        for delivery in self.filtered(lambda each: each.unread_until and each.unread_until > now):
            delivery.reading_id = delivery._ask_to_read(now)

    def _note_read(self):
        """What waited for somebody to read these answers leaves now, unless another answer is to be read."""
        unread = self.filtered("unread_until")
        unread.write({"unread_until": False})
        now = fields.Datetime.now()
        for company, answers in unread.grouped("company_id").items():
            customers = answers.counts_for_id - answers._find_unread(company, now).counts_for_id
            self._bring_forward(
                now,
                SQL(
                    "delivery.reason = %s AND delivery.company_id = %s AND delivery.counts_for_id = ANY(%s)"
                    " AND delivery.claim_id = 0",
                    ANSWER_UNREAD,
                    company.id,
                    customers.ids,
                ),
            )
        if unread:
            self._trigger_sending()

    def _find_unread(self, company, now):
        """Return the answers of the customers of these that are still to be read."""
        return self.search(
            Domain("counts_for_id", "in", self.counts_for_id.ids)
            & Domain("company_id", "=", company.id)
            & Domain("unread_until", ">", now)
        )

    # -- what waits ------------------------------------------------------------------------------------

    def _wait_for_others(self, now):
        ready = super()._wait_for_others(now)
        asking = ready.filtered(lambda delivery: delivery.purpose == "marketing" or delivery.scenario_id.asks_for)
        for until, some in asking._group_by_waiting(now):
            questions = some.filtered("scenario_id.asks_for")
            expires_at = SQL("GREATEST(expires_at, %s::timestamp + interval '1 day')", until)
            questions._give_back(until, reason=ANSWER_UNREAD, expires_at=expires_at)
            (some - questions)._give_back(until, reason=ANSWER_UNREAD)
            ready -= some
        return ready

    def _group_by_waiting(self, now):
        """Return pairs of a moment (naive UTC) and those of these deliveries that wait until then."""
        if not self:
            return []
        rows = self.env.execute_query(
            SQL(
                """SELECT max(asked.unread_until), delivery.id
                     FROM dealership_delivery delivery JOIN dealership_delivery asked
                       ON asked.counts_for_id = delivery.counts_for_id AND asked.company_id = delivery.company_id
                    WHERE delivery.id = ANY(%s) AND asked.unread_until IS NOT NULL AND asked.unread_until > %s
                    GROUP BY delivery.id""",
                self.ids,
                now,
            )
        )
        moments = {}
        for until, delivery_id in rows:
            moments.setdefault(until, []).append(delivery_id)
        return [(until, self.browse(ids)) for until, ids in moments.items()]


class MailActivity(models.Model):
    """Who marks "Read the answer" as done, or takes it away, has read it; what the system takes away nobody has."""

    _inherit = "mail.activity"

    def _get_read_answers(self):
        # sudo: whoever may close an activity says that they have read what it is about
        return self.env["dealership.delivery"].sudo().search([("reading_id", "in", self.ids)])

    def unlink(self):
        answers = self.env["dealership.delivery"] if self.env.su else self._get_read_answers()
        result = super().unlink()
        answers._note_read()
        return result

    def _action_done(self, feedback=False, attachment_ids=None):
        self._get_read_answers()._note_read()
        return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)


class ResUsers(models.Model):
    """What somebody who leaves had to read, somebody else reads: Odoo takes away the activities of whom it archives."""

    _inherit = "res.users"

    def action_archive(self):
        answers = self._get_answers_to_read()
        result = super().action_archive()
        answers._ask_again()
        return result

    def write(self, vals):
        answers = self._get_answers_to_read() if vals.get("active") is False else None
        result = super().write(vals)
        if answers:
            answers._ask_again()
        return result

    def _get_answers_to_read(self):
        # sudo: whoever keeps users hands on what they had to do, and sees none of it
        return self.env["dealership.delivery"].sudo().search([("reading_id.user_id", "in", self.ids)])
