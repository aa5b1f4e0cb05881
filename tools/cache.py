"""Where ./dev keeps what it fetches and builds: a cache outside the repository.

What belongs to one checkout (databases, configuration, logs) is keyed by a hash of its path, so that
several worktrees share the downloads and disturb each other in nothing else.
"""

import fcntl
import hashlib
import os
import secrets
from contextlib import contextmanager
from pathlib import Path

from .console import DevError

REPO = Path(__file__).resolve().parent.parent
ADDON = "crm_dealership"


def _cache_root():
    chosen = os.environ.get("CRM_DEALERSHIP_CACHE")
    if chosen:
        return Path(chosen).expanduser().absolute()
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / ADDON


def short_hash(*parts):
    """Eight hexadecimal digits: enough to tell checkouts and versions apart in a database name."""
    return hashlib.sha256("\0".join(str(part) for part in parts).encode()).hexdigest()[:8]


CACHE = _cache_root()
CHECKOUT_ID = short_hash(REPO, CACHE)
CHECKOUT = CACHE / "checkouts" / CHECKOUT_ID
LOGS = CHECKOUT / "logs"
DATA_DIR = CACHE / "data"


def log_file(name):
    LOGS.mkdir(parents=True, exist_ok=True)
    return LOGS / f"{name}.log"


def token():
    """Drawn when the cache is made. A database outlives a cache that is removed, its files don't: see database.py."""
    file = CACHE / "token"
    with lock("token"):
        if not file.exists():
            file.write_text(secrets.token_hex(8))
    return file.read_text()


@contextmanager
def lock(name):
    """Hold `name` against every other ./dev of this cache; the kernel frees it if we die."""
    with lock_file(name) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def only_one(name, message):
    """Like `lock`, but who comes second fails with `message` instead of waiting."""
    with lock_file(name) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DevError(message) from None
        yield


def lock_file(name):
    folder = CACHE / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    return (folder / name).open("w")


def link_addon():
    """A folder that holds the addon under its own name, whatever the checkout is called."""
    link = CHECKOUT / "addons" / ADDON
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.is_symlink():
        link.symlink_to(REPO)
    return link
