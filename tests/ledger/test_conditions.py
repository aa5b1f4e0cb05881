from datetime import date, timedelta

from odoo.tests import tagged

from .common import IN_TOWN, NOW, DeliveryCommon

LATER = NOW + timedelta(days=2)


@tagged("post_install", "-at_install")
class TestConditions(DeliveryCommon):
    """What happens between planning and sending, and keeps a message from leaving."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jeanne = cls.make_townsman("Jeanne")

    def plan(self, subject, rules=(IN_TOWN,), step=None, **vals):
        """Run a service scenario with one step two days later; return its only delivery."""
        step = {"delay_count": 2, "delay_unit": "day", **(step or {})}
        scenario = self.make_scenario(
            self.make_targeting(subject, rules), steps=[step], **{"purpose": "service", **vals}
        )
        return scenario._run(NOW).delivery_ids

    def assertSentLater(self, delivery, *expected):
        self.send(LATER)
        self.assertEqual((delivery.state, delivery.reason), expected)

    def test_nothing_happened(self):
        self.make_appointment(self.jeanne, start=LATER + timedelta(days=1))
        self.assertSentLater(self.plan("appointment"), "sent", False)

    def test_appointment_cancelled(self):
        appointment = self.make_appointment(self.jeanne, start=LATER + timedelta(days=1))
        delivery = self.plan("appointment")
        appointment.action_cancel_appointment()
        self.assertSentLater(delivery, "skipped", "cancelled")

    def test_appointment_archived(self):
        appointment = self.make_appointment(self.jeanne, start=LATER + timedelta(days=1))
        delivery = self.plan("appointment")
        appointment.active = False
        self.assertSentLater(delivery, "skipped", "cancelled")

    def test_cancelled_appointments_can_be_written_about(self):
        appointment = self.make_appointment(self.jeanne, start=LATER + timedelta(days=1))
        appointment.action_cancel_appointment()
        self.assertSentLater(self.plan("appointment"), "sent", False)

    def test_invoice_paid(self):
        invoice = self.make_invoice(self.jeanne)
        delivery = self.plan("invoice", purpose="payment")
        thanks = self.plan("invoice", purpose="payment", step={"check_settled": False})
        self.settle(invoice)
        self.assertSentLater(delivery, "skipped", "paid")
        self.assertEqual(thanks.state, "sent")

    def settle(self, invoice):
        """Pay an invoice by a credit note of the same amount."""
        credit_note = self.make_invoice(self.jeanne, move_type="out_refund")
        (invoice + credit_note).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).reconcile()
        self.assertFalse(invoice.amount_residual)

    def test_lead_handled(self):
        lead = self.make_lead(self.jeanne)
        delivery = self.plan("lead")
        lead.action_mark_handled()
        self.assertSentLater(delivery, "skipped", "handled")

    def test_a_lead_handled_before_can_be_written_about(self):
        lead = self.make_lead(self.jeanne)
        lead.action_mark_handled()
        self.assertSentLater(self.plan("lead"), "sent", False)

    def test_opportunity_won(self):
        opportunity = self.make_opportunity(self.jeanne)
        delivery = self.plan("opportunity")
        opportunity.action_mark_handled()
        opportunity.action_set_won()
        self.assertSentLater(delivery, "skipped", "handled")

    def test_16_05_told_already(self):
        """Another scenario has just said it, of this appointment and to this customer."""
        appointment = self.make_appointment(self.jeanne, start=LATER + timedelta(days=1))
        other = self.make_appointment(self.make_townsman("Paul", zip="81000"), start=LATER + timedelta(days=1))
        hers = {"attribute": "customer.postcode", "operator": "is", "value": "12000"}
        thanks = self.make_scenario(self.make_targeting("appointment", [IN_TOWN, hers]), purpose="service")
        deliveries = self.plan("appointment", step={"said_within_hours": 20})
        thanks._run(LATER - timedelta(hours=3))
        self.send(LATER - timedelta(hours=3))
        self.send(LATER)
        fates = {delivery.res_id: (delivery.state, delivery.reason) for delivery in deliveries}
        self.assertEqual(fates, {appointment.id: ("skipped", "said_already"), other.id: ("sent", False)})

    def test_16_05_told_long_ago(self):
        self.make_appointment(self.jeanne, start=LATER + timedelta(days=1))
        thanks = self.make_scenario(self.make_targeting("appointment", [IN_TOWN]), purpose="service")
        delivery = self.plan("appointment", step={"said_within_hours": 20})
        thanks._run(LATER - timedelta(hours=21))
        self.send(LATER - timedelta(hours=21))
        self.assertSentLater(delivery, "sent", False)

    def test_consent_withdrawn(self):
        delivery = self.plan("customer")
        self.env["dealership.consent"]._record(self.jeanne, "service", "email", False, "phone")
        self.assertSentLater(delivery, "skipped", "refused")

    def test_vehicle_sold_on(self):
        vehicle = self.make_vehicle(self.jeanne)
        delivery = self.plan("vehicle")
        vehicle.owner_id = self.make_townsman("Paul")
        self.assertSentLater(delivery, "skipped", "customer_changed")

    def test_11_16_vehicle_sold_to_nobody_known(self):
        """Whom it belonged to is not written to about it, whether they are known to have an heir or not."""
        vehicle = self.make_vehicle(self.jeanne)
        lead = self.make_lead(self.jeanne)
        about_vehicle, about_lead = self.plan("vehicle"), self.plan("lead")
        unchecked = self.plan("vehicle", step={"check_matching": False})
        vehicle.owner_id = False
        lead.partner_id = False
        for delivery in (about_vehicle, about_lead, unchecked):
            self.assertSentLater(delivery, "skipped", "customer_changed")

    def test_11_16_customer_deleted(self):
        """Nobody is written to, and nothing waits for a person who is gone; a task on the lead is done all the same."""
        lead = self.make_lead(self.jeanne)
        message = self.make_message(subject="News", body_html="<p>For everybody</p>")
        delivery = self.plan("lead", (), {"message_id": message.id})
        task = self.plan("lead", (), {"channel": "task", "message_id": False, "task_summary": "Look"})
        self.jeanne.unlink()
        self.assertFalse(lead.partner_id)
        self.assertSentLater(delivery, "skipped", "no_customer")
        self.assertSentLater(task, "sent", False)

    def test_answered(self):
        scenario = self.make_scenario(
            self.targeting, steps=[{}, {"delay_count": 2}, {"delay_count": 2, "check_not_replied": False}]
        )
        first, second, third = scenario._run(NOW).delivery_ids.sorted("step_id")
        self.send(NOW)
        first.replied_at = NOW + timedelta(hours=1)
        self.send(LATER)
        self.assertEqual((second.state, second.reason), ("skipped", "replied"))
        self.assertEqual(third.state, "sent")

    def test_by_default_only_marketing_stops_at_an_answer(self):
        scenarios = [self.make_scenario(self.targeting, purpose=purpose) for purpose in ("marketing", "service")]
        self.assertEqual([scenario.step_ids.check_not_replied for scenario in scenarios], [True, False])

    # -- the targeting again --------------------------------------------------------------------------

    def test_a_match_of_one_day_still_matches_two_days_later(self):
        """ "Delivered exactly a year ago" was true at the run, and nothing has changed since."""
        year_ago = {"attribute": "vehicle.delivery_date", "operator": "ago_exactly", "value": {"n": 1, "unit": "year"}}
        vehicle = self.make_vehicle(self.jeanne, delivery_date=date(2025, 3, 14))
        self.assertSentLater(self.plan("vehicle", [year_ago]), "sent", False)
        delivery = self.plan("vehicle", [year_ago])
        vehicle.delivery_date = date(2025, 3, 20)
        self.assertSentLater(delivery, "skipped", "no_longer_matching")

    def test_what_happened_since_counts(self):
        """An appointment booked after the run is known at the moment of sending."""
        none_coming = {"has": "appointment", "pick": "next", "times": {"operator": "=", "value": 0}, "match": "all"}
        rules = [IN_TOWN, {**none_coming, "rules": []}]
        delivery = self.plan("customer", rules)
        still = self.plan("customer", rules, step={"check_matching": False})
        self.make_appointment(self.jeanne, start=LATER + timedelta(days=5))
        self.assertSentLater(delivery, "skipped", "no_longer_matching")
        self.assertEqual(still.state, "sent")

    def test_whoever_matches_again_today_is_written_to(self):
        soon = {"attribute": "appointment.date", "operator": "ahead_less", "value": {"n": 7, "unit": "day"}}
        appointment = self.make_appointment(self.jeanne, start=NOW + timedelta(days=5))
        delivery = self.plan("appointment", [IN_TOWN, soon])
        appointment.write({"start": NOW + timedelta(days=8), "stop": NOW + timedelta(days=8, hours=1)})
        self.assertSentLater(delivery, "sent", False)

    def test_only_the_records_in_question_are_looked_at(self):
        """A batch doesn't evaluate the whole targeting."""
        scenario = self.make_scenario(self.targeting)
        self.make_townsman("Paul")
        query = scenario._search_targeted(NOW, ids=self.jeanne.ids)
        self.assertEqual(query.get_result_ids(), tuple(self.jeanne.ids))

    # -- judged again ---------------------------------------------------------------------------------

    def test_held_back_ones_are_judged_again(self):
        message = self.make_message(body_html="<p>{{ customer.city }}</p>")
        everyone = self.make_targeting("customer", [{"attribute": "customer.name", "operator": "is", "value": "Zoé"}])
        customer = self.make_customer("Zoé", city=False)
        delivery = self.make_scenario(everyone, message=message)._run(NOW).delivery_ids
        self.send()
        self.assertEqual((delivery.state, delivery.reason, delivery.address_key), ("waiting", "incomplete", False))
        customer.city = "Rodez"
        self.env["dealership.consent"]._record(customer, "marketing", "email", False, "phone")
        delivery.action_send()
        self.send(delivery.planned_at)
        self.assertEqual((delivery.state, delivery.reason), ("skipped", "refused"))

    def test_a_held_back_message_keeps_no_address_from_others(self):
        message = self.make_message(body_html="<p>{{ customer.birthday }}</p>")
        self.jeanne.unlink()
        held = self.make_townsman("Held", email="shared@customer.test")
        other = self.make_townsman("Other", email="shared@customer.test", birthdate_date=date(1980, 1, 1))
        deliveries = self.make_scenario(self.targeting, message=message)._run(NOW).delivery_ids
        mine, theirs = (deliveries.filtered(lambda each, who=who: each.partner_id == who) for who in (held, other))
        theirs.planned_at = NOW + timedelta(minutes=5)
        self.send()
        self.send(NOW + timedelta(minutes=5))
        self.assertEqual((mine.state, theirs.state), ("waiting", "sent"))
        held.birthdate_date = date(1981, 1, 1)
        mine.action_send()
        self.send(mine.planned_at)
        self.assertEqual((mine.state, mine.reason), ("skipped", "duplicate_address"))
