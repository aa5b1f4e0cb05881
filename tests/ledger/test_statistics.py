from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.crm_dealership.models.ledger import statistics

from .common import NOW, DeliveryCommon

TABLES = ["dealership_enrolment", "dealership_delivery"]
COUNT = 1000


@tagged("post_install", "-at_install")
class TestLedgerStatistics(DeliveryCommon):
    """What PostgreSQL knows of the ledger, and how much it reads of it."""

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

    def get_known(self, *tables):
        query = "SELECT relname, reltuples FROM pg_class WHERE relname = ANY(%s)"
        self.env.cr.execute(query, [[*(tables or TABLES)]])
        return dict(self.env.cr.fetchall())

    def count_read(self):
        query = "SELECT sum(seq_tup_read + idx_tup_fetch) FROM pg_stat_xact_user_tables WHERE relname = ANY(%s)"
        self.env.cr.execute(query, [TABLES])
        return int(self.env.cr.fetchone()[0])

    def look_at_empty_ledger(self):
        """Have PostgreSQL believe that next to nothing is in the ledger: it looked before the run, and not since."""
        self.env.cr.execute("DELETE FROM dealership_enrolment")
        self.env.cr.execute("ANALYZE dealership_enrolment, dealership_delivery")
        self.enterContext(patch.object(statistics, "MANY", 1_000_000))

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
        """However few rows PostgreSQL expects: the query of what is due runs once, not for each delivery."""
        self.look_at_empty_ledger()
        self.make_scenario(self.targeting)._run(NOW)
        ledger = self.env["dealership.delivery"]
        before = self.count_read()
        with patch.object(type(ledger), "_make_ready"):
            self.assertEqual(len(ledger._claim_due(1, NOW, COUNT // 2)), COUNT // 2)
        self.assertLess(self.count_read() - before, 20 * COUNT)
