from odoo import api, fields, models

from ...engine.targeting.import_columns import NAMES


class DealershipTargetingImportColumn(models.Model):
    """A column of an imported file, and what a person says it means."""

    _name = "dealership.targeting.import.column"
    _description = "Column of an Imported File"
    _order = "position"

    import_id = fields.Many2one("dealership.targeting.import", required=True, index=True, ondelete="cascade")
    position = fields.Integer(help="The first column is 0.")
    name = fields.Char(string="Column")
    examples = fields.Char(string="First Values")
    meaning = fields.Selection("_selection_meaning", help="Leave empty what does not say who a person is.")

    @api.model
    def _selection_meaning(self):
        keys = [(key.key, key.label) for key in self.env["dealership.customer.keys"]._get_keys() if not key.made_of]
        return [(meaning, self.env._(label)) for meaning, label in [*keys, *NAMES]]
