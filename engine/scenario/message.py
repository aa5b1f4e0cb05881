"""Messages: Jinja2 in a sandbox over named values (`values.py`), compiled once and rendered many times.

>>> name = ValueField("Name", lambda person, source: person["name"])
>>> vocabulary = Vocabulary([Value("customer", "Customer", lambda source: source, {"name": name})])
>>> compiled = compile_message("Hello", "<p>{{ customer.name | default('you') }}</p>", vocabulary)
>>> compiled.render({"customer": vocabulary.build("customer", {"name": "Zoé"})}).body_html
Markup('<p>Zoé</p>')
"""

import html
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from jinja2 import StrictUndefined, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from odoo.tools.translate import LazyTranslate

from ..one_line import describe_error, one_line
from .foreign_values import find_foreign
from .link_check import EXPRESSION, check_links
from .plain_text import tidy_plain_text, write_plain_text
from .printing import filters, printers
from .template_check import MessageError, TemplateChecker, find_unwritten
from .values import MissingValueError, UnreadableValueError, Value, ValueField, Vocabulary

__all__ = [
    "CompiledMessage",
    "MessageError",
    "MessageProblem",
    "Recipient",
    "RenderedMessage",
    "Value",
    "ValueField",
    "Vocabulary",
    "compile_message",
    "compile_text",
]

_lt = LazyTranslate(__name__, default_lang="en_US")

