"""What the pages of the docs show, to be tried as it stands there."""

import re
import shlex
from pathlib import Path
from typing import NamedTuple

DOCS = Path(__file__).parents[1] / "docs"
SERVER = "https://your-odoo.example"


class Example(NamedTuple):
    """A ``curl`` of a page.

    :ivar str path: of the address, with its query
    :ivar dict headers: with those that curl adds by itself
    :ivar str body: what is posted, or ``@`` and the name of a file
    """

    path: str
    headers: dict
    body: str


def read_examples(page, key):
    """Return each ``Example`` of a page.

    :param str page: name of the file
    :param str key: for the ``$KEY`` of the page
    """
    text = (DOCS / page).read_text()
    return [
        _read_example(shlex.split(command.replace("\\\n", " ").replace("$KEY", key)))
        for command in re.findall(r"^    curl .*?(?<!\\)\n", text, re.MULTILINE | re.DOTALL)
    ]


def _read_example(words):
    headers = dict(words[place + 1].split(": ", 1) for place, word in enumerate(words) if word == "-H")
    return Example(
        next(word for word in words if word.startswith(SERVER)).removeprefix(SERVER),
        {"Content-Type": "application/x-www-form-urlencoded", **headers},
        words[words.index("--data-binary") + 1],
    )
