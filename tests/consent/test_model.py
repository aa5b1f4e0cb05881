from odoo.tests import TransactionCase, tagged

from ...benchmarks.consent import RandomLife


@tagged("post_install", "-at_install")
class TestConsentModel(TransactionCase):
    """What ``./dev bench consent`` does with 10,000 customers and 50,000 decisions, in small."""

    def test_13_random_decisions_come_to_what_a_plain_model_says(self):
        for seed in range(2):
            life = RandomLife(self.env, 60, seed)
            life.go_on(600)
            self.assertTrue(life.merged and life.erased)
            self.assertGreater(life.compare(), 1000)
