from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_dealership.engine.vehicle.inspections import (
    COLLECTION,
    EMISSIONS,
    EXCLUDED,
    NOTHING,
    PLANNED,
    UNKNOWN,
    VAN,
    Inspection,
    InspectionRule,
    Vehicle,
    find_rule,
    plan_emissions,
    plan_technical,
)

TODAY = date(2026, 11, 30)
ORDINARY = InspectionRule(first_months=48, interval_months=24, window_months=6)
COLLECTED = InspectionRule(use=COLLECTION, interval_months=60)
OLDEST = InspectionRule(use=COLLECTION, registered_before=date(1960, 1, 1), excluded=True)
TAXI = InspectionRule(use="taxi", excluded=True)
VANS = InspectionRule(EMISSIONS, kind=VAN, interval_months=12, window_months=2)
ELECTRIC = InspectionRule(EMISSIONS, energy="electric", excluded=True)
NO_TAXI_VAN = InspectionRule(EMISSIONS, use="taxi", excluded=True)
RULES = [ORDINARY, COLLECTED, OLDEST, TAXI, VANS, ELECTRIC, NO_TAXI_VAN]

days = st.dates(date(1990, 1, 1), date(2040, 12, 31))


@tagged("post_install", "-at_install")
class TestInspections(BaseCase):
    """By hand, from the text of the law; each expected day was counted on a calendar."""

    def plan(self, today=TODAY, **known):
        return plan_technical(RULES, Vehicle(**known), today)

    def test_first_one(self):
        planned = self.plan(first_registration=date(2023, 2, 14))
        self.assertEqual(planned, Inspection(PLANNED, date(2027, 2, 14), date(2026, 8, 14)))

    def test_the_last_day_is_in_time(self):
        registered = date(2022, 11, 30)
        self.assertEqual(self.plan(first_registration=registered).due_on, TODAY)
        self.assertEqual(self.plan(first_registration=registered - timedelta(days=1)), Inspection(UNKNOWN))

    def test_registered_on_a_leap_day(self):
        self.assertEqual(self.plan(first_registration=date(2024, 2, 29)).due_on, date(2028, 2, 29))
        planned = self.plan(date(2100, 1, 1), first_registration=date(2096, 2, 29))
        self.assertEqual((planned.due_on, planned.counts_from), (date(2100, 2, 28), date(2099, 8, 28)))

    def test_two_years_after_the_last_one_carried_out(self):
        for last, expected in (
            (date(2026, 10, 31), date(2028, 10, 31)),
            (date(2024, 2, 29), date(2026, 2, 28)),  # overdue is overdue
        ):
            planned = self.plan(first_registration=date(2015, 1, 5), last_technical=last)
            self.assertEqual(planned, Inspection(PLANNED, expected))
        self.assertEqual(self.plan(last_technical=date(2025, 6, 1)).due_on, date(2027, 6, 1))

    def test_one_of_a_new_car_brings_nothing_forward(self):
        planned = self.plan(first_registration=date(2025, 1, 5), last_technical=date(2026, 1, 5))
        self.assertEqual(planned.due_on, date(2029, 1, 5))

    def test_nothing_is_made_up(self):
        self.assertEqual(self.plan(first_registration=date(2018, 1, 5)), Inspection(UNKNOWN))
        self.assertEqual(self.plan(), NOTHING)
        self.assertEqual(plan_technical([], Vehicle(first_registration=TODAY), TODAY), NOTHING)
        self.assertEqual(self.plan(kind="", first_registration=TODAY), NOTHING)

    def test_uses(self):
        registered = date(1988, 7, 1)
        for use, last, expected in (
            ("taxi", date(2026, 1, 1), Inspection(EXCLUDED)),
            (COLLECTION, date(2026, 1, 1), Inspection(PLANNED, date(2031, 1, 1))),
            (COLLECTION, None, Inspection(UNKNOWN)),
        ):
            self.assertEqual(self.plan(use=use, first_registration=registered, last_technical=last), expected)
        self.assertEqual(self.plan(use=COLLECTION, first_registration=date(1959, 12, 31)), Inspection(EXCLUDED))
        self.assertEqual(self.plan(use=COLLECTION, first_registration=date(1960, 1, 1)), Inspection(UNKNOWN))

    def test_emissions_of_vans(self):
        for vehicle, expected in (
            (Vehicle(VAN, last_technical=date(2026, 3, 31)), (date(2027, 3, 31), date(2027, 1, 31))),
            (Vehicle(last_technical=date(2026, 3, 31)), (None, None)),
            (Vehicle(VAN, energy="electric", last_technical=date(2026, 3, 31)), (None, None)),
            (Vehicle(VAN, energy="diesel", last_technical=date(2026, 3, 31)), (date(2027, 3, 31), date(2027, 1, 31))),
            (Vehicle(VAN, "taxi", last_technical=date(2026, 3, 31)), (None, None)),
            (Vehicle(VAN), (None, None)),
            (Vehicle(VAN, last_technical=date(2025, 3, 31), last_emissions=date(2026, 1, 31)), (None, None)),
            # Too early to count.
            (
                Vehicle(VAN, last_technical=date(2025, 3, 31), last_emissions=date(2026, 1, 30)),
                (date(2026, 3, 31), date(2026, 1, 31)),
            ),
        ):
            planned = plan_emissions(RULES, vehicle)
            self.assertEqual((planned.due_on, planned.counts_from), expected, vehicle)

    def test_the_most_exact_rule_is_the_one(self):
        everyone = InspectionRule(interval_months=1)
        vans = InspectionRule(kind=VAN, interval_months=2)
        for rules in ([everyone, vans, TAXI], [TAXI, vans, everyone]):
            self.assertEqual(find_rule(rules, "technical", Vehicle()), everyone)
            self.assertEqual(find_rule(rules, "technical", Vehicle(VAN)), vans)
            self.assertEqual(find_rule(rules, "technical", Vehicle(VAN, "taxi")), TAXI)

    @given(registered=days, today=days)
    @settings(max_examples=400, deadline=None)
    def test_any_first_one(self, registered, today):
        """Against the calendar of another library, in the words of the law: within the months before."""
        planned = self.plan(today, first_registration=registered)
        anniversary = registered + relativedelta(years=4)
        if today > anniversary:
            self.assertEqual(planned, Inspection(UNKNOWN))
            return
        self.assertEqual(planned.due_on, anniversary)
        self.assertTrue(180 <= (planned.due_on - planned.counts_from).days <= 184)

    @given(registered=st.none() | days, last=days, today=days)
    @settings(max_examples=400, deadline=None)
    def test_any_following_one(self, registered, last, today):
        """Whatever the day on which one looks; it is the same day of the month, or the last one of a shorter month."""
        planned = self.plan(today, first_registration=registered, last_technical=last)
        self.assertEqual(planned.state, PLANNED)
        following = last + relativedelta(years=2)
        if registered and registered + relativedelta(years=4) > following:
            self.assertEqual(planned.due_on, registered + relativedelta(years=4))
        else:
            self.assertEqual(planned.due_on, following)
        self.assertGreaterEqual(planned.due_on, last + timedelta(days=730))

    @given(last=days, later=st.integers(0, 4_000))
    @settings(max_examples=200, deadline=None)
    def test_a_later_control_never_brings_the_next_one_forward(self, last, later):
        dues = [self.plan(last_technical=day).due_on for day in (last, last + timedelta(days=later))]
        self.assertLessEqual(*dues)
