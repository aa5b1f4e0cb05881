import json
from datetime import date, datetime, time, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from odoo.addons.base.models.ir_mail_server import IrMail_Server
from odoo.addons.crm_dealership.models.invoice.statement_reader import StatementReader

from .common import ReminderCommon

DUE = date(2026, 6, 10)
FIRST = DUE + timedelta(days=3)
SECOND = DUE + timedelta(days=10)


class GoingOnCommon(ReminderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_customer("Jeanne Bonnet", street="3 place du Bourg")

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(IrMail_Server, "_connect__", lambda *args, **kwargs: None))
        self.startPatcher(
            patch.object(IrMail_Server, "send_email", lambda _server, message, *_, **__: message["Message-Id"])
        )

    def pass_nights(self, first, last, *scenarios):
        """Let the nights of some days pass, each scenario in its turn."""
        day = first
        while day <= last:
            for scenario in scenarios or (self.scenario,):
                self.pass_night(day, scenario)
            day += timedelta(days=1)

    def get_sent_steps(self, invoice):
        """What was done about an invoice, whoever did it, in its order."""
        sent = self.env["dealership.delivery"].search([("res_id", "=", invoice.id), ("state", "=", "sent")])
        return [
            (delivery.step_id.reminder_role, delivery.step_id.reminder_level, delivery.scenario_id)
            for delivery in sent.sorted("sent_at")
        ]

    def get_levels(self, invoice):
        return [level for role, level, _scenario in self.get_sent_steps(invoice) if role == "reminder"]

    def get_reminders(self, invoice, scenario=None):
        domain = [("res_id", "=", invoice.id), ("step_id.reminder_role", "=", "reminder")]
        if scenario:
            domain.append(("scenario_id", "=", scenario.id))
        return self.env["dealership.delivery"].search(domain).sorted("id")

    def leave_matching_to_the_bank(self):
        """As with Odoo's Accounting installed: a payment without outstanding account has no entry of its own."""
        moves = self.env.registry["account.move"]
        self.startPatcher(patch.object(moves, "_get_invoice_in_payment_state", lambda _move: "in_payment"))
        self.bank.inbound_payment_method_line_ids.payment_account_id = False

    def get_todo(self):
        self.env.invalidate_all()
        return self.env["dealership.reminder.todo"].search([("company_id", "=", self.company_a.id)])


