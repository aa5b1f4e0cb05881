import asyncio
import random
import threading
import time
from collections import Counter
from unittest.mock import patch

from odoo import SUPERUSER_ID, api, modules
from odoo.tests import tagged

from .mail_sink import MailSink
from .processes_common import BATCH, CUSTOMERS, SentByProcesses


class HangingSink(MailSink):
    """Holds back the answer to one e-mail that it has got, until the process that sent it is dead or it may go on."""

    def __init__(self):
        super().__init__()
        self.hang_after = None
        self.hanging = threading.Event()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 aiosmtpd's name
        answer = await super().handle_DATA(server, session, envelope)
        number = len(self.messages)
        if self.hang_after == number:
            self.hanging.set()
            deadline = time.monotonic() + 30
            while self.hang_after == number and time.monotonic() < deadline:
                await asyncio.sleep(0.01)
        return answer

    def hang_later(self, number):
        """Answer what is held back, and hang again after so many."""
        self.hanging.clear()
        self.hang_after = number


@tagged("post_install", "-at_install")
class TestKilled(SentByProcesses):
    """A real process, a real mail server, and SIGKILL: nobody gets two, and one at most is in doubt for each kill."""

    sink_class = HangingSink

    def assertNobodyGotTwo(self, doubtful):
        """Compare the mail server's own log with the ledger.

        :param range doubtful: how many deliveries may be parked for a person
        """
        with self.registry.cursor() as cr:
            deliveries = self.scenario.with_env(api.Environment(cr, SUPERUSER_ID, {})).run_ids.delivery_ids
            ledger = {delivery.partner_id.email: (delivery.state, delivery.reason) for delivery in deliveries}
        received = Counter(self.sink.recipients)
        self.assertEqual(max(received.values()), 1)
        states = Counter(ledger.values())
        parked = ("waiting", "interrupted")
        self.assertEqual(set(states) - {("sent", False), parked}, set())
        self.assertEqual(sum(states.values()), CUSTOMERS)
        self.assertIn(states[parked], doubtful)
        sent = {address for address, state in ledger.items() if state == ("sent", False)}
        self.assertEqual(sent - set(received), set(), "what the ledger calls sent has been received")
        self.assertEqual(set(ledger) - set(received) - {a for a, state in ledger.items() if state == parked}, set())

    def test_between_two_batches(self):
        worker = self.start_worker()
        worker.ask()
        worker.expect("ready")
        self.assertEqual(len(self.sink.messages), BATCH)
        worker.kill()
        self.finish()
        self.assertEqual(len(self.sink.messages), CUSTOMERS)
        self.assertNobodyGotTwo(doubtful=range(1))

    def test_12_03_one_is_in_doubt_between_sending_and_the_answer(self):
        """What the server had taken before is sent, and what had not begun leaves with the next worker."""
        self.sink.hang_after = BATCH + 4
        worker = self.start_worker()
        worker.ask()
        worker.expect("ready")
        worker.ask()
        self.assertTrue(self.sink.hanging.wait(20))
        worker.kill()
        self.finish()
        self.assertNobodyGotTwo(doubtful=range(1, 2))
        self.assertEqual(len(self.sink.messages), CUSTOMERS)

    def test_12_03_what_the_server_of_the_database_forgot_is_in_doubt(self):
        """PostgreSQL empties the table of notes when it crashes: none of what was written down is sent again."""
        self.sink.hang_after = BATCH + 4
        worker = self.start_worker()
        worker.ask(2)
        self.assertTrue(self.sink.hanging.wait(20))
        worker.kill()
        with self.registry.cursor() as cr:
            cr.execute("TRUNCATE dealership_delivery_handover")
        self.finish()
        self.assertNobodyGotTwo(doubtful=range(BATCH, BATCH + 1))

    def test_12_03_what_is_noted_while_its_claim_is_looked_at_is_seen(self):
        """A worker goes on, and dies, between the finding of its claim and the finding that its lock is free."""
        self.sink.hang_after = 1
        worker = self.start_worker()
        worker.ask()
        self.assertTrue(self.sink.hanging.wait(20))
        with self.registry.cursor() as cr:
            deliveries = api.Environment(cr, SUPERUSER_ID, {})["dealership.delivery"]
            find_claims = type(deliveries)._get_claims
            found = []

            def find_and_let_die(records):
                found.append(find_claims(records))
                if len(found) == 2:  # with the lock, in the snapshot that recovery goes by
                    self.sink.hang_later(4)
                    self.assertTrue(self.sink.hanging.wait(20))
                    worker.kill()
                    self.wait_for_free_lock(found[1])
                return found[-1]

            with (
                patch.object(type(deliveries), "_get_claims", find_and_let_die),
                patch.object(modules.module, "current_test", None),  # commit as a worker does
            ):
                deliveries._recover_interrupted()
        self.finish()
        self.assertNobodyGotTwo(doubtful=range(1, 2))
        self.assertEqual(len(self.sink.messages), CUSTOMERS)

    def wait_for_free_lock(self, claims):
        """PostgreSQL notices a moment later that a worker is dead."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with self.registry.cursor() as cr:
                cr.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = ANY(%s)", [claims])
                if not cr.fetchone()[0]:
                    return
            time.sleep(0.01)

    def test_12_03_killed_again_and_again_beside_another(self):
        """``./dev bench killed`` does it fifty times."""
        self.kill_again_and_again(random.Random(7))
        self.assertNobodyGotTwo(doubtful=range(3 + 1))

    def test_two_at_once(self):
        workers = [self.start_worker(), self.start_worker()]
        for worker in workers:
            worker.ask(CUSTOMERS)
        for worker in workers:
            worker.wait()
        self.assertEqual(len(self.sink.messages), CUSTOMERS)
        self.assertNobodyGotTwo(doubtful=range(1))
