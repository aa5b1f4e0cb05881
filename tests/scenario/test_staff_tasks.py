from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from ..ledger.common import NOW, DeliveryCommon


@tagged("post_install", "-at_install")
class TestStaffTasks(DeliveryCommon):
    """Scenarios of staff tasks: their own menu and form, the same table and switch."""

    def make_staff_task(self, **vals):
        step = {"channel": "task", "message_id": False, "task_summary": "Look at the file"}
        return self.make_scenario(self.targeting, steps=[step], **vals)

    def test_the_steps_tell_what_it_is(self):
        task, mails = self.make_staff_task(), self.make_scenario(self.targeting)
        self.assertEqual((task.kind, mails.kind), ("staff", "customer"))
        mixed = self.make_scenario(self.targeting, steps=[{}, {"channel": "task", "task_summary": "Look"}])
        self.assertEqual(mixed.kind, "customer")
        mixed.step_ids[0].unlink()
        self.assertEqual(mixed.kind, "staff")

    def test_the_table_says_what_kind_of_task(self):
        task = self.make_staff_task()
        self.assertEqual(task.channel_names, "To-Do")
        task.step_ids.task_activity_type_id = self.env.ref("mail.mail_activity_data_call")
        self.assertEqual(task.channel_names, "Call")
        mixed = self.make_scenario(self.targeting, steps=[{}, {"channel": "task", "task_summary": "Look"}])
        self.assertEqual(mixed.channel_names, "E-mail, Staff Task")

    def test_a_new_one_from_its_menu(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_dealership.dealership_scenario_action_staff")
        view = self.env.ref("crm_dealership.dealership_scenario_view_form_staff")
        scenarios = self.env["dealership.scenario"].with_user(self.user_director)
        context = {"default_kind": "staff", "default_purpose": "service"}
        self.assertIn("default_kind", action["context"])
        with Form(scenarios.with_context(**context), view=view) as form:
            form.name = "Files to look at"
            form.targeting_id = self.targeting
            form.team_id = self.team_a
            with form.step_ids.edit(0) as step:
                step.task_summary = "Look at the file"
                step.task_due_days = 3
        scenario = form.record
        self.assertEqual((scenario.kind, scenario.step_ids.channel), ("staff", "task"))
        self.assertEqual(scenario.step_ids.task_activity_type_id, self.env.ref("mail.mail_activity_data_todo"))
        scenario.action_activate()
        customer = self.make_townsman("Jeanne", user_id=self.user_sales.id)
        run = scenario._run(NOW)
        self.send()
        self.assertEqual(run.delivery_ids.activity_ids.user_id, self.user_sales)
        self.assertEqual(customer.activity_ids.summary, "Look at the file")

    def test_the_switch_says_what_it_did(self):
        scenario = self.make_staff_task(state="draft").with_user(self.user_director)
        for on, state, words in (
            (True, "active", "is active"),
            (False, "paused", "is paused"),
            (True, "active", "active"),
        ):
            message = scenario.action_switch(on)["params"]["message"]
            self.assertEqual(scenario.state, state)
            self.assertIn(words, message)

    def test_the_switch_asks_for_approval(self):
        self.company_a.dealership_scenario_approval = True
        scenario = self.make_staff_task(state="draft").with_user(self.user_director)
        self.assertIn("approve", scenario.action_switch(True)["params"]["message"])
        self.assertEqual((scenario.state, scenario.is_running), ("submitted", False))

    def test_the_switch_refuses_what_is_not_ready(self):
        scenario = self.make_staff_task(state="draft")
        scenario.step_ids.task_summary = False
        with self.assertRaisesRegex(ValidationError, "Step 1"):
            scenario.is_running = True
        with self.assertRaises(UserError):
            self.make_staff_task(state="ended").action_switch(True)
