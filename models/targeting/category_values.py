from collections.abc import Mapping
from functools import cached_property

from odoo import models
from odoo.tools import html2plaintext

from ...engine.scenario.printing import Amount, Flag
from ...engine.scenario.values import MORE, Value, ValueField


class DealershipCategory(models.AbstractModel):
    """What messages say of a record: ``{{ vehicle.brand }}``, and by the same name any stored field of it.

    Contents are taken from a record in the reader's language, as superuser.
    """

    _inherit = "dealership.category"

    _category_value = ""  # the name of the value, where it is not the key of the category

    # -- to be said by each category ----------------------------------------------------------------

    def _values(self):
        """Return {name in templates: ``ValueField``}, in the order of the picker."""
        return {}

    def _value_label(self):
        """Return what the value is called in the picker."""
        return self._label()

    def _value_links(self):
        """Return {other category: field of this one} for the one record of it that a message can speak of as well.

        Those of the links that lead to one record, unless it says otherwise. A callable, given a record and the
        company that writes, instead of a field returns the record.
        """
        return {
            other: own
            for other in self._get_other_keys()
            for own, theirs in [self._get_link_to(other)]
            if theirs == "id" and own != "id"
        }

    def _get_message_values(self):
        """Return the ``Value``s that a record of the category gives to messages about it: itself, for most."""
        return [Value(self._get_value_name(), self._value_label(), self._get_value_record, _ValueFields(self))]

    def _get_value_record(self, source):
        """Return the record that the value of a message speaks of, None or empty when there is none.

        :param source: ``MessageSource`` of the message
        """
        return source.records.get(self._get_value_name())

    # -- helpers for the declarations ---------------------------------------------------------------

    def _field_value(self, path, label=None, content=None):
        """Return the ``ValueField`` of a field, or of one behind a many2one; the label is its own, unless given.

        :param content: callable, record and source of the message → what is printed, instead of the field as it is
        """
        field, _through = self._resolve(path)
        first, _dot, second = path.partition(".")

        def read(record, source):
            return _read_field(record[first] if second else record, field, source)

        return ValueField(label or field._description_string(self.env), content or read)

    def _date_value(self, name, label):
        """Return the ``ValueField`` of a moment of which the local day is printed."""
        return self._field_value(name, label, lambda record, source: source.local_date(record[name]))

    # -- what messages get --------------------------------------------------------------------------

    def _get_value_name(self):
        return self._category_value or self._get_key()

    def _get_other_keys(self):
        categories = self.env["dealership.catalogue"]._get_category_models()
        return [category._get_key() for category in categories if category._category_subject and category != self]

    def _get_link_to(self, other):
        """Return the pair of fields, own and the other's, of a link that either of two categories declares."""
        links = self._links()
        if other in links:
            return links[other]
        theirs = self.env[f"dealership.category.{other}"]._links()
        return tuple(reversed(theirs.get(self._get_key(), ("", ""))))

    def _get_value_links(self):
        """Return the links by the name of the value that the other category gives."""
        return {
            self.env[f"dealership.category.{other}"]._get_value_name(): link
            for other, link in self._value_links().items()
        }


class _ValueFields(Mapping):
    """The fields of a category's value by name, each made when asked for: there are hundreds of "More fields"."""

    def __init__(self, category):
        self._category = category
        self._made = {}

    @cached_property
    def _declared(self):
        return self._category._values()

    @cached_property
    def _more(self):
        # A category leaves out of "More fields" what its rules have as an attribute; messages have those, too.
        return self._category._get_more_fields(set(self._declared))

    def __getitem__(self, key):
        if key in self._declared:
            return self._declared[key]
        if key not in self._made:
            field = self._more[key]
            label = field._description_string(self._category.env)
            self._made[key] = ValueField(label, lambda record, source: _read_shown(record, field, source), group=MORE)
        return self._made[key]

    def __iter__(self):
        yield from self._declared
        yield from self._more

    def __len__(self):
        return len(self._declared) + len(self._more)

    def __bool__(self):
        return True


def _read_shown(record, field, source):
    """Read a field that nobody declared for messages: whoever looks at a preview sees no more than they may read."""
    viewer = source.viewer
    if viewer and not record.with_env(viewer)._has_field_access(field, "read"):
        return None
    if viewer and field.relational:
        readable = record[field.name].with_env(viewer)._filtered_access("read")
        return _name(record[field.name] & readable.with_env(record.env))
    return _read_field(record, field, source)


def _read_field(record, field, source):
    """Return what a field holds as a message prints it, in the language of the record's environment."""
    read = _READERS.get(field.type, _read_plain)
    return read(record, field, source)


def _read_plain(record, field, _source):
    return record[field.name]


def _read_money(record, field, _source):
    currency_field = field.get_currency_field(record)
    currency = record[currency_field] if currency_field else record.env.company.currency_id
    return Amount(record[field.name], currency.name or record.env.company.currency_id.name)


def _read_choice(record, field, _source):
    return dict(field._description_selection(record.env)).get(record[field.name])


def _read_flag(record, field, _source):
    return Flag(record[field.name], record.env._("Yes") if record[field.name] else record.env._("No"))


def _read_moment(record, field, source):
    moment = source.local(record[field.name])
    return moment and moment.replace(tzinfo=None)


def _name(records):
    return ", ".join(record.display_name for record in records)


_READERS = {
    "monetary": _read_money,
    "selection": _read_choice,
    "boolean": _read_flag,
    "datetime": _read_moment,
    "html": lambda record, field, _source: html2plaintext(record[field.name] or ""),
    "many2one": lambda record, field, _source: _name(record[field.name]),
    "many2many": lambda record, field, _source: _name(record[field.name]),
}
