from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase
from odoo.tests.common import get_db_name


class OwnTransactions(BaseCase):
    """Real transactions, as those of several processes: what is committed has to be deleted afterwards."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())

    def get_env(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True, "no_reset_password": True})

    def create_people(self, env, town, domain, count):
        """Make the customers of a town of their own, the targeting that finds them, and a message to them."""
        self.customers = env["res.partner"].create(
            [
                {"name": f"Customer {number}", "email": f"customer.{number}@{domain}", "city": town}
                for number in range(count)
            ]
        )
        rule = {"attribute": "customer.city", "operator": "is", "value": town}
        self.targeting = env["dealership.targeting"].create(
            {"name": town, "subject": "customer", "rule_tree": {"match": "all", "rules": [rule]}}
        )
        self.message = env["dealership.message"].create({"name": town, "subject": "Hello", "body_html": "<p>Hello</p>"})
