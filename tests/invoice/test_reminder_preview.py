from datetime import date, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from .common import ReminderCommon

DUE = date(2026, 6, 10)
REMINDED = DUE + timedelta(days=3)


@tagged("post_install", "-at_install")
class TestReminderPreview(ReminderCommon):
    """The text of a reminder that is planned is that of the message that will leave, not of all that is owed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_customer("Jeanne Bonnet")
        cls.first = cls.make_due_invoice(cls.customer, DUE)
        cls.second = cls.make_due_invoice(cls.customer, DUE, 50.0)
        cls.later = cls.make_due_invoice(cls.customer, DUE + timedelta(days=20), 30.0)

    def preview(self, moment, scenario=None):
        """Run until a moment and return the deliveries of the first reminder by invoice."""
        scenario = scenario or self.scenario
        with freeze_time(moment):
            scenario._run(moment)
            step = scenario.step_ids.filtered(lambda step: step.reminder_level == 1)
            deliveries = self.env["dealership.delivery"].search([("step_id", "=", step.id)])
            return {
                self.env["account.move"].browse(delivery.res_id): str(delivery.planned_body) for delivery in deliveries
            }

    def assertShows(self, body, *invoices):
        shown = [invoice for invoice in self.first + self.second + self.later if invoice.name in body]
        self.assertEqual(shown, list(invoices))

    def test_planned(self):
        bodies = self.preview(self.get_night(DUE))
        for invoice in (self.first, self.second):
            self.assertShows(bodies[invoice], self.first, self.second)
        self.assertShows(bodies[self.later], self.later)

    def test_as_of_its_day(self):
        self.scenario.step_ids.message_id.body_html = "<p>{{ statement.days_late }} days, {{ statement.numbers }}</p>"
        self.assertIn("3 days", self.preview(self.get_night(DUE))[self.first])

    def test_a_dispute_is_left_aside(self):
        self.second.line_ids.filtered(lambda line: line.display_type == "payment_term").no_followup = True
        self.assertShows(self.preview(self.get_night(DUE))[self.first], self.first)

    def test_waiting_for_a_person(self):
        by_hand = self.scenario.step_ids.filtered(lambda step: step.reminder_level == 1)
        by_hand.automatic = False
        bodies = self.preview(self.get_night(REMINDED))
        for invoice in (self.first, self.second):
            self.assertShows(bodies[invoice], self.first, self.second)
