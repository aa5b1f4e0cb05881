"""./dev upgrade: the addon's released version with its demo data, upgraded to the code of this checkout.

What an installation of the release looks like is made once, from its commit, and kept in the cache. After the upgrade
its tables must be those of a fresh installation, and Odoo's log must be clean.
"""

import shutil
import subprocess
from pathlib import Path

from . import cache, workspace
from .console import DevError, say, step

# One line, `<version> <commit>`, written by the first commit after the release; none: nothing is released yet.
RELEASED = Path(__file__).with_name("released.txt")
COLUMNS = """
    SELECT c.table_name || '.' || c.column_name, c.udt_name || CASE c.is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE '' END
      FROM information_schema.columns c JOIN pg_class t ON t.relname = c.table_name AND t.relkind = 'r'
     WHERE c.table_schema = 'public'"""
CONSTRAINTS = """
    SELECT 'constraint ' || conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'"""
# As JSON: an index of texts without their blanks names a tab and a line feed.
INDEXES = "SELECT 'index ' || indexname, to_json(indexdef) FROM pg_indexes WHERE schemaname = 'public'"


def run():
    if not RELEASED.exists():
        say("Nothing is released yet: there is nothing to upgrade.")
        return 0
    version, commit = RELEASED.read_text().split()
    with workspace.opened() as space:
        released = _released_database(space, version, commit)
        upgraded = space.databases.name("upgraded")
        space.databases.copy(released, upgraded)
        try:
            with step(f"Upgrading {version} to this checkout"):
                space.templates.odoo_run(upgraded, "upgrade", "-u", cache.ADDON)
            differences = _differences(space.server, upgraded, space.templates.ready())
        finally:
            space.databases.drop(upgraded)
    if differences:
        raise DevError(
            "The upgraded tables are not those of a new installation. A migration is missing:\n" + differences
        )
    return 0


def _released_database(space, version, commit):
    base = space.templates.base()
    name = space.databases.name("released", cache.short_hash(base, commit))
    with cache.lock(name):
        if space.databases.mark(name) != commit:
            with step(f"Installing {version} with its demo data (once)"):
                space.databases.copy(base, name)
                _install(space, name, commit)
            space.databases.set_mark(name, commit)
    return name


def _install(space, name, commit):
    """Install the addon as it was at `commit`, from a copy of its files."""
    folder = cache.CHECKOUT / "released"
    shutil.rmtree(folder, ignore_errors=True)
    addon = folder / cache.ADDON
    addon.mkdir(parents=True)
    archive = subprocess.run(["git", "-C", cache.REPO, "archive", commit], stdout=subprocess.PIPE, check=False)
    if archive.returncode:
        raise DevError(f"Commit {commit} of the release is not in this clone: git fetch --unshallow brings it.")
    subprocess.run(["tar", "-x", "-C", addon], input=archive.stdout, check=True)
    space.templates.install(name, cache.ADDON, "released", "--with-demo", addons_folder=folder)
    shutil.rmtree(folder)


def _differences(server, upgraded, fresh):
    lines = []
    for query in (COLUMNS, CONSTRAINTS, INDEXES):
        found, expected = (dict(server.sql(query, name)) for name in (upgraded, fresh))
        for key in sorted(found.keys() | expected.keys()):
            if found.get(key) != expected.get(key):
                lines.append(f"{key}: {found.get(key, 'absent')}; new: {expected.get(key, 'absent')}")
    return "\n".join(lines)
