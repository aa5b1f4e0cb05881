"""./dev bench lifetime: what a tick of the clocks costs, by the leads that are open and by those that are due.

See ``docs/benchmarks.md``.
"""

import argparse
import time
from datetime import timedelta
from statistics import median

from odoo import Command, fields
from odoo.tools import SQL

from .dealership_group.measuring import MILLISECONDS, Plan, print_row
from .dealership_group.statistics import forgotten, undisturbed, vacuum

MINUTES = 240
MEMBERS = 4
AIM = 1.5

INSERT = """
INSERT INTO crm_lead (
    company_id, team_id, user_id, name, type, priority, active, probability, won_status, lead_state, lead_status,
    stage_id, business_attribute, lifetime_state, lifetime_started_at, lifetime_reminder_count, lifetime_id,
    reminder_at, deadline_at, is_overdue, create_uid, create_date, write_uid, write_date)
SELECT %(company)s, %(team)s, CASE WHEN number %% 2 = 0 THEN %(user)s END, 'Enquiry ' || number, 'lead', '0', TRUE, 10,
       'pending', 'open', 'new', %(stage)s, 'vn', 'running', started, 0, %(lifetime)s,
       started + interval '80 minutes', started + interval '240 minutes', FALSE, 1, started, 1, started
  FROM (SELECT number, %(now)s::timestamp - %(age)s * interval '1 minute' - random() * interval '30 seconds' AS started
          FROM generate_series(1, %(count)s) AS number) AS lead
"""


def main(env, arguments):
    """Measure and print; nothing of it stays in the database."""
    options = _parse(arguments)
    with undisturbed(env):
        _measure(LifetimeBench(env, options.due, options.runs), options)
    vacuum(env.cr)


def _measure(bench, options):
    print(f"Milliseconds, medians of {options.runs} runs; {options.due} leads due, one e-mail or {MEMBERS} for each.\n")
    titles = ["Open leads", "Tick, cold", "Tick, warm", "per lead due", "Claiming them, cold", "Claiming them, warm"]
    titles.append("Tables read from end to end")
    print_row(titles)
    print_row("-" * len(title) for title in titles)
    ticks = [bench.measure(count) for count in options.open]
    ratio = ticks[-1] / ticks[0]
    print(f"\nWith {options.open[-1] / options.open[0]:g} times the open leads a tick takes {ratio:.2f} times as long.")
    print("The aim is met." if ratio <= AIM else f"The aim of {AIM} is missed.")


def _parse(arguments):
    parser = argparse.ArgumentParser(prog="./dev bench lifetime")
    parser.add_argument("--open", type=int, nargs="+", default=[10_000, 100_000, 1_000_000], help="open leads")
    parser.add_argument("--due", type=int, default=100, help="leads due in the minute that is measured")
    parser.add_argument("--runs", type=int, default=7)
    return parser.parse_args(arguments)


class LifetimeBench:
    """A point of sale with more and more leads waiting, of which as many are due as before."""

    def __init__(self, env, due, runs):
        self.env = env(context={**env.context, "tracking_disable": True, "no_reset_password": True})
        self.due = due
        self.runs = runs
        self.now = fields.Datetime.now()
        self.inserted = 0
        self.values = self._create_surroundings()
        self._insert(due, age=81)

    def _create_surroundings(self):
        env = self.env
        company = env["res.company"].create({"name": "Lifetime", "currency_id": env.ref("base.EUR").id})
        env.user.company_ids = [Command.link(company.id)]
        users = env["res.users"].create(
            [
                {
                    "name": f"Seller {number}",
                    "login": f"bench_lifetime_{number}",
                    "email": f"bench_lifetime_{number}@example.com",
                    "company_id": company.id,
                    "company_ids": [Command.set(company.ids)],
                    "group_ids": [Command.set(env.ref("crm_dealership.group_dealership_user").ids)],
                }
                for number in range(MEMBERS)
            ]
        )
        team = env["crm.team"].create(
            {
                "name": "Lifetime",
                "company_id": company.id,
                "member_ids": [Command.set(users.ids)],
                "lifetime_ids": [Command.create({"minutes": MINUTES, "counting": "always"})],
            }
        )
        env.flush_all()
        return {
            "company": company.id,
            "team": team.id,
            "user": users[0].id,
            "lifetime": team.lifetime_ids.id,
            "stage": env["crm.stage"].search([], limit=1).id,
            "now": self.now,
        }

    def _insert(self, count, age):
        """Insert waiting leads, ``age`` minutes old: the first reminder comes after 80."""
        if count > 0:
            self.env.cr.execute(INSERT, {**self.values, "count": count, "age": age})
            self.inserted += count

    def measure(self, count):
        """Print the row of ``count`` open leads; return the milliseconds of a tick."""
        self._insert(count - self.inserted, age=20)
        with forgotten(self.env):
            cold, claiming_cold = self._measure()
        self.env.cr.execute("ANALYZE crm_lead")
        warm, claiming = self._measure()
        scanned = ", ".join(Plan(self.env, self._get_due_query()).scanned) or "none"
        print_row([f"{count:,}", cold, warm, warm / self.due, claiming_cold, claiming, scanned])
        return warm

    def _measure(self):
        """Return the milliseconds of a tick, and of claiming what is due."""
        spent = [self._tick() for _run in range(self.runs + 1)][1:]
        started = time.perf_counter()
        self.env.execute_query(self._get_due_query())
        return median(spent), (time.perf_counter() - started) * MILLISECONDS

    def _get_due_query(self):
        return SQL(
            "SELECT id FROM crm_lead WHERE reminder_at <= %s ORDER BY reminder_at LIMIT %s"
            " FOR NO KEY UPDATE SKIP LOCKED",
            self.now,
            self.due,
        )

    def _tick(self):
        """Do what the scheduler does within its transaction, and undo it."""
        self.env.invalidate_all()
        savepoint = self.env.cr.savepoint()
        started = time.perf_counter()
        done, _mails = self.env["crm.lead"]._process_due_clocks(self.now + timedelta(seconds=1), self.due)
        self.env.flush_all()
        spent = (time.perf_counter() - started) * MILLISECONDS
        assert done == self.due, f"{done} leads were due instead of {self.due}"
        savepoint.close(rollback=True)
        self.env.invalidate_all(flush=False)
        return spent
