"""Header texts that are not plain ASCII, as encoded words (RFC 2047).

Python's own encoder makes words of 76 characters where 75 is the most, and Odoo's makes one of any length: strict
servers cut them or show them as they are. No character is ever split between two words.
"""

import re
from base64 import b64encode
from string import ascii_letters, digits

MAX_WORD = 75
MAX_LINE = 76
FOLD = "\n "
# A plain text longer than this without a space is encoded: nothing longer than 998 may stand on a line.
_MAX_PLAIN_PART = 200
_OPENING, _CLOSING = "=?utf-8?{}?", "?="
_ROOM = MAX_WORD - len(_OPENING.format("q") + _CLOSING)
# What may stand in a word beside a display name (RFC 2047, section 5, rule 3).
_PLAIN = {ord(letter): letter for letter in ascii_letters + digits + "!*+-/"} | {ord(" "): "_"}
_QUOTED = [_PLAIN.get(byte, f"={byte:02X}") for byte in range(256)]


def is_plain(text):
    """Return whether a text may stand in a header as it is: nothing in it is, or looks, encoded."""
    return text.isascii() and "=?" not in text


def encode_text(text, used):
    """Return an unstructured text (a subject) as a header has it, folded.

    :param str text: one line
    :param int used: how much of the first line is taken by the header's name
    """
    if not is_plain(text) or max(map(len, text.split(" "))) > _MAX_PLAIN_PART:
        return encode_words(text, used)
    return text if used + len(text) <= MAX_LINE else _fold(text, used)


def encode_words(text, used=0):
    """Return a text as encoded words, one a line: where it is decoded, what stands between them is gone.

    :param int used: how much of the first line is taken
    """
    sizes = [len(character.encode()) for character in text]
    quoted = [sum(len(_QUOTED[byte]) for byte in character.encode()) for character in text]
    first = min(MAX_LINE - MAX_WORD + _ROOM - used, _ROOM)
    if sum(quoted) <= sum(sizes) * 4 // 3:
        return _join(map(_quote, split_by_size(text, quoted, first, _ROOM)))
    return _join(map(_encode_base64, split_by_size(text, sizes, first // 4 * 3, _ROOM // 4 * 3)))


def split_by_size(text, sizes, first, room):
    """Return the parts of a text, as many whole characters each as there is room for.

    :param list sizes: how much room each character takes
    :param int first: how much of it there is for the first part
    """
    parts, left = [""], first
    for character, size in zip(text, sizes, strict=True):
        if size > left and parts[-1]:
            parts.append("")
            left = room
        parts[-1] += character
        left -= size
    return parts


def _quote(text):
    return "q", "".join(_QUOTED[byte] for byte in text.encode())


def _encode_base64(text):
    return "b", b64encode(text.encode()).decode("ascii")


def _join(words):
    return FOLD.join(f"{_OPENING.format(kind)}{word}{_CLOSING}" for kind, word in words)


def _fold(text, used):
    """Break a text before spaces: unfolded it is the same."""
    lines, length = [[]], used
    for part in re.split(r"(?= )", text):
        if length + len(part) > MAX_LINE and lines[-1]:
            lines.append([])
            length = 0
        lines[-1].append(part)
        length += len(part)
    return "\n".join("".join(line) for line in lines)
