from itertools import combinations

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

# What two customers have in common who are likely one: the field that says so, and the columns that are compared.
SIGNS = {
    "same_email": ["email_normalized"],
    "same_phone": ["phone_sanitized", "phone2_sanitized"],
    "same_vat": ["vat"],
    "same_ref": ["ref"],
    "same_name_zip": ["name_zip"],
    "same_name_birthday": ["name_birthday"],
}
# These are shared by people who are not one: a family, a company and its contacts. The names have to go together.
SHARED = ("same_email", "same_phone")
MAX_SHARING = 20  # customers with one value: a switchboard, an address of “nobody@…”


class DealershipDuplicate(models.Model):
    """Two customers who are likely one: a line of a list that people work off, by merging or by saying “not the same”.

    Lines are found by :meth:`action_search` and go with the customers; what was said stays (``state``).
    """

    _name = "dealership.duplicate"
    _description = "Likely Duplicate"
    _order = "sign_count DESC, id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, ondelete="cascade")
    other_id = fields.Many2one(
        "res.partner", string="Likely the Same", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    state = fields.Selection(
        [("open", "To Decide"), ("different", "Not the Same")], required=True, readonly=True, default="open", index=True
    )
    user_id = fields.Many2one("res.users", string="Decided By", readonly=True, ondelete="set null")
    same_email = fields.Boolean(string="Same E-mail", readonly=True)
    same_phone = fields.Boolean(readonly=True)
    same_vat = fields.Boolean(string="Same VAT Number", readonly=True)
    same_ref = fields.Boolean(string="Same Customer Reference", readonly=True)
    same_name_zip = fields.Boolean(string="Same Name and Postcode", readonly=True)
    same_name_birthday = fields.Boolean(string="Same Name and Birthday", readonly=True)
    sign_count = fields.Integer(string="Signs", readonly=True)
    reason = fields.Char(string="Why", compute="_compute_reason")

    _once = models.Constraint("UNIQUE (partner_id, other_id)", "These two are on the list already.")
    _in_order = models.Constraint("CHECK (partner_id < other_id)", "A customer is no duplicate of their own.")

    @api.depends(*SIGNS)
    def _compute_reason(self):
        for pair in self:
            signs = [self._fields[name]._description_string(self.env) for name in SIGNS if pair[name]]
            pair.reason = " · ".join(signs)

    # -- actions ------------------------------------------------------------------------------------

    def action_merge(self):
        """Open Odoo's own dialogue for the two."""
        self.ensure_one()
        self._check_may_decide()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge"),
            "res_model": "base.partner.merge.automatic.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"active_model": "res.partner", "active_ids": (self.partner_id | self.other_id).ids},
        }

    def action_different(self):
        """Remember that they are two."""
        self._decide("different")

    def action_reopen(self):
        self._decide("open")

    def _check_may_decide(self):
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group("crm_dealership.group_dealership_director"):
            raise AccessError(self.env._("Directors and administrators decide who is the same customer."))

    def _decide(self, state):
        self._check_may_decide()
        # sudo: people say what the two are, not how they were found
        self.sudo().write({"state": state, "user_id": self.env.uid if state == "different" else False})

    def action_search(self):
        """Look for duplicates among all the customers of the chosen companies.

        What was said of two stays said; lines of whom nothing tells any more that they are one go.
        """
        self._check_may_decide()
        self._find(self.env.companies)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _are_listed(self, partner_ids):
        """Return whether partners are pairs of the list, as far as the reader may see it."""
        pairs = set(combinations(sorted(set(partner_ids)), 2))
        found = self.search([("partner_id", "in", partner_ids), ("other_id", "in", partner_ids)])
        return bool(pairs) and pairs <= {(pair.partner_id.id, pair.other_id.id) for pair in found}

    # -- finding ------------------------------------------------------------------------------------

    @api.model
    def _find(self, companies):
        """Fill the list in two statements: a join of each value with itself, by hash, however many customers."""
        self.env.flush_all()
        [(now,)] = self.env.execute_query(SQL("SELECT clock_timestamp() AT TIME ZONE 'UTC'"))
        self.env.cr.execute(
            SQL(
                _FIND,
                companies=companies.ids,
                signs=self._get_signs_sql(),
                shared=SHARED,
                most=MAX_SHARING,
                uid=self.env.uid,
                now=now,
            )
        )
        self.env.cr.execute(
            SQL(
                """DELETE FROM dealership_duplicate WHERE state = 'open' AND write_date < %(now)s
                      AND (company_id IS NULL OR company_id = ANY(%(companies)s))""",
                companies=companies.ids,
                now=now,
            )
        )
        self.invalidate_model(flush=False)

    @api.model
    def _get_signs_sql(self):
        """Return the rows (sign, value, customer) of everybody who may be somebody's duplicate."""
        # sudo: the list is of the company's customer file, which is one; whoever reads it sees whom they may see
        customers = self.env["dealership.category.customer"].sudo()._get_kind_domain() & Domain("active", "=", True)
        query = self.env["res.partner"].sudo()._search(customers & Domain("same_customer_id", "!=", False))
        query = query.subselect()
        parts = [self._get_sign_sql(sign, column, query) for sign, columns in SIGNS.items() for column in columns]
        return SQL(" UNION ").join(parts)

    @api.model
    def _get_sign_sql(self, sign, column, customers):
        value = SQL.identifier("customer", column)
        # The contacts of a company have its number.
        whose = SQL(" AND customer.parent_id IS NULL") if sign == "same_vat" else SQL()
        return SQL(
            "SELECT %s AS sign, %s AS value, customer.id FROM res_partner customer"
            " WHERE %s > '' AND customer.id IN %s%s",
            sign,
            value,
            value,
            customers,
            whose,
        )


