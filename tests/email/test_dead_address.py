from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.crm_dealership.models.client.inner_context import with_inner

from ..ledger.common import NOW
from .test_incoming import IncomingCommon

GONE = "550 5.1.1 User unknown"


class DeadAddressCommon(IncomingCommon):
    """Jeanne has got an e-mail; what her server says of it comes back."""

    def setUp(self):
        super().setUp()
        self.addresses = self.env["dealership.dead.address"]

    def come_back(self, name="dead_postfix_user_unknown"):
        self.take_in(name)
        return self.get_dead()

    def get_dead(self, address="jeanne@customer.test"):
        return self.addresses.search([("address", "=", address), ("lifted_at", "=", False)])

    def judge(self, partner, purpose="payment", channel="email", company=None):
        people = SQL("SELECT %s AS partner_id, TRUE AS within", partner.id)
        rules = self.env["dealership.contact.rules"]
        query = rules._get_reasons(people, purpose, channel, company or self.company_a, NOW)
        [[_partner, reason]] = self.env.execute_query(query)
        return reason


@tagged("post_install", "-at_install")
class TestDeadAddress(DeadAddressCommon):
    """14.05 A dead address is a fact about the address, with who said so, until it is lifted."""

    def test_14_05_what_is_noted(self):
        dead = self.come_back()
        self.assertEqual((dead.channel, dead.why, dead.delivery_id), ("email", "Status: 5.1.1", self.delivery))
        self.assertTrue(dead.words.startswith("550 5.1.1"))
        self.assertTrue(dead.server)
        self.assertEqual((dead.company_id, dead.since), (self.company_a, NOW + timedelta(days=1)))

    def test_14_05_what_came_back_otherwise_leaves_it_alive(self):
        for name in ("failed_mailbox_full", "failed_too_large", "delayed_exim", "failed_spam_proofpoint"):
            self.assertFalse(self.come_back(name), name)

    def test_14_05_said_twice_it_is_one(self):
        first = self.come_back()
        self.assertEqual(self.come_back(), first)

    def test_14_05_refused_at_once(self):
        answers = {
            "Anna": (GONE, True),
            "Bea": ("550 5.7.1 Policy", False),
            "Carl": ("552 5.3.4 Message size exceeds limit", False),
            "Dora": ("550 5.1.8 <info@aveyron.test>: Sender address rejected: Domain not found", False),
            "Emil": ("550 5.1.10 RESOLVER.ADR.RecipientNotFound", True),
            "Fred": ("550 user unknown", True),
            "Gina": ("451 4.1.1 User unknown, try again", False),
            "Hugo": ("554 5.7.1 <hugo@customer.test>: Relay access denied", False),
            "Ines": ("552 5.2.2 Mailbox full", False),
        }
        for name, (answer, _dead) in answers.items():
            partner = self.make_townsman(name)
            self.sink.answers[partner.email] = answer
        deliveries = self.deliver()
        for name, (answer, is_dead) in answers.items():
            with self.subTest(answer):
                self.assertEqual(bool(self.get_dead(deliveries[name].partner_id.email)), is_dead)
        self.assertEqual((deliveries["Anna"].state, deliveries["Anna"].error), ("failed", GONE))
        self.assertTrue(self.get_dead("anna@customer.test").server)

    def test_14_05_nothing_is_sent_there_whatever_it_is_about(self):
        self.come_back()
        self.sink.messages.clear()
        for purpose in ("marketing", "service", "payment"):
            self.assertEqual(self.judge(self.jeanne, purpose), "dead_address")
            self.assertDeliveries(self.deliver(purpose=purpose), {"Jeanne": ("skipped", "dead_address")})
        self.assertFalse(self.sink.messages)

    def test_14_05_the_reach_says_so(self):
        self.come_back()
        self.make_townsman("Paul")
        with freeze_time(NOW):
            found = self.targeting.with_user(self.user_director).preview_own_reach("service", channels=["email"])
        [channel] = found["channels"]
        self.assertEqual((channel["reached"], channel["total"]), (1, 2))
        self.assertEqual([(each["key"], each["count"]) for each in channel["reasons"]], [("dead_address", 1)])

    def test_14_05_whoever_has_it(self):
        """Two who share it are both not reached; another address of theirs is not dead."""
        paul = self.make_townsman("Paul", email="JEANNE@customer.test", company_id=self.company_b.id, team_id=False)
        home = self.make_townsman("Home", type="other", parent_id=self.jeanne.id, email="home@customer.test")
        self.come_back()
        found = [self.judge(self.jeanne), self.judge(paul, company=self.company_b), self.judge(home)]
        self.assertEqual(found, ["dead_address", "dead_address", None])
        self.assertIsNone(self.judge(self.jeanne, channel="sms"))

    # -- alive again ------------------------------------------------------------------------------------

    def test_14_05_another_address_works(self):
        self.come_back()
        self.jeanne.email = "new@customer.test"
        self.assertIsNone(self.judge(self.jeanne))
        self.assertTrue(self.get_dead())

    def test_14_05_entered_anew(self):
        dead = self.come_back()
        self.jeanne.with_user(self.user_sales).email = False
        self.jeanne.with_user(self.user_sales).email = "Jeanne@customer.test"
        self.assertEqual((dead.lifted_as, dead.lifted_by_id), ("entered", self.user_sales))
        self.assertIsNone(self.judge(self.jeanne))
        self.assertTrue(self.come_back(), "and may die again")

    def test_14_05_a_new_customer_with_it(self):
        dead = self.come_back()
        self.make_townsman("Paul", email="jeanne@customer.test")
        self.assertEqual(dead.lifted_as, "entered")

    def test_14_05_a_file_or_a_merge_enters_nothing(self):
        self.come_back()
        self.make_townsman("Other", email=False)
        partners = with_inner(self.env["res.partner"], dealership_from_file=True)
        again = partners.create({"name": "Again", "email": "jeanne@customer.test"})
        again.write({"email": "JEANNE@customer.test"})
        blank = self.make_townsman("Blank", email=False)
        self.env["base.partner.merge.automatic.wizard"]._merge([self.jeanne.id, blank.id], blank)
        self.assertEqual(blank.email_normalized, "jeanne@customer.test")
        self.assertTrue(self.get_dead())

    def test_14_05_what_stays_as_it_is_was_not_entered(self):
        self.come_back()
        self.jeanne.write({"email": self.jeanne.email, "city": "Rodez"})
        self.assertTrue(self.get_dead())

    def test_14_05_the_customer_writes_from_it(self):
        dead = self.come_back()
        self.take_in("automatic_vacation_rfc3834")
        self.assertFalse(dead.lifted_at, "the mailbox of who has left answers, too")
        self.answer_as(days=2)
        self.assertEqual(dead.lifted_as, "wrote")
        self.assertIsNone(self.judge(self.jeanne))

    def test_14_05_by_the_button(self):
        dead = self.come_back()
        jeanne = self.jeanne.with_user(self.user_sales)
        self.assertTrue(jeanne.is_email_dead)
        self.assertIn("550 5.1.1", jeanne.dead_email_note)
        jeanne.action_revive_email()
        self.assertFalse(jeanne.is_email_dead)
        self.assertEqual((dead.lifted_as, dead.lifted_by_id), ("by_hand", self.user_sales))
        self.assertIn("jeanne@customer.test works again", self.jeanne.message_ids[0].body)
        with self.assertRaises(UserError):
            jeanne.action_revive_email()
        with self.assertRaises(AccessError):
            self.jeanne.with_user(self.user_foreign).action_revive_email()

    def test_14_05_by_an_administrator_in_the_list(self):
        dead = self.come_back()
        for user in (self.user_sales, self.user_director):
            with self.assertRaises(AccessError):
                dead.with_user(user).action_lift()
        dead.with_user(self.user_administrator).action_lift()
        self.assertTrue(dead.lifted_at)

    # -- who has one ------------------------------------------------------------------------------------

    def test_14_05_found_by_filter_and_by_rule(self):
        paul = self.make_townsman("Paul")
        self.come_back()
        both = self.env["res.partner"].with_user(self.user_sales)
        both = both.search([("id", "in", (self.jeanne + paul).ids), ("is_email_dead", "=", True)])
        self.assertEqual(both, self.jeanne)
        rule = [{"attribute": "customer.email_dead", "operator": "is", "value": True}]
        found = self.make_targeting("customer", rule)._search_subjects()
        self.assertEqual(found & (self.jeanne | paul), self.jeanne)

    def test_14_05_erasing_takes_it_away_unless_somebody_else_has_it(self):
        paul = self.make_townsman("Paul", email=self.jeanne.email)
        self.come_back()
        self.jeanne._erase(NOW)
        self.assertTrue(self.get_dead())
        paul._erase(NOW)
        self.assertFalse(self.addresses.search([("address", "=", "jeanne@customer.test")]))

    def test_14_05_nothing_is_looked_up_while_nothing_is_dead(self):
        self.env.cr.execute("DELETE FROM dealership_dead_address")
        self.env.registry.clear_cache()
        self.addresses._has_any()
        with self.assertQueryCount(0):
            self.addresses._lift("email", ["jeanne@customer.test"], "wrote")
        rules = self.env["dealership.contact.rules"]._get_rules("service", "email", self.company_a)
        self.assertNotIn("dead_address", [reason for reason, _domain in rules])


