from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.contact.purposes import PURPOSES
from ...engine.ledger import states
from ..client.inner_context import get_inner, with_inner
from ..targeting.responsible_rights import ADMINISTRATOR

KEYWORD = "keyword"


class DealershipConsent(models.Model):
    """STOP by SMS is about all text messages of a company, START as well."""

    _inherit = "dealership.consent"

    @api.model
    def _record_keyword(self, customers, granted, source, company, now=None, evidence=None):
        """Write down what a keyword says: a decision for each purpose, by SMS, of one company.

        :param customers: ``res.partner`` with the number
        :param str source: where it was said, shown to staff
        :param datetime now: naive UTC; the clock when absent
        :param str evidence: where the proof lies
        """
        for purpose, _label in PURPOSES:
            self._record(customers, purpose, "sms", granted, source, now, company, origin=KEYWORD, evidence=evidence)


class DealershipContactRules(models.AbstractModel):
    """What is still sent to who said STOP; not to who refused it otherwise, say on a form."""

    _inherit = "dealership.contact.rules"

    @api.model
    def _of(self, scenario):
        return super()._of(scenario)._even_after_stop(scenario.sent_after_stop)

    @api.model
    def _even_after_stop(self, sent_after_stop):
        """Return the rules as they hold for what is, or isn't, sent even after STOP."""
        return with_inner(self, dealership_after_stop=bool(sent_after_stop))

    def _get_rules(self, purpose, channel, company, now=None):
        rules = super()._get_rules(purpose, channel, company, now)
        if purpose == "marketing" or not get_inner(self.env, "dealership_after_stop"):
            return rules
        contact = self.env["dealership.channel"]._get_channel(channel)._consent_channel
        stopped = self._get_stopped_domain(purpose, contact, company)
        return [(reason, domain & ~stopped if reason == states.REFUSED else domain) for reason, domain in rules]

    def _get_stopped_domain(self, purpose, consent_channel, company):
        """Return the domain of whom a keyword decides about."""
        decided = self.env["dealership.consent.state"]

        def to_sql(model, alias, query):
            customer = SQL.identifier(alias, "same_customer_id")
            by_keyword = SQL(
                """state.topic_id IS NULL AND %s = (
                    SELECT said.origin FROM dealership_consent said WHERE said.id = state.consent_id)""",
                KEYWORD,
            )
            return decided._exists_sql(customer, purpose, consent_channel, company, by_keyword)

        return Domain.custom(to_sql=to_sql)


class DealershipScenario(models.Model):
    """An Administrator says which few scenarios go on by SMS after STOP; of a card of the gallery, the card does."""

    _inherit = "dealership.scenario"
    _guarded_fields = frozenset({"rights_user_id", "sent_after_stop"})

    sent_after_stop = fields.Boolean(
        string="SMS Even after STOP",
        readonly=True,
        copy=False,
        tracking=True,
        help="STOP ends all text messages of the company but those that customers wait for: the vehicle is ready, an "
        "appointment was changed by you, a safety recall. Never marketing. Administrators decide.",
    )

    @api.model
    def _check_field_access(self, field, operation):
        if field.name == "sent_after_stop" and operation == "write" and not self._may_choose_after_stop():
            raise AccessError(self.env._("What is sent even after STOP is decided by an Administrator."))
        return super()._check_field_access(field, operation)

    @api.model
    def _may_choose_after_stop(self):
        ours = self.env.su or get_inner(self.env, "dealership_writes_internal_fields", False)
        return ours or self.env.user.has_group(ADMINISTRATOR)


class DealershipScenarioModel(models.Model):
    _inherit = "dealership.scenario.model"

    sent_after_stop = fields.Boolean(
        string="SMS Even after STOP", help="Scenarios made of it go on by SMS after STOP. Never marketing."
    )
