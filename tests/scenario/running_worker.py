"""A process that runs a scenario, as the scheduled action does: ``running_worker.py SCENARIO NOW <odoo options>``.

It says "ready" and waits for a line, so that two of them start at once; it says "done" once no run is due.
"""

import sys
from datetime import datetime

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config


def main(scenario_id, now, *options):
    config.parse_config(list(options), setup_logging=True)
    now = datetime.fromisoformat(now)
    with Registry(config["db_name"][0]).cursor() as cr:
        scenario = api.Environment(cr, SUPERUSER_ID, {})["dealership.scenario"].browse(int(scenario_id))
        _say("ready")
        sys.stdin.readline()
        while scenario.next_run_at <= now:
            scenario._run_in_turn(now)
            cr.commit()  # pylint: disable=invalid-commit
            scenario.invalidate_recordset()
        _say("done")


def _say(word):
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
