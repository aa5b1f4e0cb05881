from odoo import api, fields, models

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class DealershipContactRuleHours(models.Model):
    """Hours of a weekday at which a rule lets customers be contacted; a day may have several, and none is a day off."""

    _name = "dealership.contact.rule.hours"
    _description = "Hours of a Contact Rule"
    _order = "rule_id, weekday, opens"
    _rec_name = "weekday"

    rule_id = fields.Many2one("dealership.contact.rule", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="rule_id.company_id", store=True, index="btree_not_null", ondelete="cascade")
    weekday = fields.Selection(WEEKDAYS, required=True, default="0")
    opens = fields.Float(string="From", required=True, default=9.0)
    closes = fields.Float(string="Until", required=True, default=18.0)

    _hours_range = models.Constraint(
        "CHECK (opens >= 0 AND closes <= 24 AND opens < closes)",
        "Hours lie between 0:00 and 24:00, and end after they have begun.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        self.env.registry.clear_cache()
        return lines

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
