"""./dev bench targeting: rules against hand-written SQL, in a dealership group of a million customers.

See ``docs/benchmarks.md``.
"""

import argparse
import time
from pathlib import Path

from psycopg2.errors import QueryCanceled

from odoo import Command
from odoo.tools import SQL

from odoo.addons.crm_dealership.engine.targeting.compiler import compile_tree
from odoo.addons.crm_dealership.engine.targeting.tree import parse_tree

from .dealership_group.measuring import MILLISECONDS, Plan, measure, measure_call, print_row
from .dealership_group.operations import Operation, build_operations
from .dealership_group.rules import build_cases
from .dealership_group.seeding import ADMINISTRATOR, BRANDS, DIRECTOR, NOW
from .dealership_group.statistics import COLD, WARM, forgotten, undisturbed

# Seconds that a cold count may take.
COLD_LIMIT = 60
# Rules of some 10,000 customers that a scenario runs with, too.
RUNS = ("01", "10")

COLUMNS = {
    "Rule": "rule",
    "Records": "records",
    "Compile": "compile",
    "Count": "count",
    "cold": "cold",
    "by hand": "count by hand",
    "by hand, cold": "cold by hand",
    "Ratio": "query ratio",
    "Ratio, cold": "cold ratio",
    "with compile": "count ratio",
    "Ids": "ids",
    "by hand ": "ids by hand",
    "Ratio ": "ids ratio",
    "Director": "director",
    "Mass mailing": "mailing",
    "Scans of ours only": "scans",
}


def main(env, arguments):
    """Measure and print; an ``AssertionError`` names a rule that finds other records than its SQL."""
    options = _parse(arguments)
    bench = TargetingBench(env, options.runs, options.plans)
    brands = env["fleet.vehicle.model.brand"].search([("name", "in", list(BRANDS))], order="id")
    ids = {brand.name: brand.id for brand in brands}
    cases = build_cases(ids)
    print("Milliseconds, medians of warm runs; cold: the second of two, when PostgreSQL has never looked at a table.\n")
    print_row(COLUMNS)
    print_row("-" * len(title) for title in COLUMNS)
    with undisturbed(env):
        for case in [*cases, *build_operations(ids)]:
            if case.name.startswith(tuple(options.only.split(","))):
                found = bench.compare(case) | bench.compare_cold(case)
                print_row(found.get(key, "") for key in COLUMNS.values())
        bench.measure_runs(case for case in cases if case.name.startswith(RUNS))
    bench.measure_compiling(cases)


def _parse(arguments):
    parser = argparse.ArgumentParser(prog="./dev bench targeting")
    parser.add_argument("--runs", type=int, default=7, help="warm runs of each query; their median counts")
    parser.add_argument("--plans", type=Path, metavar="FOLDER", help="keep the plans of both queries there")
    parser.add_argument("--only", metavar="NUMBERS", default="", help="only these rules, such as 05,07")
    return parser.parse_args(arguments)


