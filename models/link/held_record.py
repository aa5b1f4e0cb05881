from odoo import api, models, tools
from odoo.exceptions import UserError

MODULE = "crm_dealership"
# Odoo's own links that say where a record belongs. Their columns stay as they are, so that nothing has to be undone
# when this addon is uninstalled; deleting what they lead to is refused all the same.
LINKS_OF_ODOO = (
    ("crm.lead", "team_id"),
    ("account.move", "team_id"),
    ("sale.order", "team_id"),
    ("crm.team", "company_id"),
)
NAMES_SHOWN = 3


class Base(models.AbstractModel):
    """What something depends on can't be deleted, and says what that is.

    A link that narrows (whom a scenario writes to, who sees a record, what is done) must not become empty because its
    target is gone: empty mostly means "all". Such links have ``ondelete="restrict"``; ``tests/link`` holds the table of
    all links with the reason for each. PostgreSQL enforces them; this says it in words that people can act on.
    """

    _inherit = "base"

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_held(self):
        """:raise UserError: with the number of each kind of record that depends on these, and some names"""
        links = self._get_holding_links().get(self._name, ())
        held_by = [line for model, field in links if (line := self._describe_holders(model, field))]
        if held_by:
            raise UserError(
                "\n".join([self._get_held_message(), *dict.fromkeys(held_by)])  # one kind may hold it by two links
            )

    @api.model
    @tools.ormcache(cache="stable")
    def _get_holding_links(self):
        """Return model → the links that lead to it and keep its records from being deleted, as (model, field)."""
        links = {}
        for model, field in self._iterate_holding_links():
            target = self.env[model]._fields[field].comodel_name
            links.setdefault(target, []).append((model, field))
        return links

    def _iterate_holding_links(self):
        for name, model in self.env.registry.items():
            if model._auto and not model._abstract and not model._transient:
                for field in model._fields.values():
                    if field.type in ("many2one", "many2many") and field.store and _is_holding(name, field):
                        yield name, field.name

    def _describe_holders(self, model, field):
        """Return how many records of a model hold these, with the names of some that the user may see."""
        # sudo: what the user can't see depends on it as well
        every = self.env[model].sudo().with_context(active_test=False)
        domain = [(field, "in", self.ids)] + ([("id", "not in", self.ids)] if model == self._name else [])
        count = every.search_count(domain)
        if not count:
            return ""
        shown = every.search(domain, limit=NAMES_SHOWN).with_env(self.env)._filtered_access("read")
        names = ", ".join(shown.mapped("display_name"))
        label = self.env["ir.model"].sudo()._get(model).name
        if not names:
            return self.env._("- %(records)s: %(count)s", records=label, count=count)
        more = ", …" if count > len(shown) else ""
        return self.env._("- %(records)s: %(count)s (%(names)s)", records=label, count=count, names=names + more)

    def _get_held_message(self):
        name = ", ".join(self[:NAMES_SHOWN].mapped("display_name"))
        if self._active_name:
            return self.env._("%s can't be deleted, for this depends on it. Archive it instead, or change these:", name)
        return self.env._("%s can't be deleted, for this depends on it. Change these first:", name)


def _is_holding(model, field):
    if (model, field.name) in LINKS_OF_ODOO:
        return True
    return field.ondelete == "restrict" and MODULE in field._modules
