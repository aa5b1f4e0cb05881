"""./dev test: the addon's tests on a copy of the template database; all of them on one copy per core."""

import os
from contextlib import contextmanager
from pathlib import Path

from . import cache, chromium, workspace
from .console import step
from .processes import foreground, free_port

PLUGINS = Path(__file__).with_name("plugins")
# More at once starve the browser tests of a laptop's memory.
MOST_WORKERS = 4


def run(arguments, fresh=False):
    browser = chromium.ensure()
    chromium.warm_up(browser)
    with workspace.opened() as space:
        template = space.templates.ready(fresh)
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
    if not any(argument.startswith(str(link)) for argument in mapped):
        mapped += [*_workers(), str(link / "tests")]
    command += ["--odoo-http", "--odoo-log-level=warn", *mapped]
    return foreground(command, env=environment, cwd=cache.CHECKOUT)


def _workers():
    """A module of tests stays together: what its first test prepares is not prepared twice."""
    return ["--numprocesses", str(min(os.cpu_count(), MOST_WORKERS)), "--dist", "loadscope"]


def _map(argument, link):
    """Paths as seen through <cache>/.../addons/crm_dealership: pytest-odoo needs the addon under its own name."""
    name, separator, rest = argument.partition("::")
    path = Path(name).resolve()
    if argument.startswith("-") or not path.exists() or not path.is_relative_to(cache.REPO):
        return argument
    return f"{link / path.relative_to(cache.REPO)}{separator}{rest}"
