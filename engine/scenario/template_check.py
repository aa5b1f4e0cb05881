"""Which Jinja2 a message may contain: printing named values, filters, conditions. Nothing else.

No loop, no call, no assignment, no macro: what is allowed can neither run long nor print much more
than the template and its values, and can reach nothing but the declared fields.
"""

import re
from html import unescape

from jinja2 import nodes

from odoo.tools.translate import LazyTranslate

from ..one_line import one_line
from .printing import FILTERS, STYLES
from .values import MAIN

_lt = LazyTranslate(__name__, default_lang="en_US")

MAX_DEPTH = 30
MAX_NUMBER = 1e15
ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Const,
    nodes.Name,
    nodes.Getattr,
    nodes.Filter,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Concat,
)
COMPARISONS = ("eq", "ne", "lt", "lteq", "gt", "gteq")
ONLY_ALLOWED = _lt("Only values, filters and conditions are allowed in {{ … }} and {% … %}.")
PART_LABELS = {"subject": _lt("Subject"), "body": _lt("Message")}


class MessageError(ValueError):
    """A template that cannot be saved. ``text`` and ``place`` are translatable."""

    def __init__(self, text, place):
        super().__init__(text, place)
        self.text = text
        self.place = place

    def __str__(self):
        return f"{self.place}: {self.text}"


class TemplateChecker:
    """Walks the syntax tree of one part (subject or body) and collects what it refers to.

    Whether its syntax is allowed is a matter of the text alone (`check`); whether what it names exists, of the database
    and of what the message is about (`check_references`).

    :param str part: key of `PART_LABELS`
    :param str source: the text the tree was made from, to find columns in
    """

    def __init__(self, part, source):
        self.part = part
        self.lines = source.splitlines()
        #: (value, field or None) → the line where it stands first
        self.references = {}

    def check(self, node, depth=0):
        """Raise `MessageError` at the first thing that is not allowed."""
        if depth > MAX_DEPTH:
            self.refuse(node, _lt("The expressions are nested too deeply."))
        if not isinstance(node, ALLOWED):
            self.refuse(node, ONLY_ALLOWED)
        visit = getattr(self, f"_check_{type(node).__name__.lower()}", self._check_children)
        visit(node, depth)

    def refuse_raw(self, tokens):
        """Refuse ``{% raw %}``, of which the tree has no trace: braces that mean nothing hide what follows them."""
        for line, kind, _text in tokens:
            if kind == "raw_begin":
                raise MessageError(ONLY_ALLOWED, self.place(line))

    def refuse(self, node, text, needle=""):
        raise MessageError(text, self.place(_get_line(node), needle))

    def place(self, lineno, needle=""):
        """Say where: "Subject, line 1, column 14"; columns count from 1, and only where the text is found."""
        line = self.lines[lineno - 1] if lineno <= len(self.lines) else ""
        found = re.search(rf"(?<![\w.]){re.escape(needle)}(?!\w)", line) if needle else None
        part = PART_LABELS[self.part]
        if not found:
            return _lt("%(part)s, line %(line)s", part=part, line=lineno)
        return _lt("%(part)s, line %(line)s, column %(column)s", part=part, line=lineno, column=found.start() + 1)

    def _check_children(self, node, depth):
        for child in node.iter_child_nodes():
            self.check(child, depth + 1)

    def _check_name(self, node, _depth):
        self.references.setdefault((node.name, None), _get_line(node))

    def _check_getattr(self, node, _depth):
        if not isinstance(node.node, nodes.Name):
            self.refuse(node, _lt('"%s" cannot be read here: write value.field.', node.attr), node.attr)
        self.references.setdefault((node.node.name, node.attr), _get_line(node))

    def check_references(self, vocabulary):
        """Raise `MessageError` at the first name that is none of a `Vocabulary`."""
        for (name, key), line in self.references.items():
            text = _find_fault(vocabulary, name, key)
            if text:
                raise MessageError(text, self.place(line, f"{name}.{key}" if key else name))

    def _check_filter(self, node, depth):
        if node.name not in FILTERS:
            text = _lt('Unknown filter "%(name)s"; known are: %(known)s.', name=node.name, known=", ".join(FILTERS))
            self.refuse(node, text, node.name)
        self._check_filter_arguments(node)
        self._check_children(node, depth)

    def _check_filter_arguments(self, node):
        kind, optional = FILTERS[node.name]
        # node.node is absent in a {% filter %} block, which is not allowed anyway.
        refused = node.node is None or node.kwargs or node.dyn_args or node.dyn_kwargs
        refused = refused or (not node.args and not optional) or (node.args and kind is None)
        if kind == "style":
            refused = refused or any(getattr(arg, "value", None) not in STYLES for arg in node.args)
        if refused or len(node.args) > (2 if kind == "value" else 1):
            self.refuse(node, _lt('The filter "%s" is not used as it should be.', node.name), node.name)

    def _check_const(self, node, _depth):
        """Refuse what no text can hold, or no money is: it would fail for each recipient."""
        value = node.value
        if isinstance(value, str):
            refused = "\0" in value or any("\ud800" <= character <= "\udfff" for character in value)
        else:
            refused = isinstance(value, int | float) and not abs(value) <= MAX_NUMBER
        if refused:
            self.refuse(node, _lt("There is a number or a character in it that cannot be printed."))

    def _check_compare(self, node, depth):
        if any(operand.op not in COMPARISONS for operand in node.ops):
            self.refuse(node, _lt("Compare with ==, !=, <, <=, > or >= only."))
        self._check_children(node, depth)


