"""What a message may speak of: named values, their fields, and what a template reads of them.

Plain declarations: the categories (``models/targeting/category_values.py``) and ``dealership.message.values`` fill a
`Vocabulary`, which feeds the check of a template, what it prints, the picker of the form and the gallery's examples.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from odoo.tools.translate import LazyTranslate

from ..targeting.sentence import lower

_lt = LazyTranslate(__name__, default_lang="en_US")

MAIN = "main"
MORE = "more"


class MissingValueError(Exception):
    """A template needed a value that this recipient lacks, and offered no fallback."""

    def __init__(self, path, label):
        super().__init__(path)
        self.path = path
        self.label = label


class UnreadableValueError(Exception):
    """A value could not be had of a record; the cause says why."""

    def __init__(self, path, label):
        super().__init__(path)
        self.path = path
        self.label = label


class Missing:
    """Stands for a value nobody filled in: false in a condition, an error when it would be printed."""

    __slots__ = ("label", "path")

    def __init__(self, path, label=""):
        self.path = path
        self.label = label or path

    def __bool__(self):
        return False

    def _refuse(self, *_args):
        raise MissingValueError(self.path, self.label)

    __str__ = __html__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse


@dataclass(frozen=True, slots=True)
class ValueField:
    """One field of a value.

    ``content`` returns it: called with what the value reads and with the source of the message.
    ``type`` is "link" for an address, which alone may stand where a link begins; else it is for people to read.
    """

    label: str
    content: Callable[[Any, Any], Any]
    type: str = "text"
    group: str = MAIN


@dataclass(frozen=True, slots=True)
class Value:
    """A named value: with fields (``customer``), or one link (``unsubscribe_link``).

    ``read`` is called with the source of a message (`models/scenario/message_batch.py`: `MessageSource`) and returns
    what the contents of the fields are taken from, a record for instance, or the address of a link; empty, all of it is
    missing. What is ``shared`` is the same for all recipients of one language, signatory, point of sale, company and
    make.
    """

    name: str
    label: str
    read: Callable[[Any], Any]
    fields: Mapping[str, ValueField] = field(default_factory=dict)
    shared: bool = False

    @property
    def is_link(self):
        return not self.fields

    def get_path_label(self, key):
        return _lt("%(value)s: %(field)s", value=self.label, field=self.fields[key].label)

    def get_label_in_text(self, key):
        return _lt("%(value)s: %(field)s", value=self.label, field=lower(self.fields[key].label))


class Vocabulary(dict):
    """The values that messages of one database can speak of, by name, in the order people see them.

    The first of a name stands for all of that name: leads and opportunities are one value.

    :ivar frozenset own: those that what the message is about has itself
    :ivar frozenset available: those that exist for what the message is about; all of them where that isn't said
    """

    def __init__(self, values, own=(), available=None):
        super().__init__()
        for value in values:
            self.setdefault(value.name, value)
        self.own = frozenset(own)
        self.available = frozenset(self if available is None else available)

    def build(self, name, source, besides=()):
        """Return the object that a template reads as ``name``.

        :param besides: the sources of further records that the same message speaks of
        """
        value = self[name]
        found = value.read(source)
        if value.is_link:
            return found if is_filled(found) else Missing(name, value.label)
        others = [(value.read(other), other) for other in besides]
        return Contents(value, [(found, source), *((other, of) for other, of in others if other != found)])

    def find_label(self, path):
        """Return what a value is called inside a text, as "Customer: first name", lazily; None when it is none.

        :param str path: as a template reads it, ``customer.first_name`` or ``unsubscribe_link``
        """
        name, _dot, key = path.partition(".")
        value = self.get(name)
        if value is None or (key not in value.fields if key else not value.is_link):
            return None
        return value.get_label_in_text(key) if key else value.label

    def build_example(self, name, translate):
        """Return the same with labels in place of contents: for showing a template as it is.

        :param translate: callable that translates a lazy text
        """
        value = self[name]
        return "#" if value.is_link else Example(value, translate)


def is_filled(content):
    """Zero is content, an empty text is not."""
    return content is not None and content is not False and content != ""


class Several(tuple):
    """What a field holds of several records that one message speaks of, each content once: "your 208 and your C3".

    Printed as a list in the reader's language. A comparison holds when it holds for each.
    """

    __slots__ = ()

    def map(self, function):
        return Several(map(function, self))

    def __str__(self):
        return ", ".join(map(str, self))

    __hash__ = tuple.__hash__

    def __eq__(self, other):
        return all(content == other for content in self)

    def __ne__(self, other):
        return all(content != other for content in self)

    def __lt__(self, other):
        return all(content < other for content in self)

    def __le__(self, other):
        return all(content <= other for content in self)

    def __gt__(self, other):
        return all(content > other for content in self)

    def __ge__(self, other):
        return all(content >= other for content in self)


class Contents:
    """A value as a template reads it: the declared fields and nothing else, each taken when it is read first.

    :param list found: what it is taken from and the source of it, of each record that the message speaks of
    """

    __slots__ = ("_found", "_known", "_value")

    def __init__(self, value, found):
        self._value = value
        self._found = found
        self._known = {}

    def __getattr__(self, key):
        if key not in self._known:
            self._known[key] = self._take(key)
        return self._known[key]

    def _take(self, key):
        declared = self._value.fields.get(key)
        if declared is None:
            raise AttributeError(key)
        path, label = f"{self._value.name}.{key}", self._value.get_path_label(key)
        try:
            contents = [declared.content(found, source) for found, source in self._found if found]
        except Exception as error:  # whatever a field of another addon raises: it must not be taken for a missing one
            raise UnreadableValueError(path, label) from error
        contents = list(dict.fromkeys(filter(is_filled, contents)))
        if len(contents) > 1 and declared.type != "link":
            return Several(contents)
        return contents[0] if contents else Missing(path, label)


class Example:
    """A value whose fields hold their own labels."""

    __slots__ = ("_translate", "_value")

    def __init__(self, value, translate):
        self._value = value
        self._translate = translate

    def __getattr__(self, key):
        if key not in self._value.fields:
            raise AttributeError(key)
        return f"[{self._translate(self._value.get_label_in_text(key))}]"
