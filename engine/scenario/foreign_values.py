"""Values as other programs write them, in texts that people bring along: ``{ customer.name }``, ``${client.nom}``,
``[ENTER THE MAKER]``. To us they are words as any others, and a customer would read them.

`find_foreign` finds them where a reader would, `convert` turns those that we have into ours (`foreign_names.py`) and
marks the others for their author, ``[[…]]``. What only looks alike stays as it is: prices in braces, style sheets,
JSON, addresses on the web, tags in a subject such as ``[URGENT]``.
"""

import re
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import unquote

from ..one_line import one_line
from .foreign_names import find_path, is_instruction, is_known_word

_S = r"[^\S\n]"
_NAME = rf"[^\W\d][\w-]*(?:{_S}?\.{_S}?[^\W\d][\w-]+)*"
_BRACES = re.compile(
    rf"(?<!\{{)(?P<dollar>\$?)\{{{_S}*(?P<name>{_NAME}){_S}*(?P<bar>\|{_S}*(?P<fallback>[^{{}}\n\0]*?){_S}*)?\}}(?!\}})"
)
_BRACKETS = re.compile(r"(?<![\[\w\]])\[(?!\[)(?P<words>[^\[\]{}\n\0]{2,60})\](?![\]\(])")
_WEB = re.compile(r"(?:https?://|www\.)\S*$", re.IGNORECASE)
# The last piece of the name of a file, or of a site.
_FILE = re.compile(r"pdf|docx?|xlsx?|csv|txt|jpe?g|png|gif|html?|fr|com|be|net|org|eu|lu|ch|ca", re.IGNORECASE)
_SIGNS = re.compile(r"[{\[]|%[57]b|&#", re.IGNORECASE)
# An address has an end: what stands so far before is of another.
_LONGEST_ADDRESS = 2000
_FALLBACK = re.compile(r"(?:default|fallback)\s*[:=(]\s*(.*?)\)?", re.IGNORECASE | re.DOTALL)
_QUOTED = re.compile(r"""\A["'“«]\s*(.*?)\s*["'”»]\Z""", re.DOTALL)
# How a value is printed, where others say what is printed without it.
_FORMAT = re.compile(r"\s*(?:upper|lower|capitalize|title|trim|date|time)\s*(?:[:(].*)?", re.IGNORECASE | re.DOTALL)

