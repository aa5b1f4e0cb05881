from collections import Counter
from datetime import datetime, timedelta

from odoo import SUPERUSER_ID, Command, api
from odoo.tests import tagged
from odoo.tools import SQL

from ..transactions_common import OwnTransactions
from ..worker import Worker

# Long ago, so that no scheduled action of the database finds the scenario due.
NOW = datetime(2001, 3, 24, 8, 0)
CUSTOMERS = 40
DAYS = 15


@tagged("post_install", "-at_install")
class TestTwoProcesses(OwnTransactions):
    """Two real processes make up for the runs of a fortnight: each is run once, each customer enters once.

    The data is committed to the database, for other processes read it, and deleted afterwards.
    """

    def setUp(self):
        super().setUp()
        self.addCleanup(self.delete_data)
        with self.registry.cursor() as cr:
            self.create_data(self.get_env(cr))

    def create_data(self, env):
        self.create_people(env, "Two Processes", "two.test", CUSTOMERS)
        self.team = env["crm.team"].create({"name": "Two processes", "tz": "Europe/Paris"})
        self.scenario = env["dealership.scenario"].create(
            {
                "name": "Two processes",
                "targeting_id": self.targeting.id,
                "user_id": env.ref("base.user_admin").id,
                "team_id": self.team.id,
                "re_entry": "interval",
                "re_entry_days": 7,
                "step_ids": [Command.create({"message_id": self.message.id})],
                "state": "active",
                "next_run_at": NOW - timedelta(days=DAYS - 1),
            }
        )
        # The scheduled action of the database must not find it.
        env.cr.execute(SQL("UPDATE dealership_scenario SET active = FALSE WHERE id = %s", self.scenario.id))

    def delete_data(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            cr.execute(SQL("DELETE FROM dealership_scenario WHERE id = %s", self.scenario.id))
            for records in (self.targeting, self.message, self.customers, self.team):
                records.with_env(env).unlink()

    def start_worker(self):
        worker = Worker("run", self.scenario.id, NOW.isoformat())
        self.addCleanup(worker.kill)
        return worker

    def test_each_run_once(self):
        workers = [self.start_worker(), self.start_worker()]
        for worker in workers:
            worker.ask()
        for worker in workers:
            self.assertEqual(worker.wait(), "done\n")
        with self.registry.cursor() as cr:
            scenario = self.scenario.with_env(api.Environment(cr, SUPERUSER_ID, {}))
            moments = scenario.run_ids.mapped("evaluated_at")
            self.assertEqual(sorted(moments), [NOW - timedelta(days=DAYS - 1 - number) for number in range(DAYS)])
            entered = Counter((each.partner_id.id, each.occurrence) for each in scenario.run_ids.enrolment_ids)
            # On the first day, and again after 7 and 14.
            self.assertEqual(len(entered), CUSTOMERS * 3)
            self.assertEqual(set(entered.values()), {1})
            self.assertEqual(len(scenario.run_ids.delivery_ids), CUSTOMERS * 3)
