from datetime import datetime, timedelta
from threading import Thread
from time import sleep

from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..transactions_common import OwnTransactions

NOW = datetime(2001, 3, 14, 8, 0)


@tagged("post_install", "-at_install")
class TestDecisionsAtOnce(OwnTransactions):
    """Decisions that several workers write down at the same moment, in real transactions.

    The data is committed to the database, and deleted afterwards.
    """

    def setUp(self):
        super().setUp()
        self.addCleanup(self.delete_data)
        with self.registry.cursor() as cr:
            env = self.get_env(cr)
            self.partners = env["res.partner"].create([{"name": f"At once {number}"} for number in range(3)])
            self.topic = env["dealership.topic"].create({"name": "At once"})

    def delete_data(self):
        with self.registry.cursor() as cr:
            # The log lets nobody delete a line.
            cr.execute("DELETE FROM dealership_consent WHERE partner_id = ANY(%s)", [self.partners.ids])
            for records in (self.partners, self.topic):
                records.with_env(self.get_env(cr)).unlink()

    def say(self, cr, granted, hours=0, partners=None, **options):
        env = self.get_env(cr)
        partners = (self.partners[0] if partners is None else partners).with_env(env)
        moment = NOW + timedelta(hours=hours)
        env["dealership.consent"]._record(partners, "marketing", "email", granted, "test", moment, **options)

    def ask(self, cr, **options):
        partner = self.partners[0].with_env(self.get_env(cr))
        return partner.env["dealership.consent"]._get_state(partner, "marketing", "email", **options)[partner.id]

    def repeat(self, cr, act):
        """Do something as Odoo does: once more when PostgreSQL refuses it for what others did meanwhile."""
        with mute_logger("odoo.sql_db"):
            try:
                return act()
            except SerializationFailure:
                cr.rollback()
                return act()

    def test_13_yes_to_a_topic_and_no_to_everything_at_once(self):
        for topic_first in (True, False):
            with self.subTest(topic_first=topic_first), self.registry.cursor() as slow, self.registry.cursor() as fast:
                day = 0 if topic_first else 24
                slow.execute("SELECT 1")  # its snapshot is from now on
                acts = [
                    lambda cr, day=day: self.say(cr, True, day, topic=self.topic),
                    lambda cr, day=day: self.say(cr, False, day + 1),
                ]
                first, second = acts if topic_first else acts[::-1]
                first(fast)
                fast.commit()
                self.repeat(slow, lambda second=second: second(slow))
                slow.commit()
                self.assertIs(self.ask(fast, topic=self.topic), False)

    def test_13_a_company_that_is_created_while_somebody_refuses_the_whole_group(self):
        with self.registry.cursor() as slow, self.registry.cursor() as fast:
            slow.execute("SELECT 1")
            self.say(fast, False, company=self.get_env(fast)["res.company"])
            fast.commit()
            company = self.repeat(slow, lambda: self.get_env(slow)["res.company"].create({"name": "At once"}))
            self.assertIs(self.ask(slow, company=company), False)
            slow.rollback()

    def test_13_the_whole_group_waits_for_a_company_that_is_being_created(self):
        with self.registry.cursor() as slow, self.registry.cursor() as other:
            group = self.get_env(other)["res.company"]
            self.say(other, False, company=group)
            other.commit()
            self.get_env(slow)["res.company"].create({"name": "At once"})
            other.execute("SET LOCAL lock_timeout = '200ms'")
            self.say(other, False, 1)  # to one company: nobody waits
            with mute_logger("odoo.sql_db"), self.assertRaises(LockNotAvailable):
                self.say(other, False, 2, company=group)
            slow.rollback()
            other.rollback()

    def test_13_customers_take_their_turn_in_one_order(self):
        """Whoever writes down decisions of many begins with the same: no two wait for each other."""
        first, midst, last = self.partners.sorted("id")
        with self.registry.cursor() as one:
            one.execute("SELECT FROM res_partner WHERE id = %s FOR NO KEY UPDATE", [midst.id])
            thread = Thread(target=self.say_and_undo, args=(last + midst + first,))
            thread.start()
            try:
                self.assertEqual(self.find_free(first + last, until=last.ids), last.ids)
            finally:
                one.rollback()
                thread.join()

    def test_13_rows_are_written_in_one_order(self):
        """However PostgreSQL finds them."""
        with self.registry.cursor() as cr:
            cr.execute("SET LOCAL enable_hashjoin = off")
            cr.execute("SET LOCAL enable_nestloop = off")
            states = self.get_env(cr)["dealership.consent.state"]
            key = {"purpose": "marketing", "channel": "email", "origin": "counter"}
            states.env["dealership.consent"].create(
                [
                    {"partner_id": partner.id, "topic_id": topic_id, **key}
                    for topic_id in (self.topic.id, False)
                    for partner in self.partners.sorted("id", reverse=True)
                ]
            )
            rows = states.search([("partner_id", "in", self.partners.ids)], order="id")
            found = [(row.partner_id.id, bool(row.topic_id)) for row in rows]
            ids = sorted(self.partners.ids)
            self.assertEqual(found, [(partner_id, about) for partner_id in ids for about in (True, False)])
            cr.rollback()

    def say_and_undo(self, partners):
        with self.registry.cursor() as cr:
            self.say(cr, False, partners=partners)
            cr.rollback()

    def find_free(self, partners, until):
        """Return the ids of the customers whose turn nobody has taken, as soon as they are these."""
        free = None
        for _attempt in range(50):
            with self.registry.cursor() as cr:
                cr.execute(
                    "SELECT id FROM res_partner WHERE id = ANY(%s) FOR NO KEY UPDATE SKIP LOCKED", [partners.ids]
                )
                free = [row[0] for row in cr.fetchall()]
                cr.rollback()
            if free == until:
                break
            sleep(0.1)
        return free
