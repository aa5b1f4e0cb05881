"""./dev bench: the scripts of benchmarks/, each a module with `main(env, arguments)`.

They run in the Odoo shell on a dealership group of a million customers (less with --scale), without the demo
data. Seeding it takes minutes: it is kept for each scale, until the seed or the columns it fills change.
"""

import re

from . import cache, workspace
from .console import DevError, say, step
from .kept import KeptDatabase

FOLDER = cache.REPO / "benchmarks"
SEED = FOLDER / "dealership_group"
# A module is installed with demo data where those it depends on have theirs: see templates.py.
WANTS_NO_DEMO = "UPDATE ir_module_module SET demo = FALSE"
PACKAGE = f"odoo.addons.{cache.ADDON}.benchmarks"


def run(name, arguments, scale, fresh=False):
    names = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")
    if not name:
        say("Benchmarks: " + ", ".join(names))
        return 0
    if name not in names:
        raise DevError(f"There is no benchmarks/{name}.py. There are: {', '.join(names)}.")
    with workspace.opened() as space:
        database = SeededDatabase(space, scale)
        database.ensure(fresh)
        script = _write_script(name, f"from {PACKAGE}.{name} import main\nmain(env, {arguments!r})\n")
        with script.open() as opened:
            return database.shell(stdin=opened)


class SeededDatabase(KeptDatabase):
    """Its mark is `<hash of the addon> <hash of the seed and of the columns it fills>`."""

    def __init__(self, space, scale):
        super().__init__(space, "bench")
        self.scale = scale
        self.name = space.databases.name("bench", cache.CHECKOUT_ID, f"{scale:g}".replace(".", "p"))

    def ensure(self, fresh=False):
        plain = self._ensure_plain()
        seed = self._hash_seed(plain)
        with cache.lock(self.name):
            known_addon, known_seed = (self.space.databases.mark(self.name) or "none none").split()
            if fresh or known_seed != seed:
                self._create_seeded(plain, seed)
            elif known_addon != self.addon_hash:
                self._update(seed)

    def _ensure_plain(self):
        """The addon without demo data, from which every scale is made."""
        databases, templates = self.space.databases, self.space.templates
        name, base = databases.name("plain"), templates.base()
        mark = cache.short_hash(base, self.addon_hash)
        with cache.lock(name):
            if databases.mark(name) != mark:
                with step("Installing the addon without demo data"):
                    databases.copy(base, name)
                    self.space.server.sql(WANTS_NO_DEMO, name)
                    templates.odoo_run(name, "bench-install", "-i", cache.ADDON)
                databases.set_mark(name, mark)
        return name

    def _hash_seed(self, plain):
        """A column more would have to be computed for millions of records: then the seed is sown anew."""
        seed = [path.read_text() for path in (SEED / "seed.sql", SEED / "seeding.py")]
        tables = ", ".join(f"'{table}'" for table in sorted({*re.findall(r"INSERT INTO (\w+)", seed[0])}))
        columns = self.space.server.query_text(
            "SELECT table_name, column_name, data_type FROM information_schema.columns"
            f" WHERE table_name IN ({tables}) ORDER BY 1, 2",
            plain,
        )
        return cache.short_hash(*seed, columns)

    def _create_seeded(self, plain, seed):
        text = f"from {PACKAGE}.dealership_group.seeding import seed\nseed(env, {self.scale})\n"
        with step(f"Seeding {round(self.scale * 1_000_000):,} customers and their histories"):
            self.space.databases.copy(plain, self.name)
            self.run_script(_write_script("seed", text))
        self._set_mark(seed)


def _write_script(name, text):
    cache.CHECKOUT.mkdir(parents=True, exist_ok=True)
    script = cache.CHECKOUT / f"bench-{name}.py"
    script.write_text(text)
    return script
