from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from odoo.tests import TransactionCase, tagged

FILE = Path(__file__).parents[2] / "migrations" / "19.0.1.1.0" / "post-cards.py"


@tagged("post_install", "-at_install")
class TestNewCards(TransactionCase):
    """Cards that an older version did not have are made by its update, and only these."""

    def test_13_made_by_the_update(self):
        ours = self.env["ir.model.data"].search([("model", "=", "dealership.scenario.model")])
        cards = self.env["dealership.scenario.model"].browse(ours.mapped("res_id")).exists()
        notices = cards.filtered(
            lambda card: card.get_external_id()[card.id].endswith(("appointment_moved", "safety_recall"))
        )
        deleted = (cards - notices).filtered(lambda card: not card.scenario_ids)[:1]
        (notices | deleted).unlink()
        spec = spec_from_file_location("cards", FILE)
        migration = module_from_spec(spec)
        spec.loader.exec_module(migration)
        migration.migrate(self.env.cr, "19.0.1.0.0")
        for name in ("appointment_moved", "safety_recall"):
            card = self.env.ref(f"crm_dealership.scenario_model_{name}")
            self.assertTrue(card.step_ids and card.sent_after_stop)
        self.assertFalse(deleted.exists())
