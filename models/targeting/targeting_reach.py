from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.contact.purposes import PURPOSES
from ...engine.targeting.errors import RuleError
from ...engine.targeting.types import is_integer
from ..client.arguments import a_text, an_id, anything, arguments, texts
from .reach import Reach

MARKETING = "marketing"


class DealershipTargeting(models.Model):
    """How many of the customers a rule finds can be written to, and why the others cannot.

    The rules of contact decide, as they do when a scenario sends. Customers are counted, each once, whatever the
    number of their vehicles or appointments; each has one reason, so that reached and left out add up to all.
    """

    _inherit = "dealership.targeting"

    @api.readonly
    @api.model
    @arguments(subject=a_text, tree=anything, team_id=an_id, purpose=a_text)
    def preview_reach(self, subject, tree, team_id=False, purpose=MARKETING):
        """Tell the editor how many customers a message would reach, by channel.

        The arguments are those of :meth:`preview_rule`, and so is the time limit: the channels are empty when it is
        reached, or the rule cannot be applied.

        :param str purpose: why one writes, a key of ``PURPOSES``: it decides which rules of contact apply
        :return: ``{"channels": [{"key", "label", "reached", "total", "reasons": [{"key", "label", "count"}]}]}``
        """
        self.browse().check_access("read")
        try:
            _schema, _root, domain, _unknown = self._compile_edited(subject, tree, team_id)
        except RuleError:
            return {"channels": []}
        company = self._browse_team(team_id).company_id or self.env.company
        return self._answer_reach(subject, domain, Reach(company, None, self.env.user), purpose)

    @api.readonly
    @arguments(purpose=a_text, team_id=an_id, channels=texts, scenario_id=an_id)
    def preview_own_reach(self, purpose, team_id=False, channels=(), scenario_id=False):
        """Tell the form of a scenario whom its targeting reaches now, by the channels of its steps.

        Of a saved scenario that has somebody else's rights: those whom the reader may see, too.

        :param int team_id: the point of sale whose customers (or those of none) may be written to; those of the user
            when empty
        :param list channels: their keys; those that are no contact with the customer are passed over
        :param int scenario_id: the scenario, once it is saved
        :return: as :meth:`preview_reach`, with ``total``: the number of customers found, None when counting takes long,
            and ``unknown``: see :meth:`_count_unknown`
        """
        self.ensure_one()
        self.check_access("read")
        scenario = self.env["dealership.scenario"].browse(scenario_id if is_integer(scenario_id) else False).exists()
        carriers = self.env["dealership.channel"]._select(lambda channel: channel._consent_channel)
        chosen = [(key, label) for key, label in carriers if key in channels]
        targeting = self.with_context(allowed_company_ids=self.company_id.ids)
        try:
            domain, reach = targeting._get_scenario_reach(self._browse_team(team_id), scenario)
        except UserError:
            return {"channels": [], "total": None, "unknown": 0}
        customers = targeting._get_customers(self.subject, domain, reach)
        counted = self._execute_in_time(SQL("SELECT COUNT(DISTINCT customer_id) FROM (%s) found", customers))
        rules = self.env["dealership.contact.rules"]._of(scenario)
        answer = targeting._answer_reach(self.subject, domain, reach, purpose, chosen, rules)
        unknown = targeting._count_unknown(targeting._get_schema()[self.subject], targeting._get_unknown_domain())
        return {**answer, "total": counted[0][0] if counted else None, "unknown": unknown}

    def _get_scenario_reach(self, team, scenario):
        """Return the domain of what a scenario finds by this targeting and the reader may see, and its ``Reach``.

        :param team: ``crm.team`` of the scenario as it is in the form
        :param scenario: ``dealership.scenario``, empty while it is new
        """
        domain = self._get_domain()
        user = self._get_rights_user(team, scenario)
        if user != self.env.user:
            theirs = scenario._with_responsible_rights(self)
            domain &= Domain("id", "in", theirs._get_subject_model()._search(theirs._get_domain()))
        return domain, Reach(self.company_id, team, user)

    def _get_rights_user(self, team, scenario):
        """Return with whose rights a scenario runs once its form is saved."""
        if not scenario:
            return self.env.user
        scenario.check_access("read")
        unchanged = (scenario.targeting_id, scenario.team_id) == (self, team)
        return scenario.rights_user_id if unchanged or scenario._may_choose_rights() else self.env.user

    def _answer_reach(self, subject, domain, reach, purpose, channels=None, rules=None):
        if purpose not in dict(PURPOSES):
            return {"channels": []}
        customers = self._get_customers(subject, domain, reach)
        chosen = self._get_channels() if channels is None else channels
        found = [self._preview_channel(customers, channel, reach.company, purpose, rules) for channel in chosen]
        return {"channels": [channel for channel in found if channel]}

    def _preview_channel(self, customers, channel, company, purpose, rules=None):
        """Return what the editor shows of a channel; nothing when it takes too long."""
        key, label = channel
        rules = self.env["dealership.contact.rules"] if rules is None else rules
        counts = rules._get_counts(customers, purpose, key, company)
        rows = self._execute_in_time(counts)
        return None if rows is None else {"key": key, "label": label, **self._describe_reach(dict(rows))}

    @api.model
    def _get_channels(self):
        """Return the channels whose reach is shown, as ``(key, label)`` pairs."""
        return self.env["dealership.channel"]._select(lambda channel: channel._shows_reach)

    @api.model
    def _get_customers(self, subject, domain, reach):
        """Return the query of the customers behind records: ``(customer_id, partner_id, within)``, each pair once.

        The second is whom one writes to: the customer, an address of theirs or a contact. Whoever has several records
        is within reach when one of them is.
        """
        category = self.env[f"dealership.category.{subject}"]
        model = self.env[category._category_model]
        query = model._search(domain)
        query.order = None
        # sudo: the reach is no question of who may read what
        lies_within = reach.get_domain(category).optimize_full(model.sudo())
        found = query.select(
            SQL("%s AS customer_id", model._field_to_sql(query.table, category._get_counting_field(), query)),
            SQL("%s AS partner_id", model._field_to_sql(query.table, category._category_customer, query)),
            SQL("%s AS within", lies_within._to_sql(model.sudo(), query.table, query)),
        )
        if category._category_customer == "id":
            return found
        return SQL(
            """SELECT customer_id, partner_id, bool_or(within) AS within FROM (%s) found
                WHERE partner_id IS NOT NULL GROUP BY customer_id, partner_id""",
            found,
        )

    @api.model
    def _count_reach(self, subject, domain, channel, purpose, reach, rules=None):
        """Return :meth:`_describe_reach` of the customers behind records, without a time limit."""
        customers = self._get_customers(subject, domain, reach)
        rules = self.env["dealership.contact.rules"] if rules is None else rules
        counts = rules._get_counts(customers, purpose, channel, reach.company)
        return self._describe_reach(dict(self.env.execute_query(counts)))

    @api.model
    def _describe_reach(self, counts):
        """Return number reached, number of all, and the reasons in the order of how many they keep out.

        :param dict counts: reason → number of customers; ``None`` → those who can be reached
        """
        labels = dict(self.env["dealership.delivery"]._fields["reason"]._description_selection(self.env))
        reasons = [
            {"key": reason, "label": labels.get(reason, reason), "count": count}
            for reason, count in sorted(counts.items(), key=lambda item: -item[1])
            if reason
        ]
        return {"reached": counts.get(None, 0), "total": sum(counts.values()), "reasons": reasons}
