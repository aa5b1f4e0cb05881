from odoo import Command


class RulesMixin:
    """Automation rules that an event of the dealership starts."""

    def make_rule(self, event, model, code, **vals):
        model_id = self.env["ir.model"]._get_id(model)
        return self.env["base.automation"].create(
            {
                "name": f"When {event}",
                "model_id": model_id,
                "trigger": f"dealership_{event}",
                "action_server_ids": [
                    Command.create({"name": "Note", "model_id": model_id, "state": "code", "code": code})
                ],
                **vals,
            }
        )
