from odoo import fields, models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    tracking_number_ids = fields.One2many("dealership.tracking.number", "team_id", string="Tracking Numbers")
