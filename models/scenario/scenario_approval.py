from odoo import api, models
from odoo.exceptions import UserError

from ...engine.scenario import states
from ..targeting.dealership_targeting import RULE_FIELDS
from ..targeting.targeting_mode_operation import OPERATION
from .revision import KEPT

# What of a scenario, and of a message, changes nothing of what is done: all else is approved.
FREE_FIELDS = frozenset({"name", "active", "is_running"}) | KEPT
APPROVED_STATES = (states.SUBMITTED, states.ACTIVE, states.PAUSED)
FILE_FIELDS = frozenset({"raw", "datas", "db_datas", "store_fname", "name", "mimetype", "type", "url", "access_token"})


class DealershipScenario(models.Model):
    """What an Administrator approves stays as it is: a Director puts the scenario back to draft to change it.

    That is the scenario with its steps, the messages of these with their files, and the targeting with the others that
    it is made of or the file that was imported. What no such scenario uses stays free, as does everything in companies
    that ask for no approval.
    """

    _inherit = "dealership.scenario"

    def write(self, vals):
        if vals.keys() - self._get_free_fields():
            self._check_may_change()
        result = super().write(vals)
        if "company_id" in vals:  # which says whether approval is asked for
            self._check_may_change()
        return result

    @api.model
    def _get_free_fields(self):
        chatter = self.env["mail.thread"]._fields.keys() | self.env["mail.activity.mixin"]._fields.keys()
        return FREE_FIELDS | chatter

    def _check_may_change(self):
        """:raise UserError: when this is what an Administrator has approved, or is about to"""
        if self.env.su:
            return
        # sudo: a message or a targeting may be that of another point of sale's scenario
        approved = self.sudo().filtered(lambda each: each.state in APPROVED_STATES and each._needs_approval())
        if approved:
            raise UserError(
                self.env._(
                    "%s has been submitted for approval as it is, with its messages and its targeting: put it back to "
                    "draft to change them.",
                    ", ".join(approved.mapped("name")),
                )
            )


class DealershipMessage(models.Model):
    _inherit = "dealership.message"

    def write(self, vals):
        if vals.keys() - FREE_FIELDS:
            self.check_access("write")
            self._check_may_change()
        return super().write(vals)

    def _check_may_change(self):
        self._get_steps().scenario_id.with_env(self.env)._check_may_change()


class IrAttachment(models.Model):
    """A file that goes with a message, or a picture in its text, is part of it: approved with it, and changed by
    whoever may change it.
    """

    _inherit = "ir.attachment"

    def write(self, vals):
        if FILE_FIELDS & vals.keys():
            self._check_messages_may_change()
        return super().write(vals)

    def unlink(self):
        self._check_messages_may_change()
        return super().unlink()

    def _delete_and_notify(self, message=None):
        """Discuss deletes as superuser what somebody may write: they are asked about the message, too."""
        self.sudo(False)._check_messages_may_change()
        return super()._delete_and_notify(message)

    def _check_messages_may_change(self):
        if self.env.su:
            return
        # sudo: as above
        messages = self.env["dealership.message"].sudo().with_context(active_test=False)
        messages.flush_model(["picture_ids"])  # searched by: Odoo would not compute them first
        using = messages.search(["|", ("attachment_ids", "in", self.ids), ("picture_ids", "in", self.ids)])
        if using:  # most files go with no message, and many people have no right to messages
            using = using.with_env(self.env)
            using.check_access("write")
            using._check_may_change()


class DealershipTargeting(models.Model):
    _inherit = "dealership.targeting"

    def write(self, vals):
        if RULE_FIELDS & vals.keys():
            self.check_access("write")
            self._set_up_anew()
        return super().write(vals)

    def _set_up_anew(self):
        """To be called before whom it finds changes, by whatever way.

        :raise UserError: when scenarios at work, or to be approved, are not the user's to change
        """
        self._get_using_scenarios()._check_may_change()

    def _get_using_scenarios(self):
        """Return the scenarios, whoever's, that find people by these or by an operation made of them."""
        # sudo: as above
        scenarios = self.env["dealership.scenario"].sudo().with_context(active_test=False)
        return scenarios.search([("targeting_id", "in", self._with_operations().ids)]).with_env(self.env)

    def _with_operations(self):
        """Return these and all operations that are made of them, however far up, as superuser."""
        # sudo: whoever has made them
        lines = self.env["dealership.targeting.operand"].sudo()
        found = new = self.sudo()
        while new:
            operations = lines.search([("operand_id", "in", new.ids)]).operation_id
            new = operations.filtered(lambda operation: operation.mode == OPERATION) - found
            found |= new
        return found


class DealershipTargetingOperand(models.Model):
    _inherit = "dealership.targeting.operand"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.operation_id._set_up_anew()
        return lines

    def write(self, vals):
        self.operation_id._set_up_anew()
        result = super().write(vals)
        if "operation_id" in vals:
            self.operation_id._set_up_anew()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_changeable(self):
        self.operation_id._set_up_anew()


class DealershipTargetingImport(models.Model):
    """Another file is another rule."""

    _inherit = "dealership.targeting.import"

    def unlink(self):
        self.targeting_id._set_up_anew()
        return super().unlink()

    def _set_to_work(self, state, goal_count):
        self.targeting_id._set_up_anew()
        return super()._set_to_work(state, goal_count)


class DealershipTargetingImportRow(models.Model):
    _inherit = "dealership.targeting.import.row"

    def write(self, vals):
        if not self.env.su:
            self.import_id.targeting_id._set_up_anew()
        return super().write(vals)
