"""The secret by which addresses and numbers of people who are gone are recognised; never in the database or its dump.

Whoever moves the database to another server takes it along: ``crm_dealership_secret`` of ``odoo.conf``, else the file
that is made in Odoo's data folder at first use. Without it, nobody who was erased before is recognised any more.
"""

import hashlib
import hmac
import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from odoo.tools import config

OPTION = "crm_dealership_secret"
FILE = "crm_dealership.secret"


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
    """Write the file as a whole, readable by nobody else; of two workers that do, the first has its way."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f"{FILE}.")  # of mode 0600
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        os.unlink(draft)
