from odoo import fields, models

from ...engine.local_time import DAYS_OF_WEEK


class DealershipContactRuleHours(models.Model):
    """Hours of a weekday at which a rule lets customers be contacted; a day may have several, and none is a day off."""

    _name = "dealership.contact.rule.hours"
    _inherit = "dealership.cached"
    _description = "Hours of a Contact Rule"
    _order = "rule_id, weekday, opens"
    _rec_name = "weekday"

    rule_id = fields.Many2one("dealership.contact.rule", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="rule_id.company_id", store=True, index="btree_not_null", ondelete="cascade")
    weekday = fields.Selection(DAYS_OF_WEEK, required=True, default="0")
    opens = fields.Float(string="From", required=True, default=9.0)
    closes = fields.Float(string="Until", required=True, default=18.0)

    _hours_range = models.Constraint(
        "CHECK (opens >= 0 AND closes <= 24 AND opens < closes)",
        "Hours lie between 0:00 and 24:00, and end after they have begun.",
    )
