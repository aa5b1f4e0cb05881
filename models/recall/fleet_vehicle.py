from odoo import api, fields, models

from ...engine.letters import normalise_letters


class FleetVehicle(models.Model):
    """A vehicle with that number on a list is recalled, whenever it becomes known."""

    _inherit = "fleet.vehicle"

    recall_line_ids = fields.One2many(
        "dealership.recall.vehicle", "vehicle_id", string="Recalls", groups="crm_dealership.group_dealership_user"
    )
    open_recalls = fields.Char(
        compute="_compute_open_recalls",
        groups="crm_dealership.group_dealership_user",
        help="For which it is still to be repaired.",
    )

    @api.depends_context("uid", "allowed_company_ids", "lang")
    @api.depends("recall_line_ids.state", "recall_line_ids.recall_id.active")
    def _compute_open_recalls(self):
        lines = self.env["dealership.recall.vehicle"]._search_open(self).grouped("vehicle_id")
        for vehicle in self:
            recalls = lines[vehicle._origin].recall_id if vehicle._origin in lines else []
            vehicle.open_recalls = ", ".join(recall.display_name for recall in recalls)

    @api.model_create_multi
    def create(self, vals_list):
        vehicles = super().create(vals_list)
        vehicles._follow_recalls()
        return vehicles

    def write(self, vals):
        res = super().write(vals)
        if not {"vin_sn", "company_id"}.isdisjoint(vals):
            self._follow_recalls()
        return res

    def unlink(self):
        """What is recalled waits again."""
        # sudo: the list is the manufacturer's, whoever deletes a vehicle
        self.env["dealership.recall.vehicle"].sudo().search([("vehicle_id", "in", self.ids)]).vehicle_id = False
        return super().unlink()

    def _follow_recalls(self):
        self.env["dealership.recall.vehicle"]._follow_vehicles(self.sudo())  # sudo: see there

    def _get_vins(self):
        """Return the identification numbers, as they are compared."""
        return {normalise_letters(vehicle.vin_sn) for vehicle in self if vehicle.vin_sn}
