"""Template databases, so that a test run starts in seconds.

`base` has the modules the addon depends on, shared by all checkouts of one Odoo version. `ready` has the addon
itself with its demo data, French, and the web assets; it belongs to one checkout and is built anew from `base`
when a file of the addon changed: an installation takes no longer than an update, and starts from a known state.
"""

import ast
from pathlib import Path

from . import cache, fingerprint
from .console import DevError, step
from .plugins.log_check import unexpected
from .processes import run_logged

# The first one becomes the default of new partners and users.
LANGUAGES = "en_US,fr_FR"
# Odoo's own demo data would hide the dealership's among furniture shops; but an addon's demo data is only loaded
# where the modules it depends on are marked as having theirs.
WANTS_DEMO = "UPDATE ir_module_module SET demo = TRUE WHERE state = 'installed'"
BAKE = Path(__file__).with_name("bake_assets.py")


def manifest():
    return ast.literal_eval((cache.REPO / "__manifest__.py").read_text())


class Templates:
    def __init__(self, odoo, server, databases):
        self.odoo = odoo
        self.server = server
        self.databases = databases

    def base(self):
        depends = ",".join(sorted(manifest()["depends"]))
        key = cache.short_hash(self.odoo.identity, depends, LANGUAGES, WANTS_DEMO, cache.CACHE)
        name = self.databases.name("base", key)
        with cache.lock(name):
            if self.databases.mark(name) != key:
                with step("Installing Odoo's own modules (once, about two minutes)"):
                    self.databases.create(name)
                    self.install(name, depends, "base")
                    self.server.sql(WANTS_DEMO, name)
                    self.databases.set_mark(name, key)
        return name

    def ready(self, fresh=False, methods_count=True):
        """The name of the addon's database; unless `methods_count`, one made before methods changed will do."""
        base = self.base()
        name = self.databases.name("ready")
        addon, schema = (cache.short_hash(base, part) for part in (fingerprint.of_addon(), fingerprint.of_schema()))
        with cache.lock(name):
            known = (self.databases.mark(name) or "").split()
            if fresh or (addon if methods_count else schema) not in known:
                self._rebuild(base, name)
                self.databases.set_mark(name, f"{addon} {schema}")
        return name

    def _rebuild(self, base, name):
        """Build beside the old one, which lends its web assets: most of them are still good, and they are slow."""
        building = self.databases.name("building")
        with step("Installing the addon with its demo data"):
            self.databases.copy(base, building)
            self.install(building, cache.ADDON, "install", "--with-demo")
        with step("Updating the addon"):
            self.odoo_run(building, "update", "-u", cache.ADDON)
        with step("Building the web assets"):
            self.databases.copy_assets(name, building)
            self.run_script(building, BAKE)
        self.databases.rename(building, name)

    def run_script(self, name, script):
        """Run a file in the Odoo shell on `name`."""
        config = self.odoo.write_config(script.stem, self.server, name)
        with script.open() as opened:
            command = self.odoo.command("shell", config, "--no-http", "--log-level=warn")
            self._run(command, script.stem, stdin=opened)

    def install(self, name, modules, log, *options, addons_folder=None):
        self.odoo_run(name, log, "-i", modules, f"--load-language={LANGUAGES}", *options, addons_folder=addons_folder)

    def odoo_run(self, name, log, *arguments, addons_folder=None):
        """Run Odoo once on `name`; the addon is that of this checkout, or the one in `addons_folder`."""
        config = self.odoo.write_config(log, self.server, name, addons_folder)
        command = self.odoo.command("server", config, *arguments, "--stop-after-init", "--no-http")
        self._run(command, log)

    def _run(self, command, log_name, **options):
        """Run Odoo to the end; an unexpected WARNING or ERROR in its log is a failure too."""
        log = cache.log_file(log_name)
        log.unlink(missing_ok=True)
        run_logged(command, log, f"Odoo ({log_name})", env=self.odoo.environment(), cwd=cache.CACHE, **options)
        problems = unexpected(log.read_text(errors="replace").splitlines())
        if problems:
            listing = "\n".join(problems)
            raise DevError(f"Odoo ({log_name}) logged what it must not. Whole log: {log}\n{listing}")
