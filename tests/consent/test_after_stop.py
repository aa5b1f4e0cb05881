from pathlib import Path

from lxml import etree

from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import Form, HttpCase, mute_logger, tagged

from ...tools.local_twilio import LocalTwilio
from ..sms.sms_common import OUR_NUMBER, SmsCommon, SmsReportsCommon

NUMBER = "+33612000001"
REFUSED = ("skipped", "refused")
STATES = [(purpose, "sms", False) for purpose in ("marketing", "payment", "service")]


class AfterStopCommon(SmsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consents = cls.env["dealership.consent"]
        cls.customer = cls.make_numbered("Zoé", 1)
        for company in cls.company_a + cls.company_b:
            cls.decide_rule(company, "hours", channel="sms")
            cls.decide_rule(company, "holidays", channel="sms", holidays="any_day")

    def receive(self, body, company=None, reference="SM1", **options):
        replies = self.env["dealership.reply"]
        return replies._receive_sms(company or self.company_a, reference, NUMBER, OUR_NUMBER, body, **options)

    def get_states(self, company=None):
        states = self.customer.consent_state_ids.filtered(lambda row: row.company_id == (company or self.company_a))
        return sorted(states.mapped(lambda row: (row.purpose, row.channel, row.granted)))


@tagged("post_install", "-at_install")
class TestAfterStop(AfterStopCommon):
    """STOP ends all text messages of a company but a short list."""

    def run_all(self):
        """Return what becomes of each kind of message to the customer."""
        return {
            name: self.run_and_send(self.make_scenario(self.targeting, **vals))["Zoé"]
            for name, vals in {
                "marketing": {"message": self.message, "steps": ({"channel": "sms"},)},
                "service": {"message": self.message, "steps": ({"channel": "sms"},), "purpose": "service"},
                "payment": {"message": self.message, "steps": ({"channel": "sms"},), "purpose": "payment"},
                "exempt": {
                    "message": self.message,
                    "steps": ({"channel": "sms"},),
                    "purpose": "service",
                    "sent_after_stop": True,
                },
                "exempt marketing": {
                    "message": self.message,
                    "steps": ({"channel": "sms"},),
                    "sent_after_stop": True,
                },
                "call": {
                    "steps": ({"channel": "call", "message_id": False, "task_summary": "Call"},),
                    "purpose": "service",
                },
            }.items()
        }

    def assertBecame(self, expected):
        self.open_provider()
        became = self.run_all()
        self.assertEqual(
            {name: (one.state, one.reason) if one.reason else one.state for name, one in became.items()}, expected
        )

    def test_13_stop_ends_all_text_messages_but_a_short_list(self):
        self.receive("STOPP, merci")
        self.assertEqual(self.get_states(), STATES)
        self.assertBecame(
            {
                "marketing": REFUSED,
                "service": REFUSED,
                "payment": REFUSED,
                "exempt": "sent",
                "exempt marketing": REFUSED,
                "call": ("waiting", "to_call"),
            }
        )

    def test_13_a_refusal_on_a_form_is_no_stop(self):
        """Who said at the counter that they want no text messages about service gets none, not even those."""
        self.consents._record(self.customer, "service", "sms", False, "At the counter", origin="counter")
        self.consents._record(self.customer, "marketing", "sms", True, "Form", origin="form")
        sent = dict.fromkeys(("marketing", "payment", "exempt marketing"), "sent")
        self.assertBecame({**sent, "service": REFUSED, "exempt": REFUSED, "call": ("waiting", "to_call")})

    def test_13_stop_said_to_another_company(self):
        self.customer.write({"company_id": False, "team_id": False})
        self.receive("STOP", self.company_b)
        self.assertEqual(self.get_states(), [])
        self.assertEqual(self.get_states(self.company_b), STATES)

    def test_13_start_gives_back(self):
        self.receive("STOP")
        self.receive("START", reference="SM2")
        self.assertEqual(self.get_states(), [(*key, True) for *key, _no in STATES])
        self.assertEqual(len(self.customer.consent_ids), 6)

    def test_13_everybody_with_the_number_has_said_it(self):
        partner, other = self.make_numbered("Paul", 1), self.make_numbered("Jo", 2)
        self.receive("STOP Paul")
        for customer, lines in ((self.customer, 3), (partner, 3), (other, 0)):
            self.assertEqual(len(customer.consent_ids), lines)
        self.assertEqual(set(partner.consent_ids.mapped("evidence")), {"SM1"})

    def test_13_the_reach_shown_is_the_reach_sent(self):
        self.receive("STOP")
        for exempt, reached in ((False, 0), (True, 1)):
            scenario = self.make_sms_scenario(sent_after_stop=exempt)
            reach = self.targeting.preview_own_reach("service", self.team_a.id, ["sms"], scenario.id)
            self.assertEqual(reach["channels"][0]["reached"], reached)

    def test_13_administrators_decide_what_is_sent_after_stop(self):
        scenario = self.make_sms_scenario(state="draft")
        theirs = scenario.with_user(self.user_director)
        with self.assertRaises(AccessError):
            theirs.sent_after_stop = True
        vals = {"name": "Mine", "targeting_id": self.targeting.id, "team_id": self.team_a.id}
        for values, context in (({**vals, "sent_after_stop": True}, {}), (vals, {"default_sent_after_stop": True})):
            with self.assertRaises(AccessError):
                call_kw(theirs.browse(), "create", [[values]], {"context": context})
        scenario.with_user(self.user_administrator).sent_after_stop = True
        self.assertTrue(theirs.sent_after_stop)
        self.assertFalse(theirs.copy().sent_after_stop)
        with Form(scenario.with_user(self.user_administrator)) as form:
            form.sent_after_stop = False
        self.assertFalse(scenario.sent_after_stop)

    def test_13_a_card_of_the_short_list(self):
        """A Director makes a scenario of the card; it goes on after STOP, for the card says so."""
        ready = self.env.ref("crm_dealership.scenario_model_vehicle_ready")
        ready.sent_after_stop = True  # as in the data, see below
        wizards = self.env["dealership.scenario.configure"].with_user(self.user_director)
        wizard = wizards.create({"model_id": ready.id, "team_id": self.team_a.id})
        wizard.action_create_scenario()
        self.assertTrue(wizard.scenario_id.sent_after_stop)

    def test_13_the_cards_of_the_short_list(self):
        """By hand: what is sent after STOP unless somebody decides otherwise."""
        listed = set()
        for path in (Path(__file__).parents[2] / "data").rglob("*.xml"):
            for record in etree.parse(path).iterfind(".//record[@model='dealership.scenario.model']"):
                if record.find("field[@name='sent_after_stop']") is not None:
                    listed.add(record.get("id"))
                    self.assertEqual(record.findtext("field[@name='purpose']"), "service")
        listed = {name.removeprefix("scenario_model_") for name in listed}
        self.assertEqual(listed, {"vehicle_ready", "appointment_moved", "safety_recall", "recall_of_vins"})

    def test_13_what_staff_write_by_hand_is_not_automatic(self):
        self.receive("STOP")
        reply = self.receive("Où en est ma voiture ?", reference="SM2").with_user(self.user_sales)
        composer = self.env["sms.composer"].with_user(self.user_sales).with_context(**reply.action_answer()["context"])
        with mute_logger("odoo.addons.sms_twilio.tools.sms_api"):  # no request leaves a test
            composer.create({"body": "Elle sera prête demain."}).action_send_sms()
        self.assertTrue(self.env["sms.sms"].search([("number", "=", NUMBER)]))


@tagged("post_install", "-at_install")
class TestBlockedByTheProvider(SmsReportsCommon, AfterStopCommon):
    """What the provider lets through no more is a "no" that the customer's page shows."""

    def test_13_a_blocked_number_is_a_no(self):
        provider = self.open_provider(answers={NUMBER: 21610})
        delivery = self.run_and_send(self.make_sms_scenario())["Zoé"]
        self.assertEqual((delivery.state, delivery.reason), ("failed", "opted_out_at_provider"))
        self.assertIn("21610", delivery.error)
        self.assertEqual(self.get_states(), STATES)
        lines = self.customer.consent_ids
        self.assertEqual(set(lines.mapped("origin")), {"keyword"})
        self.assertIn("21610", lines[0].evidence)
        # What is sent after STOP is tried, and says why it fails; the customer has not decided once more.
        again = self.run_and_send(self.make_sms_scenario(sent_after_stop=True))["Zoé"]
        self.assertEqual((again.state, again.reason), ("failed", "opted_out_at_provider"))
        self.assertEqual(self.customer.consent_ids, lines)
        self.assertFalse(provider.messages)

    def test_13_a_block_that_comes_with_a_report(self):
        self.customer.phone = False
        delivery = self.send_one()
        for _time in range(2):
            self.assertEqual(self.report("failed", error_code=21610), 200)
        self.assertEqual((delivery.state, delivery.reason), ("failed", "opted_out_at_provider"))
        self.assertEqual(len(delivery.partner_id.consent_ids), 3)
        self.assertTrue(delivery.unsubscribed_at)


@tagged("post_install", "-at_install")
class TestKeywordOfTheProvider(HttpCase, AfterStopCommon):
    """Twilio says what it has taken a message for, where its Advanced Opt-Out is on."""

    def pass_on(self, body, **options):
        self.env["ir.config_parameter"].set_param("web.base.url", self.base_url())
        provider = LocalTwilio()
        self.addCleanup(provider.server.server_close)
        self.env.flush_all()
        with self.allow_requests(all_requests=True):
            answer = provider.receive(self.company_a.dealership_sms_inbound_url, NUMBER, OUR_NUMBER, body, **options)
        self.env.invalidate_all()
        return answer

    def test_13_what_the_provider_has_understood_counts(self):
        for _time in range(2):
            self.assertEqual(self.pass_on("CANCEL", sid="SM1", opt_out_type="STOP"), 200)
        self.assertEqual(len(self.customer.consent_ids), 3)
        self.assertEqual(self.get_states(), STATES)
        self.assertEqual(self.pass_on("YES", sid="SM2", opt_out_type="START"), 200)
        self.assertEqual(self.get_states(), [(*key, True) for *key, _no in STATES])
        self.assertEqual(self.pass_on("HELP", sid="SM3", opt_out_type="HELP"), 200)
        self.assertEqual(self.env["dealership.reply"].search([("provider_reference", "=", "SM3")]).kind, "answer")

    def test_13_nobody_confirms_a_stop_twice(self):
        """The provider has told the customer already: our answer says nothing, and nothing is sent."""
        adapter = self.env["dealership.adapter.twilio"]
        self.assertNotIn("Message", adapter._answer_sms().text)
        self.assertEqual(self.pass_on("STOP"), 200)
        self.assertFalse(self.env["sms.sms"].search([("number", "=", NUMBER)]))
