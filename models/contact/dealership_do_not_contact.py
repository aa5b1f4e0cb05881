from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.contact.address_list import normalise_addresses
from ..customer.known_addresses import ADDRESS_COLUMNS

KINDS = [("email", "E-mail"), ("phone", "Phone")]


class DealershipDoNotContact(models.Model):
    """An address or a number whose holder a company, or the whole group, writes no marketing to, whoever it is.

    It means the person: whoever has it is contacted through no channel, at none of their addresses, customers who are
    entered later included. Nothing but taking it off the list lifts it, no "yes" either.
    """

    _name = "dealership.do.not.contact"
    _inherit = "dealership.cached"
    _description = "Do-Not-Contact List"
    _order = "id desc"
    _rec_name = "address"

    address = fields.Char(string="Address or Number", required=True)
    kind = fields.Selection(KINDS, compute="_compute_kind", store=True)
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        ondelete="cascade",
        help="Empty: no company of the group contacts them.",
    )
    source = fields.Char(help="The file, or who asked for it.")

    _address_unique = models.UniqueIndex(
        "(address, COALESCE(company_id, 0))", "This address stands on the list already."
    )

    @api.depends("address")
    def _compute_kind(self):
        for entry in self:
            entry.kind = "email" if "@" in (entry.address or "") else "phone"

    @api.constrains("address")
    def _check_address(self):
        for entry in self:
            if not entry.address or self._normalise(entry.address) != entry.address:
                raise ValidationError(self.env._("“%s” is not one e-mail address or telephone number.", entry.address))

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._prepare_address_vals(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._prepare_address_vals(vals))

    @api.model
    def _prepare_address_vals(self, vals):
        """Return the values with the address as contacts have it; what is none is refused by ``_check_address``."""
        return {**vals, "address": self._normalise(vals["address"]) or vals["address"]} if "address" in vals else vals

    @api.model
    def _normalise(self, text):
        """Return the one address of a text as contacts have it, empty when there is none or several."""
        found = normalise_addresses(text or "", self.env.company.country_id.code)
        return found[0] if len(found) == 1 else ""

    @api.model
    def _add(self, addresses, company, source):
        """Put addresses on the list of a company that do not stand there yet, and return how many these were.

        Many come with a file: hence SQL. Whoever calls it has checked the right to.

        :param list addresses: as ``normalise_addresses`` has them
        :param company: ``res.company``; empty: of the whole group
        """
        added = self.env.execute_query(
            SQL(
                """INSERT INTO dealership_do_not_contact (
                          address, kind, company_id, source, create_uid, create_date, write_uid, write_date)
                   SELECT address, CASE WHEN address LIKE '%%@%%' THEN 'email' ELSE 'phone' END,
                          %(company)s, %(source)s, %(uid)s, %(now)s, %(uid)s, %(now)s
                     FROM unnest(%(addresses)s::varchar[]) AS address
                       ON CONFLICT (address, COALESCE(company_id, 0)) DO NOTHING RETURNING id""",
                addresses=list(addresses),
                company=company.id or None,
                source=source,
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        self.invalidate_model(flush=False)
        self.env.registry.clear_cache()
        return len(added)

    @api.model
    @tools.ormcache()
    def _has_any(self):
        """Return whether anybody stands on any list; as long as nobody does, nothing has to be looked up."""
        return bool(self.sudo().search_count([], limit=1))

    @api.model
    def _get_addresses_query(self, kind, company):
        """Return the query of all that stands on the list of a company, or of the group.

        :param str kind: a key of ``KINDS``
        """
        return SQL(
            "SELECT address FROM dealership_do_not_contact WHERE kind = %s AND (company_id IS NULL OR company_id = %s)",
            kind,
            company.id,
        )

    @api.model
    def _get_listed_sql(self, company, *addresses):
        """Return the condition that one of some addresses (SQL) stands on the list of a company, or of the group.

        Plain equalities, so that PostgreSQL may look it up for each of a few customers, or once for many.
        """
        listed = [
            SQL(
                """EXISTS (SELECT FROM dealership_do_not_contact listed
                            WHERE listed.address = %s AND (listed.company_id IS NULL OR listed.company_id = %s))""",
                address,
                company.id,
            )
            for address in addresses
        ]
        return SQL("(%s)", SQL(" OR ").join(listed))


class DealershipContactRules(models.AbstractModel):
    """Who stands on a list of the company's own."""

    _inherit = "dealership.contact.rules"

    def _get_do_not_contact_domain(self, purpose, company):
        entries = self.env["dealership.do.not.contact"]
        if purpose != "marketing" or not entries._has_any():
            return Domain.FALSE

        def is_listed(alias):
            columns = [column for columns in ADDRESS_COLUMNS.values() for column in columns]
            return entries._get_listed_sql(company, *(SQL.identifier(alias, name) for name in columns))

        def to_sql(model, alias, query):
            # Few are addresses of others: for those alone another record is looked up.
            return SQL(
                """(%(own)s
                    OR EXISTS (SELECT FROM res_partner place
                                WHERE place.same_customer_id = %(customer)s AND place.same_customer_id <> place.id
                                  AND %(of_place)s)
                    OR %(customer)s <> %(id)s
                       AND EXISTS (SELECT FROM res_partner holder WHERE holder.id = %(customer)s AND %(of_holder)s))""",
                own=is_listed(alias),
                id=SQL.identifier(alias, "id"),
                customer=SQL.identifier(alias, "same_customer_id"),
                of_place=is_listed("place"),
                of_holder=is_listed("holder"),
            )

        return Domain.custom(to_sql=to_sql)
