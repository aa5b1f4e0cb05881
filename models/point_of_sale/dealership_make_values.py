from odoo import fields, models


class DealershipMakeValues(models.Model):
    """What texts say of one make at a point of sale, where it differs from what they say of the point of sale."""

    _name = "dealership.make.values"
    _inherit = "dealership.trade.values"
    _description = "Values of a Make"
    _order = "team_id, brand_id"
    _rec_name = "brand_id"

    team_id = fields.Many2one("crm.team", string="Point of Sale", required=True, index=True, ondelete="cascade")
    brand_id = fields.Many2one("fleet.vehicle.model.brand", string="Make", required=True, ondelete="cascade")

    _make_unique = models.Constraint("UNIQUE (team_id, brand_id)", "This make stands there already.")