def _find_fault(vocabulary, name, key):
    """Return why a template can't read ``name`` or ``name.key``, in words; None when it can."""
    path = f"{name}.{key}" if key else name
    if name not in vocabulary:
        return _name_known(path, sorted(vocabulary.available))
    if name not in vocabulary.available:
        return _lt('"%s" does not exist for what this message is about.', path)
    value = vocabulary[name]
    declared = [field for field, about in value.fields.items() if about.group == MAIN]
    if key is None and not value.is_link:
        return _lt(
            'Say which field of "%(name)s" to print, for instance {{ %(name)s.%(field)s }}.',
            name=name,
            field=next(iter(declared), "name"),
        )
    if key is not None and key not in value.fields:
        return _name_known(path, declared)
    return None


def _name_known(path, known):
    return _lt('Unknown value "%(path)s"; known are: %(known)s.', path=path, known=", ".join(known))


#: What an author still has to write: "[[what happens, when and where]]". It is saved and shown, and never sent.
UNWRITTEN = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
# Half of the marking: its author has begun to write.
HALF_WRITTEN = re.compile(r"\[\[([^\n]*)|([^\n]*)\]\]")
# What an editor leaves between two brackets, and no reader sees.
INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
TAG = re.compile(r"<[^>]+>")
BLOCK_END = re.compile(r"</(?:p|div|li|td|th|h[1-6])\s*>|<br[^>]*>", re.IGNORECASE)
SHOWN = 120


def find_unwritten(*sources):
    """Return what is still to be written in the parts of a message, as plain words, each once.

    Looked for in what is read, where a tag or a sign that nobody sees may stand between two brackets, and in what is
    not, as the address of a link.

    >>> find_unwritten("Hello", "<p>[[Your <b>news</b>]]</p>")
    ('Your news',)
    >>> find_unwritten('<a href="[[address]]">Here</a>', "<p>[<b>[Your news]</b>]</p><p>And [[more</p>")
    ('address', 'Your news', 'more')
    """
    found = {}
    for source in sources:
        read = _get_read(source)
        parts = [_get_read(part) for part in UNWRITTEN.findall(source)] + UNWRITTEN.findall(read)
        parts += [start or end for start, end in HALF_WRITTEN.findall(UNWRITTEN.sub("", read))]
        found |= dict.fromkeys(_shorten(one_line(part)) for part in parts)
    return tuple(found)


def _shorten(line):
    return line if 0 < len(line) <= SHOWN else f"{line[:SHOWN].rstrip()}…"


def _get_read(source):
    return INVISIBLE.sub("", unescape(TAG.sub("", BLOCK_END.sub("\n", source))))


def _get_line(node):
    """Return where a node stands; Jinja2 gives some of its own making no line, but the nodes in them have one."""
    lines = (child.lineno for child in [node, *node.find_all(nodes.Node)])
    return next((line for line in lines if line), 1)
