from odoo import api, fields, models
from odoo.tools import ormcache

from odoo.addons.fleet.models.fleet_vehicle_model import FUEL_TYPES

from ...engine.vehicle.inspections import CONTROLS, KINDS, TECHNICAL, USES, InspectionRule


class DealershipInspectionRule(models.Model):
    """By when a country wants vehicles to be inspected, with its source.

    Data, not code (``data/inspection_rules/<country>.xml``). Of several rules about a vehicle the one holds that says
    more exactly which ones it is about: ``engine/vehicle/inspections.py``. A change reaches the vehicles in the
    background (``vehicle_dates.py``).
    """

    _name = "dealership.inspection.rule"
    _inherit = "dealership.cached"
    _description = "Rule of Vehicle Inspections"
    _order = "country_id, control, vehicle_use, vehicle_kind, fuel_type, registered_before, id"
    _rec_name = "source"

    country_id = fields.Many2one("res.country", required=True, index=True, ondelete="cascade")
    control = fields.Selection(
        CONTROLS,
        string="Inspection",
        required=True,
        default=TECHNICAL,
        help="An emissions test comes after each technical inspection.",
    )
    vehicle_kind = fields.Selection(KINDS, string="Registered As", help="Empty: all.")
    vehicle_use = fields.Selection(USES, string="Use", help="Empty: all.")
    fuel_type = fields.Selection(FUEL_TYPES, string="Energy", help="Empty: all.")
    registered_before = fields.Date(string="First Registered Before", help="Empty: all.")
    excluded = fields.Boolean(
        string="Not Concerned", help="They need none, or have rules of their own: nothing is computed of them."
    )
    first_months = fields.Integer(
        string="First After (Months)", help="From the first registration in any country. 0: the law knows no first one."
    )
    interval_months = fields.Integer(
        string="Next After (Months)", help="From the last technical inspection that was carried out."
    )
    window_months = fields.Integer(
        string="Counts From (Months Before)",
        help="How long before its day the first inspection, or an emissions test, counts. 0: at any time.",
    )
    source = fields.Text(required=True)

    _no_negative_numbers = models.Constraint(
        "CHECK (first_months >= 0 AND interval_months >= 0 AND window_months >= 0)",
        "Months cannot be negative.",
    )
    _is_due_some_time = models.Constraint(
        "CHECK (COALESCE(excluded, FALSE) OR COALESCE(interval_months, 0) > 0)",
        "How many months after the last inspection is the next one due?",
    )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules.country_id._replan_inspections()
        return rules

    def write(self, vals):
        countries = self.country_id
        result = super().write(vals)
        (countries | self.country_id)._replan_inspections()
        return result

    def unlink(self):
        countries = self.country_id
        result = super().unlink()
        countries._replan_inspections()
        return result

    @api.model
    @ormcache("country_id")
    def _get_rules(self, country_id):
        """Return the ``InspectionRule`` of a country."""
        # sudo: the law of a country is no secret
        return tuple(rule._get_rule() for rule in self.sudo().search([("country_id", "=", country_id)]))

    def _get_rule(self):
        return InspectionRule(
            control=self.control,
            kind=self.vehicle_kind or "",
            use=self.vehicle_use or "",
            energy=self.fuel_type or "",
            registered_before=self.registered_before or None,
            excluded=self.excluded,
            first_months=self.first_months,
            interval_months=self.interval_months,
            window_months=self.window_months,
        )


class ResCountry(models.Model):
    """Whose rules of vehicle inspections have changed."""

    _inherit = "res.country"

    def _replan_inspections(self):
        # sudo: whoever may change a rule need not see all vehicles
        vehicles = self.env["fleet.vehicle"].sudo().with_context(active_test=False)
        vehicles._mark_stale(vehicles._get_country_domain(self))
        self.env.ref("crm_dealership.ir_cron_follow_dates").sudo()._trigger()