# What is opened and never closed ends where the next is opened: it is looked through once.
_EXPRESSION = r"\{\{(?:(?!\{\{).)*?\}\}|\{%(?:(?!\{%).)*?%\}|\{#(?:(?!\{#).)*?#\}"
_HTML = re.compile(
    r"(?P<silent><!--(?:(?!<!--).)*?-->|<(?P<kind>style|script|head|title)\b(?:(?!<(?P=kind)).)*?</(?P=kind)\s*>)"
    r"|(?P<tag></?(?P<element>[a-z][\w:-]*)[^<>]*>)"
    rf"|(?P<ours>{_EXPRESSION})"
    r"|(?P<entity>&(?:#\d+|#x[0-9a-f]+|\w{1,30});)",
    re.DOTALL | re.IGNORECASE,
)
_OURS = re.compile(_EXPRESSION, re.DOTALL)
_ADDRESS = re.compile(r"""\b(?:href|src)\s*=\s*(["'])(?P<address>.*?)\1""", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")
# Between two letters of a word: all other tags begin something new.
_INLINE = re.compile(r"a|abbr|b|big|code|del|em|font|i|ins|mark|s|small|span|strike|strong|su[bp]|u", re.IGNORECASE)
# Signs that an editor leaves, and no reader sees.
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")


@dataclass(frozen=True, slots=True)
class Foreign:
    """One value of another program.

    :ivar str raw: as a reader sees it
    :ivar str name: what it calls the value
    :ivar str|None fallback: what it prints without one
    :ivar int start: of it in the source, and ``end``
    :ivar bool is_address: it is the whole address of a link
    """

    raw: str
    name: str
    fallback: str | None
    start: int
    end: int
    is_address: bool = False


def find_foreign(source: str, is_html=False) -> list[Foreign]:
    """Return the values of other programs in a part of a message, in their order.

    >>> [each.raw for each in find_foreign("Dear { customer.name }, your [ENTER THE MAKER] at {19 990 €}")]
    ['{ customer.name }', '[ENTER THE MAKER]']
    >>> [each.name for each in find_foreign("<p>{&nbsp;<b>client</b>.nom }</p><style>a{b}</style>", is_html=True)]
    ['client.nom']
    """
    if not _SIGNS.search(source):
        return []
    text, spans = _read_html(source) if is_html else _read_plain(source)
    found = [
        Foreign(match[0], *_read_match(match), spans[match.start()][0], spans[match.end() - 1][1])
        for match in (*_BRACES.finditer(text), *_BRACKETS.finditer(text))
        if _is_foreign(match) and not _WEB.search(text, max(0, match.start() - _LONGEST_ADDRESS), match.start())
    ]
    if is_html:
        found += _find_addresses(source)
    return sorted(found, key=lambda each: each.start)


def convert(source: str, vocabulary, is_html=False) -> str:
    """Return a part of a message with our values in place of the others', those that we don't know marked ``[[…]]``.

    :param Vocabulary vocabulary: what the message may speak of
    """
    for each in reversed(find_foreign(source, is_html)):
        ours = _write(each, vocabulary)
        if is_html:
            ours = escape(ours, quote=each.is_address)
            # What was opened or closed inside is so still.
            if not each.is_address:
                ours += "".join(_TAG.findall(source[each.start : each.end]))
        source = source[: each.start] + ours + source[each.end :]
    return source


def _write(foreign, vocabulary):
    path = find_path(foreign.name, vocabulary, links_only=foreign.is_address)
    if not path:
        return f"[[{one_line(foreign.name)}]]"
    if not foreign.fallback:
        return f"{{{{ {path} }}}}"
    quoted = foreign.fallback.replace("\\", "\\\\").replace('"', '\\"')
    return f'{{{{ {path} | default("{quoted}") }}}}'


def _is_foreign(match):
    if "words" in match.groupdict():
        return is_instruction(match["words"])
    name = re.sub(r"\s", "", match["name"])
    pieces = name.split(".")
    if match["dollar"] or match["bar"]:
        return True
    if len(pieces) > 1:
        return not _FILE.fullmatch(pieces[-1]) and min(map(len, pieces)) > 1
    return "_" in name or is_known_word(name)


def _read_match(match):
    """Return the name of the value and what is printed without one."""
    if "words" in match.groupdict():
        return one_line(match["words"]), None
    fallback = one_line(match["fallback"] or "")
    told = _FALLBACK.fullmatch(fallback)
    fallback = _QUOTED.sub(r"\1", (told[1] if told else fallback).strip())
    name = re.sub(r"\s", "", match["name"])
    return name, None if _FORMAT.fullmatch(fallback) else fallback or None


# -- what a reader sees, and where it stands in the source ------------------------------------------------


def _read_plain(source):
    """Return the text as it is, without our own expressions, and the place of each of its signs."""
    text = _OURS.sub(lambda match: "\0" * len(match[0]), source)
    return text, [(place, place + 1) for place in range(len(source))]


def _read_html(source):
    """Return what is read of HTML, and for each sign of it where it stands in the source."""
    signs, spans = [], []

    def add(sign, start, end):
        if sign not in _INVISIBLE:
            signs.append(sign)
            spans.append((start, end))

    def add_text(start, end):
        for place in range(start, end):
            add(" " if source[place] == "\n" else source[place], place, place + 1)

    done = 0
    for match in _HTML.finditer(source):
        add_text(done, match.start())
        done = match.end()
        if match["entity"]:
            for sign in unescape(match[0]):
                add(sign, match.start(), match.end())
        elif not match["tag"] or not _INLINE.fullmatch(match["element"]):
            add("\0" if match["ours"] else "\n", match.start(), match.end())
    add_text(done, len(source))
    return "".join(signs), spans


def _find_addresses(source):
    """Yield those that stand for a whole address: the link leads nowhere."""
    for tag in _HTML.finditer(source):
        for match in _ADDRESS.finditer(tag["tag"] or ""):
            address = unquote(unescape(match["address"])).strip()
            found = _BRACES.fullmatch(address) or _BRACKETS.fullmatch(address)
            if found and _is_foreign(found):
                start, end = (tag.start() + place for place in match.span("address"))
                yield Foreign(address, *_read_match(found), start, end, is_address=True)
