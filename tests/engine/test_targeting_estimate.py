from odoo.tests import BaseCase, tagged

from odoo.addons.crm_dealership.engine.targeting.estimate import read_rows


@tagged("post_install", "-at_install")
class TestEstimate(BaseCase):
    def test_two_digits(self):
        for rows, expected in ((0, 0), (7, 7), (99, 99), (104, 100), (987, 990), (412_345, 410_000), (4e6, 4_000_000)):
            self.assertEqual(read_rows([{"Plan": {"Plan Rows": rows}}]), expected, rows)
