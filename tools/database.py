"""Databases with their file stores: create, copy, drop. The comment of a database says what it was built from."""

import os
import shutil

from . import cache

# Odoo takes a compiled bundle only if the system user made it (create_uid).
ASSET_COLUMNS = ["name", "type", "mimetype", "res_model", "res_id", "public", "url"]
ASSET_COLUMNS += ["store_fname", "checksum", "file_size", "create_uid", "create_date", "write_uid", "write_date"]
# Nothing leaves a copy of a database until an administrator has said what it is (docs/copies.md). Ours are databases of
# their own from the first: of what they are copies of, nothing else sends.
SENDS_BY_ITSELF = """
    DO $$ BEGIN
        IF to_regclass('dealership_database') IS NOT NULL THEN DELETE FROM dealership_database; END IF;
    END $$"""


class Databases:
    """All names start with `crmd_`, so that nothing else on a server of the user's own is ever touched."""

    def __init__(self, server):
        self.server = server

    def name(self, kind, *parts):
        return "_".join(["crmd", kind, *(str(part) for part in parts or (cache.CHECKOUT_ID,))])

    def names(self, prefix):
        rows = self.server.sql("SELECT datname FROM pg_database")
        return [row[0] for row in rows if row[0].startswith(prefix)]

    def mark(self, name):
        """What `name` was built from; None when it is absent, half built, or its files went with an earlier cache."""
        rows = self.server.sql(
            f"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{name}'"
        )
        token, _, mark = rows[0][0].partition(" ") if rows and rows[0] else ("", "", "")
        return mark if token == cache.token() else None

    def set_mark(self, name, mark):
        self.server.sql(f"COMMENT ON DATABASE \"{name}\" IS '{cache.token()} {mark}'")

    def create(self, name):
        self.drop(name)
        self.server.sql(f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE template0")

    def copy(self, source, target):
        self.drop(target)
        self.server.sql(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
        if _filestore(source).exists():
            # Files of the store are named after their content and never rewritten: links are enough.
            shutil.copytree(_filestore(source), _filestore(target), copy_function=os.link)
        self.server.sql(SENDS_BY_ITSELF, target)

    def drop(self, name):
        self.server.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(_filestore(name), ignore_errors=True)

    def rename(self, source, target):
        self.drop(target)
        self.server.sql(f'ALTER DATABASE "{source}" RENAME TO "{target}"')
        if _filestore(source).exists():
            _filestore(source).rename(_filestore(target))

    def copy_assets(self, source, target):
        """Hand the compiled web assets of `source`, if it exists, to `target`. Odoo finds them by their checksum."""
        if source not in self.names(source) or not _filestore(source).exists():
            return
        columns = ", ".join(ASSET_COLUMNS)
        query = f"SELECT {columns} FROM ir_attachment WHERE url LIKE '/web/assets/%' AND store_fname IS NOT NULL"
        rows = self.server.query_text(f"COPY ({query}) TO STDOUT", source)
        self.server.query_text(f"COPY ir_attachment ({columns}) FROM STDIN", target, rows)
        for (stored,) in self.server.sql(query.replace(columns, "DISTINCT store_fname"), source):
            _link(_filestore(source) / stored, _filestore(target) / stored)

    def drop_abandoned(self, prefix):
        """Databases named `prefix_<process id>`, or `prefix_<process id>-<worker>`, of commands that were killed."""
        for name in self.names(prefix):
            process_id = name.rsplit("_", 1)[1].partition("-")[0]
            if not _is_alive(int(process_id)):
                self.drop(name)


def _filestore(name):
    return cache.DATA_DIR / "filestore" / name


def _link(source, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.exists() and not target.exists():
        os.link(source, target)


def _is_alive(process_id):
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
