from odoo import fields, models


class DealershipSpecialisation(models.Model):
    """What a point of sale does besides selling: bodywork, fleet sales, rental, electric vehicles…"""

    _name = "dealership.specialisation"
    _description = "Point of Sale Specialisation"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()

    _name_unique = models.Constraint("UNIQUE (name)", "This specialisation exists already.")
