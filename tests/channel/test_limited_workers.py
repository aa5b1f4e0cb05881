from collections import Counter

from odoo.tests import tagged
from odoo.tools import SQL

from ..email.processes_common import CUSTOMERS, SentByProcesses

LIMIT = 30


@tagged("post_install", "-at_install")
class TestLimitedWorkers(SentByProcesses):
    """Real processes share the limit of a mail server, by the clock."""

    def create_data(self, env):  # pylint: disable=missing-return
        super().create_data(env)
        self.server.dealership_per_minute = LIMIT

    def delete_data(self):  # pylint: disable=missing-return
        super().delete_data()
        with self.registry.cursor() as cr:
            cr.execute(SQL("DELETE FROM dealership_sending_usage WHERE gate = %s", f"ir.mail_server,{self.server.id}"))

    def get_used(self):
        """Return how many messages count against the limit, and how many deliveries stand where."""
        with self.registry.cursor() as cr:
            env = self.get_env(cr)
            gate = f"ir.mail_server,{self.server.id}"
            cr.execute(SQL("SELECT sum(messages) FROM dealership_sending_usage WHERE gate = %s", gate))
            [used] = cr.fetchone()
            deliveries = self.scenario.with_env(env).run_ids.delivery_ids
            return used, Counter((each.state, each.gate == gate) for each in deliveries)

    def test_14_06_two_workers_keep_the_limit_together(self):
        workers = [self.start_worker(), self.start_worker()]
        for worker in workers:
            worker.ask(CUSTOMERS)
        for worker in workers:
            worker.wait()
        self.assertEqual(len(self.sink.messages), LIMIT)
        expected = {("sent", True): LIMIT, ("planned", True): CUSTOMERS - LIMIT}
        self.assertEqual(self.get_used(), (LIMIT, expected))
        # As if a minute had gone by.
        with self.registry.cursor() as cr:
            cr.execute("UPDATE dealership_sending_usage SET moment = moment - interval '1 minute'")
        self.finish()
        self.assertEqual(len(self.sink.messages), CUSTOMERS)
        self.assertEqual(max(Counter(self.sink.recipients).values()), 1)

    def test_14_06_what_a_killed_worker_has_reserved_counts(self):
        worker = self.start_worker()
        worker.ask()
        worker.expect("ready")
        left = len(self.sink.messages)
        self.assertTrue(left)
        with self.registry.cursor() as cr:
            gate = f"ir.mail_server,{self.server.id}"
            # As one that had taken up ten, and died before the first of them left.
            self.get_env(cr)["dealership.sending.usage"]._reserve(gate, 10, 2**30)
        worker.kill()
        self.finish()
        self.assertEqual(len(self.sink.messages), LIMIT - 10)
