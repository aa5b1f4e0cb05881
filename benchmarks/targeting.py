"""./dev bench targeting: rules against hand-written SQL, on a dealership group of a million customers.

See ``docs/benchmarks.md``.
"""

import argparse
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from timeit import repeat

from odoo.tools import SQL

from odoo.addons.crm_dealership.engine.targeting.compiler import compile_tree
from odoo.addons.crm_dealership.engine.targeting.tree import parse_tree

from .dealership_group.rules import build_cases
from .dealership_group.seeding import ADMINISTRATOR, BRANDS, DIRECTOR, NOW

MILLISECONDS = 1000
AIM = 1.3


def main(env, arguments):
    """Measure, print the table, and return 1 when a rule finds other records than its SQL."""
    options = _parse(arguments)
    bench = Bench(env, options)
    return bench.run()


def _parse(arguments):
    parser = argparse.ArgumentParser(prog="./dev bench targeting")
    parser.add_argument("--runs", type=int, default=7, help="warm runs of each query; their median counts")
    parser.add_argument("--plans", type=Path, metavar="FOLDER", help="keep the plans of both queries there")
    parser.add_argument("--only", metavar="NUMBERS", help="such as 05,07")
    return parser.parse_args(arguments)


@dataclass
class Result:
    """Milliseconds of each way, one per run."""

    rows: int = 0
    times: dict[str, list[float]] = field(default_factory=dict)

    def get(self, way):
        return median(self.times[way]) if way in self.times else None


class Bench:
    """One benchmark of one database."""

    def __init__(self, env, options):
        self.options = options
        user = env["res.users"].search([("login", "=", ADMINISTRATOR)])
        director = env["res.users"].search([("login", "=", DIRECTOR)])
        self.company = user.company_id
        self.env = self._sign_in(env, user)
        self.director_env = self._sign_in(env, director)
        team = env["crm.team"].search([("company_id", "=", self.company.id)], limit=1)
        self.clock = team._get_targeting_clock(NOW)

    def _sign_in(self, env, user):
        return env(user=user.id, su=False, context={"allowed_company_ids": self.company.ids, "lang": "en_US"})

    def run(self):
        brands = self.env["fleet.vehicle.model.brand"].search([("name", "in", list(BRANDS))], order="id")
        cases = build_cases({brand.name: brand.id for brand in brands})
        wanted = (self.options.only or "").split(",")
        lines = []
        for case in cases:
            if case.name.startswith(tuple(wanted)):
                lines.append(self._measure(case))
                print(lines[-1], flush=True)
        self._measure_compiling(cases)
        return 0

    # -- the ways ---------------------------------------------------------------------------------

    def _get_query(self, env, case):
        schema = env["dealership.targeting"]._get_schema()
        domain = compile_tree(parse_tree(case.tree, schema), case.subject, schema, self.clock)
        return env[schema[case.subject].model]._search(domain)

    def _get_hand_sql(self, case):
        return SQL(case.sql, company=self.company.id)

    def _count(self, env, case):
        query = self._get_query(env, case)
        return env.execute_query(query.select(SQL("COUNT(*)")))[0][0]

    def _measure(self, case):
        env, director = self.env, self.director_env
        hand = self._get_hand_sql(case)
        ways = {
            "ours": lambda: self._count(env, case),
            "hand": lambda: env.execute_query(SQL("SELECT COUNT(*) FROM (%s) AS found", hand))[0][0],
            "ours ids": lambda: len(self._get_query(env, case).get_result_ids()),
            "hand ids": lambda: len([row[0] for row in env.execute_query(hand)]),
            "director": lambda: self._count(director, case),
        }
        if case.domain:
            ways["mailing"] = lambda: len(env["res.partner"].search(list(case.domain)).ids)
        result = Result()
        for run in range(self.options.runs + 1):
            counts = {}
            for way, execute in ways.items():
                started = time.perf_counter()
                counts[way] = execute()
                spent = (time.perf_counter() - started) * MILLISECONDS
                if run:
                    result.times.setdefault(way, []).append(spent)
        assert len({count for way, count in counts.items() if way != "director"}) == 1, (case.name, counts)
        seq = self._explain(case, hand)
        prep = sorted(repeat(lambda: self._get_query(env, case).select(), number=1, repeat=5))[2] * 1000
        return (
            f"{case.name:30} {counts['ours']:8} ours {result.get('ours'):8.1f} hand {result.get('hand'):8.1f} "
            f"x{result.get('ours') / result.get('hand'):5.2f} ids {result.get('ours ids'):8.1f} {result.get('hand ids'):8.1f} "
            f"x{result.get('ours ids') / result.get('hand ids'):5.2f} dir {result.get('director'):8.1f} "
            f"mail {result.get('mailing') or 0:8.1f} prep {prep:.1f} {seq or ''}"
        )

    def _explain(self, case, hand):
        query = self._get_query(self.env, case)
        plans = {"ours": query.select(SQL("COUNT(*)")), "hand": SQL("SELECT COUNT(*) FROM (%s) AS found", hand)}
        scans = {}
        for way, sql in plans.items():
            lines = [row[0] for row in self.env.execute_query(SQL("EXPLAIN (ANALYZE, BUFFERS) %s", sql))]
            scans[way] = {line.split("Seq Scan on ")[1].split()[0] for line in lines if "Seq Scan on" in line}
            if self.options.plans:
                self.options.plans.mkdir(parents=True, exist_ok=True)
                path = self.options.plans / f"{case.name.replace(' ', '_')}.{way}.txt"
                path.write_text(self.env.cr.mogrify(sql.code, sql.params).decode() + "\n\n" + "\n".join(lines) + "\n")
        return scans["ours"] - scans["hand"]

    def _measure_compiling(self, cases):
        pass
