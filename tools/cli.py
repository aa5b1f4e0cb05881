"""The commands of ./dev."""

import argparse
import signal
import sys

from .console import DevError, complain

DESCRIPTION = "The development environment of crm_dealership."
EPILOG = """\
Everything it fetches and builds is kept in a cache outside the repository
(CRM_DEALERSHIP_CACHE, else ~/.cache/crm_dealership).

environment variables:
  ODOO_SOURCE             use this Odoo 19 instead of fetching one: a source checkout,
                          or the folder that holds the `odoo` package
  PGHOST, PGPORT, PGUSER  use this PostgreSQL instead of the embedded one
  CRM_DEALERSHIP_CACHE    where to keep the cache
"""


def main():
    arguments, rest = _parser().parse_known_args()
    if rest and arguments.command != "test":
        _parser().error(f"unrecognized arguments: {' '.join(rest)}")
    arguments.rest = rest
    signal.signal(signal.SIGTERM, _terminate)
    try:
        return arguments.run(arguments) or 0
    except DevError as error:
        complain(error)
        return 1
    except KeyboardInterrupt:
        return 130


def _terminate(_signal, _frame):
    """SIGTERM unwinds like Ctrl-C, so that everything started is stopped."""
    sys.exit(143)


def _parser():
    parser = argparse.ArgumentParser(
        prog="./dev", description=DESCRIPTION, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    _add_test(commands)
    return parser


def _add_test(commands):
    test = commands.add_parser(
        "test", help="run the tests; further arguments go to pytest", usage="./dev test [--fresh] [pytest arguments]"
    )
    test.add_argument("--fresh", action="store_true", help="reinstall the addon even if nothing changed")
    test.set_defaults(run=_test)


def _test(arguments):
    from . import tests

    return tests.run(arguments.rest, arguments.fresh)
