from odoo import fields, models
from odoo.exceptions import UserError

from .retention import KINDS, MODELS


class DealershipPurgeLine(models.Model):
    """One kind of what a company may keep no longer: how many there were, and how many have gone."""

    _name = "dealership.purge.line"
    _description = "Line of a Purge"
    _order = "purge_id, id"
    _rec_name = "kind"

    purge_id = fields.Many2one("dealership.purge", required=True, readonly=True, index=True, ondelete="cascade")
    state = fields.Selection(related="purge_id.state", related_sudo=False)
    kind = fields.Selection(
        [(kind, label) for kind, label, _model in KINDS], string="What", required=True, readonly=True
    )
    years = fields.Char(readonly=True, help="Empty: the law says nothing, nothing goes.")
    counted_count = fields.Integer(string="Counted", readonly=True)
    purged_count = fields.Integer(string="Purged", readonly=True)
    failed_count = fields.Integer(
        string="Failed", readonly=True, help="Something in the way: the log of the server says what."
    )
    last_id = fields.Integer(readonly=True, aggregator=None, export_string_translation=False)

    def action_view_records(self):
        """List what goes, as it stands now."""
        self.ensure_one()
        self.purge_id._check_may_purge(self.purge_id.company_id)
        view = self.env.ref(f"crm_dealership.dealership_purge_{self.kind}_view_list")
        return {
            "type": "ir.actions.act_window",
            "name": dict(self._fields["kind"]._description_selection(self.env))[self.kind],
            "res_model": self._get_model_name(),
            "views": [(view.id, "list"), (False, "form")],
            "domain": [("dealership_purge_line_id", "=", self.id)],
            "context": {"active_test": False},
        }

    def _get_model_name(self):
        return MODELS[self.kind]

    def _get_records_domain(self):
        """Return the domain of what may go, judged by the day of the counting."""
        purge = self.purge_id
        return self.env["dealership.retention"]._get_domain(self.kind, purge.company_id, purge.counted_at)

    def _check_not_grown(self):
        """:raise UserError: there is more by now than was counted"""
        retention = self.env["dealership.retention"]
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for line in self:
            count = retention._count(line.kind, line.purge_id.company_id, line.purge_id.counted_at)
            if count > line.counted_count:
                raise UserError(
                    self.env._(
                        "%(what)s: %(count)s by now, where %(counted)s were shown. Count again, and look at them.",
                        what=labels[line.kind],
                        count=count,
                        counted=line.counted_count,
                    )
                )
