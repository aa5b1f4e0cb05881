from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..ledger.common import NOW, DeliveryCommon
from .common import RulesMixin


@tagged("post_install", "-at_install")
class TestEvents(RulesMixin, DeliveryCommon):
    """What happens in the ledger starts automation rules, and no rule can harm the ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jeanne = cls.make_townsman("Jeanne")
        cls.scenario = cls.make_scenario(cls.targeting)

    def test_enrolled(self):
        self.make_townsman("Paul")
        self.make_rule("enrolled", "dealership.enrolment", "record.partner_id.write({'ref': record.scenario_id.name})")
        self.scenario._run(NOW)
        self.assertEqual(self.jeanne.ref, "Scenario")

    def test_enrolled_by_an_action_once_each(self):
        self.make_rule("enrolled", "res.partner", "record.write({'ref': (record.ref or '') + 'x'})")
        for name in ("A", "B", "C"):
            self.scenario._enrol_records(self.make_customer(name))
        customers = self.scenario.run_ids.enrolment_ids.partner_id
        self.assertEqual(customers.mapped("ref"), ["x", "x", "x"])

    def test_sent_about_the_delivery_and_about_the_customer(self):
        self.make_rule("sent", "dealership.delivery", "record.partner_id.write({'ref': record.address})")
        self.make_rule("sent", "res.partner", "record.write({'comment': 'written to'})")
        self.run_and_send(self.scenario)
        self.assertEqual((self.jeanne.ref, str(self.jeanne.comment)), ("jeanne@customer.test", "<p>written to</p>"))

    def test_sent_about_the_record_and_not_about_others(self):
        vehicle = self.make_vehicle(self.jeanne)
        of_vehicles = self.make_targeting(
            "vehicle", [{"attribute": "customer.city", "operator": "is", "value": "Testbourg"}]
        )
        self.make_rule("sent", "fleet.vehicle", "record.write({'description': 'told'})")
        self.run_and_send(self.scenario)
        self.assertFalse(vehicle.description)
        self.run_and_send(self.make_scenario(of_vehicles))
        self.assertIn("told", vehicle.description)

    def test_marked_done_by_hand_counts_as_sent(self):
        self.make_rule("sent", "res.partner", "record.write({'ref': 'done'})")
        delivery = self.make_scenario(self.targeting, steps=[{"automatic": False}])._run(NOW).delivery_ids
        delivery.with_user(self.user_sales).action_mark_done()
        self.assertEqual(self.jeanne.ref, "done")

    def test_failed(self):
        self.make_rule("failed", "dealership.delivery", "record.partner_id.write({'ref': record.reason})")
        step = {"channel": "letter", "message_id": self.make_message(channel="letter").id}
        self.jeanne.street = "1 rue Neuve"
        self.env = self.env(context={**self.env.context, "force_report_rendering": True})
        reports = type(self.env["ir.actions.report"])
        self.patch(reports, "get_wkhtmltopdf_state", lambda _self: "install")
        self.run_and_send(self.make_scenario(self.targeting, steps=[step]).with_env(self.env))
        self.assertEqual(self.jeanne.ref, "unsendable")

    def test_replied_once(self):
        self.make_rule(
            "replied", "dealership.delivery", "record.partner_id.write({'ref': (record.partner_id.ref or '') + 'x'})"
        )
        delivery = self.run_and_send(self.scenario)["Jeanne"]
        trace = self.env["mailing.trace"].search([("dealership_delivery_id", "=", delivery.id)])
        trace.set_opened()
        self.assertFalse(self.jeanne.ref)
        trace.set_replied()
        trace.set_replied()
        self.assertEqual(self.jeanne.ref, "x")

    def test_the_filter_of_the_rule_holds(self):
        self.make_townsman("Paul")
        self.make_rule("sent", "res.partner", "record.write({'ref': 'x'})", filter_domain="[('name', '=', 'Paul')]")
        deliveries = self.run_and_send(self.scenario)
        self.assertEqual([one.partner_id.ref for one in deliveries.values() if one.partner_id.ref], ["x"])
        self.assertFalse(self.jeanne.ref)

    def test_a_rule_that_fails_harms_nothing(self):
        """It is undone for the one record, shown on the scenario, and sends nothing twice."""
        paul = self.make_townsman("Paul")
        code = "record.write({'ref': 'x'})\nif record.name == 'Jeanne':\n    raise UserError('No such thing')"
        self.make_rule("sent", "res.partner", code)
        deliveries = self.run_and_send(self.scenario)
        self.assertDeliveries(deliveries, {"Jeanne": "sent", "Paul": "sent"})
        self.assertEqual((self.jeanne.ref, paul.ref), (False, "x"))
        self.assertIn("No such thing", self.scenario.automation_error)
        self.assertIn("When sent", self.scenario.automation_error)
        self.assertEqual(self.send(), 0)
        self.scenario.with_user(self.user_director).action_dismiss_automation_error()
        self.assertFalse(self.scenario.automation_error)

    def test_a_broken_statement_harms_nothing(self):
        self.make_rule("enrolled", "dealership.enrolment", "env.cr.execute('SELECT no_such_column')")
        with self.assertLogs("odoo.sql_db", "ERROR"):
            run = self.scenario._run(NOW)
        self.assertEqual((run.enrolled_count, run.delivery_ids.state), (1, "planned"))
        self.assertIn("When enrolled, on Jeanne", self.scenario.automation_error)

    def test_without_a_rule_it_costs_nothing(self):
        events = self.env["dealership.event"]
        events._is_awaited("sent", "failed")
        with self.assertQueryCount(0):
            events._emit("sent", self.env["dealership.delivery"])
            self.assertFalse(events._is_awaited("sent", "failed"))

    def test_rules_come_and_go(self):
        events = self.env["dealership.event"]
        rule = self.make_rule("sent", "res.partner", "pass")
        self.assertTrue(events._is_awaited("sent"))
        rule.active = False
        self.assertFalse(events._is_awaited("sent"))
        rule.active = True
        rule.unlink()
        self.assertFalse(events._is_awaited("sent"))

    def test_a_call_missed_counts_once(self):
        self.make_rule("missed_call", "dealership.call", "record.write({'summary': (record.summary or '') + 'x'})")
        values = {
            "call_id": "event-1",
            "from": "+33612345678",
            "to": "+33565010203",
            "direction": "incoming",
            "started_at": NOW,
            "outcome": "missed",
            "team_id": self.team_a.id,
        }
        call = self.env["dealership.call"]._register(values)
        self.assertTrue(call.is_missed)
        self.env["dealership.call"]._register(values)
        self.assertEqual(call.summary, "x")

    def test_a_call_missed_about_its_lead_and_its_customer(self):
        self.make_rule("missed_call", "crm.lead", "record.write({'referred': 'called in vain'})")
        self.make_rule("missed_call", "res.partner", "record.write({'ref': 'called in vain'})")
        self.jeanne.phone = "+33612345678"
        number = self.env["dealership.tracking.number"].create(
            {"name": "Site", "number": "+33565010203", "team_id": self.team_a.id}
        )
        values = {"call_id": "event-2", "from": "+33612345678", "to": number.number, "outcome": "missed"}
        call = self.env["dealership.call"]._register({**values, "direction": "incoming", "started_at": NOW})
        self.assertEqual(call.partner_id, self.jeanne)
        self.assertTrue(call.lead_id)
        self.assertEqual((call.lead_id.referred, self.jeanne.ref), ("called in vain", "called in vain"))

    def test_a_lead_overdue(self):
        self.make_rule("overdue", "crm.lead", "record.write({'referred': 'late'})")
        lead = self.make_lead(self.jeanne)
        lead._mark_overdue()
        self.assertEqual(lead.referred, "late")

    def test_an_event_that_never_happens_to_the_model(self):
        with self.assertRaisesRegex(ValidationError, "never happens"):
            self.make_rule("overdue", "res.partner", "pass")
        with self.assertRaisesRegex(ValidationError, "never happens"):
            self.make_rule("missed_call", "fleet.vehicle", "pass")
        triggers = self.env["base.automation"].new({"model_id": self.env["ir.model"]._get_id("crm.lead")})
        self.assertIn("dealership_overdue", triggers.dealership_triggers)
        self.assertIn("dealership_replied", triggers.dealership_triggers)
