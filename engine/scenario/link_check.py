"""Where the links of a message lead: where its author says, never where the words of a record do.

What an address starts with decides where it leads, up to the end of the host. That start is followed through whatever
Jinja2 can write it with: constants, conditions, fallbacks, texts put together.
"""

import re

from jinja2 import Environment, TemplateSyntaxError, nodes
from lxml import html

from odoo.tools.translate import LazyTranslate

from .template_check import PART_LABELS, MessageError

_lt = LazyTranslate(__name__, default_lang="en_US")

EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
# What is shown, or says how: all other attributes may be addresses.
HARMLESS = frozenset(
    [
        "abbr",
        "align",
        "alt",
        "aria-label",
        "bgcolor",
        "border",
        "class",
        "color",
        "colspan",
        "dir",
        "height",
        "id",
        "lang",
        "name",
        "role",
        "rowspan",
        "title",
        "valign",
        "width",
    ]
)
#: A start after which nothing can lead elsewhere: a host to its end, a page of our own, no host at all.
SETTLED = re.compile(r"\s*(https?://[^/?#\\\s@]+[/?#]|(mailto|tel|sms):|/[^/\\\s]|[?#])", re.IGNORECASE)
KNOWN_SCHEME = re.compile(r"\s*((https?|mailto|tel|sms):|[^:]*$|[^:]*[/?#])", re.IGNORECASE)
MOST_STARTS = 64

_PARSER = Environment(autoescape=False)  # noqa: S701 parses only


def check_links(source, vocabulary):
    """Refuse a body in which a value could decide where a link leads, or what a tag is.

    :param str source: HTML as the editor stores it, with Jinja2 as it was written
    :param Vocabulary vocabulary: which values are links
    :raises MessageError: with the line
    """
    if not EXPRESSION.search(source):
        return
    masked = _MaskedSource(source)
    for element in html.fragment_fromstring(masked.text, create_parent=True).iter():
        if not isinstance(element.tag, str):
            continue
        for name in (element.tag, *element.attrib):
            masked.refuse_within(name)
        for name, value in element.attrib.items():
            if name == "style":
                masked.refuse_within(value)
            elif name not in HARMLESS and masked.find(value):
                _check_address(masked, value, vocabulary)


class _MaskedSource:
    """HTML with a word in place of each expression, which may hold anything that HTML has a meaning for."""

    def __init__(self, source):
        self._source = source
        word = "x"
        while word in source.lower():
            word += "x"
        self._word = re.compile(rf"{word}y(\d+)z")
        self._expressions = []

        def mask(match):
            self._expressions.append(match)
            return f"{word}y{len(self._expressions) - 1}z"

        self.text = EXPRESSION.sub(mask, source)

    def find(self, text):
        return self._word.search(text)

    def restore(self, text):
        return self._word.sub(lambda match: self._expressions[int(match[1])][0], text)

    def refuse_within(self, text):
        if self.find(text):
            self.refuse(
                text, _lt("A value cannot stand here: within a tag, only in a link or in a text that is shown.")
            )

    def refuse(self, text, words):
        start = self._expressions[int(self.find(text)[1])].start()
        line = self._source.count("\n", 0, start) + 1
        raise MessageError(words, _lt("%(part)s, line %(line)s", part=PART_LABELS["body"], line=line))


def _check_address(masked, value, vocabulary):
    address = masked.restore(value)
    try:
        starts = _Starts(vocabulary).follow(_PARSER.parse(address).body, {""})
        if not all(start is None or KNOWN_SCHEME.match(start) for start in starts):
            raise _LeadsAnywhere(address)
    except _LeadsAnywhere as error:
        masked.refuse(value, _lt('"%s" is not a link: a link cannot start with it.', str(error)))
    except TemplateSyntaxError:  # a condition that begins here and ends elsewhere
        masked.refuse_within(value)


class _LeadsAnywhere(Exception):
    """The argument is what the address may start with."""


class _Starts:
    """Follows what an address can start with: a set of texts, ``None`` for one that is settled already."""

    def __init__(self, vocabulary):
        self._vocabulary = vocabulary

    def follow(self, parts, starts):
        for part in parts:
            visit = getattr(self, f"_follow_{type(part).__name__.lower()}", self._follow_value)
            starts = visit(part, starts)
            if len(starts) > MOST_STARTS:
                raise _LeadsAnywhere("…")
        return starts

    def _follow_output(self, node, starts):
        return self.follow(node.nodes, starts)

    _follow_concat = _follow_output

    def _follow_templatedata(self, node, starts):
        return {self._add(start, node.data) for start in starts}

    def _follow_const(self, node, starts):
        return {self._add(start, str(node.value)) for start in starts}

    @staticmethod
    def _add(start, text):
        return None if start is None or SETTLED.match(start + text) else start + text

    def _follow_if(self, node, starts):
        otherwise = self.follow(node.else_, starts).union(*(self.follow(other.body, starts) for other in node.elif_))
        return self.follow(node.body, starts) | otherwise

    def _follow_condexpr(self, node, starts):
        return self.follow([node.expr1], starts) | self.follow([node.expr2] if node.expr2 else [], starts)

    def _follow_or(self, node, starts):
        return self.follow([node.left], starts) | self.follow([node.right], starts)

    _follow_and = _follow_or

    def _follow_filter(self, node, starts):
        return self.follow([node.node], starts).union(*(self.follow([arg], starts) for arg in node.args))

    def _follow_name(self, node, starts):
        return self._follow_value(node, starts, is_link=self._vocabulary[node.name].is_link)

    def _follow_getattr(self, node, starts):
        # What can be read is a field of a value: `template_check` has refused the rest.
        is_link = self._vocabulary[node.node.name].fields[node.attr].type == "link"
        return self._follow_value(node, starts, is_link=is_link)

    def _follow_value(self, node, starts, is_link=False):
        if all(start is None or (is_link and not start.strip()) for start in starts):
            return {None}
        raise _LeadsAnywhere(_write(node))


def _write(node):
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        return f"{node.node.name}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else "…"
