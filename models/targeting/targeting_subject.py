from odoo import api, fields, models
from odoo.fields import Domain


class TargetingSubject(models.AbstractModel):
    """What a targeting can return can be searched by targeting, in any domain or filter.

    The fields hold nothing: they say which records to look for, in the query itself, however many these are.
    Whoever searches needs to see the targeting, and finds no record that they may not read.
    """

    _name = "dealership.targeting.subject"
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
        return self._search_by("dealership.targeting", operator, value, lambda targeting: targeting._get_domain())

    @api.model
    def _search_dealership_entered_id(self, operator, value):
        return self._search_by(
            "dealership.targeting.snapshot", operator, value, lambda snapshot: snapshot._get_entered_domain()
        )

    @api.model
    def _search_dealership_left_id(self, operator, value):
        return self._search_by(
            "dealership.targeting.snapshot", operator, value, lambda snapshot: snapshot._get_left_domain()
        )

    def _search_by(self, model, operator, value, get_domain):
        """Return the domain of what any of the targetings or snapshots searched for stands for.

        One that returns records of another model stands for nothing here.
        """
        if operator == "in":
            searched = Domain("id", "in", [record_id for record_id in value if record_id])
        elif operator == "any" and isinstance(value, Domain):
            searched = value
        else:
            return NotImplemented
        records = self.env[model].search(searched)
        return Domain.OR(get_domain(record) for record in records if record._get_subject_model()._name == self._name)


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
