from collections.abc import Mapping
from functools import cached_property

from odoo import api, models
from odoo.fields import Domain

from ...engine.targeting.exists import Exists, Linked
from ...engine.targeting.schema import MORE, Attribute, Category
from ..customer.same_customer import COUNTING_FIELDS

PREFIX = "dealership.category."

# Odoo's field types → ours. Other types (binary, reference, one2many, properties…) cannot be tested.
VALUE_TYPES = {
    "char": "text",
    "text": "text",
    "html": "text",
    "integer": "number",
    "float": "number",
    "monetary": "money",
    "boolean": "boolean",
    "selection": "choice",
    "many2one": "link",
    "many2many": "link",
    "date": "date",
    "datetime": "datetime",
}
TECHNICAL_FIELDS = {"id", "active", "parent_path", "access_token", "signup_type", *COUNTING_FIELDS}


class DealershipCategory(models.AbstractModel):
    """A kind of record that rules can speak of. One model ``dealership.category.<key>`` per category.

    To add an attribute from another addon::

        class CategoryVehicle(models.AbstractModel):
            _inherit = "dealership.category.vehicle"

            def _attributes(self):
                return super()._attributes() + [self._field_attribute("colour", "color")]

    A new model that inherits this one and sets the ``_category_…`` names below is a new category: it can be targeted,
    enrolled and written to. What messages say of its records is in ``category_values.py``; ``docs/extending.md`` has
    an example.
    """

    _name = "dealership.category"
    _description = "Targeting Category"

    _category_model = ""
    _category_sequence = 100
    _category_customer = "partner_id"  # the field that names whom one writes to: the customer, an address…
    _category_responsible = ""  # the field that holds the user in charge, whom the customer knows
    _category_date = ""  # the field that orders the records: last, next, first
    _category_settled_reason = ""  # why nothing more is sent about what is settled: a reason of deliveries
    _category_reported = False  # whether its records come from elsewhere: that there is none means that nobody tells us
    _category_subject = True  # whether a targeting can return its records
    _category_action = ""  # XML id of the window action with the category's own views, if it has some

    # -- to be said by each category ----------------------------------------------------------------

    def _label(self):
        """Return the name of one record of the category."""
        raise NotImplementedError

    def _plural(self):
        """Return the name of many of them."""
        raise NotImplementedError

    def _base_domain(self):
        """Return the domain of the model's records that belong to the category.

        It names ``active`` where the model has that field: whether archived records belong to the
        category must not depend on who searches.
        """
        return Domain.TRUE

    def _exclusions(self):
        """Return pairs of why a record is not one of the category, and the domain for which that is so.

        The counterpart of :meth:`_base_domain`, for explanations.
        """
        return []

    def _settled_domain(self):
        """Return the domain of records that messages still planned about them no longer concern.

        What was settled already when it entered a scenario is none of this: somebody wants to write about it.
        """
        return Domain.FALSE

    def _happened_domain(self):
        """Return the domain of records whose moment has come before its hour, so that nobody announces it any more."""
        return Domain.FALSE

    def _links(self):
        """Return {other category: (own field, field of the other)} for records linked directly."""
        return {}

    def _attributes(self):
        """Return the list of ``Attribute`` that stand first in the editor."""
        return []

    # -- helpers for the declarations ---------------------------------------------------------------

    def _field_attribute(self, key, path, label=None, **overrides):
        """Return the attribute of a stored field, or of one behind a many2one (``vehicle_id.brand_id``).

        Type, choices and linked model are the field's own; the label too, unless given.
        """
        field, through = self._resolve(path)
        return self._attribute_of(field, key, field=path, through=through, label=label, **overrides)

    def _resolve(self, path):
        """Return the field at the end of a path, and the model in between (empty for an own field)."""
        first, _dot, name = path.partition(".")
        field = self.env[self._category_model]._fields[first]
        if not name:
            return field, ""
        return self.env[field.comodel_name]._fields[name], field.comodel_name

    def _attribute_of(self, source, key, label=None, choices=None, **values):
        if choices is None and source.type == "selection":
            choices = source._description_selection(self.env)
        return Attribute(
            key=key,
            label=label or source._description_string(self.env),
            type=VALUE_TYPES[source.type],
            relation=source.comodel_name or "" if source.relational else "",
            choices=tuple((value, name) for value, name in choices or ()),
            **values,
        )

    @api.model
    def _exists(self, model, own, other, domain, sudo=False):
        """Return the domain of records to which records of ``model`` are linked, for virtual attributes."""
        return Exists(Linked(model, own, other, Domain(domain), sudo=sudo))

    # -- who stands behind a record -----------------------------------------------------------------

    def _get_key(self):
        return self._name.removeprefix(PREFIX)

    def _get_customer(self, record):
        """Return the customer of a record (``res.partner``)."""
        return record if self._category_customer == "id" else record[self._category_customer]

    def _get_responsible(self, record):
        """Return who is in charge of a record (``res.users``), whether they are still there or not."""
        return record[self._category_responsible] if self._category_responsible else self.env["res.users"]

    def _get_reachable_domain(self):
        """Return the domain of the records that have a customer to write to."""
        if self._category_customer == "id":
            return Domain("partner_share", "=", True)
        return Domain(self._category_customer, "!=", False)

    # -- where people see its records ---------------------------------------------------------------

    def _get_list_action(self, name, domain):
        """Return the action that lists some of the records, in the views of the trade where there are some."""
        views, search_view_id = self._get_views()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": self._category_model,
            "view_mode": ",".join(view_type for _view_id, view_type in views),
            "views": views,
            "search_view_id": search_view_id,
            "domain": domain,
            "context": {"active_test": False, "create": False},
        }

    def _get_form_action(self, record_id):
        """Return the action that opens one of the records, in the form of the trade where there is one."""
        views, _search_view_id = self._get_views()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._category_model,
            "res_id": record_id,
            "views": [view for view in views if view[1] == "form"] or [(False, "form")],
        }

    def _get_views(self):
        """Return the views of the records, the list first, and the id of their search view."""
        if not self._category_action:
            return [(False, "list"), (False, "form")], False
        action = self.env["ir.actions.act_window"]._for_xml_id(self._category_action)
        return sorted(action["views"], key=lambda view: view[1] != "list"), action["search_view_id"]

    def _get_record_url(self, record_id):
        """Return the address of one of the records in the web client."""
        # sudo: where the client finds a view is no secret; users may not read actions themselves.
        action = self._category_action and self.env.ref(self._category_action).sudo()
        return f"/odoo/{(action and action.path) or self._category_model}/{record_id}"

    @api.model
    def _get_counting_field(self):
        """Return the field that holds the customer whom a record counts for (``models/customer/same_customer.py``).

        A model that doesn't say it counts for whom it names.
        """
        counted = self._category_customer != "id" and "counts_for_id" in self.env[self._category_model]._fields
        return "counts_for_id" if counted else self._category_customer

    # -- what the engine gets -----------------------------------------------------------------------

    def _get_category(self):
        """Return the engine's ``Category`` for the current user and language."""
        model = self.env[self._category_model]
        date_field = model._fields.get(self._category_date)
        return Category(
            key=self._get_key(),
            label=self._label(),
            plural=self._plural(),
            model=self._category_model,
            base=Domain(self._base_domain()),
            customer=self._get_counting_field(),
            date=self._category_date,
            date_type=date_field.type if date_field else "",
            subject=self._category_subject,
            links=self._links(),
            attributes=_Attributes(self),
            exclusions=tuple((label, Domain(domain)) for label, domain in self._exclusions()),
        )

    def _is_readable(self, attribute):
        """Return whether the user may read the field behind an attribute."""
        if not attribute.field:
            return True
        model = self.env[self._category_model]
        first, _dot, name = attribute.field.partition(".")
        if not model._has_field_access(model._fields[first], "read"):
            return False
        through = self.env[attribute.through] if name else None
        return not name or through._has_field_access(through._fields[name], "read")

    def _get_more_fields(self, taken):
        """Return the stored fields, by name, that no attribute declares: what "More fields" offers.

        :param set taken: names of the fields that are attributes already
        """
        model = self.env[self._category_model]
        return {
            name: field for name, field in model._fields.items() if name not in taken and self._is_offered(model, field)
        }

    def _is_offered(self, model, field):
        return (
            field.store
            and field.type in VALUE_TYPES
            and field.name not in TECHNICAL_FIELDS
            and not field.name.startswith(("message_", "activity_"))
            and not (field.relational and self.env[field.comodel_name]._transient)
            and not (field.type == "selection" and not field._description_selection(self.env))
            and model._has_field_access(field, "read")
        )


class _Attributes(Mapping):
    """The attributes of a category by key, each read when asked for.

    A rule speaks of few categories and hardly ever of "More fields": reading all of them costs more than
    compiling the rule.
    """

    def __init__(self, category):
        self._category = category

    @cached_property
    def _all_declared(self):
        return self._category._attributes()

    @cached_property
    def _readable(self):
        return {attribute.key: attribute for attribute in self._all_declared if self._category._is_readable(attribute)}

    @cached_property
    def _more(self):
        return self._category._get_more_fields({attribute.field for attribute in self._all_declared})

    def __getitem__(self, key):
        if key in self._readable:
            return self._readable[key]
        field = self._more[key]
        attribute = self._category._attribute_of(field, key, field=key, group=MORE)
        self._readable[key] = attribute
        return attribute

    def __iter__(self):
        yield from list(self._readable)
        yield from (key for key in self._more if key not in self._readable)

    def __len__(self):
        return len({*self._readable, *self._more})
