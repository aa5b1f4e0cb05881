from odoo import api, fields, models, tools
from odoo.tools import SQL

from .secret import hash_secretly

OWN_WISH = "own_wish"
INACTIVE = "inactive"
CAUSES = [(OWN_WISH, "At their own wish"), (INACTIVE, "After years of silence")]


class DealershipErasure(models.Model):
    """That somebody was erased: no name and no address, but what recognises those if they come again.

    Imports and feeds bring the same people back. Whoever comes with the address or the number of somebody who was
    erased is known by ``res.partner.erased_at`` (``erased_before.py``).
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
        known = {(hash_secretly(one.email_normalized), hash_secretly(one.phone_sanitized)) for one in partners}
        return self.create(
            [
                {"email_hash": email, "phone_hash": phone, "erased_at": now, "cause": cause}
                for email, phone in sorted(known, key=str)
                if email or phone
            ]
        )

    @api.model
    @tools.ormcache()
    def _has_any(self):
        """Return whether anybody was ever erased; as long as nobody was, nothing has to be looked up."""
        return bool(self.sudo().search_count([], limit=1))

    @api.model
    def _find(self, partners):
        """Return ``{partner: (moment, cause)}`` of those who came after somebody with their address was erased.

        Whoever was there before shares the address or the number, as couples do. Of several erasures the last counts,
        and their own wish before silence.
        """
        if not self._has_any():
            return {}
        hashes = {
            partner: (hash_secretly(partner.email_normalized), hash_secretly(partner.phone_sanitized))
            for partner in partners
        }
        self.flush_model()
        found = {}
        for place, column in enumerate(("email_hash", "phone_hash")):
            asked = list({each[place] for each in hashes.values() if each[place]})
            name = SQL.identifier(column)
            query = SQL(
                "SELECT %s, max(erased_at), bool_or(cause = %s) FROM dealership_erasure WHERE %s = ANY(%s) GROUP BY 1",
                name,
                OWN_WISH,
                name,
                asked,
            )
            found |= {hashed: known for hashed, *known in self.env.execute_query(query)}
        erased = {}
        for partner, own in hashes.items():
            known = [found[each] for each in own if each in found]
            moment = max((at for at, _wished in known), default=None)
            if moment and (partner.create_date or self.env.cr.now()) >= moment:
                erased[partner] = (moment, OWN_WISH if any(wished for _at, wished in known) else INACTIVE)
        return erased
