import json

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from ...engine.targeting.errors import RuleError
from ...engine.targeting.links import find_links
from .targeting_mode_import import IMPORT
from .targeting_mode_operation import OPERATION

# Whether one of some numbers stands as a value, or in the list of values, anywhere in a tree.
MENTIONS = "$.**.value[*] ? (@ == $ids[*])"


class DealershipTargeting(models.Model):
    """A targeting whose rule speaks of something that was deleted is broken: it finds nobody until it is mended.

    "Tag is not <deleted>" would be true of everybody. So using it fails with the place in the rule, whoever asks, and
    scenarios stop. What is *archived* still stands on the records that have it, and may be asked for: the sentence
    says so, and nothing breaks. An operation with a broken part is broken, as is an import without a file: what it
    leaves out of a difference would be let in.

    ``is_broken`` is what was known when something was last deleted or the rule saved, for lists and filters. Whoever
    acts on a targeting asks :meth:`_find_broken_reason`.
    """

    _inherit = "dealership.targeting"

    is_broken = fields.Boolean(
        string="Broken",
        compute="_compute_is_broken",
        store=True,
        recursive=True,
        copy=False,
        help="Its rule speaks of something that no longer exists.",
    )
    broken_reason = fields.Char(compute="_compute_broken_reason")

    @api.depends("rule_tree", "subject", "mode", "operation", "operand_ids.operand_id.is_broken", "last_import_id")
    def _compute_is_broken(self):
        for targeting in self:
            # What is being edited has a preview that says what is wrong.
            saved = isinstance(targeting.id, int)
            targeting.is_broken = bool(targeting._find_broken_reason()) if saved else targeting._origin.is_broken

    @api.depends("is_broken")
    @api.depends_context("lang", "uid")
    def _compute_broken_reason(self):
        for targeting in self:
            reason = targeting._find_broken_reason() if targeting.is_broken else ""
            targeting.broken_reason = reason and f"{reason[0].upper()}{reason[1:]}."

    def _find_broken_reason(self):
        """Return why the targeting can't be used until somebody mends it, in words; empty when it can."""
        parts, todo = self.browse(), self
        while todo:  # not by recursion: two people may have closed a circle at the same moment
            parts |= todo
            todo = todo._get_parts() - parts
        for part in parts:
            # sudo: what is broken is so for everybody
            reason = part.sudo()._find_own_break()
            if reason and part != self:
                return self.env._("%(targeting)s: %(reason)s", targeting=self._get_shown_name(part), reason=reason)
            if reason:
                return reason
        return ""

    def _get_parts(self):
        parts = self.browse()
        for targeting in self:
            parts |= targeting._get_all_operands()
        return parts

    def _find_own_break(self):
        """Return why the targeting itself is broken, whatever it is made of."""
        if self.env["dealership.catalogue"]._get_category_by_key(self.subject) is None:
            return self.env._("the addon that knows the records it returns (%s) is not installed", self.subject)
        if self.mode == OPERATION:
            few = len(self.operand_ids) < 2
            return self.env._("fewer than two targetings are left to combine") if few else ""
        if self.mode == IMPORT:
            return "" if self.last_import_id else self.env._("no file has been imported")
        try:
            self._parse_intact(self._get_schema())
        except ValidationError as error:
            cause = error.__cause__
            # The place in the tree says nothing to people; the editor marks the rule.
            return self._translate(cause.message) if isinstance(cause, RuleError) else str(error)
        return ""

    def _parse_intact(self, schema):
        """Return the checked tree.

        :raise ValidationError: also when it speaks of a record that was deleted, with the path of the node
        """
        root = self._parse(self.rule_tree, self.subject, schema)
        try:
            self._check_named_records(root)
        except RuleError as error:
            raise ValidationError(self._get_rule_message(error)) from error
        return root

    @api.model
    def _check_named_records(self, root):
        """:raise RuleError: when a checked tree speaks of a record that was deleted"""
        for model, paths in find_links(root).items():
            # sudo: whether it exists, not what it is
            existing = self.env[model].sudo().browse(paths).exists()
            for record_id in paths.keys() - set(existing.ids):
                message = self.env._(
                    "the chosen %(record)s has been deleted; choose another, or take this condition out",
                    record=self.env["ir.model"].sudo()._get(model).name,
                )
                raise RuleError(paths[record_id], message)

    # -- what was deleted -----------------------------------------------------------------------------

    @api.model
    def _flag_rules_about(self, ids):
        """Look again at the rules that name one of some records, which are gone, and at what is made of them."""
        mentions = SQL(
            "SELECT id FROM dealership_targeting WHERE jsonb_path_exists(rule_tree, %s, %s)",
            MENTIONS,
            json.dumps({"ids": ids}),
        )
        self.flush_model(["rule_tree"])
        named = self.browse(targeting_id for (targeting_id,) in self.env.execute_query(mentions))
        if named:
            concerned = named._with_operations()
            self.env.add_to_compute(self._fields["is_broken"], concerned)
            concerned.filtered("is_broken")._on_broken()

    def _on_broken(self):
        """Called for targetings that were found to be broken; for what uses them."""


class DealershipCatalogue(models.AbstractModel):
    _inherit = "dealership.catalogue"

    @api.model
    @tools.ormcache(cache="stable")
    def _get_linked_models(self):
        """Return the names of the models whose records rules can name."""
        # sudo: of all rules, whoever asks
        schema = self.sudo()._get_schema()
        return frozenset(
            attribute.relation
            for category in schema.values()
            for attribute in category.attributes.values()
            if attribute.type == "link"
        )


class Base(models.AbstractModel):
    """Whatever rules can name is missed when it is deleted; of all other models this asks nothing."""

    _inherit = "base"

    def unlink(self):
        ids = self.ids
        result = super().unlink()
        if ids and not self.env.context.get(MODULE_UNINSTALL_FLAG) and self._is_named_by_rules():
            # sudo: rules of others speak of it as well
            self.env["dealership.targeting"].sudo()._flag_rules_about(ids)
        return result

    def _is_named_by_rules(self):
        return self._name in self.env["dealership.catalogue"]._get_linked_models()
