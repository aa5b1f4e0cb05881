from odoo import fields
from odoo.tools import SQL, plaintext2html

from ...engine.delivery import states


class SmsRecords:
    """Writes the rows of many text messages at once: the text on the customer's record, the trace, the ledger.

    :param env: environment of the sending company, as superuser
    """

    def __init__(self, env):
        self.env = env
        self.subtype_id = env.ref("mail.mt_note").id

    def write_sending(self, messages, now):
        """Write down that these are about to leave; to be committed before they do.

        :param messages: list of ``TextMessage``
        :param datetime now: naive UTC
        """
        self.env.flush_all()
        moment = fields.Datetime.now()
        self._update_deliveries(messages, self._insert_messages(messages, now, moment), moment)
        self._insert_traces([message for message in messages if message.trace_id], moment)
        self._insert_trackers(messages, moment)

    def _insert_messages(self, messages, now, moment):
        """Return the ids of the copies on the customers' records."""
        ids = self._reserve("mail_message_id_seq", len(messages))
        self.env.cr.execute(
            SQL(
                """INSERT INTO mail_message (
                       message_type, subtype_id, model, date, record_company_id, is_internal,
                       create_uid, create_date, write_uid, write_date,
                       id, res_id, author_id, body)
                   SELECT 'sms', %s, 'res.partner', %s, %s, FALSE, %s, %s, %s, %s, row.*
                     FROM unnest(%s, %s, %s, %s) AS row""",
                self.subtype_id,
                now,
                self.env.company.id,
                self.env.uid,
                moment,
                self.env.uid,
                moment,
                ids,
                [message.partner_id for message in messages],
                [message.sender.author.id for message in messages],
                [str(plaintext2html(message.body)) for message in messages],
            )
        )
        self.env["mail.message"].invalidate_model(flush=False)
        self.env["res.partner"].invalidate_model(["message_ids"], flush=False)
        return ids

    def _insert_traces(self, messages, moment):
        """Clicks are counted by Odoo's link tracker, on traces."""
        if not messages:
            return
        self.env.cr.execute(
            SQL(
                """INSERT INTO mailing_trace (
                       trace_type, trace_status, model, create_uid, create_date, write_uid, write_date,
                       sms_id_int, res_id, sms_number, dealership_delivery_id)
                   SELECT 'sms', 'outgoing', 'res.partner', %s, %s, %s, %s, row.* FROM unnest(%s, %s, %s, %s) AS row""",
                self.env.uid,
                moment,
                self.env.uid,
                moment,
                [message.trace_id for message in messages],
                [message.partner_id for message in messages],
                [message.address for message in messages],
                [message.delivery.id for message in messages],
            )
        )

    def _insert_trackers(self, messages, moment):
        """Odoo's own routes for reports look for a tracker."""
        if not self.env["dealership.adapter"]._get_sms_adapter(self.env.company)._reports_sms_to_odoo:
            return
        self.env.cr.execute(
            SQL(
                """INSERT INTO sms_tracker (create_uid, create_date, write_uid, write_date, sms_uuid)
                   SELECT %s, %s, %s, %s, unnest(%s)""",
                self.env.uid,
                moment,
                self.env.uid,
                moment,
                [message.reference for message in messages],
            )
        )

    def _update_deliveries(self, messages, message_ids, moment):
        self.env.cr.execute(
            SQL(
                """UPDATE dealership_delivery delivery
                      SET state = 'sending', sms_reference = row.reference, sms_sid = NULL, sms_status = NULL,
                          sms_segments = row.segments, mail_message_id = row.mail_id, signatory_id = row.user_id,
                          write_date = %s
                     FROM unnest(%s, %s, %s, %s, %s::int[]) AS row (id, reference, segments, mail_id, user_id)
                    WHERE delivery.id = row.id""",
                moment,
                [message.delivery.id for message in messages],
                [message.reference for message in messages],
                [message.segments for message in messages],
                message_ids,
                [message.sender.user.id or None for message in messages],
            )
        )
        self.env["dealership.delivery"].invalidate_model(flush=False)

    def write_accepted(self, pairs, now):
        """Write down what the provider took; a report that came first keeps what it said.

        :param pairs: list of ``(delivery, Outcome)``
        """
        self.env.cr.execute(
            SQL(
                """UPDATE dealership_delivery delivery
                      SET state = %s, sent_at = %s, reason = NULL, error = NULL, claim_id = 0, write_date = %s,
                          sms_sid = COALESCE(NULLIF(row.sid, ''), delivery.sms_sid)
                     FROM unnest(%s, %s) AS row (id, sid)
                    WHERE delivery.id = row.id""",
                states.SENT,
                now,
                fields.Datetime.now(),
                [delivery.id for delivery, _outcome in pairs],
                [outcome.reference for _delivery, outcome in pairs],
            ),
            log_exceptions=False,
        )
        self.env.cr.execute(
            SQL(
                """UPDATE mailing_trace SET trace_status = 'sent', sent_datetime = %s
                    WHERE dealership_delivery_id = ANY(%s) AND trace_status = 'outgoing'""",
                now,
                [delivery.id for delivery, _outcome in pairs],
            )
        )
        self.env["dealership.delivery"].invalidate_model(flush=False)
        self.env["mailing.trace"].invalidate_model(flush=False)

    def forget_unsent(self, deliveries):
        """Take off the customers' records what has certainly not left."""
        deliveries.mail_message_id.unlink()
        self.env["mailing.trace"].search([("dealership_delivery_id", "in", deliveries.ids)]).unlink()

    def _reserve(self, sequence, count):
        rows = self.env.execute_query(SQL("SELECT nextval(%s) FROM generate_series(1, %s)", sequence, count))
        return [number for [number] in rows]
