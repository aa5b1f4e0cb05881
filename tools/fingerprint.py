"""What the databases of a checkout were built from: hashes of the addon's files."""

import ast

from . import cache

# Changing these folders changes no database.
NOT_INSTALLED = {"tests", "tools", "docs", "benchmarks", "node_modules", "__pycache__"}
# Functions that an installation runs: what they do is part of the database.
RUN_AT_INSTALL = {"init", "_auto_init", "_register_hook"}


def of_addon():
    """Changes when a file that an installation reads changes."""
    return _hash(lambda relative, content: content.hex())


def of_schema():
    """Changes when an installation would give other tables or data; not when only methods do something else.

    What methods have stored in the database (computed fields, demo data) may then be of an earlier day.
    """
    return _hash(_outline)


def _hash(describe):
    parts = []
    for path in sorted(cache.REPO.rglob("*")):
        relative = path.relative_to(cache.REPO)
        if NOT_INSTALLED.isdisjoint(relative.parts) and _is_addon_file(relative) and path.is_file():
            parts += [relative, describe(relative, path.read_bytes())]
    return cache.short_hash(*parts)


def _is_addon_file(relative):
    hidden = any(part.startswith(".") for part in relative.parts)
    return not hidden and relative.suffix not in (".md", ".toml", ".pot", "") and relative.name != "LICENSE"


def _outline(relative, content):
    """A Python file without the bodies of its methods; of the demo data and of all other files, everything."""
    if relative.suffix != ".py" or relative.parts[0] == "demo":
        return content.hex()
    try:
        tree = ast.parse(content)
    except SyntaxError:  # the tests will tell
        return content.hex()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name not in RUN_AT_INSTALL:
            node.body = []
    return ast.dump(tree)
