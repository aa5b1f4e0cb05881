"""What every part of the demo dealership shares: the sites, the clock and the dice."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

import pytz
from dateutil.relativedelta import relativedelta


@dataclass
class Site:
    """One point of sale with its people, and the models it sells."""

    key: str
    team: object
    seller: object
    adviser: object
    size: int
    models: list = field(default_factory=list)
    customers: list = field(default_factory=list)
    vehicles: list = field(default_factory=list)

    @property
    def company(self):
        return self.team.company_id


class World:
    """The demo dealership while it is being made.

    Dice are seeded, so that two installations on one day are alike; dates count from ``now``.

    :param env: an environment of the superuser
    :param datetime now: naive UTC
    """

    def __init__(self, env, now):
        self.env = env
        self.now = now
        self.dice = Random(12)
        self.tz = pytz.timezone("Europe/Paris")
        self.today = pytz.utc.localize(now).astimezone(self.tz).date()
        self.sites = [
            self._make_site("rodez", "demo_user_sales", "demo_user_adviser", 150),
            self._make_site("millau", "demo_user_sales_millau", "demo_user_sales_millau", 90),
            self._make_site("albi", "demo_user_sales_albi", "demo_user_sales_albi", 60),
        ]

    def _make_site(self, key, seller, adviser, size):
        return Site(key, self.ref(f"demo_team_{key}"), self.ref(seller), self.ref(adviser), size)

    def ref(self, xml_id):
        return self.env.ref(xml_id if "." in xml_id else f"crm_dealership.{xml_id}")

    def chance(self, share):
        """Return True in ``share`` of the calls, a number from 0 to 1."""
        return self.dice.random() < share

    def before(self, **delta):
        """Return the date that lies ``years=``, ``months=`` or ``days=`` before today."""
        return self.today - relativedelta(**delta)

    def utc(self, day, hour, minute=0):
        """Return the naive UTC datetime of a local hour on a local day."""
        local = self.tz.localize(datetime.combine(day, time(hour, minute)))
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    def opening_hour(self, day: date):
        """Return a random moment of the opening hours of ``day``, as naive UTC."""
        return self.utc(day, self.dice.choice([8, 9, 10, 11, 14, 15, 16, 17]), self.dice.choice([0, 15, 30, 45]))

    def working_day(self, day: date, step=-1):
        """Return ``day`` or, on a week-end, the nearest working day in the direction of ``step``."""
        while day.weekday() > 4:
            day += timedelta(days=step)
        return day
