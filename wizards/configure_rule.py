from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class DealershipScenarioConfigure(models.TransientModel):
    """Whom the scenario finds: by the rule of the card, as it comes or changed here, or by a targeting made before.

    A targeting is somebody's own: it is shown here and changed where it was made. It fits when it finds what the card
    speaks of, in the scenario's company and at its point of sale.
    """

    _inherit = "dealership.scenario.configure"

    subject = fields.Selection("_selection_subject", compute="_compute_subject")
    rule_tree = fields.Json(
        string="Rule", compute="_compute_rule_tree", store=True, precompute=True, readonly=False, copy=False
    )
    targeting_domain = fields.Json(compute="_compute_targeting_domain")
    targeting_problem = fields.Char(compute="_compute_targeting_problem")

    @api.model
    def _selection_subject(self):
        return self.env["dealership.catalogue"]._selection_subject()

    @api.constrains("model_id", "targeting_id", "team_id", "company_id")
    def _check_targeting(self):
        for wizard in self:
            if problem := wizard._find_targeting_problem():
                raise ValidationError(problem)

    @api.depends("model_id", "targeting_id")
    def _compute_subject(self):
        for wizard in self:
            wizard.subject = wizard.targeting_id.subject or wizard.model_id.subject

    @api.depends("model_id")
    def _compute_rule_tree(self):
        for wizard in self:
            wizard.rule_tree = wizard._prepare_rule_tree()

    def _prepare_rule_tree(self):
        """Return the rule that the scenario begins with; nothing where the card has none."""
        return self.model_id.rule_tree

    @api.depends("model_id", "team_id", "company_id")
    def _compute_targeting_domain(self):
        for wizard in self:
            company = Domain("company_id", "=", wizard.company_id._origin.id)
            domain = Domain("subject", "in", wizard._get_fitting_subjects()) & company
            if wizard.team_id:
                domain &= Domain("team_id", "in", [False, wizard.team_id._origin.id])
            wizard.targeting_domain = list(domain)

    @api.depends("model_id", "targeting_id", "team_id", "company_id")
    def _compute_targeting_problem(self):
        for wizard in self:
            wizard.targeting_problem = wizard._find_targeting_problem()

    def _get_fitting_subjects(self):
        """Return what a targeting of one's own may find: what the card speaks of.

        One without a rule, which is made for a targeting, speaks of all that has the values its words need.
        """
        model = self.model_id
        if not self.needs_targeting:
            return [model.subject]
        return [subject for subject, _label in self._selection_subject() if model._can_speak_of(subject)]

    def _find_targeting_problem(self):
        """Return in words why the targeting chosen is none for this scenario, False when it is, or there is none."""
        targeting = self.targeting_id
        names = {"targeting": targeting.name, "scenario": self.name}
        if not targeting:
            return False
        if targeting.subject not in self._get_fitting_subjects():
            labels = dict(self._selection_subject())
            return self.env._(
                "“%(targeting)s” finds %(found)s, and this scenario is about %(needed)s: choose another targeting.",
                **names,
                found=labels.get(targeting.subject, targeting.subject).lower(),
                needed=labels.get(self.model_id.subject, self.model_id.subject).lower(),
            )
        if targeting.company_id != self.company_id:
            return self.env._(
                "“%(targeting)s” belongs to another organisation than this scenario: choose another targeting.", **names
            )
        if self.team_id and targeting.team_id and targeting.team_id != self.team_id:
            return self.env._(
                "“%(targeting)s” belongs to %(theirs)s, and this scenario to %(ours)s: choose another targeting, or "
                "another point of sale.",
                **names,
                theirs=targeting.team_id.name,
                ours=self.team_id.name,
            )
        return False
