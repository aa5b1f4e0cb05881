from freezegun import freeze_time

from odoo.tests import tagged

from ..ledger.common import NOW
from .test_rehearsal import RehearsalCase


@tagged("post_install", "-at_install")
class TestNames(RehearsalCase):
    """What is computed in words is read in the language and at the hours of each reader, within one transaction."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.env.user.tz = "Europe/Paris"

    def read_in_both(self, record, name="display_name"):
        return [record.with_context(lang=lang)[name] for lang in ("en_US", "fr_FR")]

    def test_12_a_run(self):
        run = self.make_scenario(self.targeting, name="Spring")._run(NOW)
        run.started_at = NOW
        english, french = self.read_in_both(run)
        self.assertIn("3/14/26", english)
        self.assertEqual(french, "Spring (14/03/2026 09:00)")
        self.user_director.tz = "Asia/Tokyo"
        director = run.with_user(self.user_director).with_context(lang="fr_FR")
        self.assertEqual(director.display_name, "Spring (14/03/2026 17:00)")

    def test_12_a_snapshot(self):
        self.env["dealership.targeting.snapshot"]._take(self.targeting, "refresh", NOW)
        snapshot = self.env["dealership.targeting.snapshot"].search([("targeting_id", "=", self.targeting.id)], limit=1)
        snapshot.taken_at = NOW
        english, french = self.read_in_both(snapshot)
        self.assertIn("3/14/26", english)
        self.assertIn("14/03/2026 09:00", french)

    def test_12_a_step(self):
        step = self.make_scenario(
            self.targeting, [{"channel": "call", "message_id": False, "task_summary": "?"}]
        ).step_ids
        self.assertEqual(self.read_in_both(step), ["Phone Call", "Appel téléphonique"])

    def test_12_a_step_of_a_card(self):
        step = self.env["dealership.scenario.model.step"].search([("channel", "=", "letter")], limit=1)
        self.assertEqual(self.read_in_both(step, "channel_label"), ["Letter", "Courrier"])

    def test_12_why_customers_of_a_run_were_left_out(self):
        self.make_townsman("Jeanne Bonnet", email=False)
        run = self.make_scenario(self.targeting)._run(NOW)
        english, french = self.read_in_both(run, "left_out_summary")
        self.assertTrue(english)
        self.assertNotEqual(english, french)

    def test_12_a_lifetime(self):
        lifetime = self.env["dealership.lead.lifetime"].search([("enquiry_type_ids", "=", False)], limit=1)
        english, french = self.read_in_both(lifetime)
        self.assertIn("all enquiries", english)
        self.assertNotIn("all enquiries", french)

    def test_12_a_call(self):
        call = self.env["dealership.call"].new({"direction": "in"})
        self.assertEqual(self.read_in_both(call), ["Withheld number", "Numéro masqué"])
        call.summary_state = "bad_quality"
        english, french = self.read_in_both(call, "summary_text")
        self.assertTrue(english)
        self.assertNotEqual(english, french)

    @freeze_time(NOW)
    def test_12_the_holidays_of_a_place(self):
        self.team_a.country_id = self.env.ref("base.fr")
        english, french = self.read_in_both(self.team_a, "next_holidays")
        self.assertIn("04/06/2026", english)
        self.assertIn("06/04/2026", french)

    def test_12_the_days_of_a_rehearsal(self):
        """As anywhere else: the first of a month is “1er”."""
        self.make_owners([1])
        rehearsal = self.rehearse(self.make_anniversary())
        english, french = self.read_in_both(rehearsal, "chart")
        self.assertEqual((english["days"][18], french["days"][18]), ("Wed 1 Apr", "mer. 1er avr."))
