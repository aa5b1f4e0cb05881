from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.delivery.contact import PURPOSES
from ...engine.targeting.compiler import compile_tree
from ...engine.targeting.errors import RuleError
from ...engine.targeting.tree import parse_tree
from ...engine.targeting.types import is_integer

MARKETING = "marketing"


class DealershipTargeting(models.Model):
    """How many of the customers a rule finds can be written to, and why the others cannot.

    The rules of contact decide, as they do when a scenario sends. Customers are counted, each once, whatever the
    number of their vehicles or appointments; each has one reason, so that reached and left out add up to all.
    """

    _inherit = "dealership.targeting"

    @api.readonly
    @api.model
    def preview_reach(self, subject, tree, team_id=False, purpose=MARKETING):
        """Tell the editor how many customers a message would reach, by channel.

        The arguments are those of :meth:`preview_rule`, and so is the time limit: the channels are empty when it is
        reached, or the rule cannot be applied.

        :param str purpose: why one writes, a key of ``PURPOSES``: it decides which rules of contact apply
        :return: ``{"channels": [{"key", "label", "reached", "total", "reasons": [{"key", "label", "count"}]}]}``
        """
        self.browse().check_access("read")
        domain = self._get_preview_domain(subject, tree, team_id)
        if domain is None:
            return {"channels": []}
        team = self.env["crm.team"].browse(team_id if is_integer(team_id) else False).exists()
        return self._answer_reach(subject, domain, team.company_id or self.env.company, purpose)

    @api.readonly
    def preview_own_reach(self, purpose, team_id=False, channels=()):
        """Tell the form of a scenario whom its targeting reaches now, by the channels of its steps.

        :param int team_id: the point of sale whose customers (or those of none) may be written to; all when empty
        :param list channels: their keys; those that are no contact with the customer are passed over
        :return: as :meth:`preview_reach`, with ``total``: the number of customers found, None when counting takes long
        """
        self.ensure_one()
        self.check_access("read")
        team = self.env["crm.team"].browse(team_id if is_integer(team_id) else False).exists()
        carriers = self.env["dealership.channel"]._select(lambda channel: channel._consent_channel)
        chosen = [(key, label) for key, label in carriers if key in channels]
        try:
            domain = self._get_domain()
        except UserError:
            return {"channels": [], "total": None}
        customers = self._get_customers(self.subject, domain)
        counted = self._execute_in_time(SQL("SELECT COUNT(*) FROM res_partner WHERE id IN %s", customers))
        reach = self._answer_reach(self.subject, domain, self.company_id, purpose, chosen, team)
        return {**reach, "total": counted[0][0] if counted else None}

    def _answer_reach(self, subject, domain, company, purpose, channels=None, team=None):
        if purpose not in dict(PURPOSES):
            return {"channels": []}
        customers = self._get_customers(subject, domain)
        chosen = self._get_channels() if channels is None else channels
        found = [self._preview_channel(customers, channel, company, purpose, team) for channel in chosen]
        return {"channels": [channel for channel in found if channel]}

    def _get_preview_domain(self, subject, tree, team_id):
        """Return the domain of a rule that is being edited, or None while it cannot be applied."""
        schema = self._get_schema()
        if subject not in schema:
            return None
        try:
            root = parse_tree(tree, schema)
            self._check_named_records(root)
        except RuleError:
            return None
        team = self.env["crm.team"].browse(team_id if is_integer(team_id) else False).exists()
        return compile_tree(root, subject, schema, team._get_targeting_clock(fields.Datetime.now()))

    def _preview_channel(self, customers, channel, company, purpose, team=None):
        """Return what the editor shows of a channel; nothing when it takes too long."""
        key, label = channel
        counts = self.env["dealership.contact.rules"]._get_counts(customers, purpose, key, company, team, self.env.user)
        rows = self._execute_in_time(counts)
        return None if rows is None else {"key": key, "label": label, **self._describe_reach(dict(rows))}

    @api.model
    def _get_channels(self):
        """Return the channels whose reach is shown, as ``(key, label)`` pairs."""
        return self.env["dealership.channel"]._select(lambda channel: channel._shows_reach)

    @api.model
    def _get_customers(self, subject, domain):
        """Return the ids of the customers behind records, as a subquery in parentheses."""
        category = self.env[f"dealership.category.{subject}"]
        model = self.env[category._category_model]
        query = model._search(domain)
        return query.subselect(model._field_to_sql(query.table, category._category_customer, query))

    @api.model
    def _count_reach(self, subject, domain, channel, purpose, company, team=None):
        """Return :meth:`_describe_reach` of the customers behind records, without a time limit.

        :param team: ``crm.team`` whose customers (or those of none) may be written to; all when empty
        """
        customers = self._get_customers(subject, domain)
        counts = self.env["dealership.contact.rules"]._get_counts(customers, purpose, channel, company, team)
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
