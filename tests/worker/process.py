"""A process of Odoo's beside the tests: ``python process.py WHAT ARGUMENTS… <odoo options>``.

It says "ready" and waits for a line before each of its turns; it says "done" and ends once there is nothing to do.
"""

import sys
from datetime import datetime

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config


def send(env, now, limit):
    """Send what is due, a batch at each turn."""
    ledger = env["dealership.delivery"]
    ledger._recover_interrupted()
    env.cr.commit()  # pylint: disable=invalid-commit
    processed = True
    while processed:
        _wait_for_turn()
        processed = ledger._process_due(datetime.fromisoformat(now), limit=int(limit))


def run(env, scenario_id, now):
    """Run a scenario as the scheduled action does, all that it has missed at one turn."""
    scenario = env["dealership.scenario"].browse(int(scenario_id))
    now = datetime.fromisoformat(now)
    _wait_for_turn()
    while scenario.next_run_at <= now:
        scenario._run_in_turn(now)
        env.cr.commit()  # pylint: disable=invalid-commit
        scenario.invalidate_recordset()


def main(what, *arguments):
    options = [argument for argument in arguments if argument.startswith("--")]
    config.parse_config(options, setup_logging=True)
    with Registry(config["db_name"][0]).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        {"send": send, "run": run}[what](env, *arguments[: len(arguments) - len(options)])
        _say("done")


def _wait_for_turn():
    _say("ready")
    sys.stdin.readline()


def _say(word):
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
