from odoo import fields, models


class DealershipCustomerProfile(models.Model):
    """How a customer is to be treated, first of all when an invoice is late."""

    _name = "dealership.customer.profile"
    _description = "Customer Profile"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Text(translate=True)
