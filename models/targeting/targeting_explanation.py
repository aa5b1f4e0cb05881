from dataclasses import replace

from odoo import fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from ...engine.targeting.exists import Exists, Linked
from ...engine.targeting.explain import SHOWN, Explainer, Explanation
from ...engine.targeting.operation import DIFFERENCE
from .explanation_facts import ExplanationFacts
from .reach import Reach


class DealershipTargeting(models.Model):
    """Why a targeting finds a customer, or why not, with the rights of whoever asks.

    A mode with something to tell has a ``_explain_<mode>(record_id, now)``, which returns what decides about one
    record of the subject.
    """

    _inherit = "dealership.targeting"

    def _explain(self, customer, now=None):
        """Return the ``Explanation`` of the targeting for one customer.

        A targeting of something else is explained for each of the customer's own: vehicles, leads…

        :raise AccessError: when the user may not read the customer, or a part of the targeting
        """
        self.ensure_one()
        self.check_access("read")
        customer.check_access("read")
        return self._explain_customer(customer.id, now or fields.Datetime.now())

    def _explain_customer(self, customer_id, now):
        category = self._get_readable_category()
        if self.subject == "customer":
            return self._explain_record(customer_id, now)
        facts = self._get_facts(now)
        own = Domain(category.customer, "=", customer_id)
        records = facts.find(category, own, "id desc", SHOWN)
        nothing = self.env._("no %(record)s at all", record=category.label.lower())
        return Explanation(
            self.name,
            self._finds_customer(customer_id, now),
            "" if records else nothing,
            children=tuple(self._explain_linked(category, record_id, now, facts) for record_id in records),
        )

    def _explain_linked(self, category, record_id, now, facts):
        explained = self._explain_record(record_id, now)
        return Explanation(
            category.label, explained.holds, record=facts.refer(category, record_id), children=explained.children
        )

    def _explain_record(self, record_id, now):
        """Explain about one record of the subject."""
        category = self._get_readable_category()
        holds = bool(self._get_facts(now).find(category, Domain("id", "=", record_id) & self._get_domain(now), "id", 1))
        exclusions = self._get_explainer(now).explain_exclusions(category, record_id)
        explain = getattr(self, f"_explain_{self.mode}", None)
        children = explain(record_id, now) if explain else (Explanation(self._describe(), holds),)
        return Explanation(self.name, holds, children=exclusions + children)

    def _explain_query(self, record_id, now):
        schema = self._get_schema()
        root = self._parse_intact(schema)
        return (self._get_explainer(now).explain_group(root, schema[self.subject], record_id),)

    def _explain_operation(self, record_id, now):
        nodes = [operand._explain_operand(self.subject, record_id, now) for operand in self._get_readable_operands()]
        if self.operation == DIFFERENCE:
            left_out = self.env._("whoever is in it is left out")
            nodes[1:] = [replace(node, detail=node.detail or left_out) for node in nodes[1:]]
        return tuple(nodes)

    def _explain_operand(self, subject, record_id, now):
        if self.subject == subject:
            return self._explain_record(record_id, now)
        return self._explain_customer(record_id, now)

    def _finds_customer(self, customer_id, now):
        """Return whether the targeting finds the customer, or something of theirs."""
        schema = self._get_schema()
        category = self._get_readable_category()
        domain = self._get_domain(now)
        if self.subject != "customer":
            domain = Exists(Linked(category.model, "id", category.customer, domain))
        return bool(self._get_facts(now).find(schema["customer"], Domain("id", "=", customer_id) & domain, "id", 1))

    def _is_within_reach(self, customer, now=None):
        """Return whether a scenario of the reader's would write to a customer whom this targeting finds."""
        category = self.env[f"dealership.category.{self.subject}"]
        within = Reach(self.company_id, None, self.env.user).get_domain(category)
        theirs = Domain(category._get_counting_field(), "=", customer.id)
        return bool(self._get_subject_model().search_count(self._get_domain(now) & within & theirs, limit=1))

    def _get_readable_category(self):
        self._get_base_domain(self.subject)  # raises what there is to say
        return self._get_schema()[self.subject]

    def _get_facts(self, now):
        return ExplanationFacts(self.env, self._get_clock(now))

    def _get_explainer(self, now):
        clock = self._get_clock(now)
        return Explainer(self._get_schema(), clock, self._get_words(), ExplanationFacts(self.env, clock))

    def _find_for_customer(self, customer, now=None):
        """Return pairs of targeting and whether it finds the customer, None where the user can't evaluate it."""
        customer.check_access("read")
        return [(targeting, targeting._try_customer(customer, now)) for targeting in self]

    def _try_customer(self, customer, now):
        try:
            return self._finds_customer(customer.id, now or fields.Datetime.now())
        except (AccessError, ValidationError):
            return None

    def action_explain(self):
        """Ask for a customer, and tell why the targeting finds them or not."""
        self.ensure_one()
        self.check_access("read")
        return self.env["dealership.targeting.why"]._get_action({"default_targeting_id": self.id})
