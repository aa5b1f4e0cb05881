from odoo.tests import tagged

from ..common import DealershipCommon


@tagged("post_install", "-at_install")
class TestCompiler(DealershipCommon):
    def test_sample(self):
        targeting = self.env["dealership.targeting"].create({"name": "All"})
        customer = self.make_customer()
        self.assertIn(customer, targeting._search_subjects())
