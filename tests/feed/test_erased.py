from datetime import timedelta

from odoo.tests import tagged

from .test_feed import LATER, NOW, ORDERS, FeedCommon

# As a source writes them that has no numbers for customers.
NAMELESS = ORDERS.replace("Code client;", "").replace(";C17;", ";").replace(";C18;", ";")


@tagged("post_install", "-at_install")
class TestErased(FeedCommon):
    """Who was erased is not brought back by a source that knows customers by no number."""

    def test_15_nor_by_a_source_without_numbers(self):
        feed = self.make_feed(NAMELESS)
        self.load(feed, NAMELESS)
        orders = self.get_orders()
        customer = orders["OR-1"].partner_id
        customer._erase(NOW)
        self.load(feed, NAMELESS, LATER)
        self.load(feed, NAMELESS.replace("45 210", "45 300"), LATER + timedelta(days=1))
        self.assertEqual((orders["OR-1"].partner_id, orders["OR-1"].mileage), (customer, 45300))
        self.assertEqual((customer.email, orders["OR-2"].partner_id.name), (False, "Luc Durand"))
        self.assertFalse(self.env["res.partner"].search([("email", "=", "zoe@vidal.example")]))

    def test_15_a_new_order_is_of_somebody_again(self):
        feed = self.make_feed(NAMELESS)
        self.load(feed, NAMELESS)
        customer = self.get_orders()["OR-1"].partner_id
        customer._erase(NOW)
        self.load(feed, NAMELESS.replace("OR-3", "OR-4"), LATER)
        back = self.get_orders()["OR-4"].partner_id
        self.assertEqual((back.email, bool(back.erased_at)), ("zoe@vidal.example", True))
        self.assertEqual(self.get_orders()["OR-1"].partner_id, customer)
