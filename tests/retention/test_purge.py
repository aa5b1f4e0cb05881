from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.crm_dealership.models.ledger import statistics
from odoo.addons.crm_dealership.models.retention import purge_running

from .common import LATER, RetentionCommon


@tagged("post_install", "-at_install")
class TestPurge(RetentionCommon):
    """Counted, looked at, confirmed, gone batch by batch, written down."""

    def count(self, company=None, now=LATER):
        purge = self.purges._make(company or self.company_a, now)
        return purge.with_user(self.user_administrator)

    def get_line(self, purge, kind="prospect"):
        return purge.line_ids.filtered(lambda line: line.kind == kind)

    @contextmanager
    def _without_commits(self):
        crons = self.registry["ir.cron"]
        with patch.object(crons, "_commit_progress", lambda cron, processed=0, **options: 60.0):
            yield

    def run_cron(self):
        with self._without_commits():
            self.purges._cron_purge()

    def test_13_counted_seen_confirmed_and_gone(self):
        for number in range(5):
            self.make_customer(f"Silent {number}", phone=False)
        call = self.make_call()
        purge = self.count()
        line = self.get_line(purge)
        self.assertEqual((line.counted_count, line.years), (6, "3"))
        self.assertEqual(self.get_line(purge, "recording").counted_count, 1)
        action = line.action_view_records()
        listed = self.env[action["res_model"]].with_user(self.user_administrator).with_context(**action["context"])
        listed = listed.search(action["domain"])
        self.assertEqual(len(listed), 6)
        self.assertIn(self.silent, listed)
        dialogue = purge.action_confirm()
        wizard = self.env[dialogue["res_model"]].with_user(self.user_administrator)
        wizard = wizard.with_context(**dialogue["context"]).create({})
        self.assertEqual(wizard.counted_count, purge.counted_count)
        wizard.action_purge()
        self.assertEqual((purge.state, purge.user_id), ("running", self.user_administrator))
        self.assertTrue(self.silent.email)
        with patch.object(purge_running, "BATCH", 2):
            self.run_cron()
        self.assertEqual((purge.state, purge.purged_count), ("done", purge.counted_count))
        self.assertTrue(purge.finished_at)
        self.assertFalse(self.silent.email or self.silent.active or call.transcription)
        self.assertTrue(self.silent.emptied_at)
        self.assertFalse(self.env["dealership.purge"].search([("state", "=", "running")]))

    def test_13_counting_has_postgresql_look_at_what_it_never_saw(self):
        """As in a database just restored, where counting prospects took hours."""
        self.make_invoice(self.silent)
        self.env.flush_all()
        tables = ["account_move", "dealership_consent", "res_partner"]
        self.keep_maintenance_away(*tables)
        self.env["dealership.consent"]._record(self.silent, "marketing", "email", False, "form")
        self.env.cr.execute("UPDATE pg_class SET reltuples = -1, relpages = 0 WHERE relname = ANY(%s)", [tables])
        with patch.object(statistics, "LARGE", 1):
            self.count()
        self.env.cr.execute("SELECT relname FROM pg_class WHERE reltuples < 0 AND relname = ANY(%s)", [tables])
        self.assertFalse(self.env.cr.fetchall())

    def test_13_who_comes_back_to_life_meanwhile_stays(self):
        purge = self.count()
        purge._start()
        self.make_invoice(self.silent)
        self.run_cron()
        self.assertTrue(self.silent.email, "came back to life meanwhile")
        self.assertEqual((purge.state, purge.purged_count), ("done", 0))

    def test_13_more_than_was_shown_is_refused(self):
        purge = self.count()
        self.make_customer("One more", phone=False)
        with self.assertRaisesRegex(UserError, "2 by now, where 1"):
            purge._start()
        purge.action_count()
        self.assertEqual((purge.state, purge.counted_count), ("counted", 0), "counted as of today")
        with self.assertRaises(UserError):
            purge._start()

    def test_13_never_more_than_was_shown_goes(self):
        purge = self.count()
        purge._start()
        more = self.make_customer("One more", phone=False)
        self.run_cron()
        self.assertEqual(self.get_line(purge).purged_count, 1)
        self.assertTrue(more.email)

    def test_13_one_in_the_way_holds_up_no_other(self):
        other = self.make_customer("Other", phone=False)
        purge = self.count()
        purge._start()
        erase = self.registry["res.partner"]._erase

        def refuse(partners, *args, **options):
            if self.silent in partners:
                raise ValueError(partners)
            return erase(partners, *args, **options)

        with patch.object(self.registry["res.partner"], "_erase", refuse), mute_logger(purge_running.__name__):
            self.run_cron()
        line = self.get_line(purge)
        self.assertEqual((line.purged_count, line.failed_count, purge.state), (1, 1, "done"))
        self.assertTrue(self.silent.email)
        self.assertFalse(other.email)

    def test_13_goes_on_where_it_was_and_stops(self):
        other = self.make_customer("Other", phone=False)
        purge = self.count()
        purge._start()
        with patch.object(purge_running, "BATCH", 1):
            purge.sudo()._let_go_some()
        self.assertFalse(self.silent.email)
        purge.action_stop()
        self.run_cron()
        self.assertTrue(other.email)
        self.assertEqual((purge.state, purge.purged_count), ("stopped", 1))

    def test_13_administrators_of_that_company(self):
        purge = self.count()
        for user in (self.user_sales, self.user_director, self.user_foreign):
            mine = purge.with_user(user)
            for name in ("action_make", "action_count", "action_confirm", "action_stop"):
                with self.subTest(user=user.login, name=name), self.assertRaises(AccessError):
                    getattr(mine, name)()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.get_line(mine.sudo()).with_user(user).action_view_records()
        elsewhere = purge.with_context(allowed_company_ids=self.company_b.ids)
        for action in (elsewhere.action_count, self.get_line(purge).with_env(elsewhere.env).action_view_records):
            with self.assertRaises(AccessError):
                action()

    def test_13_what_was_purged_stays_written_down(self):
        purge = self.count()
        for vals in ({"state": "running"}, {"counted_at": LATER}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                purge.write(vals)
        purge._start()
        with self.assertRaises(UserError):
            purge.sudo().unlink()

    def test_13_why_somebody_may_go(self):
        self.make_call(self.silent)
        purge = self.count()
        silent = self.silent.with_user(self.user_administrator)
        self.assertEqual(silent.last_contact, "Call")
        self.assertFalse(self.make_customer("Never", phone=False).last_contact_at)
        self.assertEqual(self.get_line(purge).counted_count, 1)

    def test_13_by_itself_only_where_chosen(self):
        self.purges._begin_monthly(LATER)
        self.assertFalse(self.purges.search([]))
        self.company_a.dealership_purge_monthly = True
        self.purges._begin_monthly(LATER)
        self.purges._begin_monthly(LATER)
        purge = self.purges.search([])
        self.assertEqual((len(purge), purge.company_id, purge.state), (1, self.company_a, "running"))
        self.assertFalse(purge.user_id)
        self.run_cron()
        self.assertFalse(self.silent.email)
