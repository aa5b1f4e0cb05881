from odoo import api, models
from odoo.fields import Domain


class IrRule(models.Model):
    """An open dialogue is for the eyes of whoever opened it.

    Odoo lets everybody with access to a dialogue's model read and change those that others have open. Ours need no
    record rule each: the rule below holds for every one there is, those of other addons under our name included.
    """

    _inherit = "ir.rule"

    @api.model
    def _compute_domain(self, model_name, mode="read"):
        domain = super()._compute_domain(model_name, mode)
        model = self.env[model_name]
        if model._transient and model._is_ours() and not self.env.su:
            domain &= Domain("create_uid", "=", self.env.uid)
        return domain
