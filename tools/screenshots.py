"""./dev screenshots: pictures of the main screens, on a demo database of its own."""

from contextlib import contextmanager
from pathlib import Path

from . import cache, chromium, demo, packages, workspace
from .processes import foreground

SCREENS = Path(__file__).with_name("screens.py")
FOLDER = cache.REPO / "docs" / "screenshots"


def run(names=(), file=None, folder=None, port=None):
    browser = chromium.ensure()
    python = packages.ensure()
    with _address(port) as address:
        target = Path(folder).absolute() if folder else FOLDER
        screens = Path(file).absolute() if file else SCREENS
        command = [python, "-m", "tools.shoot", address, browser, screens, target, *names]
        return foreground(command, cwd=cache.REPO)


@contextmanager
def _address(port):
    """Of the Odoo that runs on `port` already, or of one started for this."""
    if port:
        yield f"http://127.0.0.1:{port}"
        return
    with workspace.opened() as space, demo.started(space, "screenshots", fresh=True) as (http_port, *_):
        yield f"http://127.0.0.1:{http_port}"
