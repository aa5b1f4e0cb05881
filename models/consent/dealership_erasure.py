from itertools import zip_longest

from odoo import Command, api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from ..customer.known_addresses import ADDRESS_COLUMNS
from .secret import hash_secretly

OWN_WISH = "own_wish"
INACTIVE = "inactive"
CAUSES = [(OWN_WISH, "At their own wish"), (INACTIVE, "After years of silence")]


class DealershipErasure(models.Model):
    """That somebody was erased: no name and no address, but what recognises those if they come again.

    Imports and feeds bring the same people back. Whoever has the address or a number of somebody who was erased is
    known by ``res.partner.erased_at`` (``erased_before.py``), however old their record is, the emptied one included;
    but not those who had it as well when it was done, as couples do.
    """

    _name = "dealership.erasure"
    _inherit = "dealership.cached"
    _description = "Erasure of a Customer"
    _order = "erased_at desc, id desc"
    _rec_name = "erased_at"

    email_hash = fields.Char(string="Hash of the E-mail Address", readonly=True, index="btree_not_null")
    phone_hash = fields.Char(string="Hash of the Phone Number", readonly=True, index="btree_not_null")
    erased_at = fields.Datetime(string="Erased On", required=True, readonly=True)
    cause = fields.Selection(CAUSES, required=True, readonly=True, default=OWN_WISH)
    sharer_ids = fields.Many2many(
        "res.partner",
        string="Others With the Same Address",
        readonly=True,
        help="Who had the address or the number as well when it was done: somebody else.",
    )
    company_id = fields.Many2one(
        "res.company", readonly=True, ondelete="restrict", help="Empty: no company is to bring the person back."
    )

    @api.model
    def _note(self, partners, now=None, cause=OWN_WISH):
        """Write down that people are erased, as long as their addresses are known.

        :param datetime now: naive UTC; the moment by which records are dated when absent
        :param str cause: a key of ``CAUSES``
        """
        now = now or self.env.cr.now()
        people = partners.grouped("same_customer_id").items()
        return self.create([vals for _customer, some in people for vals in self._prepare_vals_list(some, now, cause)])

    def _prepare_vals_list(self, partners, now, cause):
        """Return the values of one person, who may have several addresses and numbers."""
        emails, phones = (sorted(map(hash_secretly, partners._get_known_addresses(kind))) for kind in ADDRESS_COLUMNS)
        sharers = Command.set(self._find_sharers(partners).ids)
        return [
            {"email_hash": email, "phone_hash": phone, "erased_at": now, "cause": cause, "sharer_ids": [sharers]}
            for email, phone in zip_longest(emails, phones)
        ]

    def _find_sharers(self, partners):
        # sudo: whoever has it, has it
        everyone = partners.sudo().with_context(active_test=False)
        others = Domain("same_customer_id", "not in", partners.same_customer_id.ids)
        return everyone.search(others & everyone._get_holders_domain(partners._get_known_addresses()))

    @api.model
    @tools.ormcache()
    def _has_any(self):
        """Return whether anybody was ever erased; as long as nobody was, nothing has to be looked up."""
        return bool(self.sudo().search_count([], limit=1))

    @api.model
    def _find(self, partners):
        """Return ``{partner: (moment, cause)}`` of those who have the address of somebody who was erased.

        Of several erasures the last counts, and their own wish before silence.
        """
        if not self._has_any():
            return {}
        asked = [
            (place, partner._origin.id or 0, hash_secretly(address))
            for place, partner in enumerate(partners)
            for address in partner._get_known_addresses()
        ]
        if not asked:
            return {}
        self.flush_model()
        rows = self.env.execute_query(SQL(_FIND, OWN_WISH, *map(list, zip(*asked, strict=True))))
        return {partners[place]: (moment, OWN_WISH if wished else INACTIVE) for place, moment, wished in rows}


# Each address by each of its two indexes.
_FIND = """
SELECT asked.place, max(erased.erased_at), bool_or(erased.cause = %s)
  FROM unnest(%s::int[], %s::int[], %s::varchar[]) AS asked (place, id, hash)
       JOIN dealership_erasure erased ON erased.email_hash = asked.hash OR erased.phone_hash = asked.hash
 WHERE NOT EXISTS (SELECT FROM dealership_erasure_res_partner_rel sharer
                    WHERE sharer.dealership_erasure_id = erased.id AND sharer.res_partner_id = asked.id)
 GROUP BY asked.place
"""
