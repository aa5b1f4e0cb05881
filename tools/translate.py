"""./dev translate: the terms of the addon into i18n/*.pot, merged into the French ones; --check only looks."""

from pathlib import Path

from . import cache, workspace
from .processes import foreground

SCRIPT = Path(__file__).with_name("translate_terms.py")


def run(check=False):
    """Return 1 when a term lacks French, or when its French has other placeholders or tags."""
    with workspace.opened() as space:
        name = space.templates.ready()
        config = space.odoo.write_config("translate", space.server, name)
        command = space.odoo.command("shell", config, "--no-http", "--log-level=warn")
        environment = space.odoo.environment(TRANSLATE_CHECK="1" if check else "")
        with cache.lock(name), SCRIPT.open() as script:
            return foreground(command, env=environment, cwd=cache.CACHE, stdin=script)
