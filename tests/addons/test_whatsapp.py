from contextlib import suppress
from unittest.mock import patch

from odoo.tests import Form, tagged

from ...models.channel import sending_batch
from ..ledger.common import NOW, DeliveryCommon
from . import add_models
from .whatsapp import channel_whatsapp


@tagged("post_install", "-at_install")
class TestWhatsapp(DeliveryCommon):
    """12.03: a channel of another addon, one file, goes the whole way: from the choice to what a kill leaves."""

    def setUp(self):
        super().setUp()
        add_models(self, channel_whatsapp.ChannelWhatsapp)
        self.addCleanup(channel_whatsapp.SERVICE.taken.clear)
        self.message = self.make_message(
            channel="whatsapp", subject=False, body_html=False, body_text="Hello {{ customer.name }}"
        )
        self.jeanne = self.make_townsman("Jeanne")

    @property
    def numbers(self):
        """Return whom the service has got a message for."""
        return [number for number, _text in channel_whatsapp.SERVICE.taken]

    def make_whatsapp(self, **vals):
        return self.make_scenario(self.targeting, steps=[{"channel": "whatsapp"}], message=self.message, **vals)

    def test_it_can_be_chosen_and_written_for(self):
        for model in ("dealership.scenario.step", "dealership.message", "dealership.delivery"):
            selection = self.env[model]._fields["channel"]._description_selection(self.env)
            self.assertIn(("whatsapp", "WhatsApp"), selection)
        with Form(self.env["dealership.message"]) as form:
            form.name = "New"
            form.channel = "whatsapp"
            form.body_text = "Hello"
        self.assertEqual(form.record.message_format, "text")

    def test_it_is_sent_once(self):
        scenario = self.make_whatsapp()
        delivery = self.run_and_send(scenario)["Jeanne"]
        self.assertEqual((delivery.state, delivery.address), ("sent", "+33612345678"))
        self.assertEqual(channel_whatsapp.SERVICE.taken, [("+33612345678", "Hello Jeanne")])
        self.assertFalse(self.run_and_send(scenario))
        self.assertEqual(len(channel_whatsapp.SERVICE.taken), 1)

    def test_the_rules_of_contact_hold(self):
        self.make_townsman("Same Number")
        refused = self.make_townsman("Refused", phone="+33 6 12 34 56 79")
        self.env["dealership.consent"]._record(refused, "marketing", "sms", False, "form")
        banned = self.make_townsman("Banned", phone="+33 6 12 34 56 80")
        self.env["phone.blacklist"].add(banned.phone_sanitized)
        self.make_townsman("No Number", phone=False)
        self.assertDeliveries(
            self.run_and_send(self.make_whatsapp()),
            {
                "Jeanne": "sent",
                "Same Number": ("skipped", "duplicate_address"),
                "Refused": ("skipped", "refused"),
                "Banned": ("skipped", "blacklisted"),
                "No Number": ("skipped", "no_address"),
            },
        )

    def test_12_03_it_goes_the_whole_way(self):
        """Planned, shown, composed, handed over and counted, as with a channel of ours."""
        self.make_townsman("Paul", phone="+33 6 12 34 56 79")
        self.make_townsman("Wrong", phone="+33 6 12 34 56 80")
        run = self.make_whatsapp()._run(NOW)
        planned = run.delivery_ids.filtered(lambda each: each.partner_id == self.jeanne)
        self.assertEqual((planned.state, planned.channel_icon), ("planned", "fa-whatsapp"))
        self.assertIn("Hello Jeanne", planned.planned_body)
        answers = {"+33612345680": {"accepted": False, "words": "Not on WhatsApp"}}
        with patch.object(
            channel_whatsapp.SERVICE, "post", lambda number, _text: answers.get(number, {"accepted": True})
        ):
            self.send()
        self.assertDeliveries(
            run.delivery_ids, {"Jeanne": "sent", "Paul": "sent", "Wrong": ("failed", "recipient_refused")}
        )
        self.assertEqual((run.sent_count, run.failed_count, run.planned_count), (2, 1, 0))
        self.assertIn("Hello Jeanne", self.jeanne.message_ids[0].body)
        self.assertEqual(self.jeanne.message_ids[0], planned.mail_message_id)
        self.assertEqual(self.jeanne.message_ids[0].author_id, self.user_sales.partner_id)
        wrong = run.delivery_ids.filtered(lambda each: each.state == "failed")
        self.assertEqual(wrong.error, "Not on WhatsApp")
        self.assertFalse(wrong.mail_message_id, "nothing on the customer of what never left")

    def test_12_03_a_killed_worker_leaves_one_in_doubt_for_each_session(self):
        """What was noted before the kill has its result, what had not begun goes out with the next worker."""
        for number in range(10, 20):
            self.make_townsman(f"Customer {number}", phone=f"+33 6 12 34 57 {number}")
        run = self.make_whatsapp()._run(NOW)
        service = channel_whatsapp.SERVICE
        post = service.post

        def die_with_the_sixth(number, text):
            post(number, text)
            if len(service.taken) == 6:
                raise KeyboardInterrupt
            return {"accepted": True}

        # Not assertRaises, which would undo what was done before.
        with patch.object(service, "post", die_with_the_sixth), suppress(KeyboardInterrupt):
            self.env["dealership.delivery"]._process_due(NOW)
        self.assertIn("sending", run.delivery_ids.mapped("state"))
        self.env["dealership.delivery"]._recover_interrupted()
        doubtful = run.delivery_ids.filtered(lambda each: each.state == "waiting")
        self.assertEqual(set(doubtful.mapped("reason")), {"interrupted"})
        self.assertLessEqual(len(doubtful), channel_whatsapp.WhatsappBatch.sessions)
        begun = set(self.numbers)
        self.send()
        self.assertEqual(set(run.delivery_ids.mapped("state")), {"sent", "waiting"})
        self.assertEqual(len(self.numbers), len(set(self.numbers)), "nobody gets two")
        self.assertEqual(set(self.numbers), set(run.delivery_ids.mapped("address")), "nobody is forgotten")
        self.assertEqual((run.sent_count, run.waiting_count), (11 - len(doubtful), len(doubtful)))
        self.assertLessEqual(set(doubtful.mapped("address")), begun)
        for delivery in run.delivery_ids:
            self.assertEqual(len(delivery.partner_id.message_ids.filtered("body")), 1, delivery.partner_id.name)

    def test_12_03_what_the_server_of_the_database_forgot_stays_in_doubt(self):
        """PostgreSQL empties the table of notes when it crashes: then all that was written down may have left."""
        self.make_townsman("Paul", phone="+33 6 12 34 56 79")
        self.make_townsman("Rose", phone="+33 6 12 34 56 80")
        run = self.make_whatsapp()._run(NOW)
        with patch.object(channel_whatsapp.SERVICE, "post", side_effect=KeyboardInterrupt), suppress(KeyboardInterrupt):
            self.env["dealership.delivery"]._process_due(NOW)
        self.env.cr.execute("DELETE FROM dealership_delivery_handover")
        self.env["dealership.delivery"]._recover_interrupted()
        self.assertEqual(set(run.delivery_ids.mapped("reason")), {"interrupted"})
        self.assertEqual(self.send(), 0)

    def test_12_03_a_fault_of_the_channel_holds_up_no_other(self):
        self.make_townsman("Paul", phone="+33 6 12 34 56 79")
        self.make_townsman("Rose", phone="+33 6 12 34 56 80")
        run = self.make_whatsapp()._run(NOW)
        emails = self.make_scenario(self.targeting, message=self.make_message())._run(NOW)
        fault = patch.object(channel_whatsapp.SERVICE, "post", side_effect=ZeroDivisionError("by zero"))
        one_session = patch.object(channel_whatsapp.WhatsappBatch, "sessions", 1)
        with fault, one_session, self.assertLogs(sending_batch.__name__, "ERROR"):
            self.send()
        self.assertEqual(set(emails.delivery_ids.mapped("state")), {"sent"})
        self.assertEqual(sorted(run.delivery_ids.mapped("state")), ["planned", "planned", "waiting"])
        self.assertEqual(set(run.delivery_ids.mapped("error")), {"by zero"})
        self.send(run.delivery_ids.sorted("state")[0].planned_at)
        self.assertEqual(sorted(run.delivery_ids.mapped("state")), ["sent", "sent", "waiting"])

    def test_as_the_second_channel_of_a_step(self):
        self.make_townsman("Paul", email=False, phone="+33 6 12 34 56 79")
        step = {"fallback_channel": "whatsapp", "fallback_message_id": self.message.id}
        deliveries = self.run_and_send(self.make_scenario(self.targeting, steps=[step]))
        self.assertEqual(deliveries["Paul"].channel, "whatsapp")
        self.assertEqual(channel_whatsapp.SERVICE.taken, [("+33612345679", "Hello Paul")])
