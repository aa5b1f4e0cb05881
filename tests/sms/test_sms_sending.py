from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...engine.provider import twilio_client, twilio_messages
from ...models.provider.adapter_twilio import API_PARAMETER
from ..ledger.common import NOW
from .sms_common import OUR_NUMBER, SmsCommon


@tagged("post_install", "-at_install")
class TestSmsSending(SmsCommon):
    """What becomes of text messages, by the provider's answers."""

    def test_sent(self):
        provider = self.open_provider()
        customer = self.make_numbered("Zoé Ferrand", 1, lang="en_US")
        delivery = self.run_and_send(self.make_sms_scenario())["Zoé Ferrand"]
        self.assertRecordValues(
            delivery,
            [{"state": "sent", "sent_at": NOW, "address": "+33612000001", "sms_segments": 1, "claim_id": 0}],
        )
        [message] = provider.messages
        self.assertEqual(message.fields["From"], OUR_NUMBER)
        self.assertEqual(message.to, "+33612000001")
        self.assertEqual(message.body, "Bonjour Zoé Ferrand")
        self.assertEqual(delivery.sms_sid, message.sid)
        self.assertTrue(
            message.fields["StatusCallback"].endswith(f"/dealership/sms/twilio/report/{delivery.sms_reference}")
        )
        copy = customer.message_ids.filtered(lambda note: note.message_type == "sms")
        self.assertEqual(copy, delivery.mail_message_id)
        self.assertIn("Bonjour Zoé Ferrand", copy.body)
        self.assertEqual(copy.author_id, self.user_sales.partner_id)

    def test_never_twice(self):
        provider = self.open_provider()
        self.make_numbered("One", 1)
        scenario = self.make_sms_scenario()
        for _run in range(3):
            self.run_and_send(scenario)
        self.assertEqual(provider.recipients, ["+33612000001"])

    def test_each_answer(self):
        """The bad number, the opted out and the overloaded moment: the others get theirs."""
        answers = {
            "+33612000001": 21211,
            "+33612000002": 21610,
            "+33612000003": 20500,
            "+33612000004": 20503,
            "+33612000005": [20429, "ok"],
            "+33612000006": "drop",
        }
        provider = self.open_provider(answers=answers)
        names = ["Invalid", "Stopped", "Broken", "Away", "Busy", "Dropped", "Fine"]
        for number, name in enumerate(names, 1):
            self.make_numbered(name, number)
        with patch.object(twilio_client, "PAUSES", (0, 0, 0)):
            deliveries = self.run_and_send(self.make_sms_scenario())
        self.assertDeliveries(
            deliveries,
            {
                "Invalid": ("failed", "recipient_refused"),
                "Stopped": ("failed", "opted_out_at_provider"),
                "Broken": ("waiting", "interrupted"),
                "Away": "planned",
                "Busy": "sent",
                "Dropped": ("waiting", "interrupted"),
                "Fine": "sent",
            },
        )
        self.assertEqual(deliveries["Invalid"].error, "21211 Invalid 'To' Phone Number")
        self.assertFalse(deliveries["Invalid"].mail_message_id)
        self.assertTrue(deliveries["Dropped"].mail_message_id)
        self.assertGreater(deliveries["Away"].planned_at, NOW)
        self.assertCountEqual(provider.recipients, ["+33612000005", "+33612000006", "+33612000007"])
        self.assertTrue(deliveries["Stopped"]._has_refused_marketing())

    def test_no_answer_in_time_is_a_doubt(self):
        self.open_provider(answers={"+33612000001": 1.5})
        self.make_numbered("Slow", 1)
        with patch.object(twilio_client, "TIMEOUT", twilio_client.urllib3.Timeout(connect=1, read=0.2)):
            deliveries = self.run_and_send(self.make_sms_scenario())
        self.assertDeliveries(deliveries, {"Slow": ("waiting", "interrupted")})

    def test_wrong_token_stops_the_batch(self):
        provider = self.open_provider()
        self.company_a.sms_twilio_auth_token = "wrong"
        for number in range(60):
            self.make_numbered(f"Customer {number}", number)
        deliveries = self.run_and_send(self.make_sms_scenario())
        self.assertEqual({delivery.state for delivery in deliveries.values()}, {"planned"})
        self.assertEqual(deliveries["Customer 1"].error, "20003 Authenticate")
        self.assertLessEqual(provider.requests, twilio_messages.CONNECTIONS)
        self.company_a.sms_twilio_auth_token = "local-token"
        self.send(deliveries["Customer 1"].planned_at)
        self.assertEqual({delivery.state for delivery in deliveries.values()}, {"sent"})

    def test_provider_out_of_reach(self):
        self.env["ir.config_parameter"].set_param(API_PARAMETER, "http://127.0.0.1:1")
        self.make_numbered("One", 1)
        delivery = self.run_and_send(self.make_sms_scenario())["One"]
        self.assertEqual((delivery.state, delivery.attempts), ("planned", 1))
        for _attempt in range(5):
            self.send(delivery.planned_at)
        self.assertEqual((delivery.state, delivery.reason), ("failed", "unreachable"))

    def test_account_not_set_up(self):
        self.company_a.sms_twilio_account_sid = False
        self.make_numbered("One", 1)
        delivery = self.run_and_send(self.make_sms_scenario())["One"]
        self.assertEqual(delivery.state, "planned")
        self.assertIn("Account SID", delivery.error)

    def test_activating_needs_the_account(self):
        scenario = self.make_sms_scenario(state="draft")
        self.company_a.sms_twilio_number_ids.unlink()
        with self.assertRaisesRegex(UserError, "Twilio"):
            scenario.with_user(self.user_director).action_activate()

    def test_number_of_the_customers_country(self):
        provider = self.open_provider()
        self.env["sms.twilio.number"].create(
            {"company_id": self.company_a.id, "number": "+32460000000", "country_id": self.env.ref("base.be").id}
        )
        self.make_townsman("Belgian", phone="+32 470 12 34 56")
        self.make_numbered("French", 1)
        self.run_and_send(self.make_sms_scenario())
        senders = {message.to: message.fields["From"] for message in provider.messages}
        self.assertEqual(senders, {"+32470123456": "+32460000000", "+33612000001": OUR_NUMBER})

    def test_missing_value_is_held_back(self):
        provider = self.open_provider()
        self.message.body_text = "Bonjour {{ customer.first_name }}"
        self.make_numbered("Nobody", 1)
        self.assertDeliveries(self.run_and_send(self.make_sms_scenario()), {"Nobody": ("waiting", "incomplete")})
        self.assertFalse(provider.messages)

    def test_kept_by_rules_of_contact(self):
        provider = self.open_provider()
        self.make_townsman("Landline", phone="+33 5 65 00 00 00")
        self.make_townsman("No number", phone=False)
        self.make_numbered("Banned", 1)
        self.env["phone.blacklist"].sudo().add("+33612000001")
        refused = self.make_numbered("Refused", 2)
        self.env["dealership.consent"]._record(refused, "service", "sms", False, "Form")
        self.make_numbered("First", 3)
        self.make_numbered("Second", 3)
        self.assertDeliveries(
            self.run_and_send(self.make_sms_scenario()),
            {
                "Landline": ("skipped", "no_address"),
                "No number": ("skipped", "no_address"),
                "Banned": ("skipped", "blacklisted"),
                "Refused": ("skipped", "refused"),
                "First": "sent",
                "Second": ("skipped", "duplicate_address"),
            },
        )
        self.assertEqual(provider.recipients, ["+33612000003"])

    def test_languages(self):
        provider = self.open_provider()
        self.env["res.lang"]._activate_lang("fr_FR")
        self.message.with_context(lang="fr_FR").body_text = "Prêt"
        self.message.with_context(lang="en_US").body_text = "Ready"
        self.make_numbered("Anglaise", 1, lang="en_US")
        self.make_numbered("Française", 2, lang="fr_FR")
        deliveries = self.run_and_send(self.make_sms_scenario())
        texts = {message.to: message.body for message in provider.messages}
        self.assertEqual(texts, {"+33612000001": "Ready", "+33612000002": "Prêt"})
        self.assertEqual(deliveries["Française"].sms_segments, 1)


