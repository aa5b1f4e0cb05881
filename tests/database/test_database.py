import ast
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from freezegun import freeze_time

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError, UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, HttpCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import SQL, mute_logger

from odoo.addons.mail.models.fetchmail import FetchmailServer as Mailbox
from odoo.addons.mail.tests.common import mail_new_test_user

from ...engine.ledger.states import INTERRUPTED
from ...models.database import database_decision
from ..common import USER
from ..lead.common import START, LifetimeCommon
from ..ledger.common import NOW
from .common import DatabaseCommon

ADDON = Path(__file__).parents[2]
PARKED = ("waiting", INTERRUPTED)
# What can reach anything outside, by the library it takes; each is asked for behind ``_may_send``, or sends nothing.
WAYS_OUT = {
    "engine/email/size.py": "smtplib",  # reads its errors only
    "engine/email/smtp.py": "smtplib",  # through SendingBatch, and tests through dealership.test.message
    "engine/sending_domain/lookup.py": "dns",  # asks what is published about domains; says nothing, orders nothing
    "engine/provider/twilio_client.py": "urllib",  # NumberShop through account._open_shop, SmsPost as e-mails
}
LIBRARIES = {
    "dns",
    "requests",
    "urllib3",
    "smtplib",
    "http",
    "socket",
    "aiohttp",
    "httpx",
    "websocket",
    "xmlrpc",
    "ftplib",
}


