"""The browser of the tests and the screenshots."""

import subprocess
import tempfile

from .console import DevError
from .debian_program import DebianProgram

PROGRAM = DebianProgram(
    name="chromium",
    names=("google-chrome", "chromium", "chromium-browser", "google-chrome-stable"),
    packages=("chromium", "fonts-liberation"),
    executable="usr/lib/chromium/chromium",
    options="--no-sandbox",  # the sandbox needs a file of root's
)


def ensure():
    """The path of a Chromium, installed if need be."""
    try:
        return PROGRAM.ensure()
    except DevError as error:
        raise DevError(f"{error}\nInstall chromium or google-chrome by hand: the browser tests need one.") from error


def warm_up(browser):
    """Start the browser once and let it go: Odoo gives it ten seconds, a first start from a cold disk takes longer."""
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with tempfile.TemporaryDirectory() as profile:
        command += [f"--user-data-dir={profile}", "--dump-dom", "about:blank"]
        try:
            subprocess.run(command, capture_output=True, timeout=60, check=False)
        except subprocess.TimeoutExpired:
            return  # the tests will tell
