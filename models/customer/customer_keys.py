from odoo import api, models
from odoo.tools import SQL

from ...engine.targeting.customer_keys import CUSTOMER_KEYS


class DealershipCustomerKeys(models.AbstractModel):
    """By what customers are recognised. A key more, from another addon::

    class DealershipCustomerKeys(models.AbstractModel):
        _inherit = "dealership.customer.keys"

        def _get_keys(self):
            return [*super()._get_keys(), CustomerKey("plate", …)]
    """

    _name = "dealership.customer.keys"
    _description = "Keys of Customers"

    @api.model
    def _get_keys(self):
        """Return the list of ``CustomerKey``."""
        return list(CUSTOMER_KEYS)

    @api.model
    def _get_key_table(self):
        """Return the keys by name, in the order in which they recognise a customer."""
        return {key.key: key for key in self._get_keys()}

    @api.model
    def _get_used_keys(self, company, rules=None):
        """Return the keys by which a company recognises customers, by name and in its order.

        A further column of a key stands before the key: the mobile phone before the phone.

        :param rules: names of the keys, instead of those that the company has set up
        """
        keys = self._get_keys()
        if rules is None:
            # sudo: how customers are recognised is no secret, and holds for whoever recognises them
            rules = self.env["dealership.matching.rule"].sudo()._get_rules(company)
        named = [[key for key in keys if key.lookup == rule] for rule in rules]
        return {key.key: key for each in named for key in each}

    @api.model
    def _get_nouns(self, company):
        """Return by what customers of a company are recognised, as a sentence lists it."""
        return ", ".join(self.env._(key.noun) for key in self._get_used_keys(company).values())

    def init(self):
        # The columns of other models may be made after this one.
        self.pool.post_init(self._create_indexes)

    def _create_indexes(self):
        """Index the values of all keys; those of a key with an index of its own by Odoo are not."""
        for key in self._get_keys():
            if key.index:
                table = self.env[key.model]._table
                for number, value in enumerate((key.value, *key.others), start=1):
                    suffix = f"_{number}" if number > 1 else ""
                    self._create_index(f"{table}__customer_key_{key.key}{suffix}_index", table, value(table))

    def _create_index(self, name, table, value):
        self.env.cr.execute(
            SQL(
                "CREATE INDEX IF NOT EXISTS %s ON %s ((%s)) WHERE (%s) IS NOT NULL",
                SQL.identifier(name),
                SQL.identifier(table),
                value,
                value,
            )
        )