@tagged("post_install", "-at_install")
class TestTakenOver(DeadAddressCommon):
    """14.05 What came back goes by the second channel of the step, and so does what follows."""

    def setUp(self):
        super().setUp()
        self.call = self.make_message(channel="call", subject="Call {{ customer.name }}")
        self.step = {"fallback_channel": "call", "fallback_message_id": self.call.id}

    def assertCalled(self, delivery, now):
        self.assertEqual((delivery.state, delivery.planned_at), ("planned", now + timedelta(hours=1)))
        self.send(now + timedelta(hours=1))
        self.assertEqual((delivery.channel, delivery.fallback_of, delivery.state), ("call", "email", "waiting"))

    def test_14_05_came_back(self):
        self.delivery = self.deliver(steps=[self.step], expires_after_hours=48)["Jeanne"]
        self.come_back()
        self.assertCalled(self.delivery, NOW + timedelta(days=1))

    def test_14_05_refused_at_once(self):
        self.sink.answers["jeanne@customer.test"] = GONE
        self.assertCalled(self.deliver(steps=[self.step])["Jeanne"], NOW)

    def test_14_05_what_follows(self):
        self.come_back()
        delivery = self.deliver(steps=[self.step])["Jeanne"]
        self.assertEqual((delivery.channel, delivery.state), ("call", "waiting"))

    def test_14_05_taken_for_alive_meanwhile(self):
        """It was the server that was the trouble: the e-mail is sent once more."""
        self.sink.answers["jeanne@customer.test"] = GONE
        delivery = self.deliver(steps=[self.step])["Jeanne"]
        self.sink.answers.clear()
        self.addresses._lift("email", ["jeanne@customer.test"], "burst", NOW)
        self.send(NOW + timedelta(hours=1))
        self.assertEqual((delivery.channel, delivery.state), ("email", "sent"))

    def test_14_05_said_again_when_it_has_gone_another_way(self):
        self.delivery = self.deliver(steps=[self.step], expires_after_hours=48)["Jeanne"]
        report = self.delivery.email_message_id
        self.come_back()
        self.send(NOW + timedelta(days=1, hours=1))
        self.gateway(
            "From: MAILER-DAEMON@customer.test\nTo: retour@aveyron.test\nSubject: Undelivered\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
            f"--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; {self.jeanne.email}\n"
            f"Action: failed\nStatus: 5.1.1\n--b\nContent-Type: text/rfc822-headers\n\nMessage-Id: {report}\n--b--\n"
        )
        self.assertEqual((self.delivery.channel, self.delivery.state), ("call", "waiting"))
        self.assertFalse(self.delivery.bounced_at)

    def test_14_05_too_late_for_another_way(self):
        self.delivery = self.deliver(steps=[self.step], expires_after_hours=2)["Jeanne"]
        self.come_back()
        self.assertEqual((self.delivery.state, self.delivery.reason), ("sent", "dead_address"))
        self.assertTrue(self.delivery.bounced_at)
