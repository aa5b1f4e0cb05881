"""./dev shell: the Odoo shell on the demo database; a script on standard input is executed."""

from . import workspace
from .demo import SETUP
from .kept import KeptDatabase


def run():
    with workspace.opened() as space:
        database = KeptDatabase(space, "demo", SETUP)
        database.ensure()
        return database.shell()
