from odoo import fields
from odoo.tools import SQL, plaintext2html


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
        nothing = [None] * len(messages)
        self.env["dealership.delivery"]._begin_sending(
            [message.delivery.id for message in messages],
            moment,
            sms_reference=[message.reference for message in messages],
            sms_sid=nothing,
            sms_status=nothing,
            sms_segments=[message.segments for message in messages],
            mail_message_id=message_ids,
            signatory_id=[message.sender.user.id or None for message in messages],
        )

    def write_accepted(self, pairs, now):
        """Write down what the provider took; a report that came first keeps what it said.

        :param pairs: list of ``(delivery, Outcome)``
        """
        self.env["dealership.delivery"]._settle_accepted(
            [delivery.id for delivery, _outcome in pairs],
            now,
            sms_sid=[outcome.reference or None for _delivery, outcome in pairs],
        )
        self.env.cr.execute(
            SQL(
                """UPDATE mailing_trace SET trace_status = 'sent', sent_datetime = %s
                    WHERE dealership_delivery_id = ANY(%s) AND trace_status = 'outgoing'""",
                now,
                [delivery.id for delivery, _outcome in pairs],
            )
        )
        self.env["mailing.trace"].invalidate_model(flush=False)

    def forget_unsent(self, deliveries):
        """Take off the customers' records what has certainly not left."""
        deliveries.mail_message_id.unlink()
        self.env["mailing.trace"].search([("dealership_delivery_id", "in", deliveries.ids)]).unlink()

    def _reserve(self, sequence, count):
        rows = self.env.execute_query(SQL("SELECT nextval(%s) FROM generate_series(1, %s)", sequence, count))
        return [number for [number] in rows]
