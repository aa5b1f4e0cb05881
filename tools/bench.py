"""./dev bench: the scripts of benchmarks/, run in the Odoo shell on a database of their own."""

from . import cache, workspace
from .console import DevError, say
from .kept import KeptDatabase

FOLDER = cache.REPO / "benchmarks"


def run(name, fresh=False):
    scripts = {path.stem: path for path in sorted(FOLDER.glob("*.py"))}
    if not name:
        say("Benchmarks: " + (", ".join(scripts) or "none yet"))
        return 0
    if name not in scripts:
        raise DevError(f"There is no benchmarks/{name}.py. There are: {', '.join(scripts) or 'none yet'}.")
    with workspace.opened() as space:
        database = KeptDatabase(space, "bench")
        database.ensure(fresh)
        with scripts[name].open() as script:
            return database.shell(stdin=script)
