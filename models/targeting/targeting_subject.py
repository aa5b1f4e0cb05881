from odoo import api, fields, models


class TargetingSubject(models.AbstractModel):
    """What a targeting can return can be searched by targeting, in any domain or filter."""

    _name = "dealership.targeting.subject"
    _inherit = "dealership.found.by"
    _description = "Record a Targeting Can Return"

    dealership_targeting_id = fields.Many2one(
        "dealership.targeting",
        string="Found by the Targeting",
        store=False,
        exportable=False,
        search="_search_dealership_targeting_id",
    )
    dealership_entered_id = fields.Many2one(
        "dealership.targeting.snapshot",
        string="Entered a Targeting Since",
        store=False,
        exportable=False,
        search="_search_dealership_entered_id",
    )
    dealership_left_id = fields.Many2one(
        "dealership.targeting.snapshot",
        string="Left a Targeting Since",
        store=False,
        exportable=False,
        search="_search_dealership_left_id",
    )

    @api.model
    def _search_dealership_targeting_id(self, operator, value):
        return self._search_by_subject(
            "dealership.targeting", operator, value, lambda targeting: targeting._get_domain()
        )

    @api.model
    def _search_dealership_entered_id(self, operator, value):
        return self._search_by_subject(
            "dealership.targeting.snapshot", operator, value, lambda snapshot: snapshot._get_entered_domain()
        )

    @api.model
    def _search_dealership_left_id(self, operator, value):
        return self._search_by_subject(
            "dealership.targeting.snapshot", operator, value, lambda snapshot: snapshot._get_left_domain()
        )

    def _search_by_subject(self, model, operator, value, get_domain):
        return self._search_by(model, operator, value, get_domain, lambda finder: finder._get_subject_model()._name)


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "dealership.targeting.subject"]


class CalendarEvent(models.Model):
    _name = "calendar.event"
    _inherit = ["calendar.event", "dealership.targeting.subject"]


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "dealership.targeting.subject"]


class DealershipRepairOrder(models.Model):
    _name = "dealership.repair.order"
    _inherit = ["dealership.repair.order", "dealership.targeting.subject"]


class FleetVehicle(models.Model):
    _name = "fleet.vehicle"
    _inherit = ["fleet.vehicle", "dealership.targeting.subject"]
