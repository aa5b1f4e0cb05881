from dataclasses import dataclass

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..client.inner_context import get_inner, with_inner
from ..contact.contact_caps import Cap


@dataclass(frozen=True)
class TopicCap(Cap):
    """So many marketing messages about one topic.

    :ivar topic_id: that of the scenarios whose messages count
    """

    topic_id: int | None = None

    def get_concerned_sql(self, alias):
        return SQL(
            "%s AND %s IN (SELECT id FROM dealership_scenario WHERE topic_id = %s)",
            super().get_concerned_sql(alias),
            SQL.identifier(alias, "scenario_id"),
            self.topic_id,
        )


class DealershipContactRules(models.AbstractModel):
    """What one writes about: who refused, or has had enough of, one topic may still be written to about another."""

    _inherit = "dealership.contact.rules"

    @api.model
    def _of(self, scenario):
        return super()._of(scenario)._about(scenario.topic_id)

    @api.model
    def _about(self, topic):
        """Return the rules as they hold for what is about a ``dealership.topic``; none or empty: about none."""
        return with_inner(self, dealership_topic_id=topic.id if topic else False)

    @api.model
    def _get_topic(self):
        # sudo: how much of a topic is sent is its own setting, whoever sends
        return self.env["dealership.topic"].sudo().browse(get_inner(self.env, "dealership_topic_id") or [])

    def _get_caps(self, purpose, consent_channel, company, now):
        caps = super()._get_caps(purpose, consent_channel, company, now)
        topic = self._get_topic()
        if purpose == "marketing" and topic.contact_cap:
            vals = self._prepare_own_cap_vals(topic.contact_cap, topic.contact_cap_days, now)
            caps.append(TopicCap(**vals, topic_id=topic.id))
        return caps


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
            self.topic_id = self.about_contract = False
