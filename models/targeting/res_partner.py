import phonenumbers

from odoo import api, fields, models

MOBILE_TYPES = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "dealership.targeting.subject"]

    has_mobile = fields.Boolean(
        string="Mobile Number",
        compute="_compute_has_mobile",
        store=True,
        help="Whether the phone number can receive text messages.",
    )

    @api.depends("phone_sanitized")
    def _compute_has_mobile(self):
        """Tell mobiles from landlines: the numbering plans of the world do not fit into a query."""
        for partner in self:
            partner.has_mobile = _is_mobile(partner.phone_sanitized)


def _is_mobile(number):
    """Return whether an E.164 number may be a mobile one (some countries do not tell them apart)."""
    try:
        return phonenumbers.number_type(phonenumbers.parse(number or "")) in MOBILE_TYPES
    except phonenumbers.NumberParseException:
        return False
