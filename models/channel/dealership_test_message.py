from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.channel.outcome import ACCEPTED
from ..ledger.claim import checkpoint

PER = timedelta(hours=1)
KEPT = timedelta(days=180)


class DealershipTestMessage(models.Model):
    """A message that somebody sent as a test: what it cost, and whom it went to, is the company's business.

    Written down before it leaves, whatever comes of it; only so is the limit one.
    """

    _name = "dealership.test.message"
    _description = "Test Message"
    _order = "sent_at desc, id desc"
    _rec_name = "recipient"

    sent_at = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Sent by", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    channel = fields.Selection([("email", "E-mail"), ("sms", "SMS")], required=True, readonly=True)
    recipient = fields.Char(string="To", required=True, readonly=True)
    text = fields.Char(string="Beginning", readonly=True)
    accepted = fields.Boolean(readonly=True)
    answer = fields.Char(readonly=True, help="What the mail server or the provider said.")

    @api.model
    def _send(self, company, channel, recipient, text, hand_over):
        """Write a test down, send it and note the answer.

        :param company: ``res.company`` that writes, and pays
        :param str text: what it begins with
        :param hand_over: called without arguments; returns the ``Outcome``
        :raise UserError: when nothing may leave, the user has sent enough for now, or with what kept it from leaving
        """
        self.env["dealership.database"]._check_may_send()
        self._check_limit(company)
        # sudo: nobody writes this log
        test = self.sudo().create(
            {
                "sent_at": fields.Datetime.now(),
                "user_id": self.env.uid,
                "company_id": company.id,
                "channel": channel,
                "recipient": recipient,
                "text": (text or "")[:80],
            }
        )
        checkpoint(self.env)
        outcome = hand_over()
        test.write({"accepted": outcome.kind == ACCEPTED, "answer": outcome.words})
        checkpoint(self.env)
        if not test.accepted:
            raise UserError(self.env._("The test did not leave: %s", outcome.words))

    @api.model
    def _check_limit(self, company):
        """Count the tests of the user over all companies.

        Two at once would each count without the other: both write the user's row, PostgreSQL refuses the second, and
        Odoo repeats that request.
        """
        self.env.cr.execute(SQL("UPDATE res_users SET write_date = write_date WHERE id = %s", self.env.uid))
        limit = company.dealership_test_limit
        # sudo: nobody else reads this log
        recent = [("user_id", "=", self.env.uid), ("sent_at", ">", fields.Datetime.now() - PER)]
        if self.sudo().search_count(recent) >= limit:
            raise UserError(
                self.env._("You have sent %(limit)s tests within an hour, which is as many as allowed.", limit=limit)
                if limit
                else self.env._("Your organisation allows no test messages.")
            )

    @api.autovacuum
    def _gc_tests(self):
        self.search([("sent_at", "<", fields.Datetime.now() - KEPT)]).unlink()
