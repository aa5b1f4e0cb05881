import time
from datetime import datetime

from odoo import SUPERUSER_ID, Command, api
from odoo.tools import SQL

from ..transactions_common import OwnTransactions
from ..worker import Worker
from .mail_sink import MailSink

# Long ago, so that the worker takes up nothing that else is planned in the database.
NOW = datetime(2001, 3, 14, 8, 0)
CUSTOMERS = 60
BATCH = 15


class SentByProcesses(OwnTransactions):
    """E-mails to 60 customers, planned and sent by real processes to a real mail server.

    The data is committed to the database, for other processes read it, and deleted afterwards.
    """

    sink_class = MailSink
    # How many deliveries a worker takes up at a time.
    batch = BATCH

    def setUp(self):
        super().setUp()
        self.sink = self.sink_class()
        self.sink.start()
        self.addCleanup(self.sink.stop)
        self.addCleanup(self.delete_data)
        with self.registry.cursor() as cr:
            self.create_data(self.get_env(cr))

    def create_data(self, env):
        self.server = env["ir.mail_server"].create(
            {"name": "Sink", "smtp_host": "127.0.0.1", "smtp_port": self.sink.port, "smtp_encryption": "none"}
        )
        self.create_people(env, "Killed", "killed.test", CUSTOMERS)
        self.signatory = env["res.partner"].create({"name": "Seller", "email": "seller@killed.test"})
        self.user = env["res.users"].create({"login": "seller@killed.test", "partner_id": self.signatory.id})
        self.scenario = env["dealership.scenario"].create(
            {
                "name": "Killed",
                "purpose": "service",  # nobody has said yes to marketing
                "targeting_id": self.targeting.id,
                "user_id": env.ref("base.user_admin").id,
                "signatory": "user",
                "signatory_user_id": self.user.id,
                "mail_server_id": self.server.id,
                "step_ids": [Command.create({"message_id": self.message.id})],
                "state": "active",
            }
        )
        self.scenario._run(NOW)

    def delete_data(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            cr.execute(SQL("DELETE FROM dealership_scenario WHERE id = %s", self.scenario.id))
            cr.execute(
                SQL("DELETE FROM mail_message WHERE model = 'res.partner' AND res_id = ANY(%s)", self.customers.ids)
            )
            for records in (self.targeting, self.message, self.server, self.customers, self.user, self.signatory):
                records.with_env(env).unlink()

    def start_worker(self):
        worker = Worker("send", NOW.isoformat(), self.batch)
        self.addCleanup(worker.kill)
        return worker

    def finish(self):
        """Have another worker send all there is."""
        worker = self.start_worker()
        worker.ask(CUSTOMERS)
        worker.wait()

    def kill_again_and_again(self, dice):
        """Have three workers die beside another, at moments that are drawn, and the rest sent after them."""
        other = self.start_worker()
        other.ask(CUSTOMERS)
        for share in (0.2, 0.5, 0.8):
            worker = self.start_worker()
            worker.ask(CUSTOMERS)
            self.wait_for(CUSTOMERS * share)
            time.sleep(dice.uniform(0, 0.05))
            worker.kill()
        other.wait()
        self.finish()

    def wait_for(self, count):
        deadline = time.monotonic() + 20
        while len(self.sink.messages) < count and time.monotonic() < deadline:
            time.sleep(0.005)