@tagged("post_install", "-at_install")
class TestSmsMarketing(SmsCommon):
    """What marketing adds: how to opt out, and the hours at which it may leave."""

    def test_mention(self):
        provider = self.open_provider()
        self.make_numbered("One", 1, lang="en_US")
        self.run_and_send(self.make_sms_scenario(purpose="marketing"))
        self.assertEqual(provider.messages[0].body, "Bonjour One\nReply STOP to opt out")

    def test_mention_of_ones_own(self):
        self.company_a.dealership_sms_stop_text = "STOP au 36000"
        provider = self.open_provider()
        self.make_numbered("One", 1)
        self.run_and_send(self.make_sms_scenario(purpose="marketing"))
        self.assertEqual(provider.messages[0].body, "Bonjour One\nSTOP au 36000")

    def test_mention_counts(self):
        self.open_provider()
        self.message.body_text = "a" * 150
        self.make_numbered("One", 1)
        delivery = self.run_and_send(self.make_sms_scenario(purpose="marketing"))["One"]
        self.assertEqual(delivery.sms_segments, 2)

    def test_13_no_mention_where_it_is_not_asked_for(self):
        self.decide_rule(self.company_a, "mention", channel="sms", mention=False)
        provider = self.open_provider()
        self.make_numbered("One", 1)
        self.run_and_send(self.make_sms_scenario(purpose="marketing"))
        self.assertEqual(provider.messages[0].body, "Bonjour One")

    def test_waits_for_the_morning(self):
        provider = self.open_provider()
        self.make_numbered("One", 1)
        night = NOW.replace(day=13, hour=21, minute=30)  # 22:30 in Paris, a Friday
        scenario = self.make_sms_scenario(purpose="marketing")
        delivery = self.run_and_send(scenario, night)["One"]
        self.assertFalse(provider.messages)
        self.assertEqual(delivery.planned_at, NOW.replace(day=14, hour=7))  # 08:00 in Paris
        self.send(delivery.planned_at)
        self.assertEqual(provider.recipients, ["+33612000001"])

    def test_links_are_short_and_count_clicks(self):
        provider = self.open_provider()
        self.message.body_text = "Offre : https://dealer.test/offers?model=208. A bientôt"
        self.make_numbered("One", 1)
        self.make_numbered("Two", 2)
        deliveries = self.run_and_send(self.make_sms_scenario())
        tracker = self.env["link.tracker"].search([("url", "like", "https://dealer.test/offers")])
        self.assertEqual(len(tracker), 1)
        traces = deliveries["One"].env["mailing.trace"].search([("dealership_delivery_id", "=", deliveries["One"].id)])
        text = next(message.body for message in provider.messages if message.to.endswith("1"))
        self.assertIn(f"/r/{tracker.code}/s/{traces.sms_id_int}. A", text)
        self.env["link.tracker.click"].sudo().add_click(tracker.code, ip="10.0.0.1", mailing_trace_id=traces.id)
        self.assertTrue(deliveries["One"].clicked_at)
        self.assertFalse(deliveries["Two"].clicked_at)