MAX_SUBJECT_LENGTH = 500
MAX_BODY_LENGTH = 200_000
MAX_TEXT_LENGTH = 2_000


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a message is rendered for, by ids: the customer and the record that it is about.

    ``user_id`` signs (`referenced_user`), ``team_id`` is the point of sale; without it the record's
    own, then the customer's. ``lang`` overrides the customer's language. ``delivery_id`` is what carries the message:
    the invoices of a reminder are those of its delivery, and of those in ``gathered_ids``: what will travel in a
    message that is shown before it leaves. ``besides_ids`` are further records, of the same model, that the message
    speaks of.
    """

    partner_id: int
    res_model: str = "res.partner"
    res_id: int = 0
    user_id: int = 0
    team_id: int = 0
    unsubscribe_link: str = ""
    preferences_link: str = ""
    lang: str = ""
    delivery_id: int = 0
    gathered_ids: tuple = ()
    besides_ids: tuple = ()


@dataclass(frozen=True, slots=True)
class RenderedMessage:
    """A message as one customer reads it; a plain text has no subject and no HTML."""

    subject: str
    body_html: Markup
    body_text: str
    lang: str


@dataclass(frozen=True, slots=True)
class MessageProblem:
    """Why the message of one customer is held back. ``text`` is for people, ``value`` the value at fault."""

    code: str  # missing_value, unreadable, unwritten, template, record, failed
    text: str
    value: str = ""


class HeldBack(Exception):
    """One message cannot be rendered; ``text`` is translatable. The cause says more where something went wrong."""

    def __init__(self, code, text, value=""):
        super().__init__(text)
        self.code, self.text, self.value = code, text, value


@dataclass(frozen=True, slots=True)
class CompiledMessage:
    """The three templates of a message in one language; ``names`` are the values they read.

    ``unwritten`` is what its author has still to write, see `template_check.find_unwritten`; ``foreign`` are values of
    other programs, see `foreign_values`.
    """

    lang: str
    names: frozenset
    subject: object
    body_html: object
    body_text: object
    unwritten: tuple = ()
    foreign: tuple = ()

    def render(self, context, as_example=False):
        """Return the `RenderedMessage` for ``context`` (name -> object of `Vocabulary.build`).

        :param bool as_example: shown to its author only, who has still to write parts of it
        :raises HeldBack: a value is missing and has no fallback, a part is not written or of another program, or a
            comparison makes no sense
        """
        if self.unwritten and not as_example:
            raise HeldBack("unwritten", _lt("The message is not finished. To be written: %s", self.unwritten[0]))
        if self.foreign and not as_example:
            text = _lt(
                "The message has a value of another program, which customers would read as it stands: %s. Convert it "
                "on the message, or write it anew.",
                self.foreign[0].raw,
            )
            raise HeldBack("unwritten", text)
        try:
            body_html, body_text = self.body_html.render(context), self.body_text.render(context)
            return RenderedMessage(
                # Line breaks in a name must not start a new header.
                subject=one_line(self.subject.render(context)),
                body_html=Markup(body_html),  # noqa: S704 autoescaped template
                body_text=tidy_plain_text(body_text) if body_html else body_text,
                lang=self.lang,
            )
        except MissingValueError as error:
            text = _lt(
                '"%(label)s" (%(path)s) is missing for this recipient and the message has no fallback.',
                label=error.label,
                path=error.path,
            )
            raise HeldBack("missing_value", text, error.path) from error
        except UnreadableValueError as error:
            text = _lt(
                '"%(label)s" (%(path)s) could not be read of this record: %(error)s. Take it out of the message, or '
                "tell whoever looks after your database.",
                label=error.label,
                path=error.path,
                error=describe_error(error.__cause__),
            )
            raise HeldBack("unreadable", text, error.path) from error.__cause__
        except (TypeError, ValueError) as error:
            raise HeldBack("template", _lt("A condition of the message cannot be computed: %s", str(error))) from error


def compile_message(subject, body_html, vocabulary, lang="en_US"):
    """Check and compile a message.

    :param str subject: Jinja2, one line
    :param str body_html: Jinja2 in HTML, as the editor stores it
    :param Vocabulary vocabulary: what it may speak of
    :param str lang: Odoo language code: how dates, numbers and amounts are printed
    :raises MessageError: with the place of the fault
    """
    parsed = _parse_message(subject, body_html)
    parsed.check_references(vocabulary)
    check_links(parsed.html_source, vocabulary)
    return _compile_message(subject, body_html, lang)


def compile_text(body_text, vocabulary, lang="en_US"):
    """Check and compile a message that is a plain text, as an SMS.

    :param str body_text: Jinja2
    :raises MessageError: with the place of the fault
    """
    _parse_text(body_text).check_references(vocabulary)
    return _compile_text(body_text, lang)


@dataclass(frozen=True, slots=True)
class _Parsed:
    """What a message says of itself, in whatever database and language."""

    checkers: tuple
    html_source: str = ""

    @property
    def names(self):
        return frozenset(name for checker in self.checkers for name, _key in checker.references)

    def check_references(self, vocabulary):
        for checker in self.checkers:
            checker.check_references(vocabulary)


@lru_cache(maxsize=256)
def _parse_message(subject, body_html):
    check_length("subject", subject, MAX_SUBJECT_LENGTH)
    check_length("body", body_html, MAX_BODY_LENGTH)
    html_source = restore_expressions(str(body_html))
    return _Parsed((check_syntax("subject", subject), check_syntax("body", html_source)), html_source)


@lru_cache(maxsize=256)
def _compile_message(subject, body_html, lang):
    """Compile a message that was checked."""
    parsed = _parse_message(subject, body_html)
    plain, escaping = _environment(lang, autoescape=False), _environment(lang, autoescape=True)
    return CompiledMessage(
        lang=lang,
        names=parsed.names,
        subject=plain.from_string(subject),
        body_html=escaping.from_string(parsed.html_source),
        body_text=plain.from_string(restore_expressions(write_plain_text(str(body_html)))),
        unwritten=find_unwritten(subject, parsed.html_source),
        foreign=(*find_foreign(subject), *find_foreign(str(body_html), is_html=True)),
    )


@lru_cache(maxsize=256)
def _parse_text(body_text):
    check_length("body", body_text, MAX_TEXT_LENGTH)
    return _Parsed((check_syntax("body", body_text),))


@lru_cache(maxsize=256)
def _compile_text(body_text, lang):
    """Compile a text that was checked."""
    plain = _environment(lang, autoescape=False)
    nothing = plain.from_string("")
    return CompiledMessage(
        lang=lang,
        names=_parse_text(body_text).names,
        subject=nothing,
        body_html=nothing,
        body_text=plain.from_string(body_text),
        unwritten=find_unwritten(body_text),
        foreign=tuple(find_foreign(body_text)),
    )


def check_length(part, source, limit):
    """:raises MessageError: when a part of a message is too long"""
    if len(source) > limit:
        text = _lt("The text is too long: %(length)s characters, at most %(limit)s.", length=len(source), limit=limit)
        raise MessageError(text, TemplateChecker(part, "").place(1))


def check_syntax(part, source):
    """Return the `TemplateChecker` of a part, which knows what it refers to.

    :raises MessageError: with the place of the fault
    """
    checker = TemplateChecker(part, source)
    environment = _environment("en_US", autoescape=False)
    try:
        tree = environment.parse(source)
        checker.check(tree)
        checker.refuse_raw(environment.lex(source))
        environment.compile(tree)
    except MessageError:
        raise
    except TemplateSyntaxError as error:
        text = _lt("This cannot be understood: %s", error.message)
        raise MessageError(text, checker.place(error.lineno)) from error
    except RecursionError as error:
        raise MessageError(_lt("The expressions are nested too deeply."), checker.place(1)) from error
    except (ValueError, OverflowError, MemoryError, SyntaxError) as error:
        # Of Jinja2 and Python: numbers of thousands of digits, a condition with thousands of cases.
        raise MessageError(_lt("The expressions are too long."), checker.place(1)) from error
    return checker


def restore_expressions(source):
    """Undo what HTML does to the inside of an expression: entities, %20 in links, no-break spaces."""
    return EXPRESSION.sub(_restore_expression, source)


def _restore_expression(match):
    text = html.unescape(match[0]).replace("\N{NO-BREAK SPACE}", " ")
    # Only links are percent-encoded; elsewhere "%20" would be the author's own text.
    return unquote(text) if "%20" in text else text


@lru_cache(maxsize=64)
def _environment(lang, autoescape):
    """Return the sandbox of one language, with nothing in it but our filters."""
    by_type = printers(lang)

    def print_by_type(value):
        printer = by_type.get(type(value))
        return printer(value) if printer else value

    environment = ImmutableSandboxedEnvironment(
        autoescape=autoescape, finalize=print_by_type, undefined=StrictUndefined, cache_size=0
    )
    environment.globals.clear()
    environment.tests.clear()
    environment.filters.clear()
    environment.filters.update(filters(lang))
    return environment
