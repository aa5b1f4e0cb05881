"""A rule in one plain sentence: "Customers whose city is Rodez and with a vehicle whose brand is …"."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from odoo.tools import LazyTranslate

from .schema import Category, Schema
from .tree import Condition, Group, Scope
from .types import SMALL_UNITS

_lt = LazyTranslate(__name__, default_lang="en_US")


def lower(label):
    """Return a label as it stands inside a sentence; acronyms keep their capitals."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


@dataclass(frozen=True)
class Words:
    """What the sentence needs of the outside: translation, names of records, dates as people write them.

    ``get_names(model, ids)`` returns one name per id, for ids that no longer exist as well.
    ``get_noun(label)`` returns what stands after "whose", with its article where the language wants one.
    """

    translate: Callable[[object], str]
    get_names: Callable[[str, list[int]], list[str]]
    format_date: Callable[[date | datetime], str]
    get_noun: Callable[[str], str] = lower


def describe(root: Group, subject: str, schema: Schema, words: Words) -> str:
    """Return the sentence of a checked tree, in the language of ``words``."""
    category = schema[subject]
    teller = Teller(schema, words)
    if not root.rules:
        phrase = _lt("No %(records)s", records=lower(category.plural)) if root.match == "any" else None
        phrase = phrase or _lt("All %(records)s", records=lower(category.plural))
        return words.translate(phrase)
    rules = teller.tell_group(root, category)
    return words.translate(_lt("%(records)s %(rules)s", records=category.plural, rules=rules))


class Teller:
    def __init__(self, schema, words):
        self.schema = schema
        self.words = words
        self.say = words.translate

    def tell_group(self, group: Group, category: Category) -> str:
        """Return the clauses of a group joined by "and" or "or"."""
        text = self._join(self._tell_parts(group, category), group.match)
        if group.match == "none":
            return self.say(_lt("for which none of this is true (%(rules)s)", rules=text))
        return text

    def _tell_parts(self, group, category):
        parts, foreign = [], {}
        for rule in group.rules:
            if isinstance(rule, Condition) and rule.category != category.key:
                foreign.setdefault(rule.category, []).append(self._tell_condition(rule))
            else:
                parts.append(self._tell_own(rule, category))
        for key, clauses in foreign.items():
            parts.append(self._tell_foreign(key, self._tell_clauses(clauses, group.match)))
        return parts

    def _tell_clauses(self, clauses, match):
        """Join what belongs together; brackets keep several clauses apart from what follows."""
        text = self._join(clauses, match)
        return f"({text})" if len(clauses) > 1 else text

    def _tell_inner(self, group, category):
        """Return a group that stands inside a sentence, in brackets unless it is one clause."""
        if group.match == "none":
            return self.tell_group(group, category)
        return self._tell_clauses(self._tell_parts(group, category), group.match)

    def _tell_own(self, rule, category):
        if isinstance(rule, Condition):
            return self._tell_condition(rule)
        if isinstance(rule, Scope):
            return self._tell_scope(rule)
        if not rule.rules:
            return self.say(_lt("never") if rule.match == "any" else _lt("always"))
        return self._tell_inner(rule, category)

    def _tell_foreign(self, key, clauses):
        record = lower(self.schema[key].label)
        return self.say(_lt("with a linked %(record)s %(clauses)s", record=record, clauses=clauses))

    def _join(self, texts, match):
        if len(texts) < 2:
            return "".join(texts)
        phrase = _lt("%(first)s and %(second)s") if match == "all" else _lt("%(first)s or %(second)s")
        template = self.say(phrase)
        text = texts[0]
        for other in texts[1:]:
            text = template % {"first": text, "second": other}
        return text

    # -- scopes -------------------------------------------------------------------------------------

    def _tell_scope(self, scope):
        category = self.schema[scope.category]
        text = self.say(self._get_scope_phrase(scope, category))
        if not scope.rules:
            return text
        return f"{text} {self._tell_inner(scope.group, category)}"

    def _get_scope_phrase(self, scope, category):
        record, records = lower(category.label), lower(category.plural)
        operator, number = scope.times
        if (operator, number) in (("=", 0), ("<", 1), ("<=", 0)):
            return _WITHOUT[scope.pick](record)
        if (operator, number) in ((">=", 1), (">", 0), ("!=", 0)):
            return _WITH[scope.pick](record)
        if scope.pick == "any":
            return _COUNTED[operator](number, records)
        # The last, next or first is one or none: other counts are always or never true.
        return _COUNTED_PICK[scope.pick](self.say(_COUNTED[operator](number, records)))

    # -- conditions ---------------------------------------------------------------------------------

    def _tell_condition(self, condition):
        attribute = condition.attribute
        if attribute.type == "boolean":
            yes = condition.value == (condition.operator.key == "is")
            phrase = _lt("marked “%(attribute)s”", attribute=attribute.label)
            return self.say(phrase if yes else _lt("not marked “%(attribute)s”", attribute=attribute.label))
        test = self.say(self._get_test_phrase(condition))
        return self.say(_lt("whose %(attribute)s %(test)s", attribute=self._get_noun(attribute), test=test))

    def _get_noun(self, attribute):
        return self.words.get_noun(attribute.noun or attribute.label)

    def _get_test_phrase(self, condition):
        shape, value = condition.operator.shape, condition.value
        phrase = _TESTS[condition.operator.key]
        if shape == "none":
            return phrase
        if shape == "relative":
            return _IS_TODAY if _is_today(condition) else phrase(self._tell_duration(*value))
        if shape == "ahead":
            return phrase(value)
        if shape == "range":
            return phrase(*(self._tell_values(condition.attribute, [end]) for end in value))
        return phrase(self._tell_values(condition.attribute, value if shape == "list" else [value]))

    def _tell_values(self, attribute, values):
        if attribute.type == "link":
            names = self.words.get_names(attribute.relation, list(values))
        elif attribute.type == "choice":
            names = [dict(attribute.choices)[value] for value in values]
        elif attribute.type in ("date", "datetime"):
            names = [self.words.format_date(value) for value in values]
        elif attribute.type == "text":
            names = [self.say(_lt("“%(text)s”", text=value)) for value in values]
        else:
            names = [f"{value:,}".replace(",", "\N{NO-BREAK SPACE}") for value in values]
        return self._join(names, "any")

    def _tell_duration(self, count, unit):
        one, many = _UNITS[unit]
        return self.say(one if count == 1 else many(count))


