from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_dealership.engine.vehicle.mileage import (
    MOST_PER_DAY,
    Reading,
    Service,
    choose_credible,
    estimate_per_day,
    plan_service,
)

START = date(2024, 1, 1)


def read(*pairs):
    """Readings of days after the start."""
    return [Reading(START + timedelta(days=days), mileage) for days, mileage in pairs]


readings = st.lists(
    st.builds(Reading, st.dates(date(2010, 1, 1), date(2030, 1, 1)), st.integers(-10, 999_999)), max_size=20
)


@tagged("post_install", "-at_install")
class TestMileage(BaseCase):
    def test_what_is_believed(self):
        for said, believed in (
            ([], []),
            ([(0, 0)], []),  # nobody has read it
            ([(0, 10_000), (365, 25_000)], [0, 1]),
            ([(0, 10_000), (180, 180_000), (365, 25_000)], [0, 2]),  # a digit too many
            ([(0, 10_000), (180, 1_750), (365, 25_000)], [0, 2]),  # a digit too few
            ([(0, 10_000), (0, 10_000), (30, 10_000)], [0, 2]),
            ([(0, 95_000), (200, 1_000), (400, 9_000), (600, 17_000)], [1, 2, 3]),  # another car's
            ([(0, 90_000), (300, 9_000)], [1]),  # of two that contradict each other, the later
        ):
            given_readings = read(*said)
            self.assertEqual(choose_credible(given_readings), [given_readings[place] for place in believed], said)

    def test_kilometres_a_day(self):
        for said, expected in (
            ([(0, 10_000)], None),
            ([(0, 10_000), (20, 13_000)], None),  # too close to tell a habit
            ([(0, 10_000), (100, 15_000)], 50),
            ([(0, 10_000), (50, 15_000), (100, 15_000)], 50),
            # What was so long ago says nothing, unless it is all there is.
            ([(0, 1_000), (2_000, 100_000), (2_100, 102_000)], 20),
            ([(0, 1_000), (2_000, 101_000)], 50),
        ):
            self.assertEqual(estimate_per_day(read(*said)), expected, said)

    def test_next_service(self):
        at = read((300, 12_000))[0]
        base = {"last_day": START, "last_mileage": 0}
        for vals, expected in (
            ({}, None),
            ({"months": 12}, date(2025, 1, 1)),
            ({"kilometres": 15_000}, None),
            ({"kilometres": 15_000, "reading": at}, None),  # nobody knows how fast
            ({"kilometres": 15_000, "reading": at, "per_day": 40.0}, START + timedelta(days=375)),
            ({"months": 12, "kilometres": 15_000, "reading": at, "per_day": 40.0}, date(2025, 1, 1)),
            ({"months": 24, "kilometres": 15_000, "reading": at, "per_day": 40.0}, START + timedelta(days=375)),
            ({"kilometres": 10_000, "reading": at, "per_day": 40.0}, at.day),  # past it when it was read
            ({"kilometres": 15_000, "reading": at, "per_day": 0.01}, None),  # not within what can be foretold
            ({"kilometres": 15_000, "reading": at, "per_day": 40.0, "last_mileage": None}, None),
            ({"months": 12, "last_day": None}, None),
            ({"months": 12, "last_day": date(2024, 2, 29)}, date(2025, 2, 28)),
        ):
            self.assertEqual(plan_service(Service(**{**base, **vals})), expected, vals)

    @given(said=readings)
    @settings(max_examples=400, deadline=None)
    def test_whatever_is_read_the_estimate_makes_sense(self, said):
        believed = choose_credible(said)
        self.assertLessEqual(set(believed), set(said))
        for earlier, later in pairwise(believed):
            self.assertLessEqual(earlier.day, later.day)
            self.assertLessEqual(earlier.mileage, later.mileage)
        per_day = estimate_per_day(believed)
        self.assertTrue(per_day is None or 0 <= per_day <= MOST_PER_DAY)

    @given(
        step=st.integers(1, MOST_PER_DAY), gaps=st.lists(st.integers(15, 300), min_size=3, max_size=10), data=st.data()
    )
    @settings(max_examples=300, deadline=None)
    def test_one_typing_error_changes_nothing_much(self, step, gaps, data):
        """Who drives evenly, and one of whose readings has a digit too many, is still told how far."""
        day, honest = START, [Reading(START, 5_000)]
        for gap in gaps:
            day += timedelta(days=gap)
            honest.append(Reading(day, 5_000 + step * (day - START).days))
        place = data.draw(st.integers(1, len(honest) - 2))
        wrong = [*honest[:place], Reading(honest[place].day, honest[place].mileage * 10), *honest[place + 1 :]]
        believed = choose_credible(wrong)
        self.assertEqual(believed[-1], honest[-1])
        per_day = estimate_per_day(believed)
        if per_day is not None:
            self.assertAlmostEqual(per_day, step, delta=step * 0.01)
