from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..ledger.common import NOW, DeliveryCommon

TASK = {"channel": "task", "message_id": False, "task_summary": "Look at the file"}
LATER = {"delay_basis": "previous", "delay_count": 1}


@tagged("post_install", "-at_install")
class TestServerActions(DeliveryCommon):
    """Records enter a scenario and leave it from a list, from a rule and by the clock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jeanne = cls.make_townsman("Jeanne")
        cls.elsewhere = cls.make_customer("Elsewhere")
        cls.scenario = cls.make_scenario(cls.targeting)

    def make_action(self, state="dealership_enrol", model="res.partner", scenario=None, **vals):
        return self.env["ir.actions.server"].create(
            {
                "name": "Action",
                "model_id": self.env["ir.model"]._get_id(model),
                "state": state,
                "dealership_scenario_id": (self.scenario if scenario is None else scenario).id,
                **vals,
            }
        )

    def run_on(self, action, records, user=None):
        context = {"active_model": records._name, "active_ids": records.ids, "active_id": records[:1].id}
        return action.with_user(user or self.user_sales).sudo(False).with_context(**context).run()

    def get_deliveries(self, customer):
        return self.env["dealership.delivery"].search([("partner_id", "=", customer.id)])

    def test_enrol_from_a_list(self):
        """The targeting need not find them; a second time nobody enters."""
        action = self.make_action()
        message = self.run_on(action, self.jeanne + self.elsewhere)["params"]["message"]
        self.assertIn("2 have entered", message)
        self.send(self.get_deliveries(self.elsewhere).planned_at)
        self.assertEqual(self.get_deliveries(self.elsewhere).state, "sent")
        self.assertIn("0 of 1", self.run_on(action, self.elsewhere)["params"]["message"])
        run = self.scenario.run_ids
        self.assertEqual((len(run), run.by_action, run.enrolled_count), (1, True, 2))

    def test_what_belongs_elsewhere_stays_out(self):
        foreign = self.make_customer("Foreign", team_id=self.team_b.id)
        self.assertEqual(self.scenario._enrol_records(foreign), 0)

    def test_records_that_one_may_not_read(self):
        hidden = self.make_customer("Hidden", company_id=self.company_b.id, team_id=self.team_foreign.id)
        with self.assertRaises(UserError):
            self.scenario.with_user(self.user_sales)._enrol_records(hidden.with_user(self.user_sales))

    def test_a_paused_scenario_takes_nobody_and_says_so(self):
        self.scenario.action_pause()
        answer = self.run_on(self.make_action(), self.jeanne)["params"]
        self.assertEqual(answer["type"], "warning")
        self.assertFalse(self.scenario.run_ids)
        with self.assertRaisesRegex(UserError, "not active"):
            self.scenario._enrol_records(self.jeanne)

    def test_from_a_scheduled_action_the_targeting_decides(self):
        self.make_action().run()
        self.assertEqual(self.scenario.run_ids.enrolment_ids.partner_id, self.jeanne)

    def test_without_records_it_is_run_by_who_may_run_the_scenario(self):
        """A server action reads as superuser, and anybody can call one."""
        action = self.make_action().sudo(False)
        with self.assertRaises(AccessError):
            action.with_user(self.user_sales).run()
        self.assertFalse(self.scenario.run_ids)
        action.with_user(self.user_director).run()
        self.assertEqual(self.scenario.run_ids.enrolment_ids.partner_id, self.jeanne)

    def test_a_scenario_that_one_may_not_see(self):
        mine = self.make_customer("Mine", team_id=self.team_b.id)
        for state in ("dealership_enrol", "dealership_stop"):
            with self.subTest(state), self.assertRaises(AccessError):
                self.run_on(self.make_action(state), mine, user=self.user_sales_b)

    def test_a_scheduled_action_lets_nobody_into_a_paused_scenario(self):
        self.scenario.action_pause()
        self.make_action().run()
        self.assertFalse(self.scenario.run_ids)

    def test_from_an_automation_rule(self):
        """A rule acts for the system, whoever sets it off: here somebody who may not see the scenario."""
        rule = self.env["base.automation"].create(
            {
                "name": "New in town",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "trigger": "on_create",
                "filter_domain": "[('city', '=', 'Newtown')]",
            }
        )
        self.make_action(base_automation_id=rule.id, usage="base_automation")
        newcomer = self.env["res.partner"].with_user(self.user_sales_b).create({"name": "Newcomer", "city": "Newtown"})
        self.assertEqual(self.scenario.run_ids.enrolment_ids.partner_id, newcomer)

    def test_the_model_must_suit(self):
        with self.assertRaisesRegex(ValidationError, "other records"):
            self.make_action(model="crm.lead")
        with self.assertRaisesRegex(ValidationError, "choose the scenario"):
            self.make_action(scenario=self.scenario.browse())
        with self.assertRaisesRegex(UserError, "cannot enter"):
            self.scenario._enrol_records(self.make_lead())

    def test_the_name_says_what_it_does(self):
        self.assertEqual(self.make_action()._generate_action_name(), "Enrol in Scenario")
        stop = self.make_action("dealership_stop", scenario=self.scenario.browse())
        self.assertEqual(stop._generate_action_name(), "Stop All Scenarios")

    def test_stop(self):
        scenario = self.make_scenario(self.targeting, steps=[{}, {"delay_count": 3}, LATER])
        run = scenario._run(NOW)
        self.send()
        self.assertEqual(sorted(run.delivery_ids.mapped("state")), ["planned", "sent"])
        told = self.run_on(self.make_action("dealership_stop", scenario=scenario), self.jeanne)
        self.assertEqual(told["params"]["message"], "1 running scenario has been stopped: nothing more will follow.")
        self.assertEqual(sorted(run.delivery_ids.mapped(lambda one: one.reason or one.state)), ["sent", "stopped"])
        self.assertTrue(run.enrolment_ids.stopped_at)
        self.assertFalse(scenario._run(NOW).enrolled_count, "stopped is not forgotten")

    def test_nothing_follows_what_was_in_hand_when_it_was_stopped(self):
        scenario = self.make_scenario(self.targeting, steps=[{"automatic": False}, LATER])
        delivery = scenario._run(NOW).delivery_ids
        delivery.sudo().claim_id = 7
        scenario._stop_records(self.jeanne)
        delivery.sudo().claim_id = 0
        delivery.action_mark_done()
        self.assertEqual(delivery.enrolment_id.delivery_ids, delivery)

    def test_a_customer_is_taken_out_of_all_scenarios_with_what_is_theirs(self):
        vehicle = self.make_vehicle(self.jeanne)
        of_vehicles = self.make_targeting(
            "vehicle", [{"attribute": "customer.city", "operator": "is", "value": "Testbourg"}]
        )
        about_vehicle = self.make_scenario(of_vehicles, steps=[{**TASK, "delay_count": 2}])._run(NOW)
        self.assertEqual(about_vehicle.delivery_ids.res_id, vehicle.id)
        self.scenario._run(NOW)
        nothing = self.scenario.browse()
        self.run_on(self.make_action("dealership_stop", scenario=nothing), self.jeanne)
        self.assertEqual(set(self.get_deliveries(self.jeanne).mapped("reason")), {"stopped"})

    def test_stop_cancels_a_call(self):
        step = {"channel": "call", "message_id": False, "task_summary": "Call"}
        call = self.run_and_send(self.make_scenario(self.targeting, steps=[step]))["Jeanne"]
        self.scenario.browse()._stop_records(self.jeanne)
        self.assertEqual((call.state, call.reason), ("skipped", "stopped"))
        self.assertFalse(call.activity_ids)

    def test_stop_needs_records(self):
        with self.assertRaisesRegex(UserError, "no record"):
            self.make_action("dealership_stop").run()

    # -- with whose rights ----------------------------------------------------------------------------

    def make_abroad(self):
        """Return the enrolment of Jeanne, a customer of both companies, in a scenario of the other one."""
        place = {"team_id": self.team_foreign.id, "company_id": self.company_b.id}
        targeting = self.make_targeting("customer", user_id=self.user_foreign.id, **place)
        vals = {**place, "user_id": self.user_foreign.id, "signatory_user_id": self.user_foreign.id}
        scenario = self.make_scenario(targeting, message=self.make_message(company_id=self.company_b.id), **vals)
        customer = self.make_customer("Of both", team_id=False, company_id=False)
        scenario._run()
        return scenario.run_ids.enrolment_ids.filtered(lambda enrolment: enrolment.partner_id == customer)

    def test_11_08_stopping_leaves_alone_what_one_may_not_see(self):
        """Another company and another point of sale go on, whoever stops "all scenarios" of a customer here."""
        abroad = self.make_abroad()
        customer = abroad.partner_id
        self.scenario._enrol_records(customer)
        here = self.scenario.run_ids.enrolment_ids
        self.assertTrue(abroad and here)
        stop = self.make_action("dealership_stop", scenario=self.scenario.browse())
        self.run_on(stop, customer, user=self.user_sales_b)
        self.assertFalse(here.stopped_at or abroad.stopped_at)
        self.run_on(stop, customer, user=self.user_sales)
        self.assertTrue(here.stopped_at)
        self.assertFalse(abroad.stopped_at)
        self.assertEqual(abroad.delivery_ids.mapped("state"), ["planned"])

    def test_11_08_an_administrator_stops_in_the_chosen_companies(self):
        abroad = self.make_abroad()
        stop = self.make_action("dealership_stop", scenario=self.scenario.browse()).with_user(self.user_administrator)
        context = {
            "active_model": "res.partner",
            "active_ids": abroad.partner_id.ids,
            "active_id": abroad.partner_id.id,
        }
        stop.sudo(False).with_context(**context, allowed_company_ids=self.company_a.ids).run()
        self.assertFalse(abroad.stopped_at)
        stop.sudo(False).with_context(**context, allowed_company_ids=self.company_b.ids).run()
        self.assertTrue(abroad.stopped_at)

    def test_11_08_a_rule_acts_for_the_system(self):
        """Whoever sets up a rule is an administrator of the system; who sets it off decides nothing."""
        abroad = self.make_abroad()
        rule = self.env["base.automation"].create(
            {
                "name": "Moved away",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "trigger": "on_create_or_write",
                "filter_domain": "[('city', '=', 'Newtown')]",
            }
        )
        stop = self.make_action("dealership_stop", scenario=self.scenario.browse())
        stop.write({"base_automation_id": rule.id, "usage": "base_automation"})
        abroad.partner_id.with_user(self.user_sales).city = "Newtown"
        self.assertTrue(abroad.stopped_at)
        with self.assertRaises(AccessError):
            rule.with_user(self.user_administrator).name = "Mine"

    def test_11_08_a_call_is_registered_with_the_rights_of_who_does_it(self):
        number = self.env["dealership.tracking.number"].create(
            {"name": "Magazine", "number": "+33565421111", "team_id": self.team_a.id}
        )
        action = self.env["ir.actions.server"].create(
            {
                "name": "Register",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "state": "dealership_register_call",
                "dealership_call_from_path": "phone",
                "dealership_call_number_id": number.id,
            }
        )
        self.jeanne.phone = "+33 6 77 00 11 22"  # nobody else's
        without_role = self._make_user(
            "test_no_role", "Odile", "base.group_user,base.group_partner_manager", self.company_a
        )
        for user in (self.user_sales_b, without_role):
            with self.subTest(user.login), self.assertRaises(AccessError), self.env.cr.savepoint():
                self.run_on(action, self.jeanne, user=user)
        self.assertFalse(self.env["dealership.call"].search([("tracking_number_id", "=", number.id)]))
        self.run_on(action, self.jeanne, user=self.user_sales)
        call = self.env["dealership.call"].search([("tracking_number_id", "=", number.id)])
        self.assertEqual((call.team_id, call.partner_id, bool(call.lead_id)), (self.team_a, self.jeanne, True))
