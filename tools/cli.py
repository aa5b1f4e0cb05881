"""The commands of ./dev."""

import argparse
import errno
import signal
import sys

from . import cache
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

# What a file system says that is full, write-protected, somebody else's or not there.
STORAGE_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR}


def main():
    arguments, rest = _parser().parse_known_args()
    if rest and arguments.command not in ("test", "bench"):
        _parser().error(f"unrecognized arguments: {' '.join(rest)}")
    arguments.rest = rest
    signal.signal(signal.SIGTERM, _terminate)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup
        signal.signal(signal.SIGHUP, _terminate)
    # A shell script that starts us with `&` has told us to ignore this one.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return arguments.run(arguments) or 0
    except DevError as error:
        complain(error)
        return 1
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        if error.errno not in STORAGE_ERRORS:
            raise
        complain(
            f"{error}\nEverything ./dev fetches and builds is in {cache.CACHE}: CRM_DEALERSHIP_CACHE names another "
            "place for it, ./dev clean makes room."
        )
        return 1


def _terminate(number, _frame):
    """SIGTERM, and a terminal that is closed, unwind like Ctrl-C, so that everything started is stopped."""
    sys.exit(128 + number)


def _parser():
    parser = argparse.ArgumentParser(
        prog="./dev", description=DESCRIPTION, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    _add_demo(commands)
    _add_test(commands)
    _add_lint(commands)
    _add(commands, "shell", "the Odoo shell on the demo database; executes a script on standard input", _shell)
    _add_screenshots(commands)
    _add_bench(commands)
    _add_mutate(commands)
    _add(
        commands, "translate", "write the terms of the addon to i18n/ and say which lack French", _translate
    ).add_argument(
        "--check", action="store_true", help="write nothing; exit 1 if a term lacks French or its French breaks it"
    )
    _add(commands, "upgrade", "upgrade the released version with its demo data, and compare the tables", _upgrade)
    _add(commands, "clean", "remove what belongs to this checkout; --all: the whole cache", _clean).add_argument(
        "--all", action="store_true", help="remove the downloads and every checkout's databases too"
    )
    return parser


def _add(commands, name, help_text, run, **options):
    parser = commands.add_parser(name, help=help_text, description=help_text, **options)
    parser.set_defaults(run=run)
    return parser


def _add_demo(commands):
    demo = _add(commands, "demo", "start Odoo with demo data and a local mailbox, until Ctrl-C", _demo)
    demo.add_argument("--port", type=_port, help="port of Odoo; without it 8069, or a free one if that is taken")
    demo.add_argument("--lang", choices=["fr_FR", "en_US"], help="language of the demo logins")
    demo.add_argument("--fresh", action="store_true", help="throw the demo database away and make it anew")
    demo.add_argument(
        "--day",
        type=_minutes,
        nargs="?",
        const=10,
        metavar="MINUTES",
        help="play a day of the workshop, as its dealer management system tells of it, in so many minutes (10)",
    )


def _add_test(commands):
    usage = "./dev test [--changed] [--fresh] [pytest arguments]"
    test = _add(commands, "test", "run the tests; further arguments go to pytest", _test, usage=usage)
    test.add_argument("--changed", action="store_true", help="the tests of the areas that differ from the main branch")
    test.add_argument("--fresh", action="store_true", help="reinstall the addon even if nothing has changed")


def _add_lint(commands):
    lint = _add(
        commands, "lint", "check style, code and French: ruff, pylint-odoo, prettier, eslint, docs/glossary.md", _lint
    )
    lint.add_argument("--fix", action="store_true", help="repair what the tools can repair by themselves")
    lint.add_argument("--quick", action="store_true", help="ruff, prettier and the French only, in seconds")


def _add_screenshots(commands):
    shots = _add(commands, "screenshots", "save pictures of the main screens in docs/screenshots", _screenshots)
    shots.add_argument("names", nargs="*", help="only these; all without a name")
    shots.add_argument("--file", help="another list of screens than tools/screens.py")
    shots.add_argument("--to", metavar="FOLDER", help="another folder than docs/screenshots")
    shots.add_argument("--port", type=_port, help="use the Odoo that runs on this port, such as ./dev demo")


def _add_bench(commands):
    usage = "./dev bench [NAME] [--scale SCALE] [--fresh] [arguments of the benchmark]"
    text = "run benchmarks/NAME.py on a million customers; without a name, list them"
    bench = _add(commands, "bench", text, _bench, usage=usage)
    bench.add_argument("name", nargs="?")
    bench.add_argument("--scale", type=float, default=1.0, help="0.05 for a quick look at 50,000 customers")
    bench.add_argument("--fresh", action="store_true", help="throw the bench database away and make it anew")


def _add_mutate(commands):
    text = "change one file in many places, one at a time, and tell which changes no test notices"
    mutate = _add(commands, "mutate", text, _mutate)
    mutate.add_argument("file")
    mutate.add_argument("--tests", nargs="+", metavar="PATH", help="the tests to run; without it, those of its area")
    mutate.add_argument("--most", type=int, default=20, metavar="N", help="so many changes, drawn at random (20)")
    mutate.add_argument("--seed", type=int, help="draw as an earlier run did, which has printed it")


def _port(text):
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text} is no port: a number from 1 to 65535")
    return int(text)


def _minutes(text):
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text} is no number of minutes: 1 or more")
    return int(text)


# Each command imports its part only when asked for: ./dev --help answers at once.


def _demo(arguments):
    from . import demo

    return demo.run(arguments.port, arguments.lang, arguments.fresh, arguments.day)


def _test(arguments):
    from . import tests

    return tests.run(arguments.rest, arguments.fresh, arguments.changed)


def _lint(arguments):
    from . import lint

    return lint.run(arguments.fix, arguments.quick)


def _shell(_arguments):
    from . import shell

    return shell.run()


def _screenshots(arguments):
    from . import screenshots

    return screenshots.run(arguments.names, arguments.file, arguments.to, arguments.port)


def _bench(arguments):
    from . import bench

    return bench.run(arguments.name, arguments.rest, arguments.scale, arguments.fresh)


def _mutate(arguments):
    from . import mutate

    return mutate.run(arguments.file, arguments.tests, arguments.most, arguments.seed)


def _translate(arguments):
    from . import translate

    return translate.run(arguments.check)


def _upgrade(_arguments):
    from . import upgrade

    return upgrade.run()


def _clean(arguments):
    from . import clean

    return clean.run(arguments.all)
