from datetime import date, datetime, timedelta

from odoo.tests import tagged

from ..common import DealershipCommon

NOW = datetime(2026, 3, 14, 8, 0)  # 09:00 in Paris


@tagged("post_install", "-at_install")
class TestEnrolment(DealershipCommon):
    """Who enters a scenario, and for which occurrence."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_customer("Jeanne Bonnet", city="Testbourg")
        cls.in_town = {"attribute": "customer.city", "operator": "is", "value": "Testbourg"}

    def enrolments(self, scenario):
        return self.env["dealership.enrolment"].search([("scenario_id", "=", scenario.id)], order="id")

    def make_birthday(self, **vals):
        anchor = {"re_entry": "occurrence", "anchor_attribute": "customer.birthday", "anchor_yearly": True}
        return self.make_scenario(self.make_targeting("customer", [self.in_town]), **{**anchor, **vals})

    def test_once(self):
        scenario = self.make_scenario(self.make_targeting("customer", [self.in_town]))
        run = scenario._run(NOW)
        self.assertEqual((run.targeted_count, run.enrolled_count, run.planned_count), (1, 1, 1))
        again = scenario._run(NOW + timedelta(days=400))
        self.assertEqual((again.targeted_count, again.enrolled_count, again.planned_count), (1, 0, 0))
        self.assertEqual(self.enrolments(scenario).mapped("occurrence"), ["once"])
        delivery = run.delivery_ids
        self.assertEqual(
            (delivery.partner_id, delivery.res_model, delivery.res_id), (self.customer, "res.partner", self.customer.id)
        )
        self.assertEqual((delivery.planned_at, delivery.planned_on), (NOW, date(2026, 3, 14)))

    def test_each_year_is_an_occurrence_whenever_it_runs(self):
        self.customer.birthdate_date = date(1980, 3, 14)
        scenario = self.make_birthday()
        for moment in (NOW - timedelta(days=1), NOW, NOW + timedelta(days=3), NOW + timedelta(days=170)):
            scenario._run(moment)
        self.assertEqual(self.enrolments(scenario).mapped("occurrence"), ["2026-03-14"])
        scenario._run(NOW + timedelta(days=365))
        self.assertEqual(self.enrolments(scenario).mapped("occurrence"), ["2026-03-14", "2027-03-14"])

    def test_leap_day_falls_on_the_28th(self):
        self.customer.birthdate_date = date(2000, 2, 29)
        scenario = self.make_birthday()
        for year in (2027, 2028):
            scenario._run(datetime(year, 2, 28, 8, 0))
        self.assertEqual(self.enrolments(scenario).mapped("occurrence"), ["2027-02-28", "2028-02-29"])

    def test_without_the_date_nobody_enters(self):
        run = self.make_birthday()._run(NOW)
        self.assertEqual((run.targeted_count, run.enrolled_count), (1, 0))

    def test_a_moved_date_is_a_new_occurrence(self):
        appointment = self.make_appointment(self.customer, start=datetime(2026, 3, 15, 22, 30))
        scenario = self.make_scenario(
            self.make_targeting(
                "appointment", [{"attribute": "customer.city", "operator": "is", "value": "Testbourg"}]
            ),
            re_entry="occurrence",
            anchor_attribute="appointment.date",
        )
        scenario._run(NOW)
        appointment.write({"start": datetime(2026, 3, 18, 9), "stop": datetime(2026, 3, 18, 10)})
        scenario._run(NOW)
        # 22:30 UTC is the next day in Paris
        self.assertEqual(self.enrolments(scenario).mapped("occurrence"), ["2026-03-15", "2026-03-18"])
        self.assertEqual(self.enrolments(scenario)[0].anchor_at, datetime(2026, 3, 15, 22, 30))

    def test_again_after_some_days(self):
        scenario = self.make_scenario(
            self.make_targeting("customer", [self.in_town]), re_entry="interval", re_entry_days=180
        )
        entered = [scenario._run(NOW + timedelta(days=days)).enrolled_count for days in (0, 0, 179, 180, 181, 360)]
        self.assertEqual(entered, [1, 0, 0, 1, 0, 1])

    def test_subject_leads_to_its_customer(self):
        vehicle = self.make_vehicle(self.customer, delivery_date=date(2025, 3, 14))
        orphan = self.make_vehicle(delivery_date=date(2025, 3, 14))
        rule = {"attribute": "vehicle.delivery_date", "operator": "ago_exactly", "value": {"n": 1, "unit": "year"}}
        scenario = self.make_scenario(self.make_targeting("vehicle", [rule]))
        run = scenario._run(NOW)
        by_record = {delivery.res_id: delivery for delivery in run.delivery_ids}
        self.assertEqual(by_record[vehicle.id].partner_id, self.customer)
        self.assertEqual((by_record[orphan.id].state, by_record[orphan.id].reason), ("skipped", "no_customer"))
        self.assertEqual(run.left_out_summary, "No customer on the record: 1")

    def test_only_its_point_of_sale_and_company(self):
        here = self.customer
        nowhere = self.make_customer("Nulle Part", city="Testbourg")
        nowhere.team_id = False
        self.make_customer("Elle Ailleurs", city="Testbourg", team_id=self.team_b.id)
        self.make_customer("Une Autre", city="Testbourg", team_id=self.team_foreign.id)
        run = self.make_scenario(self.make_targeting("customer", [self.in_town]))._run(NOW)
        self.assertEqual(run.enrolment_ids.partner_id, here + nowhere)

    def test_runs_with_the_rights_of_the_responsible(self):
        self.make_lead(self.customer, team_id=self.team_b.id, user_id=self.user_sales_b.id)
        mine = self.make_lead(self.customer)
        scenario = self.make_scenario(
            self.make_targeting("lead", [self.in_town]),
            team_id=False,
            company_id=self.company_a.id,
            user_id=self.user_sales.id,
        )
        run = scenario._run(NOW)
        self.assertEqual(run.enrolment_ids.mapped("res_id"), mine.ids)

    def test_days_are_those_of_the_point_of_sale(self):
        self.team_a.tz = "Pacific/Auckland"
        scenario = self.make_scenario(
            self.make_targeting("customer", [self.in_town]),
            steps=[{"delay_count": 1, "delay_unit": "day"}],
            run_hour=9.5,
        )
        delivery = scenario._run(NOW).delivery_ids  # 21:00 of the same day in Auckland (UTC+13)
        self.assertEqual(delivery.planned_at, datetime(2026, 3, 14, 20, 30))
        self.assertEqual(delivery.planned_on, date(2026, 3, 15))

    def test_days_before_the_date_of_the_record(self):
        self.make_appointment(self.customer, start=datetime(2026, 3, 31, 14, 0))
        scenario = self.make_scenario(
            self.make_targeting("appointment", [self.in_town]),
            steps=[
                {"delay_basis": "anchor", "delay_count": -2, "delay_unit": "day"},
                {"delay_basis": "anchor", "delay_count": -90, "delay_unit": "minute"},
                {"delay_basis": "anchor", "delay_count": -1, "delay_unit": "month"},
            ],
            anchor_attribute="appointment.date",
            re_entry="occurrence",
        )
        days, minutes, month = scenario._run(NOW).delivery_ids.sorted("step_id")
        self.assertEqual(days.planned_at, datetime(2026, 3, 29, 7, 0))  # summer time since that morning
        self.assertEqual(minutes.planned_at, datetime(2026, 3, 31, 12, 30))
        self.assertEqual(month.planned_at, datetime(2026, 2, 28, 8, 0))
        self.assertLess(month.expires_at, NOW, "it was due before the customer entered: too late")
