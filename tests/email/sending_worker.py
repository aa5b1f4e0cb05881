"""A process that sends, for the tests that kill it: ``python sending_worker.py NOW LIMIT <odoo options>``.

Before each batch it says "ready" and waits for a line; it says "done" and ends once nothing is due.
"""

import sys
from datetime import datetime

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config


def main(now, limit, *options):
    config.parse_config(list(options), setup_logging=True)
    with Registry(config["db_name"][0]).cursor() as cr:
        ledger = api.Environment(cr, SUPERUSER_ID, {})["dealership.delivery"]
        ledger._recover_interrupted()
        cr.commit()  # pylint: disable=invalid-commit
        processed = True
        while processed:
            _say("ready")
            sys.stdin.readline()
            processed = ledger._process_due(datetime.fromisoformat(now), limit=int(limit))
        _say("done")


def _say(word):
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
