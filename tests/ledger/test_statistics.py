from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.crm_dealership.benchmarks.reminding import stage
from odoo.addons.crm_dealership.models.ledger import statistics

from ..invoice.common import ReminderCommon
from .common import NOW, DeliveryCommon

TABLES = ["dealership_enrolment", "dealership_delivery"]
# What is read while the tests count.
READ = [*TABLES, "account_move", "account_move_line"]
COUNT = 1000
# What PostgreSQL may be made to expect of the ledger: rows per page.
EXPECTED = {"next to nothing": 0, "a great many": 10_000}
OTHER_SCENARIOS = 20


class KnownRows:
    """What PostgreSQL knows of the ledger, and how much it has read of it so far in this transaction."""

    def setUp(self):
        super().setUp()
        self.keep_maintenance_away(*READ, "res_partner")

    def get_known(self, *tables):
        query = "SELECT relname, reltuples FROM pg_class WHERE relname = ANY(%s)"
        self.env.cr.execute(query, [[*(tables or TABLES)]])
        return dict(self.env.cr.fetchall())

    def count_read(self):
        query = "SELECT sum(seq_tup_read + idx_tup_fetch) FROM pg_stat_xact_user_tables WHERE relname = ANY(%s)"
        self.env.cr.execute(query, [READ])
        return int(self.env.cr.fetchone()[0])

    @contextmanager
    def expecting(self, rows):
        """Have PostgreSQL expect so many rows per page of the ledger, whatever is in it; only a superuser can.

        What is done meanwhile is taken back.
        """
        savepoint = self.env.cr.savepoint()
        self.env.cr.execute("DELETE FROM pg_statistic WHERE starelid = ANY(%s::regclass[])", [TABLES])
        self.env.cr.execute(
            """UPDATE pg_class SET reltuples = %s, relpages = 1, relallvisible = 0
                WHERE oid IN (SELECT unnest(ARRAY[indrelid, indexrelid]) FROM pg_index
                               WHERE indrelid = ANY(%s::regclass[]))""",
            [rows, TABLES],
        )
        try:
            with patch.object(statistics, "MANY", 1_000_000):
                yield
        finally:
            self.env.invalidate_all(flush=False)
            savepoint.close(rollback=True)


@tagged("post_install", "-at_install")
class TestLedgerStatistics(KnownRows, DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.partner"].create(
            [
                {"name": f"Customer {number}", "email": f"c{number}@example.com", "city": "Testbourg"}
                | {"company_id": cls.company_a.id}
                for number in range(COUNT)
            ]
        )

    def test_12_a_run_that_fills_the_ledger_has_postgresql_look(self):
        """Else what follows in the same transaction is planned for an empty ledger."""
        self.env.cr.execute("DELETE FROM dealership_enrolment")
        self.env.cr.execute("ANALYZE dealership_enrolment, dealership_delivery")
        self.make_scenario(self.targeting)._run(NOW)
        for table, known in self.get_known().items():
            self.assertGreaterEqual(known, COUNT, table)

    def test_12_a_run_that_adds_little_does_not_pay_for_it(self):
        self.make_scenario(self.targeting)._run(NOW)
        known = self.get_known()
        scenario = self.make_scenario(self.targeting)
        with patch.object(statistics, "MANY", COUNT + 1):
            scenario._run(NOW)
        self.assertEqual(self.get_known(), known)

    def test_12_a_run_has_postgresql_look_at_what_it_never_saw(self):
        """A database that was just restored, or filled: a rule of two categories took more than a minute."""
        scenario = self.make_scenario(self.targeting)
        self.env.cr.execute("UPDATE pg_class SET reltuples = -1, relpages = 0 WHERE relname = 'res_partner'")
        scenario._run(NOW)
        self.assertEqual(self.get_known("res_partner"), {"res_partner": -1}, "a small table is not worth it")
        with patch.object(statistics, "LARGE", 0):
            scenario._run(NOW)
            self.assertGreaterEqual(self.get_known("res_partner")["res_partner"], COUNT)
            self.env.cr.execute("UPDATE pg_class SET reltuples = 1 WHERE relname = 'res_partner'")
            scenario._run(NOW)
        self.assertEqual(self.get_known("res_partner"), {"res_partner": 1}, "what it has seen as large is left to it")

    def test_12_claiming_reads_what_it_claims(self):
        """However few rows PostgreSQL expects, and however many scenarios there are: what is due is read once."""
        for _number in range(OTHER_SCENARIOS):
            self.make_scenario(self.targeting)
        with patch.object(type(self.env["dealership.delivery"]), "_make_ready"):
            self.assertClaimingReads(COUNT // 2, 10 * COUNT)

    def test_12_judging_reads_what_it_judges(self):
        self.assertClaimingReads(COUNT, 50 * COUNT)

    def assertClaimingReads(self, claimed, less_than):
        """Claim so many of what is due, whatever PostgreSQL expects, and compare the rows read."""
        scenario = self.make_scenario(self.targeting)
        for name, rows in EXPECTED.items():
            with self.subTest(expected=name), self.expecting(rows):
                scenario._run(NOW)
                before = self.count_read()
                self.assertEqual(len(self.env["dealership.delivery"]._claim_due(1, NOW, claimed)), claimed)
                self.assertLess(self.count_read() - before, less_than)


@tagged("post_install", "-at_install")
class TestReminderStatistics(KnownRows, ReminderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        account = cls.env["account.account"].with_company(cls.company_a)
        journal = cls.env["account.journal"].search([("type", "=", "sale"), ("company_id", "=", cls.company_a.id)])
        values = {
            "company": cls.company_a.id,
            "currency": cls.company_a.currency_id.id,
            "journal": journal[:1].id,
            "receivable": account.search([("account_type", "=", "asset_receivable")], limit=1).id,
            "income": account.search([("account_type", "=", "income")], limit=1).id,
            "user": cls.user_director.id,
            "today": NOW.date(),
            "customers": COUNT // 8,
            "invoices": COUNT // 2,
            "credit_notes": 0,
        }
        cls.env.flush_all()
        for statement in (stage.CUSTOMERS, stage.WHOLE, stage.INVOICES, stage.LINES):
            cls.env.cr.execute(statement, values)
        cls.env.invalidate_all()
        # Whether maintenance has come by must not decide; what it costs where it never did, benchmarks measure.
        cls.env.cr.execute("ANALYZE res_partner, account_move, account_move_line")

    def give_ledger_pages(self, night):
        """Have the files of the ledger be those of a ledger in use, by a night that is taken back.

        A table of four pages is quicker to read than an index, and PostgreSQL rightly does: whether an earlier test has
        left pages, or autovacuum has taken them away, must not decide.
        """
        savepoint = self.env.cr.savepoint()
        self.scenario._run(night)
        self.env.flush_all()
        self.env.invalidate_all()
        savepoint.close(rollback=True)

    def test_12_a_night_reads_what_is_due(self):
        """Planning and sending look up what each due date needs, whatever PostgreSQL expects."""
        night = self.get_night(NOW.date())
        self.give_ledger_pages(night)
        for name, rows in EXPECTED.items():
            with self.subTest(expected=name), self.expecting(rows):
                before = self.count_read()
                run = self.scenario._run(night)
                self.assertEqual(run.enrolled_count, COUNT // 2)
                planned = self.count_read()
                self.assertLess(planned - before, 30 * COUNT)
                self.assertTrue(self.env["dealership.delivery"]._process_due(night))
                self.assertLess(self.count_read() - planned, 100 * COUNT)
                self.env.flush_all()
