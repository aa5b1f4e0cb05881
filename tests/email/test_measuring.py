from html import unescape

from lxml import html

from odoo.tests import tagged

from ..ledger.common import NOW
from .visitor_common import PIXEL, VisitorCommon

BODY = '<p>Bonjour <a href="https://shop.test/winter">Winter tyres</a></p>'


@tagged("post_install", "-at_install")
class TestMeasuring(VisitorCommon):
    """Who opened an e-mail is noted of whom it may be, by their word and the law; the French have to say yes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["dealership.contact.rule"].search([("company_id", "!=", False), ("kind", "=", "measuring")]).unlink()
        cls.message = cls.make_message(body_html=BODY)
        cls.jeanne.lang = "en_US"

    def decide(self, granted, customer=None, company=None):
        consents = self.env["dealership.consent"]
        customer, company = customer or self.jeanne, company or self.company_a
        consents._record(customer, "measuring", "email", granted, "form", NOW, company, origin="form")

    def allow(self):
        self.decide_rule(self.company_a, "measuring", channel="email", purpose=False, measuring="allowed")

    def send_one(self, **vals):
        """Send an e-mail and return its delivery, and the address of its pixel, if any."""
        delivery = self.deliver(message=self.message, purpose="service", **vals)["Jeanne"]
        self.assertEqual(delivery.state, "sent")
        found = PIXEL.findall(self.receive_text())
        return delivery, self.get_path(found[0]) if found else ""

    def get_path(self, url):
        return unescape(url)[len(self.env["ir.config_parameter"].get_param("web.base.url")) :]

    def click(self):
        link = html.fromstring(self.receive_text()).xpath("//a[text()='Winter tyres']/@href")[0]
        self.url_open(self.get_path(link), allow_redirects=False)

    def test_13_without_a_yes_no_pixel(self):
        delivery, pixel = self.send_one()
        self.assertFalse(pixel or delivery.measured)
        self.assertNotIn("/mail/track/", self.receive_text())
        self.click()
        self.answer(delivery)
        self.assertTrue(delivery.clicked_at and delivery.replied_at)
        self.assertFalse(delivery.opened_at)
        self.assertTrue(delivery._has_surely_left())

    def test_13_who_said_yes_is_measured(self):
        self.decide(True)
        delivery, pixel = self.send_one()
        self.assertTrue(pixel and delivery.measured)
        for method in ("HEAD", "GET"):
            self.assertFalse(delivery.opened_at)
            self.assertEqual(self.url_open(pixel, method=method).status_code, 200)
            delivery.invalidate_recordset()
        self.assertTrue(delivery.opened_at)

    def test_13_where_it_is_allowed_a_no_counts(self):
        self.allow()
        self.assertTrue(self.send_one()[1])
        self.decide(False)
        self.assertFalse(self.send_one()[1])

    def test_13_the_yes_to_another_company_is_none(self):
        self.jeanne.company_id = False
        self.decide(True, company=self.company_b)
        self.assertFalse(self.send_one()[1])

    def test_13_an_address_is_its_customer(self):
        """Who said no is measured at none of their addresses."""
        self.allow()
        address = self.make_townsman("At Work", parent_id=self.jeanne.id, type="other", email="work@customer.test")
        self.decide(False)
        rules = self.env["dealership.contact.rules"]
        for customer in self.jeanne + address:
            self.assertFalse(rules._filter_measured(customer, "service", "email", self.company_a))

    def test_13_withdrawn_after_sending(self):
        """On the preference page, by a tick: what was sent before tells nothing any more."""
        self.decide(True)
        delivery, pixel = self.send_one()
        page = self.get_path(delivery._get_preferences_url())
        boxes = html.fromstring(self.url_open(page).content).xpath("//input[@type='checkbox' and @value='measuring']")
        self.assertEqual([box.get("checked") for box in boxes], ["checked"])
        self.url_open(page, data={"decision": "save", "shown": ["measuring"], "ticked": []})
        line = self.jeanne.consent_ids[0]
        self.assertEqual((line.purpose, line.channel, line.granted, line.origin), ("measuring", "email", False, "page"))
        self.assertIn("openings", line.wording)
        self.assertEqual(self.url_open(pixel).status_code, 200)
        self.click()
        trace = self.get_trace(delivery)
        self.assertFalse(delivery.opened_at or trace.open_datetime)
        self.assertEqual(trace.trace_status, "sent")
        self.assertTrue(delivery.clicked_at)
        self.url_open(page, data={"decision": "save", "ticked": ["measuring"]})
        self.url_open(pixel)
        self.assertTrue(delivery.opened_at)

    def test_13_withdrawing_everything_covers_it(self):
        self.decide(True)
        delivery, _pixel = self.send_one()
        page = self.get_path(delivery._get_preferences_url())
        for _time in range(2):
            self.url_open(page, data={"decision": "withdraw"})
        lines = self.jeanne.consent_ids.filtered(lambda line: line.purpose == "measuring")
        self.assertEqual(lines.mapped("granted"), [False, True])
        self.assertFalse(self.send_one()[1])

    def test_13_the_rate_is_of_those_measured(self):
        """One of three who could tell, not one of four."""
        for number in range(3):
            self.decide(True, self.make_townsman(f"Measured {number}", email=f"m{number}@customer.test"))
        scenario = self.make_scenario(self.targeting, message=self.message, purpose="service")
        deliveries = self.run_and_send(scenario)
        self.assertEqual(len(deliveries), 4)
        self.get_trace(deliveries["Measured 1"]).sudo().set_opened()
        self.get_trace(deliveries["Jeanne"]).sudo().set_opened()  # no pixel, hence nobody's opening
        run = scenario.run_ids
        self.env.flush_all()
        self.assertEqual((run.opened_count, run.measured_count, round(run.opened_rate)), (1, 3, 33))
        [[rate]] = self.env["dealership.delivery.report"]._read_group(
            [("run_id", "=", run.id)], [], ["opened_rate:avg"]
        )
        self.assertEqual(round(rate), 33)
