from odoo import api, fields, models


class DealershipSourceKeyShown(models.TransientModel):
    """The one time that a new key can be read. It comes with the action, and is kept nowhere."""

    _name = "dealership.source.key.shown"
    _description = "New Key of a Data Source"

    source_name = fields.Char(store=False)
    secret = fields.Char(string="Key", store=False)
    good_for = fields.Char(string="May Post", store=False)

    @api.model
    def _show(self, key, secret):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Copy the Key Now"),
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_secret": secret,
                "default_source_name": key.source_id.name,
                "default_good_for": key._describe_rights(),
            },
        }