_UNITS = {
    "minute": (_lt("1 minute"), lambda n: _lt("%(n)s minutes", n=n)),
    "hour": (_lt("1 hour"), lambda n: _lt("%(n)s hours", n=n)),
    "day": (_lt("1 day"), lambda n: _lt("%(n)s days", n=n)),
    "working_day": (_lt("1 working day"), lambda n: _lt("%(n)s working days", n=n)),
    "week": (_lt("1 week"), lambda n: _lt("%(n)s weeks", n=n)),
    "month": (_lt("1 month"), lambda n: _lt("%(n)s months", n=n)),
    "year": (_lt("1 year"), lambda n: _lt("%(n)s years", n=n)),
}

_WITH = {
    "any": lambda record: _lt("with a linked %(record)s", record=record),
    "last": lambda record: _lt("with a last %(record)s", record=record),
    "next": lambda record: _lt("with a next %(record)s", record=record),
    "first": lambda record: _lt("with a first %(record)s", record=record),
}
_WITHOUT = {
    "any": lambda record: _lt("without any %(record)s", record=record),
    "last": lambda record: _lt("without a last %(record)s", record=record),
    "next": lambda record: _lt("without a next %(record)s", record=record),
    "first": lambda record: _lt("without a first %(record)s", record=record),
}
_COUNTED = {
    "=": lambda n, records: _lt("with exactly %(n)s %(records)s", n=n, records=records),
    "!=": lambda n, records: _lt("with other than %(n)s %(records)s", n=n, records=records),
    "<": lambda n, records: _lt("with fewer than %(n)s %(records)s", n=n, records=records),
    "<=": lambda n, records: _lt("with at most %(n)s %(records)s", n=n, records=records),
    ">": lambda n, records: _lt("with more than %(n)s %(records)s", n=n, records=records),
    ">=": lambda n, records: _lt("with at least %(n)s %(records)s", n=n, records=records),
}

_COUNTED_PICK = {
    "last": lambda count: _lt("%(count)s (looking only at the last)", count=count),
    "next": lambda count: _lt("%(count)s (looking only at the next)", count=count),
    "first": lambda count: _lt("%(count)s (looking only at the first)", count=count),
}


_IS_TODAY = _lt("is today")


def _is_today(condition):
    """Return whether a condition that counts units of time speaks of today, which nobody calls "0 days ago"."""
    count, unit = condition.value
    return condition.operator.key in ("ago_exactly", "ahead_exactly") and not count and unit not in SMALL_UNITS


def _get_anniversary(days):
    if days == 0:
        return _lt("has its anniversary today")
    if days == 1:
        return _lt("has its anniversary tomorrow")
    return _lt("has its anniversary in %(n)s days", n=days)


_TESTS = {
    "is": lambda value: _lt("is %(value)s", value=value),
    "is_not": lambda value: _lt("is not %(value)s", value=value),
    "contains": lambda value: _lt("contains %(value)s", value=value),
    "not_contains": lambda value: _lt("does not contain %(value)s", value=value),
    "starts_with": lambda value: _lt("starts with %(value)s", value=value),
    "in": lambda values: _lt("is %(values)s", values=values),
    "not_in": lambda values: _lt("is not %(values)s", values=values),
    "=": lambda value: _lt("is %(value)s", value=value),
    "!=": lambda value: _lt("is not %(value)s", value=value),
    "<": lambda value: _lt("is less than %(value)s", value=value),
    "<=": lambda value: _lt("is at most %(value)s", value=value),
    ">": lambda value: _lt("is more than %(value)s", value=value),
    ">=": lambda value: _lt("is at least %(value)s", value=value),
    "between": lambda low, high: _lt("is between %(low)s and %(high)s", low=low, high=high),
    "ago_exactly": lambda duration: _lt("was exactly %(duration)s ago", duration=duration),
    "ago_less": lambda duration: _lt("was less than %(duration)s ago", duration=duration),
    "ago_more": lambda duration: _lt("was more than %(duration)s ago", duration=duration),
    "ago_at_most": lambda duration: _lt("was at most %(duration)s ago", duration=duration),
    "ago_at_least": lambda duration: _lt("was at least %(duration)s ago", duration=duration),
    "ahead_exactly": lambda duration: _lt("is in exactly %(duration)s", duration=duration),
    "ahead_less": lambda duration: _lt("is in less than %(duration)s", duration=duration),
    "ahead_more": lambda duration: _lt("is in more than %(duration)s", duration=duration),
    "ahead_at_most": lambda duration: _lt("is in at most %(duration)s", duration=duration),
    "ahead_at_least": lambda duration: _lt("is in at least %(duration)s", duration=duration),
    "on": lambda day: _lt("is on %(day)s", day=day),
    "before": lambda day: _lt("is before %(day)s", day=day),
    "after": lambda day: _lt("is after %(day)s", day=day),
    "anniversary": _get_anniversary,
    "set": _lt("is known"),
    "not_set": _lt("is not known"),
}
