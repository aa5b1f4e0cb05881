"""Plans a night of reminders and sends a part: ``python worker.py <scenario> <moment> <batches> <odoo options>``."""

import sys
import time
from datetime import datetime
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config


def main(scenario_id, moment, batches, *options):
    config.parse_config(list(options), setup_logging=True)
    now = datetime.fromisoformat(moment)
    with Registry(config["db_name"][0]).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        scenario = env["dealership.scenario"].browse(int(scenario_id))
        env["dealership.delivery"]._count_due(now)
        memory = [_get_peak()]
        started = time.perf_counter()
        scenario._run(now)
        cr.commit()
        planning = time.perf_counter() - started
        memory.append(_get_peak())
        env.invalidate_all()
        started = time.perf_counter()
        for _batch in range(int(batches)):
            env["dealership.delivery"]._process_due(now)
        sending = time.perf_counter() - started
        memory.append(_get_peak())
        ledger = env["dealership.delivery"].search_count
        own = ("scenario_id", "=", scenario.id)
        planned = ledger([own])
        mails = ledger([own, ("state", "=", "sent"), ("gathered_into_id", "=", False)])
    words = " ".join(f"{figure:.1f}" for figure in (planning, planned, sending, mails, *memory))
    sys.stdout.write(f"done {words}\n")


def _get_peak():
    """Return the most memory this process has had, in MB; ``getrusage`` would count that of its parent."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
