from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.tools import SQL

from ...engine.targeting.schema import MORE, Schema
from ...engine.targeting.types import MATCHES, ONE_UNIT, OPERATORS, PICKS, UNITS, VALUE_TYPES
from ..family import get_members
from .category import PREFIX

SIZES_KEPT = timedelta(days=1)


class DealershipCatalogue(models.AbstractModel):
    """The categories and attributes that the current user can build rules from."""

    _name = "dealership.catalogue"
    _description = "Targeting Catalogue"

    # When the sizes of tables were read, and the sizes: kept with the registry, see `_has_at_least`.
    _sizes = (None, {})

    def _register_hook(self):
        super()._register_hook()
        self._remember_sizes()

    @api.model
    def _has_at_least(self, table, count):
        """Return whether a table has about so many rows; known without a query, and a day old at most."""
        read_at, sizes = self.env.registry[self._name]._sizes
        if not read_at or fields.Datetime.now() - read_at > SIZES_KEPT:
            sizes = self._remember_sizes()
        return sizes.get(table, 0) >= count

    def _remember_sizes(self):
        sizes = _read_sizes(self.env)
        self.env.registry[self._name]._sizes = (fields.Datetime.now(), sizes)
        return sizes

    @api.model
    def _get_category_models(self):
        """Return the models of all categories, other addons' included, in the order people see them."""
        return get_members(self.env, PREFIX.removesuffix("."), "_category_sequence")

    @api.model
    def _get_category_by_key(self, key):
        """Return a category as a model; None when there is none of that key, or its addon is gone."""
        return self.env.get(f"{PREFIX}{key}")

    @api.model
    def _find_category(self, model):
        """Return the category of a model's records, as a model; None when it has none, or its addon is gone.

        Where several share a model (leads, opportunities) it is the first: what a record's responsible, customer and
        value are doesn't depend on which of them it is in.
        """
        name = self._get_names_by_model().get(model)
        return self.env[name] if name else None

    @api.model
    @tools.ormcache()
    def _get_names_by_model(self):
        categories = [category for category in self._get_category_models() if category._category_subject]
        return {category._category_model: category._name for category in reversed(categories)}

    @api.model
    @tools.ormcache("model")
    def _get_fields_leading_to(self, model):
        """Return pairs of a model and its field that leads to a record of another model, as categories declare it."""
        return sorted(
            {
                (category._category_model, field)
                for category in self._get_category_models()
                if category._category_subject
                for other, field in category._value_links().items()
                if isinstance(field, str) and self.env[f"{PREFIX}{other}"]._category_model == model
            }
        )

    @api.model
    def _get_schema(self):
        """Return the engine's ``Schema``, without the categories whose model the user may not read."""
        categories = [
            model._get_category()
            for model in self._get_category_models()
            if self.env[model._category_model].has_access("read")
        ]
        return Schema((category.key, category) for category in categories)

    @api.model
    def _describe_attribute(self, path):
        """Return an attribute in words, as in "Appointment: Date"; empty without one, or when it may not be read.

        :param str path: "category.attribute", or nothing
        """
        category, _dot, key = (path or "").partition(".")
        schema = self._get_schema()
        attribute = schema[category].attributes.get(key) if category in schema else None
        if not attribute:
            return ""
        return self.env._("%(record)s: %(date)s", record=schema[category].label, date=attribute.label)

    @api.model
    def _selection_subject(self):
        """Return the categories a targeting can return records of, whatever the user's rights."""
        return [(model._get_key(), model._plural()) for model in self._get_category_models() if model._category_subject]

    @api.model
    def _get_catalogue(self):
        """Return what the editor needs::

        {"categories": [{
            "key": "vehicle", "label": "Vehicle", "plural": "Vehicles", "model": "fleet.vehicle", "subject": True,
            "picks": ["any", "last", "next", "first"],
            "attributes": [{
                "key": "vehicle.brand", "label": "Brand", "help": "", "group": "main",  # or "more"
                "type": "link",  # a key of VALUE_TYPES
                "relation": "fleet.vehicle.model.brand",  # link only
                "choices": [["vn", "New"]],  # choice only
                "operators": ["is", "is_not", …]}]}],
         "operators": {"is": {"label": "is", "value": "scalar"}, …},  # value: the Operator's shape
         "units": [["minute", "minutes", "minute"], …], "picks": [["any", "any"], …], "matches": […]}
        """
        return {
            "categories": [self._describe_category(category) for category in self._get_schema().values()],
            "operators": {
                operator.key: {"label": self.env._(operator.label), "value": operator.shape}
                for operator in OPERATORS.values()
            },
            "units": [[key, self.env._(label), self.env._(ONE_UNIT[key])] for key, label in UNITS.items()],
            "picks": [[key, self.env._(label)] for key, label in PICKS.items()],
            "matches": [[key, self.env._(label)] for key, label in MATCHES.items()],
        }

    def _describe_category(self, category):
        attributes = sorted(category.attributes.values(), key=_sort_more_by_label)
        return {
            "key": category.key,
            "label": category.label,
            "plural": category.plural,
            "model": category.model,
            "subject": category.subject,
            "picks": list(category.picks),
            "attributes": [_describe_attribute(category, attribute) for attribute in attributes],
        }


def _read_sizes(env):
    """Return the number of rows of each table as PostgreSQL remembers it: roughly."""
    return dict(env.execute_query(SQL("SELECT relname, reltuples FROM pg_class WHERE relkind = 'r' AND reltuples > 0")))


def _sort_more_by_label(attribute):
    """Keep the declared attributes in their order, before "More fields" in that of the alphabet."""
    return (attribute.group == MORE, attribute.label.lower() if attribute.group == MORE else "")


def _describe_attribute(category, attribute):
    value_type = VALUE_TYPES[attribute.type]
    values = {
        "key": f"{category.key}.{attribute.key}",
        "label": attribute.label,
        "help": attribute.help,
        "group": attribute.group,
        "type": attribute.type,
        "operators": list(value_type.operators),
    }
    if attribute.type == "link":
        values["relation"] = attribute.relation
    if attribute.type == "choice":
        values["choices"] = [list(choice) for choice in attribute.choices]
    if value_type.units:
        values["units"] = list(value_type.units)
    return values
