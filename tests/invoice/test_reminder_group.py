from datetime import date, timedelta

from odoo.tests import tagged

from ..email.smtp_common import SmtpCommon
from .common import ReminderCommon

DUE = date(2026, 6, 10)
# The number of a claim whose worker is gone: nobody holds its lock.
DEAD = 2_000_000_001


@tagged("post_install", "-at_install")
class TestReminderGroup(SmtpCommon, ReminderCommon):
    """Three invoices of one customer, one message: whatever becomes of it becomes of all three."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_customer("Paul Roux", email="paul@roux.test")
        cls.invoices = cls.env["account.move"]
        for amount in (100.0, 50.0, 25.0):
            cls.invoices += cls.make_due_invoice(cls.customer, DUE, amount)
        cls.scenario.mail_server_id = cls.server
        cls.env["dealership.scenario"].search([("id", "!=", cls.scenario.id)]).state = "paused"
        cls.first = cls.scenario.step_ids.filtered(lambda step: step.reminder_level == 1)
        cls.second = cls.scenario.step_ids.filtered(lambda step: step.reminder_level == 2)
        cls.night = cls.get_night(DUE + timedelta(days=3))

    def get_group(self, step=None):
        """Return the deliveries of a step, the one that carries the message first."""
        self.env.invalidate_all()
        deliveries = self.env["dealership.delivery"].search([("step_id", "=", (step or self.first).id)])
        return deliveries.sorted(lambda delivery: (bool(delivery.gathered_into_id), delivery.id))

    def get_fates(self, step=None):
        return {(delivery.state, delivery.reason) for delivery in self.get_group(step)}

    def get_todo(self):
        self.env.invalidate_all()
        return self.env["dealership.reminder.todo"].search([("partner_id", "=", self.customer.id)])

    def claim_and_die(self, state=None):
        """Leave the ledger as a worker does that dies after claiming, or when the message was about to leave."""
        self.scenario._run(self.night)
        ledger = self.env["dealership.delivery"].sudo()
        ledger._claim_due(DEAD, self.night, 200)
        leader = self.get_group()[0]
        self.assertEqual(len(leader.gathered_ids), 2)
        if state:
            self.put(leader, state)
        return leader

    def assertOneMessage(self, total="€175.00"):
        self.assertEqual(len(self.sink.messages), 1)
        self.assertEqual(str(self.receive()["Subject"]), f"3 invoices, {total}")

    # -- dead workers ---------------------------------------------------------------------------------

    def test_dead_before_anything_left_all_are_due_again_and_sent_once(self):
        self.claim_and_die()
        self.env["dealership.delivery"]._recover_interrupted()
        group = self.get_group()
        self.assertEqual((set(group.mapped("state")), set(group.mapped("claim_id"))), ({"planned"}, {0}))
        self.assertFalse(group.gathered_into_id)
        self.send(self.night)
        self.assertOneMessage()
        self.assertEqual(self.get_fates(), {("sent", False)})
        self.assertEqual(len(self.get_group(self.second)), 3, "the next reminder is planned for each")

    def test_dead_while_the_message_was_leaving_all_wait_for_a_person(self):
        leader = self.claim_and_die("sending")
        self.env["dealership.delivery"]._recover_interrupted()
        self.assertEqual(self.get_fates(), {("waiting", "interrupted")})
        self.assertEqual(self.get_group().gathered_into_id, leader, "still one message")
        self.send(self.night)
        self.assertFalse(self.sink.messages, "nothing in doubt is sent unasked")
        todo = self.get_todo()
        self.assertEqual((len(todo), todo.invoice_count, todo.amount_due), (1, 3, 175.0))

    def test_12_what_may_have_left_stays_before_a_person_whatever_the_invoices_become(self):
        self.claim_and_die("sending")
        self.env["dealership.delivery"]._recover_interrupted()
        self.assertEqual(self.get_fates(), {("waiting", "interrupted")})
        for invoice in self.invoices:
            invoice.action_toggle_block_payment()
        self.scenario._run(self.night + timedelta(days=1))
        self.assertEqual(self.get_fates(), {("waiting", "interrupted")})

    def test_dead_after_the_last_result_all_are_sent(self):
        leader = self.claim_and_die()
        self.put(leader, "sent", sent_at=self.night, claim_id=0)
        self.env["dealership.delivery"]._recover_interrupted()
        self.assertEqual(self.get_fates(), {("sent", False)})
        self.assertEqual(set(self.get_group().mapped("sent_at")), {self.night})

    def test_proved_by_an_answer_all_are_sent_and_the_next_is_planned(self):
        leader = self.claim_and_die("sending")
        leader.replied_at = self.night
        self.env["dealership.delivery"]._recover_interrupted()
        self.assertEqual(self.get_fates(), {("sent", False)})
        self.assertEqual(len(self.get_group(self.second)), 3)

    def test_12_while_the_message_is_in_hand_nobody_else_takes_up_the_others(self):
        leader = self.claim_and_die()
        leader._settle_gathered()
        group = self.get_group()
        self.assertEqual((set(group.mapped("claim_id")), group.gathered_into_id), ({DEAD}, leader))

    # -- bad outcomes ---------------------------------------------------------------------------------

    def send_refused(self):
        """Have the mail server refuse the message of the night."""
        self.sink.answers["paul@roux.test"] = "550 5.7.1 Refused by our rules"
        self.scenario._run(self.night)
        self.send(self.night)

    def test_refused_by_the_mail_server_then_sent_from_the_list(self):
        self.send_refused()
        self.assertEqual({state for state, _reason in self.get_fates()}, {"failed"})
        self.assertEqual(len(set(self.get_group().mapped("error"))), 1, "each says what the server said")
        todo = self.get_todo()
        self.assertEqual((len(todo), todo.invoice_count, todo.state), (1, 3, "failed"))
        self.sink.answers.clear()
        todo.action_send()
        self.send(self.get_group()[0].planned_at)
        self.assertOneMessage()
        self.assertEqual(self.get_fates(), {("sent", False)})
        self.assertFalse(self.get_todo())

    def test_12_what_was_refused_keeps_no_address_from_others(self):
        self.send_refused()
        self.assertEqual(set(self.get_group().mapped("address_key")), {False})

    def test_12_what_was_refused_goes_on_about_what_is_not_paid_and_can_be_postponed(self):
        self.send_refused()
        leader = self.get_group()[0]
        self.pay(self.env["account.move"].browse(leader.res_id), DUE + timedelta(days=3))
        self.scenario._run(self.night + timedelta(days=1))
        todo = self.get_todo()
        self.assertEqual((len(todo), todo.state, todo.invoice_count), (1, "failed", 2))
        todo.delivery_id._postpone(self.night + timedelta(days=7))
        waiting = self.get_group().filtered(lambda delivery: delivery.state == "failed")
        self.assertEqual(set(waiting.mapped("planned_at")), {self.night + timedelta(days=7)})

    def test_put_off_by_the_mail_server_all_are_tried_again_together(self):
        self.sink.answers["paul@roux.test"] = "451 Try again later"
        self.scenario._run(self.night)
        self.send(self.night)
        group = self.get_group()
        self.assertEqual((set(group.mapped("state")), set(group.mapped("attempts"))), ({"planned"}, {1}))
        self.sink.answers.clear()
        self.send(group[0].planned_at)
        self.assertOneMessage()
        self.assertEqual(self.get_fates(), {("sent", False)})

    def test_held_back_for_a_missing_value_then_sent_from_the_list(self):
        self.first.message_id.body_html = "<p>{{ customer.phone }}</p>{{ statement.table }}"
        self.customer.phone = False
        self.scenario._run(self.night)
        self.send(self.night)
        self.assertEqual(self.get_fates(), {("waiting", "incomplete")})
        todo = self.get_todo()
        self.assertEqual((len(todo), todo.invoice_count), (1, 3))
        self.customer.phone = "+33 6 12 34 56 78"
        todo.action_send()
        self.send(self.get_group()[0].planned_at)
        self.assertOneMessage()

    def test_paid_in_part_meanwhile_the_rest_is_sent_from_the_list(self):
        self.send_refused()
        leader = self.get_group()[0]
        self.pay(self.env["account.move"].browse(leader.res_id), DUE + timedelta(days=3))
        self.sink.answers.clear()
        self.get_todo().action_send()
        self.send(leader.planned_at)
        self.assertEqual(len(self.sink.messages), 1)
        self.assertTrue(str(self.receive()["Subject"]).startswith("2 invoices"))
        self.assertEqual(self.get_fates(), {("sent", False), ("skipped", "paid")})

    def test_12_paid_while_the_message_waits_it_shares_its_fate_no_more(self):
        """What was left out on its own stays so, and keeps nobody from deciding about the rest."""
        self.send_refused()
        paid = self.get_group()[1]
        self.pay(self.env["account.move"].browse(paid.res_id), DUE + timedelta(days=3))
        self.scenario._run(self.night + timedelta(days=1))
        self.assertEqual((paid.state, paid.reason), ("skipped", "paid"))
        self.get_todo().action_mark_done()
        self.env.invalidate_all()
        self.assertEqual((paid.state, paid.reason, paid.sent_at), ("skipped", "paid", False))
        self.assertEqual(sorted(self.get_group().mapped("state")), ["sent", "sent", "skipped"])

    # -- several due dates of one invoice -------------------------------------------------------------

    def test_two_due_dates_of_one_invoice_go_on_together(self):
        self.pay(self.invoices, DUE)
        term = self.make_payment_term(10, 20)
        dated = DUE - timedelta(days=60)
        invoice = self.make_invoice(self.customer, 200.0, invoice_date=dated, invoice_payment_term_id=term.id)
        for step, night in ((self.first, self.night), (self.second, self.night + timedelta(days=7))):
            self.scenario._run(night)
            self.send(night)
            self.assertEqual(self.get_fates(step), {("sent", False)})
            self.assertEqual(self.get_group(step).mapped("res_id"), [invoice.id, invoice.id])
        self.assertEqual([str(self.receive(number)["Subject"]) for number in (0, 1)], ["1 invoices, €200.00"] * 2)
