from datetime import date, datetime, timedelta

import pytz

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from ...engine.local_time import at_hour, to_local, to_utc
from ...models.ledger.local_time_sql import to_local_sql, to_utc_sql
from .common import DeliveryCommon

DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)
# The two days of 2026 on which the clock changes; by half an hour on Lord Howe.
CHANGES = {
    "Europe/Paris": [date(2026, 3, 29), date(2026, 10, 25)],
    "Europe/Lisbon": [date(2026, 3, 29), date(2026, 10, 25)],
    "America/New_York": [date(2026, 3, 8), date(2026, 11, 1)],
    "Australia/Lord_Howe": [date(2026, 4, 5), date(2026, 10, 4)],
    # Used to change at midnight, and went without 30 December 2011.
    "America/Sao_Paulo": [date(2018, 2, 18), date(2018, 11, 4)],
    "Pacific/Apia": [date(2011, 12, 30)],
}


@tagged("post_install", "-at_install")
class TestLocalTimeInSQL(TransactionCase):
    """The ledger's statements read the clock on the wall as everything else does."""

    def test_every_quarter_around_a_change_is_the_same_moment(self):
        for name, days in CHANGES.items():
            tz = pytz.timezone(name)
            for day in days:
                start = datetime.combine(day, datetime.min.time()) - DAY
                times = [start + number * QUARTER for number in range(3 * 24 * 4)]
                with self.subTest(zone=name, day=day):
                    self.assertEqual(self.evaluate(to_utc_sql, times, name), [to_utc(each, tz) for each in times])
                    self.assertEqual(self.evaluate(to_local_sql, times, name), [to_local(each, tz) for each in times])

    def test_no_time_is_no_moment(self):
        self.assertEqual(self.evaluate(to_utc_sql, [None], "Europe/Paris"), [None])

    def evaluate(self, express, times, name):
        rows = self.env.execute_query(
            SQL(
                "SELECT %s FROM unnest(%s::timestamp[]) WITH ORDINALITY AS row (at, number) ORDER BY number",
                express(SQL("row.at"), name),
                times,
            )
        )
        return [value for (value,) in rows]


@tagged("post_install", "-at_install")
class TestPlannedAtChangeOfClock(DeliveryCommon):
    """Steps on days on which the clock changes."""

    def test_an_hour_that_is_skipped_or_repeated(self):
        tz = pytz.timezone("Europe/Paris")
        self.make_townsman("Jeanne")
        for day in CHANGES["Europe/Paris"]:
            for hour in (1.5, 2, 2.5, 3, 3.5):
                with self.subTest(day=day, hour=hour):
                    steps = [{"delay_count": 1, "own_hour": True, "at_hour": hour}]
                    scenario = self.make_scenario(self.targeting, steps=steps)
                    run = scenario._run(at_hour(day - DAY, 9, tz))
                    self.assertEqual(run.delivery_ids.planned_at, at_hour(day, hour, tz))
                    self.assertEqual(run.delivery_ids.planned_on, day)
