from collections import Counter, defaultdict
from datetime import date, datetime, time
from itertools import pairwise
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from .time_travel import DAY, START, TimeTravel

LAST_DAY = START + 364 * DAY  # a Monday too
MONDAYS = {"schedule": "weekdays", **dict.fromkeys(["tuesday", "wednesday", "thursday", "friday"], False)}
SIX_MONTHS, SEVEN_MONTHS = relativedelta(months=6), relativedelta(months=7)


@tagged("post_install", "-at_install")
class TestYear(TimeTravel):
    """The six-month service reminder over a year of daily life, with the system down at times."""

    def setUp(self):
        super().setUp()
        self.expected = defaultdict(list)  # vehicle → days of the visits that one reminder each is due for

    def make_reminder(self):
        """Every Monday, as the model of the gallery; what an outage holds up for days is still of use."""
        closed = {"attribute": "repair_order.closed"}
        last_visit = [
            {**closed, "operator": "ago_more", "value": {"n": 6, "unit": "month"}},
            {**closed, "operator": "ago_less", "value": {"n": 7, "unit": "month"}},
        ]
        rules = [
            {"has": "repair_order", "pick": "last", "match": "all", "rules": last_visit},
            {"has": "appointment", "pick": "next", "times": {"operator": "=", "value": 0}, "match": "all", "rules": []},
        ]
        return self.make_scenario(
            self.make_targeting("vehicle", rules),
            name="Six-month reminder",
            **MONDAYS,
            run_hour=10,
            re_entry="interval",
            re_entry_days=90,
            expires_after_hours=14 * 24,
            next_run_at=datetime(2026, 1, 5, 9, 0),
        )

    def make_cars(self, how_many):
        for _number in range(how_many):
            address = f"owner.{next(self.numbers)}@year.test"
            owner = self.make_customer(address, email=address)
            yield self.make_vehicle(owner, delivery_date=date(2020, 1, 1))

    def random_day(self, first, last):
        return START + self.dice.randint(first, last) * DAY

    def fill_diary(self):
        """Each way of life has its share; most visits lie before the year, so that their half year ends within it."""
        for car in self.make_cars(40):  # comes once and is to be reminded
            self.plan_visit(car, self.random_day(-170, 150), due=True)
        for car in self.make_cars(25):  # has booked in good time for a day after the month of the reminder
            day = self.random_day(-170, 120)
            self.plan_visit(car, day)
            self.on(max(day + DAY * self.dice.randint(10, 170), START), self.book, car, day + DAY * 225)
        for car in self.make_cars(25):  # comes back before the half year is over
            day = self.random_day(-170, 20)
            self.plan_visit(car, day)
            self.plan_visit(car, day + DAY * self.dice.randint(60, 175), due=True)
        for car in self.make_cars(25):  # comes every eight months
            day = self.random_day(-170, -60)
            while day < LAST_DAY:
                self.plan_visit(car, day, due=True)
                day += relativedelta(months=8)
        for car in self.make_cars(15):  # has booked for a day soon after the half year, and comes
            day = self.random_day(-150, 100)
            self.plan_visit(car, day)
            again = day + SIX_MONTHS + DAY * self.dice.randint(8, 20)
            self.on(max(day + 30 * DAY, START), self.book, car, again)
            self.plan_visit(car, again, due=True)

    def plan_visit(self, car, day, due=False):
        if day < START:
            self.visit(car, day)
        else:
            self.on(day, self.visit, car, day)
        if due and self.get_monday(day) <= LAST_DAY:
            self.expected[car.id].append(day)

    def get_monday(self, visit):
        """Return the first Monday on which, at 10:00, the half year since a visit is over."""
        monday = visit + DAY * (-visit.weekday() % 7)
        while datetime.combine(monday, time(10)) <= datetime.combine(visit + SIX_MONTHS, time(18)):
            monday += 7 * DAY
        return monday

    def get_outages(self, how_many):
        """Return the days of some outages of 1 to 10 days each, at random places that leave a day up in between."""
        days = set()
        while len(days) < how_many * 5:
            first = START + DAY * self.dice.randint(10, 340)
            outage = {first + DAY * offset for offset in range(self.dice.randint(1, 10))}
            if not days & {day + DAY * offset for day in outage for offset in (-1, 0, 1)}:
                days |= outage
        return days

    def test_exactly_one_each(self):
        scenario = self.make_reminder()
        self.fill_diary()
        outages = self.get_outages(9)
        self.assertGreaterEqual(len({day for day in outages if day.weekday() == 0}), 3, "Mondays among them")
        coming = self.watch_coming_appointments()
        self.travel([START + DAY * number for number in range(365)], outages)
        deliveries = self.env["dealership.delivery"].search([("scenario_id", "=", scenario.id)], order="sent_at, id")
        self.assertEqual(Counter(deliveries.mapped("state")), {"sent": sum(map(len, self.expected.values()))})
        reminded = defaultdict(list)
        for delivery in deliveries:
            reminded[delivery.res_id].append(delivery)
        self.assertEqual(set(reminded), {car for car, days in self.expected.items() if days}, "none forgotten")
        for car, days in self.expected.items():
            self.assertEqual(len(reminded[car]), len(days), "none repeated")
            for day, delivery in zip(sorted(days), reminded[car], strict=True):
                self.assertOnTime(day, delivery, outages)
        self.assertFalse(set(coming), "nobody had a coming appointment")

    def assertOnTime(self, visit, delivery, outages):
        """Check that it is about the first Monday six months after the visit, and left as soon as the system was up."""
        monday = self.get_monday(visit)
        self.assertEqual(delivery.planned_on, monday)
        while monday in outages:
            monday += DAY
        self.assertEqual(delivery.sent_at.date(), monday)

    def watch_coming_appointments(self):
        """Collect the deliveries that leave although an appointment is coming."""
        wrong = []
        send = type(self.env["dealership.channel.email"])._send

        def watch(channel, deliveries, now):
            booked = self.env["calendar.event"].search(
                [("customer_id", "in", deliveries.partner_id.ids), ("start", ">", now)]
            )
            wrong.extend(deliveries.filtered(lambda each: each.partner_id in booked.customer_id).ids)
            return send(channel, deliveries, now)

        self.startPatcher(patch.object(type(self.env["dealership.channel.email"]), "_send", watch))
        return wrong


