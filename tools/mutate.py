"""./dev mutate FILE: what changes of the code would the tests notice?

Comparisons, guards and constants of one file are changed one at a time, in place, by cosmic-ray, and the tests of the
file's area are run on each change. What survives is no change of behaviour, or lacks a test.
"""

import json
import random
import shlex
import subprocess
import sys
from pathlib import Path

from . import cache, changed_tests, packages
from .console import DevError, say, step
from .processes import foreground

LOCK = Path(__file__).with_name("mutation.lock")
SCRIPT = Path(__file__).with_name("mutants.py")
TIMEOUT_SECONDS = 900


def run(name, tests, most, seed):
    file = Path(name).resolve()
    if file.suffix != ".py" or not file.is_file() or not file.is_relative_to(cache.REPO):
        raise DevError(f"{name} is no Python file of this checkout.")
    path = file.relative_to(cache.REPO)
    tests = tests or changed_tests.of_file(str(path))
    if not tests:
        raise DevError(f"{path} belongs to no area of tests/. Name the tests: ./dev mutate {path} --tests tests/…")
    seed = random.randrange(10_000) if seed is None else seed
    session = _prepare(path, tests, most, seed)
    original = file.read_bytes()
    try:
        foreground([*_cosmic_ray(), "exec", session.with_suffix(".toml"), session], cwd=cache.REPO)
    finally:
        file.write_bytes(original)
    return _report(session, seed)


def _prepare(path, tests, most, seed):
    """A session of cosmic-ray with at most `most` changes, drawn by `seed`."""
    session = cache.CHECKOUT / "mutation.sqlite"
    session.unlink(missing_ok=True)
    cache.CHECKOUT.mkdir(parents=True, exist_ok=True)
    command = shlex.join([sys.executable, str(cache.REPO / "dev"), "test", "-x", "-q", *tests])
    settings = {"module-path": str(path), "timeout": TIMEOUT_SECONDS, "excluded-modules": [], "test-command": command}
    lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
    text = "\n".join(["[cosmic-ray]", *lines, "[cosmic-ray.distributor]", 'name = "local"', ""])
    session.with_suffix(".toml").write_text(text)
    with step("Running the tests on the code as it is"):
        _run_quietly(shlex.split(command))
    _run_quietly([*_cosmic_ray(), "init", session.with_suffix(".toml"), session])
    _run_quietly([_python(), SCRIPT, "choose", session, str(most), str(seed)])
    return session


def _report(session, seed):
    say(f"\nDrawn with --seed {seed}:")
    return foreground([_python(), SCRIPT, "report", session])


def _python():
    return packages.ensure(LOCK)


def _cosmic_ray():
    return [_python().with_name("cosmic-ray")]


def _run_quietly(command):
    command = [str(part) for part in command]
    result = subprocess.run(command, cwd=cache.REPO, capture_output=True, text=True, check=False)
    if result.returncode:
        raise DevError(f"{' '.join(command)} failed:\n{result.stdout[-4000:]}{result.stderr[-4000:]}")