class TargetingBench:
    """Evaluates rules as the administrator of the group, for whom no record rule but the company's narrows."""

    def __init__(self, env, runs, plans):
        self.runs = runs
        self.plans = plans
        users = env["res.users"].search([("login", "in", [ADMINISTRATOR, DIRECTOR])])
        self.company = users.company_id
        self.env, self.director_env = (
            env(user=user.id, su=False, context={"allowed_company_ids": self.company.ids, "lang": "en_US"})
            for user in users.sorted("login")
        )
        self.team = env["crm.team"].search([("company_id", "=", self.company.id)], limit=1)
        self.clock = self.team._get_targeting_clock(NOW)

    def compare(self, case):
        """Return the columns of one rule.

        :raise AssertionError: when the ways do not find as many records
        """
        ways = self._get_ways(case)
        counts, spent = measure(ways, self.runs)
        del counts["director"]  # who sees other records finds others
        assert len({*counts.values()}) == 1, f"{case.name}: {counts}"
        return {
            "rule": case.name,
            "records": counts["count"],
            "compile": measure_call(lambda: self._get_query(self.env, case).select()),
            "scans": ", ".join(sorted(self._explain(case))),
            "query ratio": spent["query"] / spent["count by hand"],
            "count ratio": spent["count"] / spent["count by hand"],
            "ids ratio": spent["ids"] / spent["ids by hand"],
            **spent,
        }

    def compare_cold(self, case):
        """Return the columns of one rule when PostgreSQL knows nothing; more than a minute is not waited for."""
        spent = {}
        for name in ("count", "count by hand"):
            with forgotten(self.env):
                self.env.cr.execute(SQL("SET LOCAL statement_timeout = %s", COLD_LIMIT * MILLISECONDS))
                try:
                    _results, found = measure({name: self._get_ways(case)[name]}, 1)
                except QueryCanceled:
                    found = {name: float(COLD_LIMIT * MILLISECONDS)}
            spent |= found
        ours, by_hand = spent["count"], spent["count by hand"]
        return {"cold": ours, "cold by hand": by_hand, "cold ratio": ours / by_hand}

    def _get_ways(self, case):
        """Return callables that give the number of records; what is compared runs in turn."""
        env, by_hand = self.env, SQL(case.sql, company=self.company.id)
        compiled = self._get_query(env, case).select(SQL("COUNT(*)"))
        ways = {
            "count": lambda: self._count(env, case),
            "query": lambda: env.execute_query(compiled)[0][0],
            "count by hand": lambda: env.execute_query(_count_rows(by_hand))[0][0],
            "ids": lambda: len(self._get_query(env, case).get_result_ids()),
            "ids by hand": lambda: len([record_id for (record_id,) in env.execute_query(by_hand)]),
            "director": lambda: self._count(self.director_env, case),
        }
        if case.domain:
            ways["mailing"] = lambda: len(env["res.partner"].search(list(case.domain)).ids)
        return ways

    def _get_query(self, env, case):
        """Do all that a request does: read the schema, check the tree, compile it and have the ORM write the SQL."""
        schema = env["dealership.targeting"]._get_schema()
        if isinstance(case, Operation):
            domain = self._operate(env["dealership.targeting"], case)
        else:
            domain = compile_tree(parse_tree(case.tree, schema), case.subject, schema, self.clock)
        return env[schema[case.subject].model]._search(domain)

    def _operate(self, targetings, case):
        """Return the domain of an operation over targetings that are not saved: saving counts what they find."""
        operands = targetings.concat(
            *(
                targetings.new({"subject": part.subject, "rule_tree": part.tree, "team_id": self.team.id})
                for part in case.operands
            )
        )
        found = targetings._combine(case.operation, case.subject, operands, NOW)
        return targetings._get_base_domain(case.subject) & found

    def _count(self, env, case):
        return env.execute_query(self._get_query(env, case).select(SQL("COUNT(*)")))[0][0]

    def _explain(self, case):
        """Return the large tables that only our query reads from end to end, and keep both plans."""
        ours = Plan(self.env, self._get_query(self.env, case).select(SQL("COUNT(*)")))
        by_hand = Plan(self.env, _count_rows(SQL(case.sql, company=self.company.id)))
        if self.plans:
            ours.save(self.plans, f"{case.name} ours")
            by_hand.save(self.plans, f"{case.name} by hand")
        return ours.scanned - by_hand.scanned

    def measure_runs(self, cases):
        """Print the seconds of a run that finds some thousand customers, enrols them and plans a call for each."""
        print("\nA run, seconds:\n")
        print_row(["rule", "enrolled", COLD, WARM])
        print_row(["---"] * 4)
        for case in cases:
            with self.env.cr.savepoint() as savepoint:
                scenario = self._make_scenario(case)
                with forgotten(self.env):
                    _enrolled, cold = _time_run(scenario)
                enrolled, warm = _time_run(scenario)
                print_row([case.name, enrolled, cold, warm])
                savepoint.rollback()
            self.env.invalidate_all(flush=False)

    def _make_scenario(self, case):
        targeting = {"name": case.name, "subject": case.subject, "rule_tree": case.tree, "team_id": self.team.id}
        call = {"channel": "call", "message_id": False, "task_summary": case.name}
        return self.env["dealership.scenario"].create(
            {
                "name": case.name,
                "targeting_id": self.env["dealership.targeting"].create(targeting).id,
                "step_ids": [Command.create(call)],
            }
        )

    def measure_compiling(self, cases):
        """Print how long the Python part takes for one tree made of all rules about customers."""
        groups = [{"match": "any", "rules": list(case.rules)} for case in cases if case.subject == "customer"]
        tree = {"match": "all", "rules": groups}
        targeting = self.env["dealership.targeting"]
        schema = targeting._get_schema()
        root = parse_tree(tree, schema)
        domain = compile_tree(root, "customer", schema, self.clock)

        def compile_anew():
            fresh = targeting._get_schema()
            compile_tree(parse_tree(tree, fresh), "customer", fresh, self.clock)

        print(f"\nA tree of {_count_nodes(tree)} nodes, milliseconds:")
        for title, call in {
            "check": lambda: parse_tree(tree, schema),
            "compile": lambda: compile_tree(root, "customer", schema, self.clock),
            "read the schema, check and compile": compile_anew,
            "write the SQL (Odoo's ORM)": lambda: self.env["res.partner"]._search(domain).select(),
        }.items():
            print(f"- {title}: {measure_call(call):.2f}")


def _time_run(scenario):
    """Return how many entered, and the seconds it took."""
    started = time.perf_counter()
    run = scenario._run(NOW)
    return run.enrolled_count, time.perf_counter() - started


def _count_rows(sql):
    return SQL("SELECT COUNT(*) FROM (%s) AS found", sql)


def _count_nodes(node):
    return 1 + sum(map(_count_nodes, node.get("rules", ())))
