from odoo import fields, models


class DealershipTopic(models.Model):
    """What marketing is about, so that a customer can refuse one thing and keep another."""

    _name = "dealership.topic"
    _description = "Topic of Marketing"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", ondelete="restrict", help="Empty: a topic of all companies."
    )
    active = fields.Boolean(default=True)
