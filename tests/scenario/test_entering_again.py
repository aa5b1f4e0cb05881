from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from ..gallery.test_workshop_models import NOW, ModelCommon
from ..ledger.common import IN_TOWN

EVENING = datetime(2026, 3, 10, 19, 21)  # Tuesday, 20:21 in Paris: messages leave from 8 to 20
READY, SURVEY = "vehicle_ready", "visit_satisfaction"


@tagged("post_install", "-at_install")
class TestEnteringAgain(ModelCommon):
    """Who was left out before anything left has not been through; each time that a vehicle gets ready is told."""

    def setUp(self):
        super().setUp()
        self.company_a.email = "accueil@groupe-aveyron.test"
        self.customer.phone = False  # by e-mail, which tests send
        self.order = self.make_repair_order(self.customer, self.vehicle, opened_at=EVENING - timedelta(days=5))

    def at(self, moment, do=None):
        """Do something at a moment, and let the scenarios run and send."""
        with freeze_time(moment):
            if do:
                do()
            self.env.flush_all()
            self.scenario._run(moment)
            while self.env["dealership.delivery"]._process_due(moment):
                pass

    def get_fates(self):
        deliveries = self.env["dealership.delivery"].search([("scenario_id", "=", self.scenario.id)], order="id")
        return [delivery.reason or delivery.state for delivery in deliveries]

    def work_again(self):
        self.order.status = "in_progress"

    def test_16_02_undone_before_it_left(self):
        self.scenario = self.make_scenario_of(READY)
        self.at(EVENING, self.order.action_ready)
        self.at(EVENING + timedelta(minutes=20), self.work_again)
        self.at(EVENING + timedelta(hours=11), None)  # 07:21
        self.at(EVENING + timedelta(hours=12), None)  # 08:21, the window is open
        self.assertEqual(self.get_fates(), ["no_longer_matching"])
        self.at(EVENING + timedelta(hours=14), self.order.action_ready)
        self.at(EVENING + timedelta(hours=14, minutes=5), None)
        self.assertEqual(self.get_fates(), ["no_longer_matching", "sent"])

    def test_16_02_undone_and_ready_before_the_window(self):
        """They are told once: in the morning, the vehicle is ready."""
        self.scenario = self.make_scenario_of(READY)
        self.at(EVENING, self.order.action_ready)
        self.at(EVENING + timedelta(minutes=20), self.work_again)
        self.at(EVENING + timedelta(hours=11), self.order.action_ready)
        self.at(EVENING + timedelta(hours=12), None)
        self.assertEqual(sorted(self.get_fates()).count("sent"), 1)

    def test_16_02_ready_again(self):
        self.scenario = self.make_scenario_of(READY)
        for hours in (0, 3, 27):  # twice a day, and the next one
            moment = NOW + timedelta(hours=hours)
            self.at(moment, self.order.action_ready)
            self.at(moment + timedelta(minutes=5), None)
            self.at(moment + timedelta(hours=1), self.work_again)
        self.assertEqual(self.get_fates(), ["sent", "sent", "sent"])

    def test_16_02_said_once_more_by_the_feed_it_is_not_ready_again(self):
        self.scenario = self.make_scenario_of(READY)
        self.at(NOW, self.order.action_ready)
        self.at(NOW + timedelta(hours=1), lambda: self.order.write({"status": "ready"}))
        self.assertEqual(self.get_fates(), ["sent"])

    def test_16_02_surveyed_after_the_last_closing(self):
        self.scenario = self.make_scenario_of(SURVEY)
        monday = datetime(2026, 3, 9, 8, 30)
        self.at(monday, self.order.action_close)
        self.at(monday + timedelta(hours=2), self.order.action_reopen)
        self.at(monday + timedelta(days=1, hours=3), None)
        self.assertEqual(self.get_fates(), ["date_moved"])
        self.at(monday + timedelta(days=2), self.order.action_close)
        self.at(monday + timedelta(days=3, hours=3), None)
        self.at(monday + timedelta(days=4, hours=3), None)
        self.assertEqual(self.get_fates(), ["date_moved", "sent"])
        self.at(monday + timedelta(days=5), self.order.action_reopen)
        self.at(monday + timedelta(days=6), self.order.action_close)
        self.at(monday + timedelta(days=9), None)
        self.assertEqual(self.get_fates(), ["date_moved", "sent"], "they have been asked")

    def test_16_02_who_may_not_be_written_to_does_not_enter_each_day(self):
        self.customer.city = "Testbourg"
        self.env["dealership.consent"]._record(self.customer, "service", "email", False, "phone")
        targeting = self.make_targeting("customer", [IN_TOWN])
        self.scenario = self.make_scenario(targeting, purpose="service")
        for day in range(3):
            self.at(NOW + timedelta(days=day), None)
        self.assertEqual(self.get_fates(), ["refused"])

    def test_16_02_after_a_number_of_days(self):
        """The days count from what was sent; nothing was."""
        self.customer.city = "Testbourg"
        targeting = self.make_targeting("customer", [IN_TOWN])
        step = {"delay_count": 1, "delay_unit": "day"}
        self.scenario = self.make_scenario(targeting, [step], purpose="service", re_entry="interval", re_entry_days=60)
        self.at(NOW, None)
        self.customer.city = "Rodez"
        self.at(NOW + timedelta(days=1), None)
        self.assertEqual(self.get_fates(), ["no_longer_matching"])
        self.customer.city = "Testbourg"
        for days in (2, 3, 4, 10):
            self.at(NOW + timedelta(days=days), None)
        self.assertEqual(self.get_fates(), ["no_longer_matching", "sent"])

    def test_16_02_a_later_step_is_still_to_come(self):
        """What one step was left out of, another may still say: they are in the scenario."""
        self.customer.city = "Testbourg"
        targeting = self.make_targeting("customer", [IN_TOWN])
        steps = [{"delay_count": 1, "delay_unit": "day"}, {"delay_count": 9, "delay_unit": "day"}]
        self.scenario = self.make_scenario(targeting, steps, purpose="service")
        self.at(NOW, None)
        self.customer.city = "Rodez"
        self.at(NOW + timedelta(days=1), None)
        self.assertEqual(self.get_fates(), ["no_longer_matching", "planned"])
        self.customer.city = "Testbourg"
        self.at(NOW + timedelta(days=2), None)
        enrolments = self.env["dealership.enrolment"].search([("scenario_id", "=", self.scenario.id)])
        self.assertEqual(enrolments.mapped("voided"), [False])