@tagged("post_install", "-at_install")
class TestDatabase(DatabaseCommon):
    """Which database it is, and what does not leave another (14, number 8)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_numbered("Paul", 1)

    # -- the fingerprint ------------------------------------------------------------------------------

    def test_14_08_noted_once_before_anything_is_planned(self):
        planned = self.make_scenario(self.targeting)
        for begin in (
            lambda: self.make_scenario(self.targeting, state="draft").action_activate(),
            lambda: planned._run(NOW),
            lambda: self.env["dealership.delivery"]._process_due(NOW),
            self.open_purchase().action_search,
        ):
            self.database.unlink()
            self.assertEqual(self.database._get_status(), "original", "nothing that a copy could send again")
            begin()
            self.database = self.database.search([])
            self.assertTrue(self.database.uuid and self.database.system_identifier and self.database.database_oid)
        self.become_another()
        self.database._note()
        self.assertEqual(self.database.database_oid, "1", "not overwritten")
        self.assertEqual(len(self.database.search([])), 1)

    def test_14_08_each_part_tells_a_copy(self):
        """A dump keeps the uuid, ``createdb -T`` the server as well; ``odoo db duplicate`` makes a new uuid."""
        self.assertTrue(self.database._may_send())
        known = self.database._read_fingerprint()
        for name in known:
            self.database.write({**known, name: "1"})
            self.assertEqual(self.database.status, "doubt", name)
            self.database.invalidate_recordset()
        self.database.write(known)
        self.env["ir.config_parameter"].set_param("database.uuid", "another")
        self.env.flush_all()
        self.assertFalse(self.database._may_send())

    def test_14_08_what_a_hosted_server_keeps_to_itself_tells_nothing(self):
        self.become_another(system_identifier=False)
        self.assertTrue(self.database._may_send())
        self.become_another(system_identifier="1")
        self.assertFalse(self.database._may_send())
        self.startPatcher(
            patch.object(self.env.registry["dealership.database"], "_may_read_system_identifier", return_value=False)
        )
        self.assertTrue(self.database._may_send())
        self.database.unlink()
        self.database._note()
        self.assertFalse(self.database.search([]).system_identifier)

    # -- what stays -----------------------------------------------------------------------------------

    def test_14_08_no_message_leaves_another_database(self):
        provider = self.open_provider()
        scenarios = self.make_both(state="active")
        runs = [scenario._run(NOW) for scenario in scenarios]
        self.become_another()
        self.assertEqual(self.send(), 0)
        self.env["dealership.delivery"]._cron_process()
        self.assertEqual((self.sink.messages, provider.messages), ([], []))
        for run in runs:
            self.assertEqual(set(run.delivery_ids.mapped("state")), {"planned"})
            self.assertEqual(set(run.delivery_ids.mapped("claim_id")), {0})

    def test_14_08_it_stops_where_it_is_while_it_sends(self):
        """Somebody says that it is a copy: what is in hand is given back but for what has begun."""
        for number in range(2, 6):
            self.make_numbered(f"Customer {number}", number)
        scenario = self.make_sms_scenario()
        provider = self.open_provider()
        answers = iter([True, True])  # for the first two chunks
        model = self.env.registry["dealership.database"]
        with (
            patch.object(model, "_may_send", lambda *_args: next(answers, False)),
            patch("odoo.addons.crm_dealership.models.sms.sms_batch.SmsBatch.chunk_size", 2),
        ):
            run = scenario._run(NOW)
            self.env["dealership.delivery"]._process_due(NOW)
        self.assertEqual(len(provider.messages), 4)
        states = run.delivery_ids.sorted("id").mapped(lambda delivery: (delivery.state, delivery.claim_id))
        self.assertEqual(states, [("sent", 0)] * 4 + [("planned", 0)] * 2)

    def test_14_08_nothing_is_ordered_and_no_webhook_registered(self):
        purchase = self.open_purchase()
        self.shop.requests.clear()
        self.become_another()
        for ask in (purchase.action_search, purchase.action_buy):
            with self.assertRaisesRegex(UserError, "Nothing leaves this database"):
                ask()
        self.assertEqual(self.shop.requests, [])
        self.assertFalse(self.env["dealership.tracking.number"].search([("number", "=", "+33565430001")]))

    def test_14_08_no_test_and_no_letter_leaves(self):
        preview = self.env["dealership.message.preview"].create(
            {
                "message_id": self.message.id,
                "preview_model": "res.partner",
                "preview_res_id": self.jeanne.id,
                "test_number": "+33612345678",
            }
        )
        provider = self.open_provider()
        letters = self.make_message(channel="letter", subject="Due", body_html="<p>Hello</p>")
        scenario = self.make_scenario(self.targeting, steps=({"channel": "letter"},), message=letters)
        letter = scenario._run(NOW).delivery_ids[0]
        self.put(letter, "waiting", reason="to_print", text_body="<p>Hello</p>")
        self.become_another()
        with self.assertRaisesRegex(UserError, "Nothing leaves this database"):
            preview.action_send_test_sms()
        with self.assertRaisesRegex(UserError, "Nothing leaves this database"):
            letter.action_print()
        self.assertEqual(provider.messages, [])

    def test_14_08_odoos_own_messages_stay(self):
        mail = self.env["mail.mail"].create({"email_to": "a@b.test", "email_from": "c@d.test", "body_html": "Hello"})
        sms = self.env["sms.sms"].create({"number": "+33612345678", "body": "Hello"})
        provider = self.open_provider()
        self.become_another()
        mail.send()
        self.env["mail.mail"].process_email_queue()
        sms.send()
        self.env["sms.sms"]._process_queue()
        self.assertEqual((mail.state, sms.state), ("outgoing", "outgoing"))
        self.assertEqual((self.sink.messages, provider.messages), ([], []))
        self.database.write(self.database._read_fingerprint())
        mail.send()
        self.assertEqual(len(self.sink.messages), 1)

    def test_14_08_mailboxes_are_left_to_the_one_that_sends(self):
        """What a copy fetches, the original never gets."""
        mailbox = self.env["fetchmail.server"].create({"name": "Answers", "server_type": "imap", "state": "done"})
        with patch.object(Mailbox, "_fetch_mail", return_value=None) as fetch:
            mailbox.fetch_mail()
            self.assertEqual(fetch.call_count, 1)
            self.become_another()
            with self.assertRaisesRegex(UserError, "perhaps a copy"):
                mailbox.fetch_mail()
            mailbox._fetch_mail()  # by the scheduled action
            self.assertEqual(fetch.call_count, 1)
            self.assertTrue(self.database.activity_ids, "somebody is told")
            self.decide("action_moved")
            mailbox._fetch_mail()
            self.assertEqual(fetch.call_count, 2)

    def test_14_08_scenarios_wait(self):
        scenario = self.make_scenario(self.targeting, next_run_at=NOW)
        self.become_another()
        with freeze_time(NOW):
            self.env["dealership.scenario"]._cron_run_scenarios()
        self.assertFalse(scenario.run_ids)

    def test_14_08_every_way_out_is_known(self):
        """Whoever adds one says here how ``_may_send`` stands before it, and in data/neutralize.sql what it costs."""
        found = set()
        for folder in ("models", "engine", "wizards", "controllers", "report"):
            for path in (ADDON / folder).rglob("*.py"):
                if _imported(path) & LIBRARIES:
                    found.add(str(path.relative_to(ADDON)))
        self.assertEqual(found, set(WAYS_OUT))

    # -- who is told, and who says what it is ---------------------------------------------------------

    def test_14_08_administrators_are_told_once_and_within(self):
        self.become_another()
        for _time in range(2):
            self.assertTrue(self.database._holds_back())
        told = self.database.activity_ids.user_id
        self.assertLessEqual(self.user_system | self.user_administrator, told)
        self.assertFalse(told & (self.user_director | self.user_sales))
        self.assertEqual(len(self.database.activity_ids), len(told))
        self.assertIn("Nothing leaves this database", self.database.message_ids[0].body)
        mails = self.env["mail.mail"].search([("model", "=", "dealership.database")])
        self.assertFalse(mails, "an e-mail about it would leave, too")
        self.become_another(database_oid="2")
        self.assertFalse(self.database._tell_administrators(), "of the same database")

    def test_14_08_it_is_said_by_who_administers_the_system(self):
        self.become_another()
        for action in ("action_copy", "action_moved"):
            for user in (self.user_administrator, self.user_director, self.user_sales):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    getattr(self.database.with_user(user), action)()
        self.assertFalse(self.database.with_user(self.user_administrator).may_decide)
        self.assertFalse(self.database._may_send())
        self.database.with_user(self.user_system).action_moved()
        self.assertTrue(self.database._may_send())
        self.assertEqual(self.database.message_ids[0].author_id, self.user_system.partner_id)
        self.assertFalse(self.database.activity_ids)
        for action in ("action_copy", "action_moved"):
            with self.assertRaisesRegex(UserError, "Nothing is to be decided"):
                getattr(self.database.with_user(self.user_system), action)()

    def test_14_08_nobody_writes_what_it_is(self):
        self.become_another()
        for vals in ({"role": "copy"}, self.database._read_fingerprint(), {"moved_at": False}):
            with self.assertRaises(AccessError):
                self.database.with_user(self.user_system).write(vals)

    def decide(self, action, at=NOW):
        with freeze_time(at):
            return getattr(self.database.with_user(self.user_system), action)()

    # -- moved ----------------------------------------------------------------------------------------

    def test_14_08_moved_parks_what_was_due(self):
        provider = self.open_provider()
        steps = ({}, {"delay_count": 3})
        email = self.make_scenario(self.targeting, steps=steps, message=self.email, purpose="service")
        paused = self.make_scenario(self.targeting, message=self.email, purpose="service")
        run, sms_run = email._run(NOW), self.make_sms_scenario()._run(NOW)
        paused_run = paused._run(NOW)
        paused.action_pause()
        self.become_another()
        moved_at = NOW + timedelta(hours=2)
        self.decide("action_moved", moved_at)
        first = run.delivery_ids.filtered(lambda delivery: delivery.planned_at <= moved_at)
        later = run.delivery_ids - first
        for parked in first | sms_run.delivery_ids:
            self.assertEqual((parked.state, parked.reason), PARKED)
            self.assertIn("before this database was moved", parked.error)
        self.assertEqual(set(later.mapped("state")), {"planned"})
        self.assertEqual(set(paused_run.delivery_ids.mapped("state")), {"planned"}, "left out on resuming, anyway")
        self.assertEqual(self.send(moved_at), 0)
        self.assertEqual((self.sink.messages, provider.messages), ([], []))
        # A person decides, and what is due later leaves as ever.
        first.filtered(lambda delivery: delivery.partner_id == self.jeanne)._send_anew(moved_at + timedelta(minutes=1))
        self.send(moved_at + timedelta(minutes=1))
        self.assertEqual(self.sink.recipients, [self.jeanne.email])
        self.send(NOW + timedelta(days=3))
        self.assertEqual(sorted(self.sink.recipients[1:]), sorted(later.partner_id.filtered("email").mapped("email")))

    def test_14_08_moved_parks_what_missed_runs_find(self):
        """The other may have run meanwhile: made up for, as after any outage, it waits for a person."""
        self.env["dealership.scenario"].search([]).next_run_at = False
        daily = self.make_scenario(self.targeting, message=self.email, purpose="service", next_run_at=NOW)
        realtime = self.make_scenario(
            self.targeting, message=self.email, purpose="service", schedule="realtime", next_run_at=NOW
        )
        self.become_another()
        moved_at = NOW + timedelta(hours=2)
        self.decide("action_moved", moved_at)
        with freeze_time(moved_at + timedelta(minutes=5)):
            self.env["dealership.scenario"]._cron_run_scenarios()
            self.env["dealership.delivery"]._cron_process()
        for scenario in daily | realtime:
            found = {(each.state, each.reason) for each in scenario.run_ids.delivery_ids}
            self.assertEqual(found, {PARKED}, scenario.schedule)
        self.assertEqual(self.sink.messages, [])
        newcomer = self.make_townsman("Newcomer")
        with freeze_time(moved_at + timedelta(minutes=10)):
            self.env["dealership.scenario"]._cron_run_scenarios()
            self.env["dealership.delivery"]._cron_process()
        self.assertEqual(self.sink.recipients, [newcomer.email])

    def test_14_08_moved_parks_what_workers_had_in_hand(self):
        """What a dump took along as just being sent has left from there: it is in doubt, and the rest was due."""
        run = self.make_scenario(self.targeting, message=self.email, purpose="service")._run(NOW)
        taken, sending = run.delivery_ids[:2]
        taken.claim_id = 77
        self.put(sending, "sending", claim_id=77)
        self.become_another()
        self.env["dealership.delivery"]._cron_process()
        self.assertEqual((taken.claim_id, sending.state), (77, "sending"), "nobody recovers anything of it")
        self.decide("action_moved", NOW + timedelta(minutes=1))
        self.env["dealership.delivery"]._recover_interrupted()
        self.assertEqual(self.send(NOW + timedelta(minutes=2)), 0)
        for delivery in taken | sending:
            self.assertEqual((delivery.state, delivery.reason), PARKED)
        self.assertEqual(self.sink.messages, [])

    def test_14_08_moved_parks_odoos_queues(self):
        mails = self.env["mail.mail"].create(
            [
                {"email_to": "a@b.test", "email_from": "c@d.test", "scheduled_date": scheduled}
                for scheduled in (False, NOW, NOW + timedelta(days=1))
            ]
        )
        sms = self.env["sms.sms"].create({"number": "+33612345678", "body": "Hello"})
        mailing = self.env["mailing.mailing"].create(
            {"subject": "News", "mailing_model_id": self.env["ir.model"]._get("res.partner").id, "state": "in_queue"}
        )
        self.become_another()
        self.env["mailing.mailing"]._process_mass_mailing_queue()
        self.assertEqual(mailing.state, "in_queue")
        self.decide("action_moved")
        self.assertEqual(mails.mapped("state"), ["exception", "exception", "outgoing"])
        self.assertEqual((sms.state, mailing.state), ("error", "draft"))
        # A person sends one again.
        mails[0].mark_outgoing()
        mails[0].send()
        self.assertEqual(self.sink.recipients, ["a@b.test"])

    # -- a copy ---------------------------------------------------------------------------------------

    def test_14_08_a_copy_is_neutralised_and_stays_one(self):
        provider = self.open_provider()
        runs = [scenario._run(NOW) for scenario in self.make_both()]
        self.become_another()
        self.decide("action_copy")
        self.assertEqual(self.database.status, "copy")
        self.assertFalse(self.account.auth_token or self.account.account_sid)
        self.assertFalse(self.server.active)
        self.assertFalse(self.env.ref("crm_dealership.ir_cron_process_deliveries").active)
        self.assertTrue(self.env["ir.config_parameter"].get_param("database.is_neutralized"))
        # Somebody switches everything on again by hand.
        self.server.active = True
        self.env["ir.cron"].with_context(active_test=False).search([]).active = True
        self.account.write({"account_sid": "AC1", "auth_token": "token"})
        self.company_a.sms_twilio_auth_token = "local-token"
        self.env["dealership.delivery"]._cron_process()
        self.assertEqual(self.send(), 0)
        with self.assertRaisesRegex(UserError, "it is a copy"):
            self.open_purchase().action_buy()
        self.assertEqual((self.sink.messages, provider.messages, self.shop.requests), ([], [], []))
        # It takes the place of the original after all.
        self.decide("action_moved")
        self.assertEqual(self.send(), 0)
        for run in runs:
            self.assertEqual({(each.state, each.reason) for each in run.delivery_ids}, {PARKED})

    def test_14_08_neutralised_before_anything_was_sent(self):
        self.database.unlink()
        self.neutralize()
        self.assertEqual(self.database.search([]).status, "copy")
        self.neutralize()
        self.assertFalse(self.database._may_send())

    def neutralize(self):
        self.env.flush_all()
        self.env.cr.execute((ADDON / "data" / "neutralize.sql").read_text())
        self.env.invalidate_all()

    def test_14_08_no_secret_of_ours_is_left(self):
        """Whatever is for system administrators only leaves a copy, but for what opens nothing."""
        harmless = {
            "dealership.provider.account.api_url",
            # Hashes: of the keys of others to post to us, and of what came in.
            "dealership.source.key.key_hash",
            "dealership.lead.receipt.fingerprint",
            "dealership.lead.receipt.person_hashes",
            # A place beneath a directory that the operator of a server names: in a copy nobody looks there.
            "dealership.source.folder",
            "dealership.source.folder_seen",
        }
        accounts = self.account | self.account.create({"name": "Aircall", "provider": "aircall", "auth_token": "x"})
        scenario = self.make_scenario(self.targeting, mail_server_id=self.server.id)
        records = [*accounts, scenario]
        before = {record: record.read()[0] for record in records}
        self.neutralize()
        self.assertEqual(len(set(accounts.mapped("webhook_token"))), 2)
        secret = {
            f"{name}.{field.name}"
            for name, model in self.env.registry.items()
            if model._original_module == "crm_dealership"
            for field in model._fields.values()
            if field.store and field.groups == "base.group_system"
        }
        changed = {
            f"{record._name}.{field}"
            for record in records
            for field, value in record.read()[0].items()
            if value != before[record][field]
        }
        self.assertEqual(secret - changed, harmless)

    def test_14_08_an_update_notes_what_is_at_work(self):
        """An installation of 19.0.1.0.0 is known from the update on, and known only once."""
        self.database.unlink()
        script = compile((ADDON / "migrations/19.0.1.1.0/post-database.py").read_text(), "post-database", "exec")
        namespace = {}
        exec(script, namespace)  # noqa: S102 a file of ours
        namespace["migrate"](self.env.cr, "19.0.1.0.0")
        self.assertTrue(self.database.search([])._may_send())
        self.database.search([]).database_oid = "1"
        namespace["migrate"](self.env.cr, "19.0.1.0.0")
        self.assertFalse(self.database._may_send())


def _imported(path):
    """Return the libraries that a file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module)
    return {name.partition(".")[0] for name in names if not name.startswith("urllib.parse")}


