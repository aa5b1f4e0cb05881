from contextlib import suppress
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.crm_dealership.engine.local_time import to_local
from odoo.addons.crm_dealership.models.channel.handover import Handover
from odoo.addons.crm_dealership.models.email.email_batch import EmailBatch

from .common import NOW, DeliveryCommon


@tagged("post_install", "-at_install")
class TestSending(DeliveryCommon):
    """What becomes of a delivery between planning and the mail server; nothing leaves in tests."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jeanne = cls.make_townsman("Jeanne")

    def test_what_was_sent_stands_on_the_customer(self):
        delivery = self.run_and_send(self.make_scenario(self.targeting))["Jeanne"]
        self.assertEqual(delivery.state, "sent")
        self.assertTrue(delivery.sent_at)
        self.assertFalse(delivery.claim_id)
        self.assertEqual(delivery.address, "jeanne@customer.test")
        message = self.jeanne.message_ids[0]
        self.assertEqual(message, delivery.mail_message_id)
        self.assertEqual((message.subject, str(message.body)), ("Hello Jeanne", "<p>Dear Jeanne</p>"))
        self.assertEqual(message.author_id, self.user_sales.partner_id)
        self.assertEqual(message.message_id, delivery.email_message_id)
        trace = self.env["mailing.trace"].search([("dealership_delivery_id", "=", delivery.id)])
        self.assertEqual((trace.trace_status, trace.message_id), ("sent", delivery.email_message_id))

    def test_rerun_sends_nothing(self):
        scenario = self.make_scenario(self.targeting)
        self.run_and_send(scenario)
        self.assertEqual(self.run_and_send(scenario), {})
        self.assertEqual(len(self.jeanne.message_ids.filtered("subject")), 1)

    def test_a_missing_value_holds_back_one(self):
        self.make_townsman("Paul", phone=False)
        message = self.make_message(subject="Call", body_html="<p>{{ customer.phone }}</p>")
        deliveries = self.run_and_send(self.make_scenario(self.targeting, message=message))
        self.assertDeliveries(deliveries, {"Jeanne": "sent", "Paul": ("waiting", "incomplete")})
        self.assertIn("customer.phone", deliveries["Paul"].error)

    def test_paused_scenarios_keep_their_messages_until_they_expire(self):
        scenario = self.make_scenario(self.targeting, expires_after_hours=24)
        run = scenario._run(NOW)
        scenario.action_pause()
        self.assertEqual(self.send(), 0)
        scenario.action_resume()
        self.send(NOW + timedelta(hours=25))
        self.assertDeliveries(run.delivery_ids, {"Jeanne": ("skipped", "expired")})

    def test_ending_leaves_out_what_is_planned(self):
        scenario = self.make_scenario(self.targeting, steps=[{"delay_count": 3}, {"automatic": False}])
        run = scenario._run(NOW)
        self.assertEqual(sorted(run.delivery_ids.mapped("state")), ["planned", "waiting"])
        scenario.action_end()
        self.assertEqual(set(run.delivery_ids.mapped("reason")), {"scenario_ended"})

    def test_outside_the_window_messages_wait(self):
        scenario = self.make_scenario(self.targeting, send_from=10.0, send_until=18.0)
        self.company_a.dealership_quiet_sunday = True
        run = scenario._run(NOW)
        self.send()
        self.assertEqual(
            (run.delivery_ids.state, run.delivery_ids.planned_at), ("planned", datetime(2026, 3, 14, 9, 0))
        )
        evening = self.make_scenario(self.targeting, send_until=9.5)
        run = evening._run(NOW + timedelta(hours=1))
        self.send(NOW + timedelta(hours=1))
        self.assertEqual(run.delivery_ids.planned_at, datetime(2026, 3, 15, 23, 0), "midnight of Monday in Paris")

    def test_left_the_targeting_before_the_message_was_due(self):
        scenario = self.make_scenario(self.targeting, steps=[{}, {"check_matching": False}])
        run = scenario._run(NOW)
        self.jeanne.city = "Rodez"
        self.send()
        states = run.delivery_ids.sorted("step_id").mapped("state")
        self.assertEqual(states, ["skipped", "sent"])

    def test_record_gone(self):
        vehicle = self.make_vehicle(self.jeanne)
        run = self.make_scenario(
            self.make_targeting("vehicle", [{"attribute": "customer.city", "operator": "is", "value": "Testbourg"}])
        )._run(NOW)
        vehicle.unlink()
        self.send()
        self.assertDeliveries(run.delivery_ids, {"Jeanne": ("skipped", "no_longer_matching")})

    def test_by_hand(self):
        scenario = self.make_scenario(
            self.targeting, steps=[{"automatic": False}, {"delay_basis": "previous", "delay_count": 2}]
        )
        delivery = scenario._run(NOW).delivery_ids
        self.assertEqual((delivery.state, delivery.reason), ("waiting", "by_hand"))
        self.send()
        self.assertEqual(delivery.state, "waiting")
        delivery.with_user(self.user_sales).action_mark_done()
        self.assertEqual((delivery.state, delivery.done_by_id), ("sent", self.user_sales))
        following = delivery.enrolment_id.delivery_ids - delivery
        self.assertEqual(following.state, "planned")
        sent_on = to_local(delivery.sent_at, self.team_a._get_timezone()).date()
        self.assertEqual((following.planned_on - sent_on).days, 2)
        with self.assertRaises(UserError):
            delivery.action_send()

    def test_the_next_step_follows_the_previous_one(self):
        steps = [{}, {"delay_basis": "previous", "delay_count": 1, "delay_unit": "hour", "check_not_replied": True}]
        scenario = self.make_scenario(self.targeting, steps=steps)
        first = self.run_and_send(scenario)["Jeanne"]
        second = first.enrolment_id.delivery_ids - first
        self.assertEqual(second.planned_at, first.sent_at + timedelta(hours=1))
        self.env["mailing.trace"].search([("dealership_delivery_id", "=", first.id)]).set_replied()
        self.assertTrue(first.replied_at)
        self.assertFalse(first.opened_at, "openings are measured of who agreed to it")
        self.send(second.planned_at)
        self.assertDeliveries(second, {"Jeanne": ("skipped", "replied")})

    def test_sent_by_hand_after_waiting(self):
        delivery = self.make_scenario(self.targeting, steps=[{"automatic": False}])._run(NOW).delivery_ids
        delivery.action_send()
        self.send(delivery.planned_at)
        self.assertEqual(delivery.state, "sent")

    def test_12_what_waits_by_hand_is_not_sent_before_its_day(self):
        """Its text is written for that day: sent in November it says of December that nothing was paid."""
        delivery = self.make_scenario(self.targeting, steps=[{"automatic": False}])._run(NOW).delivery_ids
        early = NOW - timedelta(hours=10)  # 23:00 of the day before
        self.env["res.lang"]._activate_lang("fr_FR")
        self.user_sales.lang = "fr_FR"
        reader = delivery.with_user(self.user_sales).with_context(lang="fr_FR")
        with freeze_time(early), self.assertRaisesRegex(UserError, r"Jeanne\s: .* 14/03/2026 .* écartez"):
            reader.action_send()
        self.assertEqual((delivery.state, delivery.reason), ("waiting", "by_hand"))
        for reason in ("interrupted", "incomplete"):
            self.put(delivery, "waiting", reason=reason)
            with freeze_time(early):
                reader.action_send()
            self.assertEqual((delivery.state, delivery.planned_at), ("planned", early), reason)
        self.put(delivery, "waiting", reason="by_hand", planned_at=NOW)
        with freeze_time(NOW - timedelta(hours=8)):  # 01:00 of its day
            reader.action_send()
        self.assertEqual(delivery.state, "planned")

    def test_12_what_was_postponed_is_sent_sooner_after_all(self):
        delivery = self.make_scenario(self.targeting, steps=[{"automatic": False}])._run(NOW).delivery_ids
        delivery._postpone(NOW + timedelta(days=7))
        with freeze_time(NOW + timedelta(days=1)):
            delivery.with_user(self.user_sales).action_send()
        self.assertEqual(delivery.state, "planned")

    def test_a_dead_worker_is_recovered(self):
        """What had not begun to leave is due again; what may have left waits for a person."""
        self.make_townsman("Paul")
        self.make_townsman("Anna")
        deliveries = self.make_scenario(self.targeting)._run(NOW).delivery_ids.sorted("id")
        deliveries.claim_id = 2**30
        self.put(deliveries[1:], "sending")
        deliveries[2].opened_at = NOW
        self.env["dealership.delivery"]._recover_interrupted()
        found = [(delivery.state, delivery.reason, delivery.claim_id) for delivery in deliveries]
        self.assertEqual(found, [("planned", False, 0), ("waiting", "interrupted", 0), ("sent", False, 0)])

    def test_12_03_what_kills_its_worker_ends_up_alone(self):
        """What happened to be in the same hand is sent, and none of it is in doubt."""
        for name in ("Paul", "Anna", "Poison", "Rose", "Yves"):
            self.make_townsman(name)
        deliveries = self.make_scenario(self.targeting)._run(NOW).delivery_ids
        compose = EmailBatch.compose

        def die_of_poison(batch, chunk):
            if "Poison" in chunk.partner_id.mapped("name"):
                raise KeyboardInterrupt
            return compose(batch, chunk)

        ledger = self.env["dealership.delivery"]
        with patch.object(EmailBatch, "compose", die_of_poison):
            for _tick in range(30):
                with suppress(KeyboardInterrupt):
                    ledger._process_due(NOW, limit=8)
                ledger._recover_interrupted()
        expected = dict.fromkeys(("Jeanne", "Paul", "Anna", "Rose", "Yves"), "sent")
        self.assertDeliveries(deliveries, {**expected, "Poison": ("waiting", "interrupted")})

    def test_12_03_what_waits_behind_a_message_in_doubt_is_not_blamed(self):
        self.make_townsman("Paul")
        waiting, leaving = self.make_scenario(self.targeting)._run(NOW).delivery_ids
        (waiting + leaving).claim_id = 2**30
        self.put(leaving, "sending")
        self.env["dealership.delivery"]._recover_interrupted()
        self.assertEqual((waiting.state, waiting.claim_id, waiting.interruptions), ("planned", 0, 0))
        waiting.claim_id = 2**30
        self.env["dealership.delivery"]._recover_interrupted()
        self.assertEqual((waiting.state, waiting.claim_id, waiting.interruptions), ("planned", 0, 1))

    def test_a_live_worker_is_left_alone(self):
        delivery = self.make_scenario(self.targeting)._run(NOW).delivery_ids
        self.put(delivery, "sending", claim_id=2**30)
        with self.registry.cursor() as other:
            other.execute("SELECT pg_advisory_lock(%s, %s)", (0x646C7672, 2**30))
            self.env["dealership.delivery"]._recover_interrupted()
            self.assertEqual(delivery.state, "sending")
            other.execute("SELECT pg_advisory_unlock(%s, %s)", (0x646C7672, 2**30))

    def test_nobody_to_send_it(self):
        self.user_sales.email = False
        self.company_a.email = False
        with patch.object(type(self.env["res.company"]), "default_from_email", False):
            deliveries = self.run_and_send(self.make_scenario(self.targeting))
        self.assertDeliveries(deliveries, {"Jeanne": ("failed", "unsendable")})

    def test_empty_tick_is_cheap(self):
        self.env["dealership.delivery"]._recover_interrupted()
        self.env.flush_all()
        with self.assertQueryCount(2):
            self.env["dealership.delivery"]._recover_interrupted()
            self.assertEqual(self.env["dealership.delivery"]._process_due(NOW), 0)

    def test_queries_do_not_grow_with_the_recipients(self):
        """But for the note that a message begins to leave (12.03): that is what a killed worker leaves behind."""

        def count_queries(scenario):
            scenario._run(NOW)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            with patch.object(Handover, "note", autospec=True, side_effect=Handover.note) as noted:
                self.send()
            return self.env.cr.sql_log_count - before - noted.call_count

        few = count_queries(self.make_scenario(self.targeting))
        for number in range(15):
            self.make_townsman(f"Customer {number}")
        many = count_queries(self.make_scenario(self.targeting))
        self.assertLess(many - few, 15, "less than one query per recipient")