_FIND = """
WITH signed AS MATERIALIZED (%(signs)s),
few AS (SELECT sign, value FROM signed GROUP BY sign, value HAVING COUNT(*) BETWEEN 2 AND %(most)s),
pairs AS (
    SELECT one.id AS partner_id, two.id AS other_id, one.sign
      FROM few JOIN signed one USING (sign, value) JOIN signed two USING (sign, value)
     WHERE one.id < two.id
),
likely AS (
    SELECT pairs.*, COALESCE(one.company_id, two.company_id) AS company_id
      FROM pairs JOIN res_partner one ON one.id = partner_id JOIN res_partner two ON two.id = other_id
     WHERE (one.company_id = two.company_id OR one.company_id IS NULL OR two.company_id IS NULL)
       AND (COALESCE(one.company_id, two.company_id) IS NULL
            OR COALESCE(one.company_id, two.company_id) = ANY(%(companies)s))
       AND one.parent_id IS DISTINCT FROM two.id AND two.parent_id IS DISTINCT FROM one.id
       AND (sign NOT IN %(shared)s
            OR string_to_array(one.name_words, ' ') <@ string_to_array(two.name_words, ' ')
            OR string_to_array(two.name_words, ' ') <@ string_to_array(one.name_words, ' '))
       AND (sign IN ('same_vat', 'same_ref')
            OR COALESCE(one.birthdate_date = two.birthdate_date, TRUE))
)
INSERT INTO dealership_duplicate (
    partner_id, other_id, company_id, state, same_email, same_phone, same_vat, same_ref,
    same_name_zip, same_name_birthday, sign_count, create_uid, create_date, write_uid, write_date)
SELECT partner_id, other_id, MIN(company_id), 'open', bool_or(sign = 'same_email'), bool_or(sign = 'same_phone'),
       bool_or(sign = 'same_vat'), bool_or(sign = 'same_ref'),
       bool_or(sign = 'same_name_zip'), bool_or(sign = 'same_name_birthday'), COUNT(DISTINCT sign),
       %(uid)s, %(now)s, %(uid)s, %(now)s
  FROM likely GROUP BY partner_id, other_id
ON CONFLICT (partner_id, other_id) DO UPDATE
   SET same_email = EXCLUDED.same_email, same_phone = EXCLUDED.same_phone,
       same_vat = EXCLUDED.same_vat, same_ref = EXCLUDED.same_ref,
       same_name_zip = EXCLUDED.same_name_zip, same_name_birthday = EXCLUDED.same_name_birthday,
       sign_count = EXCLUDED.sign_count, write_date = EXCLUDED.write_date
"""
