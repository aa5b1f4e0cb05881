from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ...engine.customer_kind import CONSUMER, KINDS, is_like
from ...engine.letters import normalise_letters
from ...engine.plain_words import plain_words


class DealershipCustomerKindRule(models.Model):
    """By what one tells, in a country, which organisations are no professionals, with its source.

    Data, not code (``data/customer_kinds/<country>.xml``): what numbers and names of associations and of public bodies
    look like there. The first rule that fits says what kind an organisation is.
    """

    _name = "dealership.customer.kind.rule"
    _inherit = "dealership.cached"
    _description = "How to Tell the Kind of a Customer"
    _order = "country_id, sequence, id"
    _rec_name = "source"

    country_id = fields.Many2one("res.country", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    kind = fields.Selection([choice for choice in KINDS if choice[0] != CONSUMER], required=True)
    numbers = fields.Char(
        help="What company registry and VAT numbers look like, without spaces: ? is any character, * any number of"
        " them. Separated by commas."
    )
    names = fields.Char(help="What names look like, in small letters without accents. Separated by commas.")
    source = fields.Text(required=True)

    @api.constrains("numbers", "names")
    def _check_patterns(self):
        for rule in self:
            if not rule.numbers and not rule.names:
                raise ValidationError(self.env._("A rule needs numbers or names to tell customers by."))

    @api.model
    def _find_kind(self, partner):
        """Return the kind of an organisation, empty when no rule of its country fits.

        :param partner: ``res.partner``
        """
        country = partner.country_id or partner.company_id.country_id
        numbers = [normalise_letters(number) for number in (partner.company_registry, partner.vat)]
        name = " ".join(plain_words(partner.name))
        for kind, like_numbers, like_names in self._get_patterns(country.id):
            if is_like(name, like_names) or any(is_like(number, like_numbers) for number in numbers):
                return kind
        return ""

    @api.model
    @ormcache("country_id")
    def _get_patterns(self, country_id):
        """Return ``(kind, numbers, names)`` of the rules of a country: kinds are told one by one, as parents decide."""
        # sudo: how a country tells its organisations apart is no secret
        rules = self.sudo().search([("country_id", "=", country_id)])
        return tuple((rule.kind, rule.numbers or "", rule.names or "") for rule in rules)
