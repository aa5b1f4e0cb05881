from odoo import fields
from odoo.tools import SQL


class SendingRecords:
    """Writes the rows of many messages at once: the text on the customer's record, the trace, its files.

    ``mail.message`` parses and cleans each text again and ``create`` costs more than sending; what is written here was
    cleaned when the message was saved, and the values in it are escaped.

    :param env: environment of the sending company, as superuser
    """

    def __init__(self, env):
        self.env = env

    def write_down(self, messages, now):
        """Write down what is about to leave; to be committed before it does.

        :param messages: list of ``OutgoingMessage``
        :param datetime now: naive UTC
        """
        shared = {"model": "res.partner", "date": now, "record_company_id": self.env.company.id, "is_internal": False}
        copies = [
            {
                **shared,
                "id": message.copy_id,
                "res_id": message.partner_id,
                "author_id": message.sender.author.id,
                **message.copy,
            }
            for message in messages
        ]
        insert(self.env["mail.message"], copies)
        self.env["res.partner"].invalidate_model(["message_ids"], flush=False)
        self._insert_traces(messages)
        self._attach_files(messages)

    def _insert_traces(self, messages):
        traces = [
            {
                "trace_status": "outgoing",
                "model": "res.partner",
                "res_id": message.partner_id,
                "dealership_delivery_id": message.delivery_id,
                **message.trace,
            }
            for message in messages
            if message.trace
        ]
        insert(self.env["mailing.trace"], traces)

    def _attach_files(self, messages):
        pairs = [(message.copy_id, file_id) for message in messages for file_id in message.attachment_ids]
        if pairs:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO message_attachment_rel (message_id, attachment_id) SELECT * FROM unnest(%s, %s)",
                    [message_id for message_id, _file_id in pairs],
                    [file_id for _message_id, file_id in pairs],
                )
            )

    def write_accepted(self, ids, now):
        """Tell the traces of these deliveries that they were accepted; an answer may have come in meanwhile."""
        self.env.cr.execute(
            SQL(
                "UPDATE mailing_trace SET trace_status = 'sent', sent_datetime = %s WHERE id IN (%s)",
                now,
                self._select_traces(ids),
            )
        )
        self.env["mailing.trace"].invalidate_model(flush=False)

    def forget(self, deliveries):
        """Take off the customers' records what has certainly not left."""
        if not deliveries:
            return
        deliveries.mail_message_id.unlink()
        traces = self.env.execute_query(self._select_traces(deliveries.ids))
        self.env["mailing.trace"].browse(trace_id for [trace_id] in traces).unlink()

    def _select_traces(self, ids):
        """An earlier attempt that is in doubt keeps its own trace: the customer may have got that one."""
        return SQL(
            """SELECT max(id) FROM mailing_trace WHERE dealership_delivery_id = ANY(%s) AND trace_status = 'outgoing'
                GROUP BY dealership_delivery_id""",
            list(ids),
        )


def insert(model, rows):
    """Insert rows in one statement, past the ORM.

    :param model: an empty recordset, in the environment of whoever writes
    :param rows: list of dicts of stored values, all with the same keys
    """
    if not rows:
        return
    moment = fields.Datetime.now()
    logged = {"create_uid": model.env.uid, "create_date": moment, "write_uid": model.env.uid, "write_date": moment}
    rows = [{**row, **logged} for row in rows]
    names = list(rows[0])
    columns = [SQL("%s::%s[]", [row[name] for row in rows], SQL(model._fields[name].column_type[0])) for name in names]
    model.env.cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT * FROM unnest(%s)",
            SQL.identifier(model._table),
            SQL(", ").join(map(SQL.identifier, names)),
            SQL(", ").join(columns),
        )
    )
    model.invalidate_model(flush=False)


def reserve_ids(env, sequence, count):
    """Return as many new numbers of a sequence.

    :param str sequence: its name in PostgreSQL
    """
    rows = env.execute_query(SQL("SELECT nextval(%s) FROM generate_series(1, %s)", sequence, count))
    return [number for [number] in rows]
