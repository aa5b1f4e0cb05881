"""A database people work with (demo, bench): kept between commands, updated when the addon has changed."""

from . import cache, fingerprint
from .console import DevError, step
from .processes import foreground

NEW, USED = "new", "used"


class KeptDatabase:
    """Its mark is `<hash of the addon> new|used`: `new` until its first use, such as the main job of the demo."""

    def __init__(self, space, kind, setup=None):
        self.space = space
        self.kind = kind
        self.name = space.databases.name(kind)
        self.setup = setup
        # Taken once: a file changed while we work must count as changed the next time.
        self.addon_hash = fingerprint.of_addon()

    @property
    def is_new(self):
        return self.space.databases.mark(self.name).endswith(NEW)

    def set_used(self):
        self._set_mark(USED)

    def ensure(self, fresh=False):
        mark = self.space.databases.mark(self.name)
        with cache.lock(self.name):
            if fresh or not mark:
                self._create()
            elif mark.split()[0] != self.addon_hash:
                self._update(mark.split()[1])

    def _create(self):
        ready = self.space.templates.ready()
        with step(f"Creating the {self.kind} database"):
            with cache.lock(ready):
                self.space.databases.copy(ready, self.name)
            if self.setup:
                self.run_script(self.setup)
        self._set_mark(NEW)

    def _update(self, state):
        with step("Updating the addon, which has changed"):
            try:
                self.space.templates.odoo_run(self.name, f"{self.kind}-update", "-u", cache.ADDON)
            except DevError as error:
                raise DevError(f"{error}\nTo start anew: ./dev {self.kind} --fresh") from error
        self._set_mark(state)

    def _set_mark(self, state):
        self.space.databases.set_mark(self.name, f"{self.addon_hash} {state}")

    def run_script(self, script):
        self.space.templates.run_script(self.name, script)

    def shell(self, log_level="warn", **options):
        """The Odoo shell with our terminal, or with the script on standard input."""
        odoo = self.space.odoo
        config = odoo.write_config(f"{self.kind}-shell", self.space.server, self.name)
        command = odoo.command("shell", config, "--no-http", f"--log-level={log_level}")
        return foreground(command, env=odoo.environment(), cwd=cache.CACHE, **options)
