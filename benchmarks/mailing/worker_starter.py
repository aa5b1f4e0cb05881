"""Starts workers at once: ``python worker_starter.py OPTIONS`` loads Odoo a single time and forks, as Odoo itself does.

For each line that it reads it says the process id of a new worker, which sends until everything is settled.
"""

import os
import signal
import sys
import time

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.tools import config

UNSETTLED = [("state", "in", ("planned", "sending"))]
TICK = 0.05  # seconds between two calls of the scheduled action


def main(*options):
    config.parse_config(list(options), setup_logging=True)
    registry = Registry(config["db_name"][0])
    # No connection may be shared with the children.
    sql_db.close_all()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    _say("ready")
    for _line in sys.stdin:
        child = os.fork()
        if not child:
            _work(registry)
            os._exit(0)
        _say(child)


def _work(registry):
    with registry.cursor() as cr:
        ledger = api.Environment(cr, SUPERUSER_ID, {})["dealership.delivery"]
        while ledger.search_count(UNSETTLED, limit=1):
            ledger._cron_process()
            cr.commit()
            time.sleep(TICK)


def _say(words):
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
