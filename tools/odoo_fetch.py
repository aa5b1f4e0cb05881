"""Fetching Odoo 19 into the cache: Debian's package with an apt state of our own, else a git clone.

No root needed: `apt-get download` with its lists and status in the cache touches nothing of the system.
"""

import shutil
from pathlib import Path

from . import cache
from .apt import DEBIAN_12, KEYRING, Apt
from .console import DevError, step
from .processes import run_logged

SOURCES = f"deb [signed-by={KEYRING}] http://deb.debian.org/debian sid main\n{DEBIAN_12}"
# Odoo's static files are links into these; Font Awesome must be the 4.7 of Debian 12, later ones moved the files.
PACKAGES = [
    "odoo-19/sid",
    "libjs-jquery/sid",
    "libjs-jquery-form/sid",
    "libjs-underscore/sid",
    "fonts-roboto-unhinted/sid",
    "fonts-montserrat/sid",
    "fonts-inconsolata/sid",
    "fonts-ocr-b/sid",
    "fonts-font-awesome/bookworm",
]
GIT_SOURCE = "https://github.com/odoo/odoo.git"
# Debian leaves this file out; every page that asks for it logs an error, which fails a browser test.
STUB = Path("odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js")


def ensure():
    """The folder that holds the `odoo` package."""
    with cache.lock("odoo"):
        ready = [folder for folder in (_debian_path(), _git_path()) if (folder / "complete").exists()]
        return ready[0] if ready else _fetch()


def _debian_path():
    return cache.CACHE / "odoo" / "root/usr/lib/python3/dist-packages"


def _git_path():
    return cache.CACHE / "odoo" / "git"


def _fetch():
    target = cache.CACHE / "odoo"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    if shutil.which("apt-get") and shutil.which("dpkg-deb") and KEYRING.exists():
        path = _fetch_package(target)
    else:
        path = _fetch_git()
    (path / "complete").touch()
    return path


def _fetch_package(target):
    log = cache.log_file("odoo-fetch")
    apt = Apt(target / "apt", log, SOURCES)
    with step("Fetching Odoo 19 from Debian (once, about 130 MB)"):
        apt.update()
        packages = apt.download(PACKAGES)
    with step("Unpacking Odoo 19"):
        apt.unpack(packages, target / "root")
        (_debian_path() / "VERSION").write_text("\n".join(sorted(package.name for package in packages)))
        stub = _debian_path() / STUB
        if not stub.exists():
            stub.parent.mkdir(parents=True, exist_ok=True)
            stub.write_text("/* Not shipped by Debian. */\n")
        shutil.rmtree(apt.folder)
    return _debian_path()


def _fetch_git():
    if not shutil.which("git"):
        raise DevError("Odoo 19 can't be fetched: neither apt-get (Debian) nor git is here. Set ODOO_SOURCE=/path.")
    with step("Cloning Odoo 19 (once, some minutes)"):
        command = ["git", "clone", "--depth", "1", "--branch", "19.0", "--single-branch", GIT_SOURCE, _git_path()]
        run_logged(command, cache.log_file("odoo-fetch"), "git clone of Odoo 19 (or set ODOO_SOURCE=/path)")
    return _git_path()
