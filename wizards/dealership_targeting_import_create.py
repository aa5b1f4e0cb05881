from odoo import fields, models
from odoo.exceptions import UserError

from ..engine.targeting import import_states as states


class DealershipTargetingImportCreate(models.TransientModel):
    """The question before the unknown rows of a file become customers."""

    _name = "dealership.targeting.import.create"
    _description = "Create the Unknown as Customers"

    import_id = fields.Many2one("dealership.targeting.import", required=True, ondelete="cascade")
    creatable_count = fields.Integer(related="import_id.creatable_count")
    unknown_count = fields.Integer(related="import_id.unknown_count")
    team_id = fields.Many2one(related="import_id.targeting_id.team_id")

    def action_create(self):
        """Create them: a few at once, many in the background."""
        self.ensure_one()
        record = self.import_id
        self.env["res.partner"].check_access("create")
        if record.state != states.DONE or not record.creatable_count:
            raise UserError(self.env._("There is nobody to create in this import now."))
        record._set_to_work(states.CREATING, record.creatable_count)
        return {"type": "ir.actions.act_window_close"}
