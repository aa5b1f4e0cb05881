"""./dev lint: the checks every commit must pass; --fix repairs what a tool can repair by itself.

--quick is what takes seconds: for each commit, before CI checks everything.
"""

import os
import shutil
import subprocess
from pathlib import Path

from . import cache, packages
from .console import DevError, say, step
from .processes import run_logged

TOOLS = Path(__file__).parent
PRETTIER_FILES = ["**/*.{xml,js,scss}"]
ESLINT_FILES = ["static/**/*.js"]
QUICK = {"ruff check", "ruff format", "french", "prettier"}


def run(fix=False, quick=False):
    python = packages.ensure()
    node = _ensure_node_packages()
    checks = [(name, command) for name, command in _checks(python, node, fix) if name in QUICK or not quick]
    failed = [name for name, command in checks if not _passes(name, command)]
    if failed:
        raise DevError(f"Failed: {', '.join(failed)}." + ("" if fix else " ./dev lint --fix repairs what it can."))


def _checks(python, node, fix):
    """(name, command) of each check, run in the repository."""
    ruff = [python, "-m", "ruff"]
    # The order counts, so it can't be said in pyproject.toml; README.md is our readme, not Odoo's README.rst.
    pylint = [python, "-m", "pylint", f"--rcfile={cache.REPO}/pyproject.toml"]
    pylint += ["--disable=all", "--enable=odoolint", "--disable=missing-readme"]
    prettier = [node / ".bin/prettier", f"--plugin={node}/@prettier/plugin-xml/src/plugin.js", "--log-level=warn"]
    eslint = [node / ".bin/eslint", "--config", node.parent / "eslint.config.mjs", "--no-error-on-unmatched-pattern"]
    return [
        ("ruff check", [*ruff, "check", "--quiet", *(["--fix"] if fix else []), "."]),
        ("ruff format", [*ruff, "format", "--quiet", *([] if fix else ["--check"]), "."]),
        ("french", [python, "-m", "tools.french"]),
        ("pylint-odoo", [*pylint, cache.link_addon()]),
        ("prettier", [*prettier, "--write" if fix else "--check", "--no-error-on-unmatched-pattern", *PRETTIER_FILES]),
        ("eslint", [*eslint, "--max-warnings=0", *(["--fix"] if fix else []), *ESLINT_FILES]),
    ]


def _passes(name, command):
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    with step(name):
        result = subprocess.run(
            [str(part) for part in command],
            cwd=cache.REPO,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    if result.returncode:
        say(result.stdout.replace(f"{cache.link_addon()}/", "").rstrip())
    return result.returncode == 0


def _ensure_node_packages():
    """The node_modules with prettier and eslint, at the versions of package-lock.json."""
    if not shutil.which("npm"):
        raise DevError("npm is not here: prettier and eslint can't run. Install Node.js 18.18 or newer with npm.")
    files = [TOOLS / name for name in ("package.json", "package-lock.json", "eslint.config.mjs")]
    folder = cache.CACHE / "node" / cache.short_hash(*(file.read_text() for file in files))
    with cache.lock("node"):
        if not (folder / "complete").exists():
            with step("Installing prettier and eslint (once)"):
                _install(folder, files)
    return folder / "node_modules"


def _install(folder, files):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for file in files:
        shutil.copy(file, folder)
    run_logged(["npm", "ci", "--no-audit", "--no-fund"], cache.log_file("npm"), "npm ci", cwd=folder)
    (folder / "complete").touch()
