from odoo import api, fields, models
from odoo.tools import SQL


class DealershipCaller(models.Model):
    """A number that has called, or was called: one row to queue up at.

    Two workers that hear of one caller at the same time must not each create a lead. Whoever changes what belongs to
    a caller writes this row first: PostgreSQL lets the second wait, and then refuses it for having looked too early
    (its transaction reads as of its beginning); it is retried, by Odoo or by the queue, and sees what the first did.
    """

    _name = "dealership.caller"
    _description = "Caller"
    _rec_name = "number"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    number = fields.Char(required=True, readonly=True)
    called_at = fields.Datetime(readonly=True)

    _company_number_unique = models.UniqueIndex("(company_id, number)")

    @api.model
    def _lock(self, company, number):
        """Wait until nobody else works on the calls of this number, and keep it until the end of the transaction.

        :raise psycopg2.errors.SerializationFailure: somebody did since the transaction began; try again in a new one
        """
        self.env.cr.execute(
            SQL(
                """INSERT INTO dealership_caller (company_id, number, called_at)
                   VALUES (%s, %s, now() AT TIME ZONE 'UTC')
                   ON CONFLICT (company_id, number) DO UPDATE SET called_at = EXCLUDED.called_at""",
                company.id,
                number,
            ),
            log_exceptions=False,
        )
