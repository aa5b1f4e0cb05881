from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.crm_dealership.engine.email.breaker import sum_up_words
from odoo.addons.crm_dealership.models.email.email_batch import EmailBatch

from ..ledger.common import NOW
from .smtp_common import SmtpCommon
from .test_incoming import OURS, read_file


class BurstCommon(SmtpCommon):
    """A hundred customers, and a relay that says what it likes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addresses = cls.env["dealership.dead.address"]
        cls.pauses = cls.env["dealership.sending.pause"]
        cls.addresses.search([]).unlink()  # those of the demo dealership
        cls.pauses.search([]).unlink()
        cls.company_a.dealership_contact_cap = 0

    def setUp(self):
        super().setUp()
        self.clock = self.enterContext(freeze_time(NOW))

    def make_people(self, count, domain="customer.test"):
        return self.env["res.partner"].concat(
            *(self.make_townsman(f"P{domain}{number}", email=f"p{number}@{domain}") for number in range(count))
        )

    def refuse(self, people, words="550 5.1.1 <%s>: Recipient address rejected: User unknown"):
        self.sink.answers.update({partner.email: words.replace("%s", partner.email) for partner in people})

    def get_dead(self):
        return self.addresses.search([("lifted_at", "=", False)])

    def get_pauses(self):
        return self.pauses.search([("resumed_at", "=", False)])

    def send_later(self, **delay):
        self.clock.move_to(NOW + timedelta(**delay))
        self.send(NOW + timedelta(**delay))


@tagged("post_install", "-at_install")
class TestDeadBursts(BurstCommon):
    """14.05 More than 5 % dead at once is the server: nobody is marked, what is due waits, Administrators are told."""

    def test_14_05_a_relay_that_refuses_everybody(self):
        people = self.make_people(99) + self.jeanne
        self.refuse(people)
        run = self.make_scenario(self.targeting, purpose="service", expires_after_hours=48)._run(NOW)
        self.send()
        self.assertFalse(self.get_dead(), "nobody is marked")
        self.assertEqual(set(run.delivery_ids.mapped("state")), {"planned"}, "and nothing has failed")
        pause = self.get_pauses()
        self.assertEqual((pause.domain, pause.dead_count, pause.message_count), ("customer.test", 20, 20))
        self.assertEqual(pause.words, "20 × 550 5.1.1 Recipient address rejected: User unknown")
        self.assertIn(self.user_administrator, pause.activity_ids.user_id)
        self.assertIn("20 of 20", pause.activity_ids[0].note)
        return pause, run

    def test_14_05_resumed_once_it_is_mended(self):
        pause, run = self.test_14_05_a_relay_that_refuses_everybody()
        self.sink.answers.clear()
        self.send_later(hours=2)
        self.assertFalse(self.sink.messages, "it waits until somebody says so")
        self.assertEqual(pause.waiting_count, 100)
        for user in (self.user_sales, self.user_director):
            with self.assertRaises(AccessError):
                pause.with_user(user).action_resume()
        pause.with_user(self.user_administrator).action_resume()
        self.assertFalse(pause.activity_ids)
        self.send_later(hours=2)
        self.assertEqual(set(run.delivery_ids.mapped("state")), {"sent"})
        self.assertEqual(len(set(self.sink.recipients)), 100)
        self.assertEqual(len(self.sink.recipients), 100, "everybody once")
        with self.assertRaises(UserError):
            pause.with_user(self.user_administrator).action_resume()

    def test_14_05_resumed_and_nothing_mended(self):
        pause, _run = self.test_14_05_a_relay_that_refuses_everybody()
        self.clock.move_to(NOW + timedelta(hours=1))
        pause.with_user(self.user_administrator).action_resume()
        self.send_later(hours=1, seconds=1)
        self.assertFalse(self.get_dead())
        self.assertTrue(self.get_pauses() - pause)

    def test_14_05_over_many_domains_it_is_the_server(self):
        people = self.jeanne
        for number in range(30):
            people += self.make_people(2, f"domain{number}.test")
        self.refuse(people)
        run = self.make_scenario(self.targeting, purpose="service")._run(NOW)
        self.send()
        self.assertFalse(self.get_dead())
        self.assertEqual(self.get_pauses().mail_server_id, self.server)
        self.assertEqual(self.get_pauses().display_name, "Sink")
        self.assertEqual(set(run.delivery_ids.mapped("state")), {"planned"})

    def test_14_05_one_domain_of_many(self):
        bad, good = self.make_people(40, "bad.test"), self.make_people(60, "good.test")
        self.refuse(bad)
        run = self.make_scenario(self.targeting, purpose="service")._run(NOW)
        self.send()
        self.assertEqual(self.get_pauses().mapped("domain"), ["bad.test"])
        sent = run.delivery_ids.filtered(lambda delivery: delivery.state == "sent").partner_id
        self.assertEqual(sent, good | self.jeanne)
        self.assertFalse(self.get_dead())

    def test_14_05_two_per_cent_are_dead(self):
        people = self.make_people(200)
        dead = people[::50]
        self.refuse(dead)
        self.make_scenario(self.targeting, purpose="service")._run(NOW)
        self.send()
        self.assertFalse(self.get_pauses())
        self.assertEqual(set(self.get_dead().mapped("address")), set(dead.mapped("email")))
        self.assertEqual(len(self.sink.messages), 197)

    def test_14_05_spread_over_hours_they_are_dead(self):
        """Eleven of as many, one in ten minutes: no burst."""
        people = self.make_people(11)
        self.refuse(people)
        self.jeanne.active = False
        for number in range(11):
            (people - people[: number + 1]).city = "Elsewhere"
            people[number].city = "Testbourg"
            self.clock.move_to(NOW + timedelta(minutes=10 * number))
            self.make_scenario(self.targeting, purpose="service")._run(NOW + timedelta(minutes=10 * number))
            self.send(NOW + timedelta(minutes=10 * number))
            people[number].city = "Elsewhere"
        self.assertFalse(self.get_pauses())
        self.assertEqual(len(self.get_dead()), 11)

    def test_14_05_reported_later(self):
        """The relay has taken all, and reports on them an hour and more after."""
        self.make_people(49)
        run = self.make_scenario(self.targeting, purpose="service", expires_after_hours=48)._run(NOW)
        self.send()
        deliveries = run.delivery_ids
        for number, delivery in enumerate(deliveries[:15]):
            self.clock.move_to(NOW + timedelta(minutes=90, seconds=number))
            content = read_file("dead_postfix_user_unknown")
            content = content.replace(OURS.encode(), delivery.email_message_id.encode())
            content = content.replace(b"retour@garage-aveyron.example", b"retour@aveyron.test")
            content = content.replace(b"jean.dupont@client.example", delivery.address.encode())
            self.env["mail.thread"].message_process(False, content)
        self.assertFalse(self.get_dead(), "neither those before it was found out nor those after")
        self.assertEqual(self.get_pauses().message_count, 50)
        self.assertEqual(set(deliveries[:15].mapped("state")), {"planned"})
        self.assertFalse(any(deliveries[:15].mapped("bounced_at")))
        self.assertEqual(set(deliveries[15:].mapped("state")), {"sent"})
        self.get_pauses().with_user(self.user_administrator).action_resume()
        self.send_later(hours=2)
        self.assertEqual(set(deliveries.mapped("state")), {"sent"})
        self.assertEqual(len(self.sink.messages), 65)

    def test_14_05_what_is_due_later_waits_too_and_text_messages_do_not(self):
        pause, _run = self.test_14_05_a_relay_that_refuses_everybody()
        self.sink.answers.clear()
        for purpose in ("marketing", "payment"):
            delivery = self.deliver(purpose=purpose)["Jeanne"]
            self.assertEqual((delivery.state, delivery.reason), ("planned", "sending_paused"))
            self.assertEqual(delivery.planned_at, NOW + timedelta(hours=1))
        call = self.make_message(channel="call", subject="Call")
        delivery = self.deliver(steps=[{"channel": "call", "message_id": call.id}], message=call)["Jeanne"]
        self.assertEqual(delivery.state, "waiting")
        self.assertTrue(pause)

    def test_14_05_an_idle_hour_counts_nothing(self):
        """Without anything dead no delivery is counted; with few, none either."""
        self.make_people(20)
        self.make_scenario(self.targeting, purpose="service")._run(NOW)
        with patch.object(type(self.pauses), "_count_arrived", side_effect=AssertionError):
            self.refuse(self.jeanne)
            self.send()
        self.assertEqual(len(self.get_dead()), 1)

    def test_14_05_another_worker_has_paused_meanwhile(self):
        """What is left of a batch goes back as soon as the pause is seen."""
        self.make_people(60)
        run = self.make_scenario(self.targeting, purpose="service")._run(NOW)
        hand_over, pauses = EmailBatch._hand_over, self.pauses

        def pause_then(batch, chunk):
            if not pauses.search_count([]):
                pauses.sudo().create(
                    {"mail_server_id": self.server.id, "begun_at": NOW, "paused_at": NOW, "words": "x"}
                )
            return hand_over(batch, chunk)

        with patch.object(EmailBatch, "_hand_over", pause_then):
            self.send()
        self.assertEqual(len(self.sink.messages), 20)
        self.assertEqual(sorted(set(run.delivery_ids.mapped("state"))), ["planned", "sent"])

    def test_14_06_nothing_is_forecast_of_what_waits_for_the_end_of_a_pause(self):
        """Neither of what stands in line at the server, nor of what was held when its turn had come."""
        self.make_people(99)
        self.server.dealership_per_minute = 30
        scenario = self.make_scenario(self.targeting, purpose="service")
        scenario._run(NOW)
        self.send()
        self.assertTrue(scenario.sending_ends_at)
        pause = self.pauses.sudo().create(
            {"mail_server_id": self.server.id, "begun_at": NOW, "paused_at": NOW, "words": "x"}
        )
        for _minute in range(2):
            scenario.invalidate_recordset(["sending_ends_at"])
            self.assertFalse(scenario.sending_ends_at)
            self.send_later(minutes=1)
        self.assertEqual(len(self.sink.messages), 30)
        self.assertEqual(pause.waiting_count, 70)
        pause.with_user(self.user_administrator).action_resume()
        scenario.invalidate_recordset(["sending_ends_at"])
        self.assertEqual(scenario.sending_ends_at, NOW + timedelta(minutes=3), "30 now, 30 and 10 after")

    def test_14_05_words_without_the_addresses(self):
        said = ["550 5.1.1 <a@x.fr>: unknown [10.0.0.1]", "550 5.1.1 <b@x.fr>: unknown [10.0.0.2]", "", None]
        self.assertEqual(sum_up_words(said), [(2, "550 5.1.1 unknown")])
