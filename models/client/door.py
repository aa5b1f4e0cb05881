import inspect
from collections.abc import Mapping
from functools import wraps

from odoo import models
from odoo.exceptions import UserError, ValidationError
from odoo.orm.identifiers import NewId

from .arguments import a_dict, an_id, texts
from .internal_fields import ADDON
from .values import can_hold

PACKAGE = f"odoo.addons.{ADDON}."
# Odoo's own methods by which our models are written; of other models, those that we have changed.
WRITING = ("create", "write", "unlink", "copy", "onchange", "default_get")
# What their other arguments have to be before our code looks at them.
ARGUMENTS_OF_ODOO = {
    "default_get": {"fields": texts},
    "onchange": {"values": a_dict, "field_names": texts, "fields_spec": a_dict},
}


class Base(models.AbstractModel):
    """The door to our public methods: whoever has a login can call them, with anything, on anything.

    What cannot be meant ends here, with an error that says what was wrong. Behind it, methods may rely on records
    that are records and arguments that are of their kind; they still check who may do what. The superuser, who is our
    own code, passes.
    """

    _inherit = "base"

    def _check_is_records(self):
        """:raise UserError: the ids are none, or no database has any like them"""
        if not all(isinstance(each, NewId) or (each and an_id(each)) for each in self._ids):
            raise UserError(self.env._("These are no records: an id is a whole number, 1 or more."))

    def _check_client_values(self, values, operation):
        """:raise UserError: these are no values for records of this model; first of all, that they may have none"""
        if not isinstance(values, Mapping):
            raise UserError(self.env._("Values are given by the name of their field, as {“name”: “…”}."))
        # What the fields of Odoo's models can hold is Odoo's to say.
        for name, value in values.items() if self._original_module == ADDON else ():
            field = self._fields.get(name)
            if not field:
                raise ValidationError(
                    self.env._("%(model)s has no field “%(field)s”.", model=self._description, field=str(name)[:60])
                )
            if not can_hold(field, value, self):
                self.check_access(operation)
                self._check_field_access(field, "write")
                raise ValidationError(
                    self.env._(
                        "“%(field)s” (%(model)s) cannot hold what was given: %(value)s",
                        field=field._description_string(self.env),
                        model=self._description,
                        value=_show(value),
                    )
                )


class BaseAutomation(models.Model):
    """Puts up the door once all addons have had their say.

    Automation rules hang methods of their own before those of models, and take down whatever hangs there when a rule
    has changed: hence beside them.
    """

    _inherit = "base.automation"

    def _register_hook(self):
        result = super()._register_hook()
        for model_class in self.pool.values():
            for name in _find_public_methods(model_class):
                method = getattr(model_class, name)
                if not getattr(method, "_is_door", False) and not getattr(method, "_api_private", False):
                    setattr(model_class, name, _guard(model_class, name, method))
        return result


def _find_public_methods(model_class):
    """Return the names of the methods that clients can call and that we answer for."""
    # What we say of all models ("base") is no reason to stand before those we have nothing to do with.
    ours = [each for each in model_class.__mro__ if each.__module__.startswith(PACKAGE) and each._name != "base"]
    names = {
        name
        for each in ours
        for name, value in vars(each).items()
        if not name.startswith("_") and inspect.isfunction(value)
    }
    return names | set(WRITING) if model_class._original_module == ADDON else names


def _guard(model_class, name, method):
    """Return the door to a method: behind it goes on whatever the class of the record says, in its order.

    A model that others inherit from has its door in their midst.
    """
    own = vars(model_class).get(name)
    signature = inspect.signature(method)
    checks = {**ARGUMENTS_OF_ODOO.get(name, {}), **getattr(method, "_argument_checks", {})}

    @wraps(method)
    def door(self, *args, **kwargs):
        behind = own.__get__(self) if own else getattr(super(model_class, self), name)
        if self.env.su:
            return behind(*args, **kwargs)
        if self._abstract:
            raise UserError(self.env._("There are no records of “%s”.", self._description))
        self._check_is_records()
        _check_arguments(self, name, signature, checks, args, kwargs)
        try:
            return behind(*args, **kwargs)
        except ValueError as error:
            if len(self) != 1 and str(error).startswith("Expected singleton"):
                raise UserError(self.env._("This is done for one record at a time.")) from error
            raise

    door._is_door = True
    return door


def _check_arguments(records, name, signature, checks, args, kwargs):
    """:raise UserError: which names the argument at fault"""
    try:
        given = signature.bind(records, *args, **kwargs).arguments
    except TypeError as error:
        raise UserError(records.env._("“%(method)s” is not called so: %(error)s", method=name, error=error)) from error
    for parameter, check in checks.items():
        if parameter in given and not check(given[parameter]):
            raise ValidationError(
                records.env._(
                    "“%(argument)s” of “%(method)s” cannot be this: %(value)s",
                    argument=parameter,
                    method=name,
                    value=_show(given[parameter]),
                )
            )
    if name == "onchange" and not set(given["field_names"]) <= given["values"].keys():
        raise ValidationError(records.env._("What is said to have changed has to be among the values."))
    for values in _get_values(name, list(given.values())[1:]):
        records._check_client_values(values, "write" if name == "write" else "create")


def _get_values(name, given):
    """Return the values of fields among the arguments of Odoo's own methods."""
    if name not in ("create", "write", "copy", "copy_data") or not given:
        return []
    if name == "create" and isinstance(given[0], list | tuple):
        return given[0]
    return [] if name.startswith("copy") and given[0] is None else given[:1]


def _show(value):
    """Return a value in a few characters that every database and every screen can hold."""
    try:
        text = ascii(value)
    except (ValueError, RecursionError):  # numbers of more digits than Python prints, lists in themselves
        text = type(value).__name__
    return text if len(text) <= 60 else f"{text[:60]}…"
