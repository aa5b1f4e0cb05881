from odoo import fields, models

from ..vehicle.sale_type import BUSINESS_ATTRIBUTES


class DealershipEnquiryType(models.Model):
    """A type of enquiry as a record, where several are chosen at once: by settings, members, tracking numbers.

    A lead has one at most, in ``business_attribute``; ``key`` is its value there.
    """

    _name = "dealership.enquiry.type"
    _description = "Type of Enquiry"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    key = fields.Selection(BUSINESS_ATTRIBUTES, string="Type of Enquiry", required=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()

    _key_unique = models.Constraint("UNIQUE (key)", "This type of enquiry exists already.")
