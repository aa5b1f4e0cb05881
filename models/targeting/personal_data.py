from odoo import api, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__, default_lang="en_US")


class DealershipTargeting(models.Model):
    """The targetings of customers that find this one today."""

    _name = "dealership.targeting"
    _inherit = ["dealership.targeting", "dealership.personal.data"]
    _personal_data_key = "targetings"
    _personal_data_title = _lt("Groups You Are In Today")
    _personal_data_fields = ("name", "company_id")

    @api.model
    def _get_personal_data(self, partners):
        intact = self.search([("subject", "=", "customer"), ("is_broken", "=", False)], order="id")
        found = partners.with_context(active_test=False)
        return [
            targeting._prepare_personal_data()
            for targeting in intact
            if found.search_count([("dealership_targeting_id", "=", targeting.id), ("id", "in", partners.ids)], limit=1)
        ]


class DealershipTargetingImportRow(models.Model):
    """The rows of files that are this customer."""

    _name = "dealership.targeting.import.row"
    _inherit = ["dealership.targeting.import.row", "dealership.personal.data"]
    _personal_data_key = "imported_rows"
    _personal_data_title = _lt("Rows of Files")
    _personal_data_fields = ("import_id", "number", "content", "status")
