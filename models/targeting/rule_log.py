from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError

from .dealership_targeting import RULE_FIELDS
from .targeting_mode_operation import OPERATION

REMEMBERED = "crm_dealership.rules"


class DealershipTargeting(models.Model):
    """The chatter says how a rule read before and after each change, in the language of whoever changed it.

    As Odoo tracks fields: what was there before is remembered at the first change of a transaction, and compared
    at its end, whether the change came by the targeting, by its operands or by an imported file.
    """

    _inherit = "dealership.targeting"

    def write(self, vals):
        if RULE_FIELDS & vals.keys():
            self._remember_rule()
        return super().write(vals)

    def _remember_rule(self):
        """Remember how the rule reads before it is changed."""
        if self.env.su and self.env.context.get("tracking_disable"):
            return
        remembered = self.env.cr.precommit.data.setdefault(REMEMBERED, {})
        if not remembered:
            self.env.cr.precommit.add(self._log_rules)
        for targeting in self:
            remembered.setdefault(targeting.id, (targeting, targeting._describe_for_readers()))

    @api.model
    def _log_rules(self):
        for targeting, before in self.env.cr.precommit.data.pop(REMEMBERED, {}).values():
            after = targeting._describe_for_readers() if before and targeting.exists() else before
            if after != before:
                lines = (targeting.env._("Rule before: %s", before), targeting.env._("Rule now: %s", after))
                targeting._message_log(body=Markup("<br/>").join(lines))

    def _describe_for_readers(self):
        """Say the rule in one sentence, which names no targeting that only some readers may see.

        Empty for an operation that is just being made.
        """
        try:
            if self.mode == OPERATION:
                operands = self._get_all_operands()
                return operands and self._tell_operation(
                    self.operation, self.subject, operands, self._get_name_for_readers
                )
            return self._describe()
        except UserError:
            return self.env._("a rule that cannot be read")

    def _get_name_for_readers(self, targeting):
        shown = targeting.sudo()  # sudo: whether it is shared is no secret, its name may be
        of_same_readers = shown.visibility == self.visibility == "team" and shown.team_id == self.team_id
        if shown.visibility == "everyone" or of_same_readers:
            return self.env._("“%(name)s”", name=shown.name)
        return self.env._("a targeting not shared with everyone")


class DealershipTargetingOperand(models.Model):
    _inherit = "dealership.targeting.operand"

    @api.model_create_multi
    def create(self, vals_list):
        self.env["dealership.targeting"].browse(
            vals["operation_id"] for vals in vals_list if vals.get("operation_id")
        ).exists()._remember_rule()
        return super().create(vals_list)

    def write(self, vals):
        self.operation_id._remember_rule()
        return super().write(vals)

    def unlink(self):
        self.operation_id._remember_rule()
        return super().unlink()


class DealershipTargetingImport(models.Model):
    _inherit = "dealership.targeting.import"

    def _finish(self):
        self._as_importer().targeting_id._remember_rule()
        return super()._finish()

    def unlink(self):
        self.targeting_id._remember_rule()
        return super().unlink()
