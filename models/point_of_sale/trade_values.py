from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DealershipTradeValues(models.AbstractModel):
    """What texts to customers say of a point of sale, or of a make there; what a make leaves out is the former's."""

    _name = "dealership.trade.values"
    _description = "Values of the Trade"

    booking_url = fields.Char(
        string="Online Booking Link", help="Where customers choose the hour of a workshop appointment themselves."
    )
    shop_url = fields.Char(string="Accessory Shop", help="Where customers see accessories and order them.")
    warranty_name = fields.Char(
        string="Warranty", translate=True, help="What the warranty, or the extension, that you offer is called."
    )
    warranty_terms = fields.Char(
        translate=True, help="For how long and how far, as customers read it: “up to 5 years or 100,000 km”."
    )
    service_manager_id = fields.Many2one(
        "res.users",
        domain=[("share", "=", False)],
        ondelete="set null",
        help="Customers read the name. Once the user is archived, messages do without.",
    )

    @api.model
    def _get_link_fields(self):
        """Return the names of the fields that hold an address for customers to follow."""
        return ["booking_url", "shop_url"]

    @api.constrains(lambda self: self._get_link_fields())
    def _check_web_addresses(self):
        """:raise ValidationError: for what a mail program would not open, or would open as something else"""
        for record in self:
            for name in self._get_link_fields():
                if record[name] and not _is_web_address(record[name]):
                    raise ValidationError(
                        self.env._(
                            "%(field)s: “%(link)s” is no address that customers can open. Write it whole, as "
                            "https://www.example.com/page.",
                            field=self._fields[name]._description_string(self.env),
                            link=record[name],
                        )
                    )


def _is_web_address(text):
    """Return whether a text is one whole web address: ``http(s)://host…``, without blanks."""
    try:
        address = urlsplit(text)
        host = address.hostname
    except ValueError:  # "https://[::1"
        return False
    return address.scheme in ("http", "https") and bool(host) and not any(letter.isspace() for letter in text)
