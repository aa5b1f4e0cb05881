"""Sends all that is due, then says how much memory that took: ``python worker.py <odoo options>``."""

import resource
import sys

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config


def main(*options):
    config.parse_config(list(options), setup_logging=True)
    with Registry(config["db_name"][0]).cursor() as cr:
        ledger = api.Environment(cr, SUPERUSER_ID, {})["dealership.delivery"]
        _say("ready")
        sys.stdin.readline()
        before = _get_peak()
        ledger._cron_process()
        _say(f"done {before:.1f} {_get_peak():.1f}")


def _get_peak():
    """Return the most memory this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _say(words):
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
