from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..ledger.common import NOW, DeliveryCommon


@tagged("post_install", "-at_install")
class TestArchiving(DeliveryCommon):
    """Whatever a scenario stands on: once it is archived the scenario stops, says why, and reaches nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_townsman("Jeanne")
        cls.scenario = cls.make_scenario(cls.targeting, name="Birthdays")

    def assertStopped(self, word):
        self.assertEqual((self.scenario.state, self.scenario.next_run_at), ("paused", False))
        self.assertIn(word, self.scenario.last_error)
        self.assertIn(word, self.scenario.message_ids[:1].body)
        self.assertIn(self.user_director.partner_id, self.scenario.message_ids[:1].notified_partner_ids)
        with self.assertRaisesRegex(ValidationError, word):
            self.scenario.action_activate()

    def test_11_17_archived_point_of_sale(self):
        number = self.env["dealership.tracking.number"].create(
            {"name": "Web", "number": "+33565000001", "team_id": self.team_a.id}
        )
        self.team_a.active = False
        self.assertStopped("Rodez")
        self.assertEqual((number.team_id, number.active), (self.team_a, True))
        self.team_a.active = True
        self.scenario.action_activate()
        self.assertEqual((self.scenario.state, self.scenario.last_error), ("active", False))

    def test_11_17_archived_targeting_message_company_server(self):
        server = self.env["ir.mail_server"].create({"name": "Own", "smtp_host": "localhost"})
        message = self.make_message(name="Spring")
        self.scenario.step_ids.message_id = message
        self.scenario.mail_server_id = server
        for record, word in ((self.targeting, "Targeting"), (message, "Spring"), (server, "Own")):
            with self.subTest(record=record):
                record.active = False
                self.assertStopped(word)
                record.active = True
                self.scenario._set_state("active")
        self.env.user.company_id = self.company_b
        for user in self.env["res.users"].search([("company_id", "=", self.company_a.id)]):
            user.write({"company_ids": [(4, self.company_b.id)], "company_id": self.company_b.id})
        self.company_a.active = False
        self.assertStopped("Groupe Aveyron")

    def test_11_17_archived_profile(self):
        profile = self.env["dealership.customer.profile"].create({"name": "Careful"})
        self.env.cr.execute(
            "UPDATE dealership_scenario SET reminder_profile_id = %s WHERE id = %s", [profile.id, self.scenario.id]
        )
        self.scenario.invalidate_recordset()
        profile.action_archive()
        self.assertStopped("Careful")

    def test_11_17_looked_at_again_at_each_run_and_sending(self):
        """What was archived another way, as by SQL, is noticed before anything is done."""
        self.scenario._run(NOW)
        self.env.cr.execute("UPDATE crm_team SET active = FALSE WHERE id = %s", [self.team_a.id])
        self.team_a.invalidate_recordset()
        self.send()
        self.assertEqual(self.scenario.run_ids.delivery_ids.state, "planned")
        self.assertStopped("Rodez")
        self.scenario._set_state("active", next_run_at=NOW)
        self.assertFalse(self.scenario._run_in_turn(NOW))
        self.assertEqual(len(self.scenario.run_ids), 1)
        self.assertStopped("Rodez")

    def test_11_17_archiving_a_point_of_sale_tells_what_hangs_on_it(self):
        lead = self.make_lead()
        self.make_lead(active=False)
        administrator = self.user_administrator
        action = self.team_a.with_user(administrator).action_archive()
        self.assertFalse(self.team_a.active)
        self.assertStopped("Rodez")
        dialog = self.env[action["res_model"]].with_user(administrator).browse(action["res_id"])
        self.assertEqual((dialog.scenario_count, dialog.number_count, dialog.lead_count), (1, 0, 1))
        with self.assertRaises(UserError):
            dialog.action_move()
        dialog.destination_id = self.team_b
        done = dialog.action_move()
        self.assertIn("Moved to", done["params"]["message"])
        self.assertEqual(done["params"]["next"]["type"], "ir.actions.act_window_close")
        self.assertEqual((lead.team_id, self.scenario.team_id), (self.team_b, self.team_b))
        self.assertEqual(self.scenario.state, "paused")

    def test_11_17_archiving_says_which_scenarios_stop(self):
        action = self.targeting.with_user(self.user_director).action_archive()
        self.assertIn("Birthdays", action["params"]["message"])
        self.assertFalse(self.make_targeting().action_archive())

    def test_11_17_a_point_of_sale_on_which_nothing_hangs(self):
        self.assertFalse(self.make_team().with_user(self.user_administrator).action_archive())
