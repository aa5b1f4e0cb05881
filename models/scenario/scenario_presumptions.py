from odoo import api, fields, models
from odoo.fields import Domain

from ...engine.scenario import states
from ...engine.targeting.links import find_categories, iterate_conditions


class DealershipScenario(models.Model):
    """Before a scenario is active: whether there are the records at all that its rule presumes.

    "No repair order" means that nobody came only where repair orders get in. It is told and keeps nobody from going
    on: they may get in from tomorrow.
    """

    _inherit = "dealership.scenario"

    presumption_warning = fields.Char(compute="_compute_presumption_warning", export_string_translation=False)

    @api.depends("state", "targeting_id.rule_tree", "targeting_id.subject", "team_id", "company_id", "user_id")
    @api.depends_context("lang", "uid")
    def _compute_presumption_warning(self):
        for scenario in self:
            told = scenario.state in (states.DRAFT, states.SUBMITTED) and scenario.targeting_id
            scenario.presumption_warning = told and scenario._describe_missing_records()

    def _get_approval_lines(self):
        return super()._get_approval_lines() + list(filter(None, [self.presumption_warning]))

    def _describe_missing_records(self):
        labels = dict(self.env["dealership.catalogue"]._selection_subject())
        missing = [key for key in self._get_presumed() if not self._has_records(key)]
        return bool(missing) and self.env._(
            "%(place)s has no %(records)s at all yet, and this scenario presumes them: load them from your DMS, or "
            "enter them, before you rely on it.",
            place=self._get_place_name(),
            records=", ".join(labels.get(key, key).lower() for key in missing),
        )

    def _get_presumed(self):
        """Return the keys of the categories of which somebody tells us and on which the rule stands, in order."""
        # sudo: what a targeting speaks of is no secret for whoever may set up a scenario with it
        targeting = self.sudo().targeting_id
        presumed = {targeting.subject}
        if targeting.mode == "query" and not targeting.is_broken:
            root = targeting._parse(targeting.rule_tree, targeting.subject, targeting._get_schema())
            presumed |= find_categories(root)
            for condition in iterate_conditions(root):
                if not self._is_known_otherwise(condition):
                    presumed.update(condition.attribute.told_by)
        return sorted(key for key in presumed if self.env[f"dealership.category.{key}"]._category_reported)

    def _is_known_otherwise(self, condition):
        """Return whether the value is known of some record: somebody marks who has arrived."""
        attribute = condition.attribute
        return bool(attribute.told_by and attribute.known) and self._has_records(condition.category, attribute.known)

    def _has_records(self, key, domain=Domain.TRUE):
        category = self.env[f"dealership.category.{key}"]
        # sudo: whether there are any within reach of the scenario, whoever sees them
        model = self.env[category._category_model].sudo().with_context(active_test=False)
        return bool(model.search(domain & self._get_reach().get_domain(category), limit=1))
