from odoo import api, models
from odoo.exceptions import AccessError, ValidationError

from .inner_context import get_inner, with_inner

ADDON = "crm_dealership"


def is_internal(field):
    """Return whether a field is one of ours that says ``readonly=True``: only our own code writes it."""
    return field.readonly and field._module == ADDON


def with_internal_fields(records):
    """Return records whose internal fields can be written with the rights of the user, by the method that decides it.

    Never hand these on to what takes values from a client. Defaults that one has sent in its context are left behind.
    """
    own = {key: value for key, value in records.env.context.items() if not key.startswith("default_")}
    return with_inner(records.with_env(records.env(context=own)), dealership_writes_internal_fields=True)


class Base(models.AbstractModel):
    """What a field of ours says holds by RPC, too.

    For Odoo, ``readonly`` is a matter of views: whoever may write a record may write any field of it by RPC, by import,
    or by a ``default_…`` in the context when it is created. Ours that are ``readonly`` are written as superuser, or
    through :func:`with_internal_fields`, by the methods that know who may do what.
    """

    _inherit = "base"
    # Those that a model looks after by itself: its `create` and `write` know who may choose them.
    _guarded_fields = frozenset()

    @api.model
    def _check_field_access(self, field, operation):
        if operation == "write" and is_internal(field) and not self._may_write_internal_field(field):
            raise AccessError(
                self.env._(
                    "%(field)s (%(model)s) is not written by hand: it follows from what is done.",
                    field=field._description_string(self.env),
                    model=self.env["ir.model"]._get(self._name).name,
                )
            )
        return super()._check_field_access(field, operation)

    @api.model
    def _may_write_internal_field(self, field):
        ours = self.env.su or get_inner(self.env, "dealership_writes_internal_fields", False)
        return ours or field.name in self._guarded_fields


class IrDefault(models.Model):
    """Everybody may keep defaults of their own: these would be values of internal fields, set by hand."""

    _inherit = "ir.default"

    @api.constrains("field_id")
    def _check_field_not_internal(self):
        for default in self:
            field = default.sudo().field_id  # sudo: not everybody may read how fields are defined
            declared = self.env[field.model]._fields.get(field.name) if field.model in self.env else None
            if declared and is_internal(declared):
                raise ValidationError(
                    self.env._("%s is not written by hand: it can have no default.", field.field_description)
                )