@tagged("post_install", "-at_install")
class TestHeldReminders(LifetimeCommon):
    """Reminders of leads are e-mails, too, and notes on the screen of whoever is logged in."""

    def test_14_08_no_lead_is_reminded_of_elsewhere(self):
        self.enterContext(mute_logger(database_decision.__name__))
        database = DatabaseCommon.note_database.__func__(type(self))
        lead = self.receive(user_id=self.user_adviser.id)
        database.database_oid = "1"
        self.assertEqual(self.tick(START + timedelta(minutes=5)), [])
        with freeze_time(START + timedelta(minutes=6)):
            database.with_user(self.env.ref("base.user_admin")).action_moved()
        self.assertEqual(self.tick(START + timedelta(minutes=6)), [], "that one may have left elsewhere")
        self.assertEqual(self.toasts, [])
        self.assertEqual(lead.lifetime_reminder_count, 1)
        self.assertEqual(self.tick(START + timedelta(minutes=8)), [self.user_adviser.email])


@tagged("post_install", "-at_install")
class TestHeldScreens(HttpCase):
    """Whoever works with it sees it on every screen; others see nothing of it."""

    def get_status(self, login):
        self.authenticate(login, login)
        answer = self.make_jsonrpc_request("/web/session/get_session_info", {})
        return answer.get("dealership_database_held")

    def test_14_08_the_screens_say_so(self):
        mail_new_test_user(self.env, "held_user", groups=USER)
        mail_new_test_user(self.env, "held_outsider", groups="base.group_user")
        self.env["dealership.database"]._note()
        self.assertEqual(self.get_status("held_user"), "")
        self.env["dealership.database"].search([]).database_oid = "1"
        self.env.flush_all()
        self.assertEqual(self.get_status("held_user"), "doubt")
        self.assertIsNone(self.get_status("held_outsider"))


