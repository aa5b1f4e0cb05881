from odoo import api, models
from odoo.exceptions import ValidationError

from ..client.inner_context import get_inner, with_inner


class DealershipContactRules(models.AbstractModel):
    """What one writes about: who refused one topic may still be written to about another."""

    _inherit = "dealership.contact.rules"

    @api.model
    def _about(self, topic):
        """Return the rules as they hold for what is about a ``dealership.topic``; none or empty: about none."""
        return with_inner(self, dealership_topic_id=topic.id if topic else False)

    @api.model
    def _get_topic(self):
        return self.env["dealership.topic"].browse(get_inner(self.env, "dealership_topic_id") or [])


class DealershipScenario(models.Model):
    _inherit = "dealership.scenario"

    @api.constrains("topic_id", "purpose")
    def _check_topic(self):
        for scenario in self:
            if scenario.topic_id and scenario.purpose != "marketing":
                raise ValidationError(
                    self.env._("%s: only marketing has a topic. Leave the topic empty.", scenario.display_name)
                )

    @api.onchange("purpose")
    def _onchange_purpose(self):
        if self.purpose != "marketing":
            self.topic_id = False
