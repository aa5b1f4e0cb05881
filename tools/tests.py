"""./dev test: the addon's tests on a copy of the template database; all of them on one copy per core."""

import os
from contextlib import contextmanager
from pathlib import Path

from . import cache, changed_tests, chromium, workspace
from .console import say, step
from .processes import foreground, free_port

PLUGINS = Path(__file__).with_name("plugins")
# More at once starve the browser tests of a laptop's memory.
MOST_WORKERS = 4


def run(arguments, fresh=False, changed=False):
    if changed:
        chosen = changed_tests.find()
        say(f"Tests: {' '.join(chosen) or 'all'}")
        arguments = [*arguments, *chosen]
    browser = chromium.ensure()
    chromium.warm_up(browser)
    with workspace.opened() as space:
        # A few tests are run often, while methods are written: these need no new installation.
        template = space.templates.ready(fresh, methods_count=not _names_tests(arguments))
        with _test_database(space, template) as name:
            config = space.odoo.write_config(name, space.server, name, http_port=free_port())
            try:
                return _pytest(space, config, browser, arguments)
            finally:
                config.unlink()


@contextmanager
def _test_database(space, template):
    prefix = space.databases.name("test")
    space.databases.drop_abandoned(prefix)
    name = f"{prefix}_{os.getpid()}"
    with step("Copying the template database"), cache.lock(template):
        space.databases.copy(template, name)
    try:
        yield name
    finally:
        for made in space.databases.names(name):  # the workers' too
            space.databases.drop(made)


def _pytest(space, config, browser, arguments):
    environment = space.odoo.environment(ODOO_RC=str(config), **space.server.variables())
    environment["PYTHONPATH"] += os.pathsep + str(PLUGINS)
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    # pytest-odoo copies the database for each worker by `createdb`.
    environment["PATH"] = os.pathsep.join([str(browser.parent), environment["PATH"], str(space.server.psql.parent)])
    command = [
        space.odoo.python,
        "-m",
        "pytest",
        "-p",
        "dealership_checks",
        "-o",
        f"cache_dir={cache.CHECKOUT / 'pytest'}",
    ]
    link = cache.link_addon()
    mapped = [_map(argument, link) for argument in arguments]
    if not _names_tests(arguments):
        mapped += [*_workers(), str(link / "tests")]
    command += ["--odoo-http", "--odoo-log-level=warn", *mapped]
    return foreground(command, env=environment, cwd=cache.CHECKOUT)


def _workers():
    """A module of tests stays together: what its first test prepares is not prepared twice."""
    return ["--numprocesses", str(min(os.cpu_count(), MOST_WORKERS)), "--dist", "loadscope"]


def _names_tests(arguments):
    return any(_get_path(argument) for argument in arguments)


def _map(argument, link):
    """Paths as seen through <cache>/.../addons/crm_dealership: pytest-odoo needs the addon under its own name."""
    path = _get_path(argument)
    _name, separator, rest = argument.partition("::")
    return f"{link / path.relative_to(cache.REPO)}{separator}{rest}" if path else argument


def _get_path(argument):
    """The file or folder of the checkout that an argument of pytest names, if it does."""
    path = Path(argument.partition("::")[0]).resolve()
    named = not argument.startswith("-") and path.exists() and path.is_relative_to(cache.REPO)
    return path if named else None
