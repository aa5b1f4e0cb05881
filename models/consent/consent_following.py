from odoo import api, models, tools
from odoo.tools import SQL

from .dealership_consent import HASHES
from .secret import hash_secretly


class DealershipConsent(models.Model):
    """Whose a decision is, as customers are merged, become addresses of others, are deleted, or come again.

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
                """UPDATE dealership_consent
                      SET email_hash = hashed.email, phone_hash = hashed.phone, phone2_hash = hashed.phone2,
                          cut_at = %s, partner_id = NULL
                     FROM %s WHERE partner_id = hashed.id""",
                self.env.cr.now(),
                _get_hashed_sql(customers),
            )
        )
        if not self._has_cut():
            self.env.registry.clear_cache()
        self.invalidate_model(["partner_id", *HASHES, "cut_at"], flush=False)
        of_group = any(of_group for _partner_id, of_group in rows)
        self.env["dealership.consent.state"]._refresh(customers.ids, of_group=of_group)

    @api.model
    @tools.ormcache()
    def _has_cut(self):
        """Return whether a customer with decisions was ever deleted; if not, nothing has to be looked up."""
        return bool(self.sudo().search_count([("cut_at", "!=", False)], limit=1))

    @api.model
    def _take_back(self, partners, before=None):
        """Have customers who come again, by a file say, be bound by what they decided before they were deleted.

        They are known by an address or a number that has come to them since: whoever was there before and had one of
        both already shares it, as couples do. Who has another address beside the same number may be somebody else, of
        whom only a "no" holds. Who was erased stays gone (``erased_before.py``).

        :param dict before: ``{partner: addresses they had}``; None: they have just been created
        """
        if not self._has_cut():
            return
        customers = partners.filtered(lambda one: one.same_customer_id == one and not one.erased_at)
        known = [
            (one.id, hash_secretly(address), address not in (before or {}).get(one, ()))
            for one in customers
            for address in one._get_known_addresses()
        ]
        if not any(is_new for _id, _hash, is_new in known):
            return
        self.env.flush_all()
        columns = map(list, zip(*known, strict=True))
        addresses = SQL("unnest(%s::int[], %s::varchar[], %s::boolean[]) AS address (id, hash, is_new)", *columns)
        hashed = _get_hashed_sql(customers)
        taken = self.env.execute_query(SQL(_TAKE_BACK, addresses=addresses, hashed=hashed))
        if taken:
            self.invalidate_model(["partner_id", *HASHES, "cut_at"], flush=False)
            of_group = any(company_id is None for _partner_id, company_id in taken)
            customer_ids = list({partner_id for partner_id, _company_id in taken})
            self.env["dealership.consent.state"]._refresh(customer_ids, of_group=of_group)


def _get_hashed_sql(partners):
    """Return the table ``hashed`` of partners: id, email, phone and phone2."""
    hashes = ([hash_secretly(partner[column]) or None for partner in partners] for column in HASHES.values())
    return SQL(
        "unnest(%s::int[], %s::varchar[], %s::varchar[], %s::varchar[]) AS hashed (id, email, phone, phone2)",
        partners.ids,
        *hashes,
    )


_TAKE_BACK = """
WITH address AS (SELECT * FROM %(addresses)s), known AS (
    SELECT DISTINCT ON (line.id) line.id, hashed.id AS partner_id
      FROM %(hashed)s JOIN res_partner partner ON partner.id = hashed.id
           JOIN address ON address.id = hashed.id
           JOIN dealership_consent line
                ON address.hash = line.email_hash OR address.hash = line.phone_hash OR address.hash = line.phone2_hash
     WHERE line.partner_id IS NULL
       AND (line.cut_at <= partner.create_date
            OR address.is_new
               AND NOT EXISTS (SELECT FROM address old
                                WHERE old.id = hashed.id AND NOT old.is_new
                                  AND old.hash IN (line.email_hash, line.phone_hash, line.phone2_hash)))
       AND (line.company_id = partner.company_id OR line.company_id IS NULL OR partner.company_id IS NULL)
       AND (NOT COALESCE(line.granted, FALSE)
            OR COALESCE(line.email_hash = hashed.email, TRUE)
               AND COALESCE(hashed.phone IN (line.phone_hash, line.phone2_hash), TRUE))
     ORDER BY line.id, hashed.id
)
UPDATE dealership_consent line
   SET partner_id = known.partner_id, email_hash = NULL, phone_hash = NULL, phone2_hash = NULL, cut_at = NULL
  FROM known WHERE line.id = known.id
RETURNING line.partner_id, line.company_id
"""
