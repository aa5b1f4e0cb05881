"""The browser of the tests and the screenshots."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from . import cache
from .apt import Apt
from .console import DevError, step
from .processes import run_logged

NAMES = ["google-chrome", "chromium", "chromium-browser", "google-chrome-stable"]
STATUS = Path("/var/lib/dpkg/status")
PACKAGES = ["chromium", "fonts-liberation"]
# Its libraries and fonts lie beside it; its sandbox needs a file of root's, so it goes without.
LAUNCHER = """\
#!/bin/sh
export LD_LIBRARY_PATH="{libraries}:$LD_LIBRARY_PATH"
export XDG_DATA_DIRS="{root}/usr/share:${{XDG_DATA_DIRS:-/usr/local/share:/usr/share}}"
exec "{root}/usr/lib/chromium/chromium" --no-sandbox "$@"
"""


def ensure():
    """The path of a Chromium, installed if need be."""
    return _on_path() or _installed() or _unpacked()


def warm_up(browser):
    """Start the browser once and let it go: Odoo gives it ten seconds, a first start from a cold disk takes longer."""
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with tempfile.TemporaryDirectory() as profile:
        command += [f"--user-data-dir={profile}", "--dump-dom", "about:blank"]
        try:
            subprocess.run(command, capture_output=True, timeout=60, check=False)
        except subprocess.TimeoutExpired:
            return  # the tests will tell


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


def _unpacked():
    """Without root: the packages that are missing here, unpacked into the cache."""
    folder = cache.CACHE / "chromium"
    launcher = folder / "bin" / "chromium"
    with cache.lock("chromium"):
        if not launcher.exists():
            if not (shutil.which("apt-get") and STATUS.exists()):
                raise DevError("No Chromium here. Install chromium or google-chrome: the browser tests need one.")
            with step("Fetching Chromium into the cache"):
                _unpack(folder, launcher)
    return launcher


def _unpack(folder, launcher):
    shutil.rmtree(folder, ignore_errors=True)
    apt = Apt(folder / "apt", cache.log_file("chromium"), status=STATUS)
    apt.update()
    try:
        apt.unpack(apt.download(apt.needed(PACKAGES)), folder / "root")
    except DevError as error:
        raise DevError(f"{error}\nInstall chromium or google-chrome by hand: the browser tests need one.") from error
    shutil.rmtree(apt.folder)
    launcher.parent.mkdir()
    root = folder / "root"
    libraries = sorted({str(library.parent) for library in root.rglob("*.so*")})
    launcher.write_text(LAUNCHER.format(root=root, libraries=":".join(libraries)))
    launcher.chmod(0o755)