@tagged("post_install", "-at_install")
class TestFirstSending(BaseCase):
    """Real transactions: who notes the database, and who can't."""

    def test_14_08_a_read_replica_notes_nothing(self):
        """Screens may be read from one: it has the fingerprint of the server it follows."""
        with Registry(get_db_name()).cursor() as replica:
            replica.execute(SQL("DELETE FROM dealership_database"))
            replica.commit()
            replica._cnx.readonly = True
            database = api.Environment(replica, SUPERUSER_ID, {})["dealership.database"]
            database._note()
            self.assertEqual(database._get_holding_status(), "")
            self.assertFalse(database.search([]))
            replica.rollback()
            replica._cnx.readonly = False

    def test_14_08_two_at_once(self):
        """Two workers note the database at the same moment: one row, and neither fails."""
        registry = Registry(get_db_name())
        with registry.cursor() as one, registry.cursor() as two:
            one.execute(SQL("DELETE FROM dealership_database"))
            one.commit()
            databases = [api.Environment(cr, SUPERUSER_ID, {})["dealership.database"] for cr in (one, two)]
            # Both have looked, and found nothing.
            for database in databases:
                self.assertEqual(database._get_status(), "original")
            databases[0]._note()
            one.commit()
            databases[1]._note()
            two.execute("SELECT 1")
            self.assertEqual(databases[1]._get_status(), "original")
            two.commit()
            one.execute("SELECT count(*) FROM dealership_database")
            self.assertEqual(one.fetchone(), (1,))
