"""The browser of the tests and the screenshots."""

import os
import shutil
from pathlib import Path

from . import cache
from .console import DevError, step
from .processes import run_logged

NAMES = ["google-chrome", "chromium", "chromium-browser", "google-chrome-stable"]


def ensure():
    """The path of a Chromium, installed if need be."""
    return _on_path() or _installed() or _fail()


def _on_path():
    found = [shutil.which(name) for name in NAMES]
    return next((Path(path) for path in found if path), None)


def _installed():
    if os.getuid() or not shutil.which("apt-get"):
        return None
    log = cache.log_file("chromium")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with step("Installing Chromium with apt-get"):
        run_logged(["apt-get", "update"], log, "apt-get update", env=environment)
        run_logged(["apt-get", "install", "-y", "chromium"], log, "apt-get install chromium", env=environment)
    return _on_path()


def _fail():
    raise DevError("No Chromium here, and none can be installed without root. Install chromium or google-chrome.")
