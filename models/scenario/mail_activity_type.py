from odoo import api, models

from .scenario_lifecycle import APPROVAL


class MailActivityType(models.Model):
    _inherit = "mail.activity.type"

    @api.model
    def _get_model_info_by_xmlid(self):
        """Keep people from deleting, or giving to another model, what asks for an approval."""
        return {
            **super()._get_model_info_by_xmlid(),
            APPROVAL: {"res_model": "dealership.scenario", "unlink": False},
        }
