from datetime import timedelta

from odoo import fields
from odoo.fields import Domain
from odoo.tests import tagged

from ..ledger.common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestSecondHandAddress(DeliveryCommon):
    """A purchase is as good as a "yes" for an address that the customer has given, not for one of a file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for channel in ("email", "sms"):
            cls.decide_rule(cls.company_a, "consent", channel=channel, need="soft_opt_in")
        cls.partners = cls.env["res.partner"].with_user(cls.user_administrator)

    def load(self, *rows, fields=("name", "email", "phone", "city")):
        result = self.partners.with_context(import_file=True).load(list(fields), [list(row) for row in rows])
        self.assertTrue(result["ids"], result["messages"])
        return self.partners.browse(result["ids"])

    def buy(self, customer):
        closed = fields.Datetime.now() - timedelta(days=1)
        times = {"opened_at": closed - timedelta(hours=3), "closed_at": closed}
        self.make_repair_order(customer, status="closed", **times)

    def get_reasons(self, customer):
        """Return whether the law asks for a "yes" of the customer, by channel."""
        rules, everyone = self.env["dealership.contact.rules"], self.env["res.partner"]
        self.env.flush_all()
        found = {}
        for channel in ("email", "sms"):
            forbidden = dict(rules._get_rules("marketing", channel, self.company_a))["no_consent"]
            found[channel] = bool(everyone.search_count(Domain("id", "=", customer.id) & forbidden))
        return found

    def test_13_an_address_of_a_file_is_no_soft_opt_in(self):
        [imported] = self.load(("Luc", "luc@customer.test", "+33612000077", "Testbourg"))
        given = self.make_townsman("Given")
        for customer in imported + given:
            self.buy(customer)
        self.assertEqual(self.get_reasons(given), {"email": False, "sms": False})
        self.assertEqual(self.get_reasons(imported), {"email": True, "sms": True})
        # The same address in a form changes nothing; another one was given by the customer.
        imported.write({"email": "luc@customer.test"})
        self.assertTrue(imported.email_second_hand)
        imported.email = "luc.martin@customer.test"
        self.assertEqual(self.get_reasons(imported), {"email": False, "sms": True})
        imported.phone_second_hand = False
        self.assertEqual(self.get_reasons(imported), {"email": False, "sms": False})

    def test_13_a_vehicle_that_was_sold_is_a_purchase(self):
        customer = self.make_customer("Buyer", email="buyer@customer.test", phone="+33612000079")
        yesterday = fields.Date.today() - timedelta(days=1)
        self.assertEqual(self.get_reasons(customer), {"email": True, "sms": True}, "before")
        sale = self.make_sale(customer, sold_on=yesterday, sale_state="cancelled")
        self.assertEqual(self.get_reasons(customer), {"email": True, "sms": True})
        sale.sale_state = "sold"
        self.assertEqual(self.get_reasons(customer), {"email": False, "sms": False})
        sale.sold_on = yesterday + timedelta(days=7)
        self.assertEqual(self.get_reasons(customer), {"email": True, "sms": True})

    def test_13_a_file_may_say_that_the_customer_gave_it(self):
        columns = ("name", "email", "city", "email_second_hand")
        [imported] = self.load(("Luc", "luc@customer.test", "Testbourg", "0"), fields=columns)
        self.assertFalse(imported.email_second_hand)

    def test_13_a_file_that_brings_another_address(self):
        customer = self.make_townsman("Given")
        self.env["ir.model.data"]._update_xmlids([{"xml_id": "test_import.given", "record": customer}])
        row = ["test_import.given", customer.email, "+33 6 12 00 00 78"]
        result = self.partners.with_context(import_file=True).load(["id", "email", "phone"], [row])
        self.assertEqual(result["ids"], customer.ids, result["messages"])
        self.assertEqual((customer.email_second_hand, customer.phone_second_hand), (False, True))
