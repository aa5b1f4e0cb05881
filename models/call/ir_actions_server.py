from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine.call.call_event import CONNECTED, DIRECTIONS, INCOMING, MISSED, OUTGOING, REFUSED, VOICEMAIL

OUTCOMES = [(CONNECTED, "Connected"), (MISSED, "Missed"), (VOICEMAIL, "Voicemail"), (REFUSED, "Not Answered")]
# Which values of a call come from the record, and the field of the action that says from where.
PATHS = {
    "from_number": "dealership_call_from_path",
    "to_number": "dealership_call_to_path",
    "started_at": "dealership_call_started_path",
    "duration": "dealership_call_duration_path",
    "external_id": "dealership_call_reference_path",
}


class IrActionsServer(models.Model):
    """The action "Register a call": from any record that holds one, of any addon that knows telephones."""

    _inherit = "ir.actions.server"

    state = fields.Selection(
        selection_add=[("dealership_register_call", "Register a Call")],
        ondelete={"dealership_register_call": "cascade"},
    )
    dealership_call_direction = fields.Selection(DIRECTIONS, string="Direction", default=INCOMING)
    dealership_call_outcome = fields.Selection(OUTCOMES, string="Outcome", default=MISSED)
    dealership_call_from_path = fields.Char(string="Calling Number", help="The field that holds who called.")
    dealership_call_to_path = fields.Char(
        string="Number Called", help="The field that holds who was called. Empty: the tracking number below."
    )
    dealership_call_number_id = fields.Many2one(
        "dealership.tracking.number", string="Tracking Number", ondelete="restrict"
    )
    dealership_call_started_path = fields.Char(string="Time of the Call", help="Empty: now.")
    dealership_call_duration_path = fields.Char(string="Duration in Seconds", help="Empty: not known.")
    dealership_call_reference_path = fields.Char(
        string="Reference of the Call",
        help="What tells two calls apart, and recognises one that is registered again. Empty: each run is a call.",
    )

    @api.constrains("state", "model_id", *PATHS.values())
    def _check_dealership_call_paths(self):
        for action in self.filtered(lambda action: action.state == "dealership_register_call"):
            for path_field in PATHS.values():
                action._check_dealership_call_path(path_field)
            if action.dealership_call_direction == OUTGOING and not action.dealership_call_to_path:
                raise ValidationError(self.env._("%s: say which field holds the number called.", action.name))

    def _check_dealership_call_path(self, path_field):
        """Refuse a path that leads nowhere, before the action meets its first record."""
        model = self.env[self.model_id.model]
        for name in (self[path_field] or "").split(".") if self[path_field] else ():
            field = model._fields.get(name) if model is not None else None
            if not field:
                raise ValidationError(
                    self.env._(
                        "%(action)s: “%(path)s” is no field of %(model)s.",
                        action=self.name,
                        path=self[path_field],
                        model=self.model_id.name,
                    )
                )
            model = self.env[field.comodel_name] if field.relational else None

    def _run_action_dealership_register_call_multi(self, eval_context=None):
        """Register one call per record, with the rights of whoever starts the action, which itself has all rights."""
        eval_context = eval_context or {}
        calls = self.env["dealership.call"].with_env(eval_context.get("env", self.env))
        for record in eval_context.get("records") or ():
            calls._register(self._prepare_dealership_call_vals(record))
        return False

    def _prepare_dealership_call_vals(self, record):
        values = {name: self._read_dealership_call_path(record, path) for name, path in PATHS.items() if self[path]}
        outgoing = self.dealership_call_direction == OUTGOING
        if self.dealership_call_number_id:
            values["tracking_number_id"] = self.dealership_call_number_id.id
            values.setdefault("from_number" if outgoing else "to_number", self.dealership_call_number_id.number)
        values["direction"] = self.dealership_call_direction
        values["outcome"] = self.dealership_call_outcome
        if values.get("external_id"):
            values.update(provider=record._name, external_id=str(values["external_id"]))
        if not values.get("to_number" if outgoing else "from_number"):
            raise UserError(
                self.env._(
                    "%(record)s holds no number of a customer to register a call of.", record=record.display_name
                )
            )
        return {name: value for name, value in values.items() if value}

    def _read_dealership_call_path(self, record, path_field):
        value = record
        for name in self[path_field].split("."):
            value = value[name]
        if isinstance(value, models.BaseModel):
            value = value.display_name
        return int(value) if path_field == "dealership_call_duration_path" and value else value
