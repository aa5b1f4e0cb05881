from collections import defaultdict
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random
from unittest.mock import patch

from freezegun import freeze_time

from ..ledger.common import DeliveryCommon

DAY = timedelta(days=1)
START = date(2026, 1, 5)  # a Monday


class TimeTravel(DeliveryCommon):
    """Days that pass one by one: what customers do on each, and the ticks of the scheduled actions."""

    def setUp(self):
        super().setUp()
        self.dice = Random(2026)
        self.numbers = count()
        self.diary = defaultdict(list)
        self.env["dealership.scenario"].search([]).next_run_at = False
        self.startPatcher(patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 60))

    def on(self, day, do, *args):
        """Have something done on a day."""
        self.diary[day].append((do, args))

    def travel(self, days, outages=(), hours=(9.25,)):
        """Live through days; on those of an outage people go on, but nothing runs.

        :param hours: UTC, at which the scheduled actions run each day
        """
        with freeze_time(START) as frozen:
            for day in days:
                frozen.move_to(datetime.combine(day, time(7)))
                for do, args in self.diary.pop(day, ()):
                    do(*args)
                for hour in hours if day not in outages else ():
                    now = datetime.combine(day, time()) + timedelta(hours=hour)
                    frozen.move_to(now)
                    self.env["dealership.scenario"]._cron_run_scenarios()
                    self.send(now)

    def visit(self, vehicle, day):
        """Have a vehicle in the workshop on a day, from 08:00 to 17:00 UTC."""
        opened, closed = (datetime.combine(day, time(hour)) for hour in (8, 17))
        self.make_repair_order(vehicle.owner_id, vehicle, opened_at=opened, closed_at=closed, status="closed")

    def book(self, vehicle, day):
        self.make_appointment(vehicle.owner_id, start=datetime.combine(day, time(9)), vehicle_id=vehicle.id)
