from odoo.tests import tagged

from ..ledger.common import NOW
from .smtp_common import SmtpCommon

OWN = ("skipped", "own_address")


@tagged("post_install", "-at_install")
class TestOwnAddresses(SmtpCommon):
    """Nothing is sent to an address of ours, whoever has it as theirs: it would come in as their answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team_a.write({"alias_name": "rodez", "alias_domain_id": cls.domain.id})
        other = cls.env["mail.alias.domain"].create({"name": "tarn.test", "default_from": "garage@elsewhere.test"})
        cls.company_b.alias_domain_id = other
        model = cls.env["ir.model"]._get("res.partner")
        vals = {"alias_name": "partout", "alias_model_id": model.id, "alias_incoming_local": True}
        cls.env["mail.alias"].create({**vals, "alias_domain_id": other.id})
        cls.env["ir.config_parameter"].set_param("mail.catchall.domain.allowed", "old.test, older.test")

    def make_all(self):
        ours = {
            "Catchall": "Reponse@Aveyron.test",
            "Bounce": "retour@aveyron.test",
            "From": "info@aveyron.test",
            "Team": "rodez@aveyron.test",
            "Plus": "reponse+12.0123456789@aveyron.test",
            "Other Company": "catchall@tarn.test",
            "Other From": "garage@elsewhere.test",
            "Local": "partout@aveyron.test",
            "Old": "partout@older.test",
        }
        theirs = {
            "Same Name": "reponse@customer.test",
            "Same Local": "partout@customer.test",
            "Own Mailbox": "sandrine@aveyron.test",
            "Own Plus": "jean+reponse@customer.test",
        }
        for name, address in (ours | theirs).items():
            self.make_townsman(name).email = address
        return {**dict.fromkeys(ours, OWN), **dict.fromkeys(theirs, "sent"), "Jeanne": "sent"}

    def test_14_09_they_are_left_out_with_their_reason(self):
        expected = self.make_all()
        self.assertDeliveries(self.deliver(), expected)
        self.assertEqual(len(self.sink.messages), list(expected.values()).count("sent"))

    def test_14_09_reach_and_ledger_agree(self):
        expected = self.make_all()
        scenario = self.make_scenario(self.targeting)
        run = scenario._run(NOW)
        label = dict(run.delivery_ids._fields["reason"]._description_selection(self.env))["own_address"]
        self.assertIn(f"{label}: {list(expected.values()).count(OWN)}", run.left_out_summary)
        rehearsal = self.env["dealership.rehearsal"].create({"scenario_id": scenario.id})
        rehearsal._play(NOW, seconds=30)
        self.assertIn("own_address", rehearsal.line_ids.mapped("reason"))

    def test_14_09_an_alias_made_between_planning_and_sending(self):
        run = self.make_scenario(self.targeting)._run(NOW)
        self.assertEqual(run.delivery_ids.state, "planned")
        self.domain.write({"name": "customer.test", "catchall_alias": "jeanne"})
        self.send()
        self.assertDeliveries(run.delivery_ids, {"Jeanne": OWN})

    def test_14_09_the_other_channel_takes_over(self):
        self.jeanne.write({"email": "reponse@aveyron.test", "street": "1 rue", "city": "Testbourg"})
        steps = ({"channel": "email", "fallback_channel": "other", "fallback_message_id": False, "task_summary": "x"},)
        run = self.make_scenario(self.targeting, steps)._run(NOW)
        self.assertEqual(run.delivery_ids.channel, "other")

    def test_14_09_no_confirmation_is_asked_for(self):
        delivery = self.deliver()["Jeanne"]
        self.domain.write({"name": "customer.test", "catchall_alias": "jeanne"})
        delivery._ask_for_confirmation([self.env["dealership.topic"]])
        self.assertFalse(self.env["mail.mail"].search([("email_to", "=", "jeanne@customer.test")]))
        self.assertFalse(delivery.confirmation_count)
