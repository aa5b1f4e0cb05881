"""Which tests a change asks for: those of the areas that it touches. Areas have one name in all folders."""

import subprocess

from . import cache
from .console import DevError
from .fingerprint import NOT_INSTALLED

TESTS = cache.REPO / "tests"
# What a change is compared with: the branch that others see, or our own.
BRANCHES = ("origin/main", "main")


def find():
    """Paths for pytest; none stands for all tests: a file that belongs to no area has changed."""
    chosen = [_tests_of(path) for path in changed_files()]
    if None in chosen:
        return []
    paths = sorted({test for tests in chosen for test in tests})
    if not paths:
        raise DevError("What has changed since the main branch, if anything, has no tests: --changed finds none.")
    return paths


def of_file(path):
    """The tests of one file's area; none when it belongs to none."""
    return sorted(_tests_of(path) or [])


def changed_files():
    """What differs from where this branch left the main one, with what is not committed yet."""
    since = next(filter(None, map(_merge_base, BRANCHES)), "HEAD")
    changed = _git("diff", "--name-only", since), _git("ls-files", "--others", "--exclude-standard")
    return sorted({line for output in changed for line in output.splitlines()})


def _tests_of(path):
    folders = path.split("/")[:-1]
    if folders[:1] == ["tests"]:
        return _tests_beside(path, folders)
    if folders[:1] == ["i18n"]:
        return ["tests/test_french.py", "tests/test_translations.py"]
    if NOT_INSTALLED.intersection(folders[:1]) or path.endswith(".md"):
        return []
    areas = {folder.name for folder in TESTS.iterdir() if folder.is_dir()}
    # static/src/call/board.js, engine/call/, controllers/call_webhook.py and security/dealership_call_rules.xml
    words = {word for part in path.rsplit(".", 1)[0].split("/") for word in (part, *part.split("_"))}
    found = areas & words
    return [f"tests/{area}" for area in found] or None


def _tests_beside(path, folders):
    if path.rsplit("/", 1)[-1].startswith("test_"):
        return [path] if (cache.REPO / path).exists() else []
    return ["/".join(folders)] if len(folders) > 1 else None


def _merge_base(branch):
    return _git("merge-base", "HEAD", branch, check=False).strip()


def _git(*arguments, check=True):
    result = subprocess.run(["git", "-C", str(cache.REPO), *arguments], capture_output=True, text=True, check=False)
    if check and result.returncode:
        raise DevError(f"git {' '.join(arguments)} failed: {result.stderr.strip()}")
    return result.stdout if not result.returncode else ""
