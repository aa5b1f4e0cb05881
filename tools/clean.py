"""./dev clean: remove what ./dev has made."""

import shutil

from . import cache, postgres, workspace
from .console import say


def run(everything=False):
    if everything:
        _remove_all()
    else:
        _remove_checkout()
    return 0


def _remove_checkout():
    """The databases and files of this checkout; the downloads and the other checkouts stay."""
    with workspace.opened() as space:
        for name in space.databases.names("crmd_"):
            if cache.CHECKOUT_ID in name.split("_"):
                space.databases.drop(name)
    shutil.rmtree(cache.CHECKOUT, ignore_errors=True)
    say(f"Removed the databases and files of this checkout. The downloads stay in {cache.CACHE}.")


def _remove_all():
    postgres.remove()
    shutil.rmtree(cache.CACHE, ignore_errors=True)
    say(f"Removed {cache.CACHE}.")
