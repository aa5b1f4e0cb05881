from odoo import api, fields, models
from odoo.exceptions import ValidationError


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
    contact_cap = fields.Integer(
        string="Messages per Customer",
        help="At most so many of this topic in the days below, beside the company's own limit. 0: no limit.",
    )
    contact_cap_days = fields.Integer(string="Within Days", default=30)

    @api.constrains("contact_cap", "contact_cap_days")
    def _check_cap(self):
        for topic in self:
            if topic.contact_cap < 0 or topic.contact_cap_days <= 0:
                raise ValidationError(
                    self.env._("%s: the limit on messages needs a number of days above zero.", topic.name)
                )
