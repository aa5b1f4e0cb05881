import email
import random
from collections import Counter
from email.policy import default

from odoo import SUPERUSER_ID, Command, api
from odoo.tests import tagged
from odoo.tools import SQL

from .processes_common import BATCH, CUSTOMERS, NOW, SentByProcesses
from .test_killed import HangingSink

VEHICLES = 3


@tagged("post_install", "-at_install")
class TestKilledGathered(SentByProcesses):
    """One message per customer about three vehicles each, real processes and SIGKILL: each customer gets one that names
    all three, or none and one that a person has to look at; of no vehicle the fate is another's."""

    sink_class = HangingSink

    def create_people(self, env, *args):  # pylint: disable=missing-return
        super().create_people(env, *args)
        model = env["fleet.vehicle.model"].search([], limit=1)
        # Those of one customer lie far apart in the ledger: each batch cuts through many of them.
        self.vehicles = env["fleet.vehicle"].create(
            [
                {"model_id": model.id, "owner_id": customer.id, "license_plate": f"K{number}-{customer.id}"}
                for number in range(VEHICLES)
                for customer in self.customers
            ]
        )
        self.targeting.subject = "vehicle"
        self.message.subject = "Plates: {{ vehicle.license_plate }}"

    def create_data(self, env):  # pylint: disable=missing-return
        super().create_data(env)
        env.cr.execute(SQL("DELETE FROM dealership_scenario_run WHERE scenario_id = %s", self.scenario.id))
        self.scenario.invalidate_recordset()
        self.scenario.write({"message_per": "customer", "step_ids": [Command.clear()]})
        self.scenario.step_ids = [Command.create({"message_id": self.message.id})]
        self.scenario._run(NOW)

    def delete_data(self):  # pylint: disable=missing-return
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            cr.execute(SQL("DELETE FROM dealership_scenario WHERE id = %s", self.scenario.id))
            self.vehicles.with_env(env).unlink()
        super().delete_data()

    def assertEachOnce(self, doubtful):
        with self.registry.cursor() as cr:
            deliveries = self.scenario.with_env(api.Environment(cr, SUPERUSER_ID, {})).run_ids.delivery_ids
            self.assertEqual(len(deliveries), CUSTOMERS * VEHICLES)
            fates = {}
            for delivery in deliveries:
                fates.setdefault(delivery.partner_id.email, []).append((delivery.state, delivery.reason))
        received = Counter(self.sink.recipients)
        self.assertEqual(max(received.values()), 1)
        self.assertEqual({len(each) for each in fates.values()}, {VEHICLES})
        self.assertEqual({address for address, each in fates.items() if len(set(each)) > 1}, set())
        states = Counter(each[0] for each in fates.values())
        self.assertEqual(set(states) - {("sent", False), ("waiting", "interrupted")}, set())
        self.assertIn(states[("waiting", "interrupted")], doubtful)
        sent = {address for address, each in fates.items() if each[0] == ("sent", False)}
        self.assertEqual(sent - set(received), set())
        for _sender, _recipients, content in self.sink.messages:
            subject = email.message_from_bytes(content, policy=default)["Subject"]
            self.assertEqual(subject.count("K"), VEHICLES, subject)

    def test_killed_while_one_leaves(self):
        self.sink.hang_after = BATCH + 4
        worker = self.start_worker()
        worker.ask(CUSTOMERS)
        self.assertTrue(self.sink.hanging.wait(20))
        worker.kill()
        self.sink.hang_later(None)
        self.finish()
        self.assertEachOnce(doubtful=range(1, 2))

    def test_killed_again_and_again_beside_another(self):
        self.kill_again_and_again(random.Random(11))
        self.assertEachOnce(doubtful=range(3 + 1))
