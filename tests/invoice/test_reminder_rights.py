from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import ReminderCommon

DUE = date(2026, 6, 10)
OWED = ("dealership.receivable", "dealership.reminder.todo")


@tagged("post_install", "-at_install")
class TestReminderRights(ReminderCommon):
    """What customers owe is the business of directors and accountants, each of their own companies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_accountant = cls._make_user(
            "test_accountant", "Agnès Vernhet", "base.group_user,account.group_account_invoice", cls.company_a
        )
        cls.scenario.step_ids.automatic = False
        cls.customer = cls.make_customer("Jeanne Bonnet")
        # Of a point of sale that the director leads no more than the accountant does.
        invoice = cls.make_due_invoice(cls.customer, DUE)
        invoice.team_id = cls.make_team(name="Villefranche")
        cls.foreign_customer = cls.make_customer("Marc Petit", team_id=cls.team_foreign.id)
        cls.make_due_invoice(cls.foreign_customer, DUE, team_id=cls.team_foreign.id)
        cls.foreign = cls.make_foreign_scenario()
        night = DUE + timedelta(days=3)
        for scenario in (cls.scenario, cls.foreign):
            scenario._run(cls.get_night(night))
        for model in OWED:
            assert cls.find(cls.env[model], cls.customer | cls.foreign_customer), model

    @classmethod
    def make_foreign_scenario(cls):
        tree = cls.env["dealership.scenario"]._prepare_reminder_rule_tree(cls.standard, "with_email")
        targeting = cls.make_targeting("invoice", tree["rules"], team_id=False, company_id=cls.company_b.id)
        message = cls.make_reminder_message(company_id=cls.company_b.id)
        scenario = cls.make_reminder_scenario(message=message, company_id=cls.company_b.id, targeting_id=targeting.id)
        scenario.signatory_user_id = cls.user_foreign
        scenario.step_ids.automatic = False
        return scenario

    @classmethod
    def find(cls, model, customers):
        return model.search([("partner_id", "in", customers.ids)])

    def assertRows(self, user, names, companies=None):
        """Compare the customers whose rows a user sees, in the list of receivables and in the to-do list."""
        self.env.invalidate_all()
        context = {"allowed_company_ids": (companies or user.company_ids).ids}
        for name in OWED:
            with self.subTest(user.login, model=name):
                model = self.env[name].with_user(user).with_context(**context)
                rows = self.find(model, self.customer | self.foreign_customer)
                self.assertEqual(sorted(rows.mapped("partner_id.name")), names)

    def test_directors_and_accountants_see_their_company(self):
        for user in (self.user_director, self.user_accountant):
            self.assertRows(user, ["Jeanne Bonnet"])

    def test_the_chosen_companies_count(self):
        self.assertRows(self.user_administrator, ["Jeanne Bonnet", "Marc Petit"])
        self.assertRows(self.user_administrator, ["Marc Petit"], self.company_b)

    def test_nobody_reads_the_rows_of_another_company_by_id(self):
        for model in OWED:
            foreign = self.find(self.env[model], self.foreign_customer)
            for user in (self.user_director, self.user_accountant, self.user_sales):
                with self.subTest(user.login, model=model), self.assertRaises(AccessError):
                    foreign.with_user(user).read(["partner_id"])

    def test_nobody_decides_about_what_they_may_not_see(self):
        own = self.find(self.env["dealership.reminder.todo"], self.customer)
        foreign = self.find(self.env["dealership.reminder.todo"], self.foreign_customer)
        cases = [(foreign, self.user_director), (foreign, self.user_accountant), (own, self.user_sales)]
        for todo, user in cases:
            for action in ("action_send", "action_mark_done", "action_leave_out", "action_postpone", "action_print"):
                with self.subTest(user.login, action=action), self.assertRaises(AccessError):
                    getattr(todo.with_user(user), action)()
        self.assertEqual(set((own + foreign).delivery_id.mapped("state")), {"waiting"})

    def test_an_accountant_reads_and_decides(self):
        todo = self.find(self.env["dealership.reminder.todo"].with_user(self.user_accountant), self.customer)
        self.assertIn("Reminder 1", todo.mapped("step_name"))
        for row in todo:
            self.assertTrue(row.message_subject)
        wizard = Form.from_action(self.env(user=self.user_accountant), todo[0].action_postpone()).save()
        wizard.action_postpone()
        told = todo.exists()[:1].action_mark_done()
        self.assertEqual(told["params"]["message"], "1 reminder marked as done.")
        history = self.customer.with_user(self.user_accountant).action_view_reminders()
        deliveries = self.env["dealership.delivery"].with_user(self.user_accountant).search(history["domain"])
        self.assertIn("sent", deliveries.mapped("state"))

    def test_an_accountant_sees_no_other_messages(self):
        scenario = self.make_scenario(self.make_targeting("customer", []))
        deliveries = scenario._run().delivery_ids
        self.assertTrue(deliveries)
        with self.assertRaises(AccessError):
            deliveries.with_user(self.user_accountant).mapped("state")

    def test_the_customer_opens_for_everybody(self):
        """Whoever may not see what is owed opens the customer without it, and without an error."""
        for user, sees in ((self.user_sales, False), (self.user_director, True), (self.user_accountant, True)):
            with self.subTest(user.login):
                self.env.invalidate_all()
                form = Form(self.customer.with_user(user), view="base.view_partner_form")
                self.assertEqual("receivable_ids" in form._view["fields"], sees)

    def test_a_salesperson_has_no_menu_of_it(self):
        menu = self.env.ref("crm_dealership.dealership_receivable_menu")
        todo = self.env.ref("crm_dealership.dealership_reminder_todo_menu")
        for user, sees in ((self.user_sales, False), (self.user_director, True)):
            visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            self.assertEqual([menu.id in visible, todo.id in visible], [sees, sees])

    def test_11_04_who_is_to_call_leaves_no_reminder_out(self):
        """The responsible of an invoice makes the call of a reminder; that none is made is not theirs to decide."""
        owing = self.make_customer("Paul Vidal", email=False, user_id=self.user_sales.id)
        self.make_due_invoice(owing, DUE, invoice_user_id=self.user_sales.id)
        steps = (("reminder", 3), ("reminder", 7))
        calls = self.make_reminder_scenario(steps, audience="without_email", channel="call", signatory="responsible")
        self.pass_night(DUE + timedelta(days=3), calls)
        call = self.env["dealership.delivery"].search([("scenario_id", "=", calls.id), ("state", "=", "waiting")])
        self.assertEqual((call.partner_id, call.reason), (owing, "to_call"))
        activity = call.activity_ids
        self.assertEqual(activity.user_id, self.user_sales)
        with self.assertRaises(AccessError):
            activity.with_user(self.user_sales).unlink()
        with self.assertRaises(AccessError):
            activity.with_user(self.user_sales).action_cancel()
        call.with_user(self.user_director).action_leave_out()
        self.assertFalse(activity.exists())
        self.assertEqual((call.state, call.reason), ("skipped", "left_out_by_hand"))

    def test_11_04_who_is_to_call_says_that_they_did(self):
        owing = self.make_customer("Paul Vidal", email=False, user_id=self.user_sales.id)
        self.make_due_invoice(owing, DUE, invoice_user_id=self.user_sales.id)
        calls = self.make_reminder_scenario(
            (("reminder", 3),), audience="without_email", channel="call", signatory="responsible"
        )
        self.pass_night(DUE + timedelta(days=3), calls)
        call = self.env["dealership.delivery"].search([("scenario_id", "=", calls.id), ("state", "=", "waiting")])
        call.activity_ids.with_user(self.user_sales).action_feedback()
        self.assertEqual((call.state, call.done_by_id), ("sent", self.user_sales))