@tagged("post_install", "-at_install")
class TestSatisfaction(TimeTravel):
    """One working day after the visit: Friday's are asked on Monday, and before a holiday on Tuesday."""

    def test_working_days(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Easter Monday",
                "calendar_id": self.team_a._get_opening_calendar().id,
                "company_id": self.company_a.id,
                "date_from": datetime(2026, 4, 5, 22),
                "date_to": datetime(2026, 4, 6, 21, 59),
            }
        )
        rule = {"attribute": "repair_order.closed", "operator": "ago_less", "value": {"n": 7, "unit": "day"}}
        scenario = self.make_scenario(
            self.make_targeting("repair_order", [rule]),
            steps=[{"delay_basis": "anchor", "delay_count": 1, "delay_unit": "working_day"}],
            anchor_attribute="repair_order.closed",
            purpose="service",
            run_hour=10,
            next_run_at=datetime(2026, 3, 23, 9, 0),
        )
        days = [date(2026, 3, 23) + DAY * number for number in range(28)]
        workdays = [day for day in days if day.weekday() < 5 and day != date(2026, 4, 6)]
        for number, day in enumerate(workdays):
            car = self.make_vehicle(self.make_customer(f"Owner {number}", email=f"owner.{number}@visit.test"))
            self.on(day, self.visit, car, day)
        self.travel(days)
        deliveries = self.env["dealership.delivery"].search([("scenario_id", "=", scenario.id), ("state", "=", "sent")])
        asked = {
            self.env["dealership.repair.order"].browse(each.res_id).closed_at.date(): each.sent_at.date()
            for each in deliveries
        }
        self.assertEqual(len(deliveries), len(asked))
        # The last working day's are asked on the Monday after.
        self.assertEqual(asked, dict(pairwise(workdays)))
        self.assertEqual(asked[date(2026, 3, 27)], date(2026, 3, 30), "Friday's on Monday")
        self.assertEqual(asked[date(2026, 4, 3)], date(2026, 4, 7), "Friday's on Tuesday, after Easter Monday")
