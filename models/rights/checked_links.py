from collections import defaultdict

from odoo import api, models, tools
from odoo.fields import Command

from ..client.inner_context import get_inner, with_inner

OURS = "crm_dealership"


def with_links_of(records, originals):
    """Return records that may name whatever these of the same model do: for values taken over from them."""
    if records.env.su:
        return records
    # sudo: what is named already need not be readable
    named = {name: frozenset(originals.sudo()[name].ids) for name in originals._get_checked_links()}
    return with_inner(records, dealership_named_by_originals=(originals._name, named))


class Base(models.AbstractModel):
    """Nobody names by its id what they may not read: not when saving, not in an open form, not in a context.

    What a record names is shown to all who read the record: by name, by related fields, in what is calculated. An id
    that is taken on trust is a way past the record rules. Checked are the links of all models of ours, and those that
    we add to models of Odoo's. What the record named before may stay, whoever looks after it now.

    Code that writes as superuser what a client has chosen calls ``_check_links`` before.
    """

    _inherit = "base"

    @api.model_create_multi
    def create(self, vals_list):
        self.browse()._check_links(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_links([vals])
        return super().write(vals)

    @api.model
    def default_get(self, fields):
        """A context names things, and so does a default that somebody has saved for themselves."""
        defaults = super().default_get(fields)
        chosen = self.env["ir.default"]._get_model_defaults(self._name).keys() if defaults else ()
        named = {name for name in defaults if name in chosen or f"default_{name}" in self.env.context}
        self.browse()._check_links([{name: defaults[name] for name in named}])
        return defaults

    def copy(self, default=None):
        # Before anything is read as superuser, which Odoo would then find in its cache.
        self.check_access("read")
        return super(Base, with_links_of(self, self)).copy(default).with_env(self.env)

    def onchange(self, values, field_names, fields_spec):
        """A form that is not saved yet shows what follows from the ids in it."""
        self._check_links([values], nested=True)
        return super().onchange(values, field_names, fields_spec)

    def _check_links(self, vals_list, nested=False):
        """Check the right to read what values name and these records do not name yet.

        :param vals_list: dicts as for ``create`` and ``write``
        :param nested: look at lines as well, which are not saved by themselves
        :raise AccessError:
        """
        if self.env.su:
            return
        links = self._get_checked_links()
        lines = self._get_line_fields() if nested else {}
        if nested and self._is_ours():
            links = {**lines, **links}
        named_ids = defaultdict(set)
        taken_from, by_originals = get_inner(self.env, "dealership_named_by_originals", (None, {}))
        for vals in vals_list:
            for name in vals.keys() & links.keys():
                # sudo: what is named already need not be readable
                named = set(self.sudo()[name].ids)
                if taken_from == self._name:
                    named |= by_originals.get(name, frozenset())
                named_ids[links[name]] |= _get_named_ids(vals[name]) - named - self._get_default_ids(name)
            for name in vals.keys() & lines.keys():
                self.env[lines[name]]._check_links_of_lines(vals[name])
        for model, ids in named_ids.items():
            if ids:  # who names nothing need not be allowed to read any
                self.env[model].browse(ids).exists().check_access("read")

    def _get_default_ids(self, name):
        """Return what our own code names in a new record: Odoo hands the defaults of a contact on from its user."""
        default = not self and self._fields[name].default
        return _get_named_ids(default(self)) if default else set()

    @api.model
    def _check_links_of_lines(self, commands):
        for command in commands if isinstance(commands, list | tuple) else ():
            if isinstance(command, list | tuple) and len(command) == 3 and isinstance(command[2], dict):
                line = self.browse(command[1] if isinstance(command[1], int) else ())
                line._check_links([command[2]], nested=True)

    @api.model
    @tools.ormcache("self._name", cache="stable")
    def _get_checked_links(self):
        """Return the fields that are checked, each with the model of what it names."""
        ours = self._is_ours()
        return tools.frozendict(
            {
                name: field.comodel_name
                for name, field in self._fields.items()
                if field.store and field.type in ("many2one", "many2many") and name not in models.MAGIC_COLUMNS
                if ours or field._modules[:1] == (OURS,)
            }
        )

    @api.model
    def _is_ours(self):
        return self._name.startswith("dealership.")

    @api.model
    def _get_line_fields(self):
        """Return the fields whose values may hold the values of other records, each with their model."""
        x2many = (field for field in self._fields.values() if field.type in ("one2many", "many2many"))
        return {field.name: field.comodel_name for field in x2many}


def _get_named_ids(value):
    """Return the ids in a value of a link, as a client or Python gives it."""
    if isinstance(value, models.BaseModel):
        return set(value.ids)
    if isinstance(value, int):
        return {value} if value else set()
    ids = set()
    for command in value if isinstance(value, list | tuple) else ():
        if isinstance(command, int):
            ids.add(command)
        elif isinstance(command, list | tuple) and len(command) > 1 and command[0] in (Command.LINK, Command.UPDATE):
            ids.add(command[1])
        elif isinstance(command, list | tuple) and len(command) > 2 and command[0] == Command.SET:
            ids.update(command[2])
    return {id_ for id_ in ids if isinstance(id_, int)}
