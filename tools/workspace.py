"""What most commands need: the Python packages, Odoo, and a running PostgreSQL."""

from contextlib import contextmanager
from dataclasses import dataclass

from . import odoo, packages, postgres
from .database import Databases
from .templates import Templates


@dataclass(frozen=True)
class Workspace:
    odoo: odoo.Odoo
    server: postgres.Server
    databases: Databases
    templates: Templates


@contextmanager
def opened():
    python = packages.ensure()
    found = odoo.find(python)
    with postgres.running(python) as server:
        databases = Databases(server)
        yield Workspace(found, server, databases, Templates(found, server, databases))
