from odoo import api, fields, models

from ...engine.customer.telephone import is_alone, read_numbers


class Base(models.AbstractModel):
    """Numbers of all models are read as those of files and calls are, or nobody would be found by them."""

    _inherit = "base"

    def _phone_format_number(self, number, country, force_format="E164", raise_exception=False):
        """What is shown again to whoever typed it keeps what stands beside the number: an extension, a second one."""
        read = read_numbers(number, country.code or "") if isinstance(number, str) else []
        if read and (force_format == "E164" or is_alone(number, country.code or "")):
            number = read[0]
        return super()._phone_format_number(number, country, force_format=force_format, raise_exception=raise_exception)


class ResPartner(models.Model):
    """A second telephone, by which customers are recognised, too; text messages go to the first.

    OCA's partner_phone_secondary uses this name as well; both addons can be installed together.
    """

    _inherit = "res.partner"

    phone2 = fields.Char(string="Second Phone")
    # The second number as numbers are compared, in whichever of the two fields it stands.
    phone2_sanitized = fields.Char(
        compute="_compute_phone2_sanitized", compute_sudo=True, store=True, copy=False, export_string_translation=False
    )

    @api.depends("phone2", "phone_sanitized", "phone", "country_id")
    def _compute_phone2_sanitized(self):
        for partner in self:
            country = partner._phone_get_country().get(partner.id) or self.env.company.country_id
            numbers = [
                number for text in (partner.phone, partner.phone2) for number in read_numbers(text, country.code or "")
            ]
            partner.phone2_sanitized = next((each for each in numbers if each != partner.phone_sanitized), False)

    @api.onchange("phone2", "country_id", "company_id")
    def _onchange_phone2(self):
        if self.phone2:
            self.phone2 = self._phone_format(fname="phone2", force_format="INTERNATIONAL") or self.phone2