@tagged("post_install", "-at_install")
class TestGoingOn(GoingOnCommon):
    """Whatever comes in between, an unpaid invoice is reminded of: each step once, and the next after it."""

    # -- from one scenario to another -----------------------------------------------------------------

    def test_who_loses_the_address_goes_on_by_letter(self):
        paper = self.make_reminder_scenario(
            (("reminder", 3), ("reminder", 7), ("reminder", 7)), audience="without_email", channel="letter"
        )
        invoice = self.make_due_invoice(self.customer, DUE)
        self.pass_nights(DUE, FIRST, self.scenario, paper)
        self.assertEqual(self.get_levels(invoice), [1])
        self.customer.email = False
        self.pass_nights(FIRST + timedelta(days=1), SECOND, self.scenario, paper)
        letters = self.get_reminders(invoice, paper)
        self.assertEqual(letters.mapped("step_id.reminder_level"), [2])
        self.assertEqual((letters.state, letters.reason), ("waiting", "to_print"))
        self.assertEqual(letters.planned_at.date(), SECOND, "seven days after the e-mail")

    def test_who_gets_an_address_and_loses_it_again_goes_on(self):
        self.customer.email = False
        calls = self.make_reminder_scenario(
            (("reminder", 3), ("reminder", 7), ("reminder", 7)), audience="without_email", channel="call"
        )
        invoice = self.make_due_invoice(self.customer, DUE)
        self.pass_nights(DUE, FIRST, self.scenario, calls)
        with freeze_time(datetime.combine(FIRST, time(9))):
            self.get_reminders(invoice).action_mark_done()
        self.customer.email = "jeanne@bonnet.test"
        self.pass_nights(FIRST + timedelta(days=1), SECOND, calls, self.scenario)
        self.assertEqual(self.get_levels(invoice), [1, 2])
        self.customer.email = False
        self.pass_nights(SECOND + timedelta(days=1), SECOND + timedelta(days=7), calls, self.scenario)
        third = self.get_reminders(invoice, calls).filtered(lambda delivery: delivery.step_id.reminder_level == 3)
        self.assertEqual((third.state, third.reason), ("waiting", "to_call"))

    def test_who_is_without_an_address_for_some_days_is_reminded_after_them(self):
        invoice = self.make_due_invoice(self.customer, DUE)
        self.pass_nights(DUE, DUE)
        self.customer.email = False
        self.pass_nights(DUE + timedelta(days=1), FIRST)
        self.assertEqual(self.get_reminders(invoice).reason, "no_longer_matching")
        self.customer.email = "jeanne@bonnet.test"
        self.pass_nights(FIRST + timedelta(days=1), FIRST + timedelta(days=8))
        self.assertEqual(self.get_levels(invoice), [1, 2])

    def test_a_call_to_make_is_none_once_another_scenario_reminds(self):
        self.customer.email = False
        calls = self.make_reminder_scenario((("reminder", 3),), audience="without_email", channel="call")
        invoice = self.make_due_invoice(self.customer, DUE)
        self.pass_nights(DUE, FIRST, calls)
        activity = self.get_reminders(invoice).activity_ids
        self.assertTrue(activity)
        self.customer.email = "jeanne@bonnet.test"
        self.pass_nights(FIRST + timedelta(days=1), FIRST + timedelta(days=1), calls, self.scenario)
        self.assertFalse(self.get_todo())
        self.assertFalse(activity.exists())
        self.assertEqual(self.get_sent_steps(invoice), [("reminder", 1, self.scenario)])

    def test_one_thank_you_by_the_scenario_of_today(self):
        self.assertOneThankYou()

    def test_12_one_thank_you_also_where_nobody_says_whom_the_scenario_is_for(self):
        self.scenario.reminder_audience = False
        self.assertOneThankYou()

    def assertOneThankYou(self):
        """Who loses their address after the first reminder is thanked by letter only."""
        paper = self.make_reminder_scenario(
            (("reminder", 3), ("reminder", 7), ("thanks", 1)), audience="without_email", channel="other"
        )
        invoice = self.make_due_invoice(self.customer, DUE)
        self.pass_nights(DUE, FIRST, self.scenario, paper)
        self.customer.email = False
        self.pass_nights(FIRST + timedelta(days=1), SECOND, self.scenario, paper)
        self.pay(invoice, SECOND)
        self.pass_nights(SECOND + timedelta(days=1), SECOND + timedelta(days=4), self.scenario, paper)
        thanks = self.env["dealership.delivery"].search(
            [("res_id", "=", invoice.id), ("step_id.reminder_role", "=", "thanks")]
        )
        self.assertEqual(thanks.scenario_id, paper)

    # -- invoices that change -------------------------------------------------------------------------

    def test_an_invoice_corrected_and_posted_again(self):
        invoice = self.make_due_invoice(self.customer, DUE)
        self.pass_nights(DUE, DUE)
        invoice.button_draft()
        self.pass_nights(DUE + timedelta(days=1), FIRST)
        self.assertEqual(self.get_reminders(invoice).reason, "cancelled")
        invoice.action_post()
        self.pass_nights(FIRST + timedelta(days=1), FIRST + timedelta(days=8))
        self.assertEqual(self.get_levels(invoice), [1, 2])

    def test_an_invoice_made_out_to_the_wrong_customer(self):
        invoice = self.make_due_invoice(self.customer, DUE)
        self.pass_nights(DUE, DUE)
        invoice.button_draft()
        other = invoice.partner_id = self.make_customer("Paul Roux")
        invoice.action_post()
        self.pass_nights(DUE + timedelta(days=1), FIRST)
        self.assertEqual(self.get_sent(FIRST), {other.name: [("reminder1", [invoice.name])]})

    def test_a_payment_on_its_way_that_does_not_arrive(self):
        self.leave_matching_to_the_bank()
        invoice = self.make_due_invoice(self.customer, DUE)
        self.pass_nights(DUE, DUE)
        payment = self.pay(invoice, DUE)
        self.assertEqual(invoice.payment_state, "in_payment")
        self.assertEqual(invoice.amount_residual, 100.0)
        self.pass_nights(DUE + timedelta(days=1), FIRST + timedelta(days=1))
        self.assertFalse(self.get_levels(invoice))
        self.assertEqual(self.get_reminders(invoice).reason, "paid")
        self.assertFalse(self.env["dealership.receivable"].search([("partner_id", "=", self.customer.id)]))
        payment.action_draft()
        payment.action_cancel()
        self.assertEqual(invoice.payment_state, "not_paid")
        self.pass_nights(FIRST + timedelta(days=2), FIRST + timedelta(days=2))
        self.assertEqual(self.get_levels(invoice), [1])

    def test_a_pause_forgets_no_invoice(self):
        invoice = self.make_due_invoice(self.customer, DUE)
        self.pass_nights(DUE, DUE)
        with freeze_time(datetime.combine(FIRST - timedelta(days=1), time(9))):
            self.scenario.action_pause()
        with freeze_time(datetime.combine(FIRST + timedelta(days=4), time(9))):
            self.scenario.action_resume()
        self.pass_nights(FIRST + timedelta(days=5), FIRST + timedelta(days=12))
        self.assertEqual(self.get_levels(invoice), [1, 2])

    def test_what_expired_is_still_owed(self):
        self.scenario.expires_after_hours = 24
        invoice = self.make_due_invoice(self.customer, DUE)
        self.pass_nights(DUE, DUE)
        self.env["dealership.delivery"]._process_due(self.get_night(FIRST + timedelta(days=3)))
        self.assertEqual(self.get_reminders(invoice).reason, "expired")
        self.pass_nights(FIRST + timedelta(days=4), FIRST + timedelta(days=4))
        self.assertEqual(self.get_levels(invoice), [1])

    # -- disputes -------------------------------------------------------------------------------------

    def test_what_is_disputed_leaves_the_list_and_comes_back(self):
        self.scenario.step_ids.automatic = False
        invoice = self.make_due_invoice(self.customer, DUE)
        self.pass_nights(DUE, FIRST)
        self.assertEqual(self.get_todo().step_name, "Reminder 1")
        invoice.action_toggle_block_payment()
        self.pass_nights(FIRST + timedelta(days=1), FIRST + timedelta(days=2))
        self.assertFalse(self.get_todo())
        invoice.action_toggle_block_payment()
        self.pass_nights(FIRST + timedelta(days=3), FIRST + timedelta(days=3))
        self.assertEqual(self.get_todo().step_name, "Reminder 1")

    # -- who cannot be reached, and what a person decides ---------------------------------------------

    def test_who_refuses_e_mails_is_on_the_list(self):
        invoice = self.make_due_invoice(self.customer, DUE)
        self.make_due_invoice(self.customer, DUE)
        self.env["dealership.consent"].create(
            {"partner_id": self.customer.id, "purpose": "payment", "channel": "email", "granted": False}
        )
        self.pass_nights(DUE, FIRST)
        todo = self.get_todo()
        self.assertEqual((todo.reason, todo.invoice_count), ("refused", 2))
        with freeze_time(datetime.combine(FIRST, time(9))):
            todo.action_mark_done()
        self.pass_nights(FIRST + timedelta(days=1), SECOND)
        self.assertEqual(self.get_levels(invoice), [1])
        self.assertEqual(self.get_todo().step_name, "Reminder 2")

    def test_12_who_is_archived_is_on_the_list(self):
        """Whoever archived them, and wherever they belong: no other scenario reminds them, so a person is told."""
        invoice = self.make_due_invoice(self.customer, DUE)
        self.pass_nights(DUE, DUE)
        self.customer.write({"active": False, "team_id": self.team_b.id})
        self.pass_nights(DUE + timedelta(days=1), FIRST + timedelta(days=1))
        self.assertEqual((self.get_todo().reason, self.get_todo().step_name), ("archived", "Reminder 1"))
        self.pay(invoice, FIRST)
        self.pass_nights(FIRST + timedelta(days=2), FIRST + timedelta(days=2))
        self.assertFalse(self.get_todo())

    def test_12_of_another_point_of_sale_and_archived_is_on_the_list(self):
        self.scenario.team_id = self.team_a
        self.customer.team_id = self.team_a
        self.make_due_invoice(self.customer, DUE, team_id=False)
        self.pass_nights(DUE, DUE)
        self.customer.write({"active": False, "team_id": self.team_b.id})
        self.pass_nights(DUE + timedelta(days=1), FIRST + timedelta(days=1))
        self.assertEqual(self.get_todo().reason, "other_point_of_sale")

    def test_12_the_invoice_address_of_an_archived_company_is_on_the_list(self):
        company = self.make_customer("Garage du Lac", is_company=True)
        self.make_due_invoice(self.make_customer("Comptabilité", parent_id=company.id, type="invoice"), DUE)
        self.pass_nights(DUE, DUE)
        company.active = False
        self.pass_nights(DUE + timedelta(days=1), FIRST + timedelta(days=1))
        self.assertEqual(self.get_todo().reason, "archived")

    def test_13_who_was_archived_before_the_first_night_is_on_the_list(self):
        """No targeting finds archived customers; what they owe enters all the same, and a person is told."""
        invoice = self.make_due_invoice(self.customer, DUE)
        company = self.make_customer("Garage du Lac", is_company=True)
        self.make_due_invoice(self.make_customer("Comptabilité", parent_id=company.id, type="invoice"), DUE)
        (self.customer + company).active = False
        self.pass_nights(DUE, FIRST + timedelta(days=1))
        todos = self.env["dealership.reminder.todo"].search(
            [("partner_id", "in", (self.customer + company.child_ids).ids)]
        )
        self.assertEqual(todos.mapped("reason"), ["archived"] * 2)
        self.assertEqual(set(todos.mapped("step_name")), {"Reminder 1"})
        self.assertFalse(self.get_levels(invoice))

    def test_12_who_comes_back_is_reminded_on(self):
        """What a person had to decide stays theirs; what comes after it is sent again."""
        invoice = self.make_due_invoice(self.customer, DUE)
        self.pass_nights(DUE, DUE)
        self.customer.active = False
        self.pass_nights(DUE + timedelta(days=1), FIRST)
        self.customer.active = True
        with freeze_time(datetime.combine(FIRST, time(9))):
            self.get_todo().action_mark_done()
        self.pass_nights(FIRST + timedelta(days=1), SECOND)
        self.assertEqual(self.get_levels(invoice), [1, 2])

    def test_12_whose_business_a_reminder_is(self):
        """Of whoever signs, while the scenario says so and they are there; else the salesperson's of the invoice."""
        invoice = self.make_due_invoice(self.customer, DUE)
        self.pass_nights(DUE, DUE)
        policy, delivery = self.scenario._get_policy(), self.get_reminders(invoice)
        self.assertEqual(policy.get_responsible(delivery, invoice), self.user_director)
        self.scenario.signatory = "responsible"
        self.assertEqual(policy.get_responsible(delivery, invoice), self.user_sales)
        self.scenario.signatory = "user"
        self.user_director.active = False
        self.assertEqual(policy.get_responsible(delivery, invoice), self.user_sales)

    def test_12_what_waits_about_an_invoice_of_somebody_else_by_now_leaves_the_list(self):
        self.scenario.step_ids.automatic = False
        invoice = self.make_due_invoice(self.customer, DUE)
        self.pass_nights(DUE, FIRST)
        invoice.button_draft()
        invoice.partner_id = self.make_customer("Paul Roux")
        invoice.action_post()
        reminder = self.get_reminders(invoice)
        self.scenario._get_policy()._clear_todo(self.get_night(FIRST + timedelta(days=1)))
        self.assertEqual((reminder.state, reminder.reason), ("skipped", "customer_changed"))

    def test_skipping_a_reminder_does_not_end_them(self):
        self.scenario.step_ids.filtered(lambda step: step.reminder_level == 1).automatic = False
        first, second = (self.make_due_invoice(self.customer, DUE) for _number in range(2))
        self.pass_nights(DUE, FIRST)
        with freeze_time(datetime.combine(FIRST, time(9))):
            self.get_todo().action_leave_out()
        self.pass_nights(FIRST + timedelta(days=1), SECOND)
        self.assertEqual(self.get_sent(SECOND), {"Jeanne Bonnet": [("reminder2", sorted([first.name, second.name]))]})

    # -- thanks ---------------------------------------------------------------------------------------

    def test_a_debt_written_off_is_no_payment(self):
        invoice = self.make_due_invoice(self.customer, DUE)
        self.pass_nights(DUE, FIRST)
        receivable = invoice.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        loss = self.env["account.account"].create(
            {"name": "Bad debts", "code": "654999", "account_type": "expense", "company_ids": self.company_a.ids}
        )
        journal = self.env["account.journal"].create(
            {"name": "Losses", "code": "LOSS", "type": "general", "company_id": self.company_a.id}
        )
        entry = self.env["account.move"].create(
            {
                "date": FIRST,
                "journal_id": journal.id,
                "line_ids": [
                    Command.create({"account_id": loss.id, "debit": 100.0}),
                    Command.create(
                        {"account_id": receivable.account_id.id, "partner_id": self.customer.id, "credit": 100.0}
                    ),
                ],
            }
        )
        entry.action_post()
        (receivable + entry.line_ids.filtered("partner_id")).reconcile()
        self.assertEqual(invoice.amount_residual, 0)
        self.pass_nights(FIRST + timedelta(days=1), FIRST + timedelta(days=5))
        self.assertNotIn("thanks", [role for role, _level, _scenario in self.get_sent_steps(invoice)])

    def test_12_a_payment_matched_long_after_is_not_thanked_for(self):
        for days, role in ((30, "thanks"), (31, False)):
            with self.subTest(days=days):
                invoice = self.make_due_invoice(self.make_customer(f"After {days}"), DUE)
                self.pass_nights(DUE - timedelta(days=5), DUE - timedelta(days=5))
                self.pay(invoice, DUE)
                self.scenario._run(self.get_night(DUE + timedelta(days=days)))
                steps = self.env["dealership.delivery"].search([("res_id", "=", invoice.id)]).step_id
                self.assertEqual("thanks" in steps.mapped("reminder_role"), bool(role))

    def test_12_thanks_in_spite_of_another_invoice_where_the_scenario_says_so(self):
        self.scenario.thank_only_if_settled = False
        paid = self.make_due_invoice(self.customer, DUE)
        self.make_due_invoice(self.customer, DUE - timedelta(days=20))
        self.pass_nights(DUE - timedelta(days=5), DUE - timedelta(days=5))
        self.pay(paid, DUE)
        self.pass_nights(DUE + timedelta(days=1), DUE + timedelta(days=2))
        self.assertIn(("thanks", 0, self.scenario), self.get_sent_steps(paid))

    def test_a_payment_on_its_way_is_not_overdue(self):
        paid, on_its_way = (self.make_due_invoice(self.customer, DUE) for _number in range(2))
        self.pass_nights(DUE, FIRST)
        self.pay(paid, FIRST)
        self.leave_matching_to_the_bank()
        self.pay(on_its_way, FIRST)
        self.assertEqual((paid.amount_residual, on_its_way.amount_residual), (0, 100.0))
        self.pass_nights(FIRST + timedelta(days=1), FIRST + timedelta(days=3))
        self.assertIn(("thanks", 0, self.scenario), self.get_sent_steps(paid))

    def test_12_an_invoice_taken_back_is_not_overdue(self):
        paid, taken_back = (self.make_due_invoice(self.customer, DUE) for _number in range(2))
        self.pass_nights(DUE, FIRST)
        self.pay(paid, FIRST)
        credit_note = self.make_credit_note(self.customer, FIRST, 100.0)
        lines = (taken_back + credit_note).line_ids
        lines.filtered(lambda line: line.account_id.account_type == "asset_receivable").reconcile()
        self.assertEqual(taken_back.payment_state, "reversed")
        self.pass_nights(FIRST + timedelta(days=1), FIRST + timedelta(days=3))
        self.assertIn(("thanks", 0, self.scenario), self.get_sent_steps(paid))

    def test_12_what_is_due_today_is_not_overdue(self):
        paid = self.make_due_invoice(self.customer, DUE)
        self.make_due_invoice(self.customer, FIRST + timedelta(days=2))
        self.pass_nights(DUE, FIRST)
        self.pay(paid, FIRST)
        self.pass_nights(FIRST + timedelta(days=1), FIRST + timedelta(days=2))
        self.assertIn(("thanks", 0, self.scenario), self.get_sent_steps(paid))

    # -- whose customer -------------------------------------------------------------------------------

    def test_an_invoice_address_is_reminded(self):
        company = self.make_customer("Garage du Lac", is_company=True)
        address = self.make_customer("Comptabilité", parent_id=company.id, type="invoice")
        invoice = self.make_due_invoice(address, DUE)
        self.pass_nights(DUE, FIRST)
        self.assertEqual(self.get_sent(FIRST), {"Comptabilité": [("reminder1", [invoice.name])]})

    def test_12_an_invoice_address_with_a_mailbox_of_its_own_is_reminded_by_email(self):
        """The company itself has none: what counts is whether the addressee can be written to."""
        company = self.make_customer("Garage du Lac", is_company=True, email=False)
        address = self.make_customer("Comptabilité", parent_id=company.id, type="invoice")
        invoice = self.make_due_invoice(address, DUE)
        self.pass_nights(DUE, FIRST)
        self.assertEqual(self.get_sent(FIRST), {"Comptabilité": [("reminder1", [invoice.name])]})

    def test_12_fees_for_late_payment_are_shown_to_professionals_and_public_bodies_only(self):
        self.company_a.write({"dealership_late_interest_rate": 12, "dealership_recovery_fee": 40})
        self.scenario.step_ids.add_late_fees = True
        kinds = {
            "consumer": self.make_customer("Jean"),
            "professional": self.make_customer("Craftsman", vat="FR23334175221"),
            "public": self.make_customer("Mairie de Rodez", is_company=True),
            "non_professional": self.make_customer("Association sportive", is_company=True),
        }
        for customer in kinds.values():
            self.make_due_invoice(customer, DUE)
        self.pass_nights(DUE, FIRST)
        charged = {}
        for kind, customer in kinds.items():
            self.assertEqual(customer.customer_kind, kind)
            delivery = self.env["dealership.delivery"].search(
                [("partner_id", "=", customer.id), ("state", "=", "sent"), ("step_id.reminder_role", "=", "reminder")]
            )
            statement = StatementReader(self.env(su=True), delivery.ids).get(delivery.id, FIRST)
            charged[kind] = [total.fees for total in statement.totals]
        self.assertEqual(charged, {"consumer": [0], "professional": [40], "public": [40], "non_professional": [0]})

    def test_the_contacts_of_a_company_have_its_profile(self):
        profile = self.env["dealership.customer.profile"].create({"name": "Fleets"})
        company = self.make_customer("Garage du Lac", is_company=True, customer_profile_id=profile.id)
        address = self.make_customer("Comptabilité", parent_id=company.id, type="invoice")
        self.assertEqual(address.customer_profile_id, profile)
        company.customer_profile_id = self.standard
        self.assertEqual(address.customer_profile_id, self.standard)

    def test_the_level_is_that_of_what_is_open(self):
        paid, owed = (self.make_due_invoice(self.customer, DUE) for _number in range(2))
        self.pass_nights(DUE, FIRST)
        self.make_due_invoice(self.customer, DUE + timedelta(days=90))
        self.scenario.action_end()
        self.pay(paid + owed, FIRST)
        self.env.invalidate_all()
        receivable = self.env["dealership.receivable"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(receivable.level, 0)


@tagged("post_install", "-at_install")
class TestBrokenRule(GoingOnCommon):
    """A rule that can't be applied any more holds up its own scenario, and no other."""

    def test_others_go_on(self):
        self.scenario.name = "Broken"
        profile = self.env["dealership.customer.profile"].create({"name": "Fleets"})
        fleets = self.make_reminder_scenario((("reminder", 3),), profile)
        other = self.make_customer("Garage du Lac", customer_profile_id=profile.id)
        mine, theirs = self.make_due_invoice(self.customer, DUE), self.make_due_invoice(other, DUE)
        night = self.get_night(DUE)
        self.scenario._run(night)
        fleets._run(night)
        tree = self.scenario.targeting_id.rule_tree
        broken = {"match": "all", "rules": [{"attribute": "invoice.x_gone", "operator": "set"}]}
        self.break_rule(broken)
        due = self.get_night(FIRST)
        self.env["dealership.delivery"]._process_due(due)
        self.assertEqual((self.get_levels(mine), self.get_levels(theirs)), ([], [1]))
        self.assertIn("x_gone", self.scenario.last_error)
        self.assertEqual((self.scenario.state, fleets.state), ("paused", "active"))
        self.break_rule(tree)
        self.scenario._set_state("active")  # somebody resumes it once it is mended: 11.18
        self.env["dealership.delivery"]._process_due(due + timedelta(hours=2))
        self.assertEqual(self.get_levels(mine), [1])

    def break_rule(self, tree):
        """Write a rule as it would stand there after its field was deleted."""
        targeting = self.scenario.targeting_id
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE dealership_targeting SET rule_tree = %s::jsonb WHERE id = %s",
            [json.dumps(tree), targeting.id],
        )
        self.env.invalidate_all()
