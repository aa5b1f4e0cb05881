from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

LISTED = 100


class DealershipTargetingWhy(models.TransientModel):
    """Why a targeting finds a customer or not, and which of the targetings do."""

    _name = "dealership.targeting.why"
    _description = "Why a Targeting Finds a Customer"

    partner_id = fields.Many2one("res.partner", string="Customer", ondelete="cascade")
    targeting_id = fields.Many2one("dealership.targeting", ondelete="cascade")
    explanation = fields.Html(compute="_compute_explanation", sanitize=False)
    overview = fields.Html(compute="_compute_overview", sanitize=False)

    @api.depends("partner_id", "targeting_id")
    def _compute_explanation(self):
        for wizard in self:
            wizard.explanation = bool(wizard.partner_id and wizard.targeting_id) and wizard._render_explanation()

    @api.depends("partner_id", "targeting_id")
    def _compute_overview(self):
        """List the targetings, as long as none is chosen; archived ones and those one may not see are left out."""
        for wizard in self:
            wizard.overview = bool(wizard.partner_id and not wizard.targeting_id) and wizard._render_overview()

    def _render_explanation(self):
        try:
            node = self.targeting_id._explain(self.partner_id._origin)
        except (AccessError, ValidationError) as error:
            return self.env["ir.qweb"]._render("crm_dealership.targeting_why_problem", {"message": str(error)})
        values = {
            "root": node.to_json(),
            "sentence": self.targeting_id._describe(),
            "is_elsewhere": node.holds and not self.targeting_id._is_within_reach(self.partner_id._origin),
        }
        return self.env["ir.qweb"]._render("crm_dealership.targeting_why", values)

    def _render_overview(self):
        targetings = self.env["dealership.targeting"].search([], limit=LISTED)
        found = targetings._find_for_customer(self.partner_id._origin)
        return self.env["ir.qweb"]._render(
            "crm_dealership.targeting_why_overview",
            {
                "finding": [targeting for targeting, finds in found if finds],
                "missing": [targeting for targeting, finds in found if finds is False],
            },
        )

    @api.model
    def _get_action(self, context):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why? / Why Not?"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {**context, "dialog_size": "extra-large"},
        }
