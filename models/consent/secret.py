"""The secret by which addresses and numbers of people who are gone are recognised; never in the database or its dump.

Whoever moves the database to another server takes it along: ``crm_dealership_secret`` of ``odoo.conf``, else the file
that is made in Odoo's data folder at first use. Without it, nobody who was erased before is recognised any more.
"""

import hashlib
import hmac
import os
import secrets
import time
from pathlib import Path

from odoo.tools import config

OPTION = "crm_dealership_secret"
FILE = "crm_dealership.secret"
# How long one worker waits for another that is writing the file: times and seconds.
ATTEMPTS, PAUSE = 50, 0.1


def hash_secretly(text):
    """Return the HMAC-SHA256 of an address or a number as Odoo normalises it, in hexadecimal; False of none."""
    if not text:
        return False
    return hmac.new(_get_secret(), text.encode(), hashlib.sha256).hexdigest()


def _get_secret():
    """:raise OSError: the data folder can be neither read nor written, or the file is empty"""
    configured = config.get(OPTION)
    if configured:
        return configured.encode()
    path = Path(config["data_dir"], FILE)
    if not path.exists():
        _make_file(path)
    # An editor ends the file by a line feed when it is moved by hand.
    kept = path.read_bytes().strip()
    if not kept:
        raise OSError(f"{path} is empty: put the secret back that it held, or remove it to have another one made.")
    return kept


def _make_file(path):
    """Write the file as a whole, readable by nobody else: it gets its name once it is complete.

    Of two workers the first has its way, on network disks without hard links too: only one can make the draft.

    :raise OSError: the data folder cannot be written, or the draft of a worker that died stays in the way
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{FILE}.draft")
    for _attempt in range(ATTEMPTS):
        if path.exists():
            return
        try:
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            time.sleep(PAUSE)
        else:
            _write_draft(draft, descriptor, path)
    if not path.exists():
        raise OSError(f"{path} is not there, and {draft} has been left half-written: remove the latter and try again.")


def _write_draft(draft, descriptor, path):
    """Write the secret, and give it its name unless another worker's has it."""
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(descriptor)
        if path.exists():
            os.unlink(draft)
        else:
            os.rename(draft, path)
    except OSError:
        os.unlink(draft)
        raise
