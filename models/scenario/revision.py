from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ..client.internal_fields import with_internal_fields

# What is kept of a record's changes: never taken over from whoever writes.
KEPT = frozenset({"revision", "revised_by_id", "revised_at"})


class DealershipRevision(models.AbstractModel):
    """A record that two people may have open at once: the later save does not silently undo the earlier one.

    The form (``js_class="dealership_revised_form"``) sends the revision that it shows along with what was changed; one
    that is older than the record's is refused, and says whose change came first. Code writes as ever, without one.
    Nothing can be typed in the form of a record that one may not change (``change_refusal``).
    Lines that are edited in the form of their record count as that record.
    """

    _name = "dealership.revision"
    _description = "Record Edited by Several People"

    revision = fields.Integer(readonly=True, copy=False)
    revised_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    revised_at = fields.Datetime(readonly=True, copy=False)
    change_refusal = fields.Char(compute="_compute_change_refusal", export_string_translation=False)

    @api.depends_context("uid", "lang")
    def _compute_change_refusal(self):
        """Say why whoever writes such records may not change this one: before they type, and lose what they typed."""
        self.change_refusal = False
        if self.browse().has_access("write"):
            others = self._origin - self._origin._filtered_access("write")
            refused = self.filtered(lambda record: record._origin in others)
            refused.change_refusal = self.env._(
                "You may read this, not change it: it belongs to others, or others use it. Duplicate it (cogwheel "
                "above) and change the copy."
            )

    def write(self, vals):
        seen = vals.get("revision")
        vals = {name: value for name, value in vals.items() if name not in KEPT}
        if seen is not None:
            self._check_revision(seen)
        if not self._get_revised_fields() & vals.keys():
            return super().write(vals)
        result = super().write(vals)
        revised = {"revised_by_id": self.env.uid, "revised_at": fields.Datetime.now()}
        for record in with_internal_fields(self):
            super(DealershipRevision, record).write({**revised, "revision": record.revision + 1})
        return result

    @api.model
    def _get_revised_fields(self):
        """Return the fields that people write; what the system keeps of a record is read-only or another's."""
        chatter = self.env["mail.thread"]._fields.keys() | self.env["mail.activity.mixin"]._fields.keys()
        return {name for name, field in self._fields.items() if field.store and not field.readonly} - chatter

    def _check_revision(self, seen):
        """:raise UserError: when somebody has changed the record since it was read"""
        self.check_access("write")
        for record in self.filtered(lambda record: record.revision != seen):
            raise UserError(
                self.env._(
                    "%(user)s changed “%(record)s” on %(moment)s, after you had opened it. Nothing of yours has been "
                    "saved: note your changes, reload the page, and make them again.",
                    user=record.revised_by_id.name or self.env._("Somebody"),
                    record=record.display_name,
                    moment=format_datetime(self.env, record.revised_at) if record.revised_at else "",
                )
            )


class DealershipTargeting(models.Model):
    _name = "dealership.targeting"
    _inherit = ["dealership.targeting", "dealership.revision"]


class DealershipScenario(models.Model):
    _name = "dealership.scenario"
    _inherit = ["dealership.scenario", "dealership.revision"]


class DealershipMessage(models.Model):
    _name = "dealership.message"
    _inherit = ["dealership.message", "dealership.revision"]
