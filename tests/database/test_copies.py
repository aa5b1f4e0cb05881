import os
import re
import shutil
import subprocess
import sys
from contextlib import closing
from datetime import datetime

from odoo import Command
from odoo.sql_db import close_db, db_connect
from odoo.tests import tagged
from odoo.tests.common import get_db_name
from odoo.tools import SQL
from odoo.tools.misc import exec_pg_environ

from ...benchmarks.mailing.processes import get_options
from ..email.mail_sink import MailSink
from ..provider.twilio_server import ACCOUNT_SID, AUTH_TOKEN, TwilioServer
from ..transactions_common import OwnTransactions
from ..worker import Worker

# Long ago, so that nothing else in the database is due by then.
NOW = datetime(2001, 3, 14, 8, 0)
CUSTOMERS = 4
NUMBER = "+33565430001"


@tagged("post_install", "-at_install")
class TestCopies(OwnTransactions):
    """Real copies of a database at work, with a real mail server and a provider: nothing leaves them until told.

    The data is committed, for it is copied, and deleted afterwards. What the copies do is done by processes of their
    own, as Odoo's scheduled actions do it.
    """

    def setUp(self):
        super().setUp()
        self.sink = MailSink()
        self.sink.start()
        self.addCleanup(self.sink.stop)
        self.shop = self.enterContext(TwilioServer())
        self.addCleanup(self.delete_data)
        with self.registry.cursor() as cr:
            self.create_data(self.get_env(cr))
        self.copies = []
        self.addCleanup(self.drop_copies)

    def create_data(self, env):
        self.server = env["ir.mail_server"].create(
            {"name": "Sink", "smtp_host": "127.0.0.1", "smtp_port": self.sink.port, "smtp_encryption": "none"}
        )
        self.create_people(env, "Copied", "copied.test", CUSTOMERS)
        self.scenario = env["dealership.scenario"].create(
            {
                "name": "Copied",
                "purpose": "service",
                "targeting_id": self.targeting.id,
                "user_id": env.ref("base.user_admin").id,
                "signatory": "user",
                "signatory_user_id": env.ref("base.user_admin").id,
                "mail_server_id": self.server.id,
                "step_ids": [Command.create({"message_id": self.message.id})],
                "state": "active",
            }
        )
        self.account = env["dealership.provider.account"].create(
            {"name": "Copied", "account_sid": ACCOUNT_SID, "auth_token": AUTH_TOKEN, "api_url": self.shop.url}
        )
        self.team = env["crm.team"].create({"name": "Copied"})
        self.purchase = env["dealership.number.purchase"].create(
            {
                "account_id": self.account.id,
                "country_id": env.ref("base.fr").id,
                "name": "Radio",
                "team_id": self.team.id,
                "line_ids": [Command.create({"number": NUMBER})],
            }
        )
        self.purchase.line_id = self.purchase.line_ids
        self.mail = env["mail.mail"].create(
            {"email_to": "odoo@copied.test", "email_from": "garage@copied.test", "mail_server_id": self.server.id}
        )
        # Due still when the copies are at work, by the clock of today.
        self.scenario._run(NOW).delivery_ids.expires_at = False

    def delete_data(self):
        with self.registry.cursor() as cr:
            env = self.get_env(cr)
            cr.execute(SQL("DELETE FROM dealership_scenario WHERE id = %s", self.scenario.id))
            cr.execute(
                SQL("DELETE FROM mail_message WHERE model = 'res.partner' AND res_id = ANY(%s)", self.customers.ids)
            )
            for records in (self.mail, self.purchase, self.account, self.team, self.targeting, self.message):
                records.with_env(env).exists().unlink()
            for records in (self.server, self.customers):
                records.with_env(env).unlink()

    # -- copies ---------------------------------------------------------------------------------------

    def make_copy(self, suffix):
        name = f"{get_db_name()}-{suffix}"
        self.drop(name)
        self.copies.append(name)
        return name

    def copy_by_template(self, suffix):
        name = self.make_copy(suffix)
        close_db(get_db_name())
        self.ask_server(SQL("CREATE DATABASE %s TEMPLATE %s", SQL.identifier(name), SQL.identifier(get_db_name())))
        return name

    def copy_by_dump(self, suffix):
        name = self.make_copy(suffix)
        self.ask_server(SQL("CREATE DATABASE %s TEMPLATE template0", SQL.identifier(name)))
        with subprocess.Popen(
            [find_tool("pg_dump"), "--no-owner", "--format=custom", "--compress=0", get_db_name()],
            stdout=subprocess.PIPE,
            env=exec_pg_environ(),
        ) as dump:
            restore = [find_tool("pg_restore"), "--no-owner", f"--dbname={name}"]
            subprocess.run(restore, stdin=dump.stdout, env=exec_pg_environ(), check=True)
        self.assertEqual(dump.returncode, 0)
        return name

    def neutralize(self, name):
        command = [sys.executable, "-m", "odoo", "neutralize", *get_options(name)]
        subprocess.run(command, check=True, env=os.environ)

    def ask_server(self, statement):
        with closing(db_connect("postgres").cursor()) as cr:
            cr._cnx.autocommit = True
            cr.execute(statement)

    def drop(self, name):
        close_db(name)
        self.ask_server(SQL("DROP DATABASE IF EXISTS %s WITH (FORCE)", SQL.identifier(name)))

    def drop_copies(self):
        for name in self.copies:
            self.drop(name)

    def start(self, name):
        """Return a process on a copy that is told what to do, and does all that leaves."""
        worker = Worker("be_a_copy", self.purchase.id, database=name)
        self.addCleanup(worker.kill)
        return worker

    def get_states(self, name):
        """Return how many deliveries of the scenario are in which state."""
        with closing(db_connect(name).cursor()) as cr:
            cr.execute(
                SQL(
                    "SELECT state, count(*) FROM dealership_delivery WHERE scenario_id = %s GROUP BY state",
                    self.scenario.id,
                )
            )
            return dict(cr.fetchall())

    def assertNothingLeft(self):
        self.assertEqual(self.sink.messages, [])
        self.assertEqual((self.shop.requests, self.shop.bought), ([], {}))

    # -- the test -------------------------------------------------------------------------------------

    def test_14_08_real_copies_send_and_order_nothing_until_told(self):
        with self.subTest("createdb -T, said to have moved"):
            name = self.copy_by_template("moved")
            worker = self.start(name)
            self.assertEqual(worker.tell("nothing"), ["doubt", "refused"])
            self.assertNothingLeft()
            self.assertEqual(self.get_states(name), {"planned": CUSTOMERS})
            self.assertEqual(worker.tell("moved"), ["original", "bought"])
            self.assertEqual(self.get_states(name), {"waiting": CUSTOMERS})
            # It works again: staff may be told of leads of the demo that have become due.
            self.assertFalse([address for address in self.sink.recipients if address.endswith("@copied.test")])
            self.sink.messages.clear()
            self.shop.restock()
        with self.subTest("pg_dump | pg_restore, said to be a copy, then switched on by hand"):
            name = self.copy_by_dump("restored")
            worker = self.start(name)
            for told, status in {"nothing": "doubt", "copy": "copy", "switch_on": "copy"}.items():
                self.assertEqual(worker.tell(told), [status, "refused"])
                self.assertNothingLeft()
            self.assertEqual(self.get_states(name), {"planned": CUSTOMERS})
        with self.subTest("odoo neutralize, then switched on by hand"):
            name = self.copy_by_template("neutralised")
            self.neutralize(name)
            worker = self.start(name)
            for told in ("nothing", "switch_on"):
                self.assertEqual(worker.tell(told), ["copy", "refused"])
                self.assertNothingLeft()
        with self.subTest("the original goes on"):
            worker = Worker("send", NOW.isoformat(), CUSTOMERS)
            self.addCleanup(worker.kill)
            worker.ask(2)
            worker.wait()
            addresses = [f"customer.{number}@copied.test" for number in range(CUSTOMERS)]
            self.assertEqual(sorted(self.sink.recipients), addresses)


def find_tool(name):
    """Return a program of PostgreSQL's that is as new as the server: another on this machine may be older."""
    with closing(db_connect("postgres").cursor()) as cr:
        server = cr._cnx.server_version // 10_000
    for folder in os.environ["PATH"].split(os.pathsep):
        if program := shutil.which(name, path=folder):
            words = subprocess.run([program, "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout
            if int(re.search(r"\d+", words)[0]) >= server:
                return program
    raise AssertionError(f"There is no {name} of PostgreSQL {server}.")
