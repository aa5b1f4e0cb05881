from contextlib import suppress
from unittest.mock import patch

from odoo.orm.model_classes import add_to_registry
from odoo.tests import Form, tagged

from . import channel_whatsapp
from .common import NOW, DeliveryCommon


@tagged("post_install", "-at_install")
class TestThirdPartyChannel(DeliveryCommon):
    """A channel of another addon is one file: it can be chosen, written for, sent by, and the rules of contact hold."""

    def setUp(self):
        super().setUp()
        base = self.registry["dealership.channel"]

        def restore():
            self.env.flush_all()
            base._inherit_children.discard(channel_whatsapp.ChannelWhatsapp._name)
            del self.registry[channel_whatsapp.ChannelWhatsapp._name]
            self.registry._setup_models__(self.env.cr, [])

        self.addCleanup(restore)
        self.addCleanup(channel_whatsapp.OUTBOX.clear)
        add_to_registry(self.registry, channel_whatsapp.ChannelWhatsapp)
        self.registry._setup_models__(self.env.cr, [])
        self.message = self.make_message(
            channel="whatsapp", subject=False, body_html=False, body_text="Hello {{ customer.name }}"
        )
        self.jeanne = self.make_townsman("Jeanne")

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
        self.assertEqual(channel_whatsapp.OUTBOX, [("+33612345678", "Hello Jeanne")])
        self.assertFalse(self.run_and_send(scenario))
        self.assertEqual(len(channel_whatsapp.OUTBOX), 1)

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

    def test_what_a_dead_worker_left_is_never_sent_again(self):
        """The state is "sending" before anything leaves, so a worker that dies leaves a doubt for a person."""
        delivery = self.make_whatsapp()._run(NOW).delivery_ids
        # Not assertRaises, which would undo what was done before.
        with patch.object(type(delivery), "_set_sent", side_effect=KeyboardInterrupt), suppress(KeyboardInterrupt):
            self.env["dealership.delivery"]._process_due(NOW)
        self.assertEqual(delivery.state, "sending")
        self.env["dealership.delivery"]._recover_interrupted()
        self.assertEqual((delivery.state, delivery.reason), ("waiting", "interrupted"))
        self.assertEqual(self.send(), 0)
        self.assertEqual(len(channel_whatsapp.OUTBOX), 1)

    def test_as_the_second_channel_of_a_step(self):
        self.make_townsman("Paul", email=False, phone="+33 6 12 34 56 79")
        step = {"fallback_channel": "whatsapp", "fallback_message_id": self.message.id}
        deliveries = self.run_and_send(self.make_scenario(self.targeting, steps=[step]))
        self.assertEqual(deliveries["Paul"].channel, "whatsapp")
        self.assertEqual(channel_whatsapp.OUTBOX, [("+33612345679", "Hello Paul")])
