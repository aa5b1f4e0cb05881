from odoo import fields
from odoo.tools import SQL


class EmailRecords:
    """Writes the rows of many e-mails at once: the text on the customer's record, the trace, the ledger.

    ``mail.message`` parses and cleans each text again and ``create`` costs more than sending; what is written here was
    cleaned when the message was saved, and the values in it are escaped.

    :param env: environment of the sending company, as superuser
    """

    def __init__(self, env):
        self.env = env
        self.subtype_id = env.ref("mail.mt_comment").id

    def write_sending(self, letters, now):
        """Write down that these are about to leave; to be committed before they do.

        :param letters: list of ``Letter``
        :param datetime now: naive UTC
        """
        self.env.flush_all()
        moment = fields.Datetime.now()
        self._insert_messages(letters, now, moment)
        self._insert_traces(letters, moment)
        self._attach_files(letters)
        self._update_deliveries(letters, moment)

    def write_accepted(self, letters):
        """Tell the traces that these were accepted; an answer or a bounce may have come in meanwhile."""
        traces = self.env["mailing.trace"]
        ids = [letter.ids.trace_id for letter in letters]
        traces.search([("id", "in", ids), ("trace_status", "=", "outgoing")]).set_sent()

    def forget_unsent(self, letters):
        """Take off the customers' records what has certainly not left."""
        self.env["mail.message"].browse(letter.ids.message_id for letter in letters).unlink()
        self.env["mailing.trace"].browse(letter.ids.trace_id for letter in letters).unlink()

    def _insert_messages(self, letters, now, moment):
        self.env.cr.execute(
            SQL(
                """INSERT INTO mail_message (
                       message_type, subtype_id, model, date, record_company_id, is_internal,
                       create_uid, create_date, write_uid, write_date,
                       id, res_id, author_id, email_from, reply_to, message_id, subject, body)
                   SELECT 'email_outgoing', %s, 'res.partner', %s, %s, FALSE, %s, %s, %s, %s, row.*
                     FROM unnest(%s, %s, %s, %s, %s, %s, %s, %s) AS row""",
                self.subtype_id,
                now,
                self.env.company.id,
                self.env.uid,
                moment,
                self.env.uid,
                moment,
                [letter.ids.message_id for letter in letters],
                [letter.partner_id for letter in letters],
                [letter.sender.author.id for letter in letters],
                [letter.sender.email_from for letter in letters],
                [letter.sender.reply_to for letter in letters],
                [letter.message_id for letter in letters],
                [letter.subject for letter in letters],
                [letter.copy_html for letter in letters],
            )
        )
        self.env["mail.message"].invalidate_model(flush=False)
        self.env["res.partner"].invalidate_model(["message_ids"], flush=False)

    def _insert_traces(self, letters, moment):
        self.env.cr.execute(
            SQL(
                """INSERT INTO mailing_trace (
                       trace_type, trace_status, model, create_uid, create_date, write_uid, write_date,
                       id, mail_mail_id_int, res_id, email, message_id, dealership_delivery_id)
                   SELECT 'mail', 'outgoing', 'res.partner', %s, %s, %s, %s, row.*
                     FROM unnest(%s, %s, %s, %s, %s, %s) AS row""",
                self.env.uid,
                moment,
                self.env.uid,
                moment,
                [letter.ids.trace_id for letter in letters],
                [letter.ids.pixel_id for letter in letters],
                [letter.partner_id for letter in letters],
                [letter.address for letter in letters],
                [letter.message_id for letter in letters],
                [letter.delivery_id for letter in letters],
            )
        )

    def _attach_files(self, letters):
        pairs = [
            (letter.ids.message_id, attachment_id) for letter in letters for attachment_id in letter.attachment_ids
        ]
        if pairs:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO message_attachment_rel (message_id, attachment_id) SELECT * FROM unnest(%s, %s)",
                    [message_id for message_id, _file_id in pairs],
                    [file_id for _message_id, file_id in pairs],
                )
            )

    def _update_deliveries(self, letters, moment):
        self.env["dealership.delivery"]._begin_sending(
            [letter.delivery_id for letter in letters],
            moment,
            email_message_id=[letter.message_id for letter in letters],
            mail_message_id=[letter.ids.message_id for letter in letters],
            signatory_id=[letter.sender.user.id or None for letter in letters],
        )
