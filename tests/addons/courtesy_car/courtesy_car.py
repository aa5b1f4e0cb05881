from odoo import fields, models


class CourtesyCar(models.Model):
    """A car lent to a customer while theirs is in the workshop: a model that the dealership knows nothing of.

    It has neither a point of sale nor a company of its own.
    """

    _module = None
    _name = "courtesy.car.loan"
    _inherit = ["mail.thread", "dealership.targeting.subject", "dealership.delivery.subject"]
    _description = "Loan of a Courtesy Car"

    name = fields.Char(required=True)
    borrower_id = fields.Many2one("res.partner", required=True)
    keeper_id = fields.Many2one("res.users")
    own_vehicle_id = fields.Many2one("fleet.vehicle")
    state = fields.Selection([("lent", "Lent"), ("back", "Back")], required=True, default="lent")
    lent_at = fields.Datetime(required=True)
    due_on = fields.Date()
    currency_id = fields.Many2one("res.currency", default=lambda self: self.env.ref("base.EUR"))
    deposit = fields.Monetary()
    with_tank_filled = fields.Boolean()
    remark = fields.Char()
    secret = fields.Char(groups="base.group_system")
