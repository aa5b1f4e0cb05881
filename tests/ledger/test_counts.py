from datetime import timedelta
from random import Random
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ...engine.ledger.transitions import ForbiddenTransition
from ...models.ledger.delivery_count import NAMES
from .common import IN_TOWN, NOW, DeliveryCommon

DEAD = 2**31 - 1
STEPS = 150
# Figure of a run → the deliveries it counts, as they were counted before there were counts.
FIGURES = {
    **{f"{state}_count": [("state", "=", state)] for state in ("planned", "waiting", "sending", "sent", "failed")},
    "skipped_count": [("state", "=", "skipped")],
    "duplicate_count": [("state", "=", "skipped"), ("reason", "=", "duplicate_address")],
    "clicked_count": [("clicked_at", "!=", False)],
    "replied_count": [("replied_at", "!=", False)],
    "bounced_count": [("bounced_at", "!=", False)],
    "unsubscribed_count": [("unsubscribed_at", "!=", False)],
    "machine_count": [("machine_at", "!=", False)],
    "delivered_count": [("state", "=", "sent"), ("bounced_at", "=", False)],
    "measured_count": [("state", "=", "sent"), ("bounced_at", "=", False), ("measured", "=", True)],
}


@tagged("post_install", "-at_install")
class TestCounts(DeliveryCommon):
    """What the counts of runs come to is what stands in the ledger, whatever has been done to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.dealership_contact_cap = 0
        cls.customers = cls.env["res.partner"]
        for number in range(8):
            team = (cls.team_a, cls.team_b)[number % 2]
            email = f"c{number % 7}@customer.test"  # two of them share one
            cls.customers += cls.make_townsman(f"C{number}", team_id=team.id, email=email)
        for customer in cls.customers[:4]:
            cls.make_vehicle(customer)
        second = {"delay_basis": "previous", "delay_count": 0, "delay_unit": "day"}
        vehicles = cls.make_targeting("vehicle", [IN_TOWN], team_id=False)
        everyone = {"team_id": False, "re_entry": "interval", "re_entry_days": 1}
        cls.scenarios = cls.make_scenario(cls.targeting, ({}, second)) | cls.make_scenario(vehicles, **everyone)

    def assertCounted(self, what):
        counts = self.env["dealership.delivery.count"]
        self.env.flush_all()
        kept = SQL(
            "SELECT %s, sum(deliveries) FROM dealership_delivery_count GROUP BY %s HAVING sum(deliveries) != 0",
            NAMES,
            NAMES,
        )
        found = sorted(self.env.execute_query(kept), key=str)
        self.assertEqual(found, sorted(self.env.execute_query(counts._get_recount_query()), key=str), what)

    def assertFigures(self):
        for user in (self.user_administrator, self.user_sales, self.user_sales_b, self.user_director):
            self.env.invalidate_all()
            runs = self.scenarios.sudo().run_ids.with_user(user)
            deliveries = self.env["dealership.delivery"].with_user(user)
            for run in runs.with_context(allowed_company_ids=self.company_a.ids):
                mine = deliveries.with_context(allowed_company_ids=self.company_a.ids)
                figures = {name: mine.search_count([("run_id", "=", run.id), *each]) for name, each in FIGURES.items()}
                figures["opened_count"] = len(
                    mine.search([("run_id", "=", run.id), ("opened_at", "!=", False)]).partner_id
                )
                figures["hidden_count"] = len(run.sudo().delivery_ids) - mine.search_count([("run_id", "=", run.id)])
                self.assertEqual({name: run[name] for name in figures}, figures, user.login)

    # -- what may happen ------------------------------------------------------------------------------

    def do_run(self, _delivery):
        self.now += timedelta(hours=self.random.choice([1, 30]))
        self.random.choice(self.scenarios)._run(self.now)

    def do_claim(self, _delivery):
        claimed = self.ledger._claim_due(DEAD, self.now, self.random.randint(1, 5))
        ready = claimed.filtered(lambda each: each.claim_id and each.state == "planned")
        half = ready[: len(ready) // 2]
        self.random.choice([half._give_back, lambda: self.leave(half), lambda: self.accept(half)])()

    def leave(self, ready):
        self.ledger._begin_sending(
            ready.ids,
            self.now,
            email_message_id=[f"<{each}@x>" for each in ready.ids],
            measured=[each % 2 == 0 for each in ready.ids],
        )

    def accept(self, ready):
        self.leave(ready)
        self.ledger._settle_accepted(ready.ids, self.now)
        ready._plan_next_steps(self.now)

    def do_recover(self, _delivery):
        with patch.object(self.registry["dealership.delivery"], "_get_claims", lambda self: [DEAD]):
            self.ledger._recover_interrupted()

    def do_settle(self, delivery):
        delivery._settle(self.random.choice(["failed", "waiting", "sent", "planned"]), "unreachable", "words")

    def do_decide(self, delivery):
        way = self.random.choice(["_send_anew", "_mark_done", "_prove_sent"])
        getattr(delivery, way)(self.now)

    def do_leave_out(self, delivery):
        if self.random.random() < 0.5:
            delivery._leave_out("left_out_by_hand")
        else:
            where = SQL("delivery.partner_id = %s", delivery.partner_id.id or 0)
            self.ledger._leave_out_where("stopped", where, self.now, among=("planned", "waiting"))

    def do_reopen(self, delivery):
        self.random.choice([lambda: delivery._disprove_sent("not_delivered"), delivery._show_left_out])()

    def do_forget(self, delivery):
        delivery._forget()

    def do_report(self, delivery):
        name = self.random.choice(
            ["opened_at", "opened_at", "clicked_at", "replied_at", "bounced_at", "unsubscribed_at", "machine_at"]
        )
        delivery[name] = self.random.choice([self.now, self.now, False])

    def do_merge(self, _delivery):
        kept, merged = self.random.sample(self.customers.exists().ids, 2)
        kept, merged = self.env["res.partner"].browse([kept, merged])
        self.env["base.partner.merge.automatic.wizard"]._merge((kept + merged).ids, kept)

    def do_erase_customer(self, _delivery):
        self.env.flush_all()
        victim = self.env["res.partner"].create({"name": "Victim", "city": "Testbourg", "email": "v@customer.test"})
        self.random.choice(self.scenarios)._run(self.now)
        self.env["dealership.delivery"].search([("partner_id", "=", victim.id)]).opened_at = self.now
        victim.unlink()

    def do_erase_enrolment(self, delivery):
        delivery.enrolment_id.unlink()

    def do_erase_run(self, delivery):
        if self.random.random() < 0.3:
            delivery.run_id.unlink()

    def do_fold(self, _delivery):
        self.env["dealership.delivery.count"]._fold(many=1)

    def do_withdraw(self, _delivery):
        """What is undone is not counted."""
        savepoint = self.env.cr.savepoint()
        self.do_run(None)
        self.env.flush_all()
        savepoint.close(rollback=True)
        self.env.invalidate_all(flush=False)

    # -- the tests ------------------------------------------------------------------------------------

    @mute_logger("odoo.models.unlink", "odoo.addons.crm_dealership.models.ledger.transitions")
    def test_12_counts_are_a_recount_after_random_operations(self):
        ways = [name for name in dir(self) if name.startswith("do_")]
        rare = {"do_merge", "do_erase_customer", "do_erase_enrolment", "do_erase_run"}
        done = set()
        for seed in range(2):
            self.random, self.now = Random(seed), NOW + timedelta(days=seed * 40)
            self.ledger = self.env["dealership.delivery"].sudo()
            for number in range(STEPS):
                weights = [1 if name in rare else 5 for name in ways]
                way = "do_run" if number < 2 else self.random.choices(ways, weights)[0]
                deliveries = self.ledger.search([("scenario_id", "in", self.scenarios.ids)], order="id")
                delivery = self.random.choice(deliveries) if deliveries else deliveries
                try:
                    with self.env.cr.savepoint():
                        getattr(self, way)(delivery)
                    done.add(way)
                except ForbiddenTransition:
                    self.env.invalidate_all(flush=False)
                self.assertCounted((seed, number, way))
            self.assertFigures()
        self.assertEqual(done, set(ways), "each of them was really done")

    def test_12_nobody_reads_counts_but_through_the_rules_of_deliveries(self):
        run = self.scenarios[0]._run(NOW)
        counts = self.env["dealership.delivery.count"]
        with self.assertRaises(AccessError):
            counts.with_user(self.user_director).search([])
        found = {}
        for user in (self.user_administrator, self.user_sales, self.user_sales_b):
            seen = counts.with_user(user).with_context(allowed_company_ids=self.company_a.ids)
            groups = seen._sum_visible([("run_id", "=", run.id)], ["team_id"])
            found[user] = {team.id: count for team, count in groups}
        self.assertEqual(found[self.user_sales], {self.team_a.id: len(run.delivery_ids)})
        self.assertEqual(found[self.user_administrator], found[self.user_sales])
        self.assertFalse(found[self.user_sales_b])

    def test_12_folded_counts_are_few(self):
        deliveries = self.scenarios[0]._run(NOW).delivery_ids
        for delivery in deliveries:
            delivery.opened_at = NOW
            delivery.clicked_at = NOW
            self.env.flush_all()
        mine = SQL("SELECT count(*) FROM dealership_delivery_count WHERE run_id = %s", deliveries.run_id.id)
        [[before]] = self.env.execute_query(mine)
        self.env["dealership.delivery.count"]._gc_unfolded()
        [[after]] = self.env.execute_query(mine)
        self.assertGreater(before, after)
        self.assertLessEqual(after, 3)
        self.assertCounted("folded")
