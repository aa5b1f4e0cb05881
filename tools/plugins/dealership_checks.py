"""pytest plugin: a skipped test, an unexpected line in Odoo's log or a test only one runner sees is a failure."""

import logging
import os
import shutil
from contextlib import contextmanager
from pathlib import Path

import log_check
import pytest
import pytest_odoo

from odoo.tools import config as odoo_config

ADDON = "crm_dealership"


class LogCollector(logging.Handler):
    """Keeps what Odoo logs at WARNING and above until the test in progress is reported."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"))
        self.lines = []

    def emit(self, record):
        line = self.format(record)
        if not log_check.is_allowed(line):
            self.lines.append(line)

    def take(self):
        lines, self.lines = self.lines, []
        return "\n".join(lines)


collector = LogCollector()
logged_by_workers = []


def pytest_configure(config):
    logging.getLogger().addHandler(collector)
    pytest_odoo._shared_filestore = own_filestore


@contextmanager
def own_filestore(original, name):
    """Give a worker files of its own, by links, in place of one folder for all.

    After each class of tests Odoo clears away the files that no attachment of *its* database names; those that the
    tests of another worker have just written would go with them.
    """
    if name != original:
        folder = Path(odoo_config.filestore(original))
        shutil.copytree(folder, odoo_config.filestore(name), copy_function=os.link, dirs_exist_ok=True)
    yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    logged = collector.take()
    if report.skipped:
        _fail(report, f"Skipped tests are not allowed: {report.longrepr}")
    elif logged and report.passed:
        _fail(report, f"Odoo logged during {call.when} of {item.nodeid}:\n{logged}")
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    report = yield
    if report.skipped:
        _fail(report, f"Skipped test files are not allowed: {collector.nodeid}: {report.longrepr}")
    return report


def _fail(report, message):
    report.outcome = "failed"
    report.longrepr = message


def pytest_sessionfinish(session):
    logged = collector.take()
    if hasattr(session.config, "workeroutput"):  # one of several: the first process prints, and fails
        session.config.workeroutput["logged"] = logged
    elif logged := "\n".join(filter(None, [*logged_by_workers, logged])):
        print(f"\nOdoo logged after the last test:\n{logged}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error):
    logged_by_workers.append(getattr(node, "workeroutput", {}).get("logged"))


def pytest_collection_modifyitems(config, items):
    """Odoo runs what tests/__init__.py imports, pytest what it finds as files: both must mean the same."""
    from odoo.tests.loader import get_test_modules

    tests = Path(__file__).resolve().parents[2] / "tests"
    files = {path.resolve() for path in tests.rglob("test_*.py")}
    seen_by_odoo = {Path(module.__file__).resolve() for module in get_test_modules(ADDON)}
    missing = sorted(str(path.relative_to(tests)) for path in files - seen_by_odoo)
    if missing:
        raise pytest.UsageError(
            f"Odoo would not run these test files: {', '.join(missing)}. "
            "Import each module in tests/__init__.py (from .area import test_x)."
        )
    if [Path(argument).name for argument in config.args] == ["tests"]:
        _check_seen_by_pytest(tests, files, items)


def _check_seen_by_pytest(tests, files, items):
    missing = sorted(str(path.relative_to(tests)) for path in files - {item.path.resolve() for item in items})
    if missing:
        raise pytest.UsageError(f"pytest finds no test in {', '.join(missing)}: name its functions or methods test_*.")
