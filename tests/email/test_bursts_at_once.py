import asyncio
import time
from collections import Counter

from odoo.tests import tagged
from odoo.tools import SQL

from .mail_sink import MailSink
from .processes_common import CUSTOMERS, NOW, SentByProcesses

WORKERS = 2
# Handed over before its results are written down (``SendingBatch.chunk_size``): enough to be a burst by itself.
CHUNK = 20


class RefusingSink(MailSink):
    """Tells everybody that there is no such address, and the last of a chunk only when both workers have got there.

    So they write at the same moment what came of them: neither sees what the other is about to commit.
    """

    is_mended = False

    def __init__(self):
        super().__init__()
        self.refused = Counter()

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 aiosmtpd's name
        if self.is_mended:
            return await super().handle_RCPT(server, session, envelope, address, options)
        self.refused[session.peer] += 1
        deadline = time.monotonic() + 30
        while self.refused[session.peer] == CHUNK and not self.is_met() and time.monotonic() < deadline:
            await asyncio.sleep(0.005)
        return f"550 5.1.1 <{address}>: Recipient address rejected: User unknown"

    def is_met(self):
        return sum(count >= CHUNK for count in self.refused.values()) >= WORKERS


@tagged("post_install", "-at_install")
class TestBurstsAtOnce(SentByProcesses):
    """14.05 A relay that refuses everybody, and two real processes that send through it at the same moment."""

    sink_class = RefusingSink
    batch = CHUNK + 5

    def delete_data(self):  # pylint: disable=missing-return
        with self.registry.cursor() as cr:
            for pause in self.get_env(cr)["dealership.sending.pause"].browse(self.look()["pauses"]):
                pause.unlink()
            cr.execute(SQL("DELETE FROM dealership_dead_address WHERE address = ANY(%s)", self.addresses))
        super().delete_data()

    @property
    def addresses(self):
        return [f"customer.{number}@killed.test" for number in range(CUSTOMERS)]

    def look(self):
        """Return what the database has of it, in plain values."""
        with self.registry.cursor() as cr:
            env = self.get_env(cr)
            pauses = env["dealership.sending.pause"].search([("domain", "=", "killed.test")])
            pauses += env["dealership.sending.pause"].search([("mail_server_id", "=", self.server.id)])
            dead = env["dealership.dead.address"].search([("address", "in", self.addresses)])
            deliveries = self.scenario.with_env(env).run_ids.delivery_ids
            return {
                "pauses": pauses.ids,
                "open": [pause.display_name for pause in pauses if not pause.resumed_at],
                "dead": len(dead.filtered(lambda each: not each.lifted_at)),
                "once_dead": len(dead),
                "states": Counter((each.state, each.reason) for each in deliveries),
                "told": Counter(pauses.activity_ids.mapped("user_id.login")),
                "posts": len(pauses.message_ids),
            }

    def start_both(self):
        workers = [self.start_worker() for _number in range(WORKERS)]
        for worker in workers:
            worker.ask(CUSTOMERS)
        for worker in workers:
            worker.wait()

    def test_14_05_both_stop_nobody_is_dead_and_it_is_told_once(self):
        self.start_both()
        self.assertTrue(self.sink.is_met(), "both were at work")
        found = self.look()
        self.assertEqual(found["open"], ["killed.test"])
        self.assertEqual(found["dead"], 0, "nobody is marked")
        self.assertEqual(found["states"], {("planned", "sending_paused"): CUSTOMERS})
        self.assertEqual(sum(self.sink.refused.values()), WORKERS * CHUNK, "no chunk more")
        self.assertEqual(set(found["told"].values()), {1}, "each Administrator once")
        self.assertIn("admin", found["told"])
        self.assertEqual(found["posts"], 1)
        self.resume(found["pauses"])
        self.start_both()
        self.assertEqual(
            sorted(self.sink.recipients), sorted(self.addresses), "once it is mended, everybody gets it once"
        )
        self.assertEqual(self.look()["states"], {("sent", False): CUSTOMERS})

    def resume(self, pause_ids):
        self.sink.is_mended = True
        with self.registry.cursor() as cr:
            env = self.get_env(cr)
            administrator = env.ref("base.user_admin")
            env["dealership.sending.pause"].browse(pause_ids).with_user(administrator).action_resume()
            env.flush_all()
            # It is resumed today, and the workers live long ago.
            cr.execute(
                SQL("UPDATE dealership_delivery SET planned_at = %s WHERE scenario_id = %s", NOW, self.scenario.id)
            )
