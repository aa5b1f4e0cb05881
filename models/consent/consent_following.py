from odoo import api, models
from odoo.tools import SQL

from .secret import hash_secretly


class DealershipConsent(models.Model):
    """Whose a decision is, as customers are merged, become addresses of others, or are deleted.

    The log itself takes no change through the ORM: whose a line is, is not what was decided. Hence SQL, here alone.
    """

    _inherit = "dealership.consent"

    @api.model
    def _move(self, partners, customer):
        """Have the decisions of several customers be those of one; not a line is lost."""
        self.env.flush_all()
        moved = self.env.execute_query(
            SQL(
                "UPDATE dealership_consent SET partner_id = %s WHERE partner_id = ANY(%s) RETURNING company_id",
                customer.id,
                (partners - customer).ids,
            )
        )
        if moved:
            self.invalidate_model(["partner_id"], flush=False)
            of_group = (None,) in moved
            self.env["dealership.consent.state"]._refresh((partners | customer).ids, of_group=of_group)

    @api.model
    def _cut(self, partners):
        """Have the decisions of customers who are about to be deleted speak for themselves, by hashes."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT partner_id, bool_or(company_id IS NULL) FROM dealership_consent
                    WHERE partner_id = ANY(%s) GROUP BY partner_id""",
                partners.ids,
            )
        )
        customers = partners.browse(partner_id for partner_id, _of_group in rows)
        if not customers:
            return
        self.env.cr.execute(
            SQL(
                """UPDATE dealership_consent SET email_hash = hashed.email, phone_hash = hashed.phone, partner_id = NULL
                     FROM unnest(%s::int[], %s::varchar[], %s::varchar[]) AS hashed (id, email, phone)
                    WHERE partner_id = hashed.id""",
                customers.ids,
                [hash_secretly(customer.email_normalized) or None for customer in customers],
                [hash_secretly(customer.phone_sanitized) or None for customer in customers],
            )
        )
        self.invalidate_model(["partner_id", "email_hash", "phone_hash"], flush=False)
        of_group = any(of_group for _partner_id, of_group in rows)
        self.env["dealership.consent.state"]._refresh(customers.ids, of_group=of_group)
