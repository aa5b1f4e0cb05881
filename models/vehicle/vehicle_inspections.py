from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...engine.vehicle.inspections import CAR, KINDS, PRIVATE, STATES, USES, Vehicle, plan_emissions, plan_technical

COMPUTED = ["inspection_state", "next_inspection_date", "inspection_from", "next_emissions_date", "emissions_from"]


class FleetVehicle(models.Model):
    """When the law wants it to be inspected, by the rules of the country in which it is at home."""

    _inherit = "fleet.vehicle"

    registered_as = fields.Selection(KINDS, help="As its registration certificate says. Empty: a passenger car.")
    vehicle_use = fields.Selection(USES, string="Use", help="Empty: ordinary.")
    last_inspection_date = fields.Date(string="Last Technical Inspection")
    last_emissions_date = fields.Date(string="Last Emissions Test")
    inspection_state = fields.Selection(
        STATES,
        string="Technical Inspection",
        compute="_compute_inspections",
        store=True,
        help="To be asked: it must have been inspected once, and nobody has noted when. The next one is due so long"
        " after the last, so no date is computed.",
    )
    next_inspection_date = fields.Date(
        string="Next Technical Inspection",
        compute="_compute_inspections",
        store=True,
        index="btree_not_null",
        help="By the first registration, or the last inspection, and the rules of the country.",
    )
    inspection_from = fields.Date(
        string="Inspection Counts From",
        compute="_compute_inspections",
        store=True,
        help="The first inspection of a vehicle counts from this day on. Empty: any day.",
    )
    next_emissions_date = fields.Date(
        string="Next Emissions Test",
        compute="_compute_inspections",
        store=True,
        index="btree_not_null",
        help="Between two technical inspections, where the country asks for it.",
    )
    emissions_from = fields.Date(string="Emissions Test Counts From", compute="_compute_inspections", store=True)

    # Whose first inspection has a day, which may pass.
    _first_inspection_index = models.Index(
        "(next_inspection_date) WHERE last_inspection_date IS NULL AND next_inspection_date IS NOT NULL"
    )

    @api.constrains("last_inspection_date", "last_emissions_date")
    def _check_inspected_in_the_past(self):
        today = fields.Date.context_today(self)
        for vehicle in self:
            if max(filter(None, [vehicle.last_inspection_date, vehicle.last_emissions_date]), default=today) > today:
                raise ValidationError(
                    self.env._("The last inspection of %(vehicle)s lies in the future.", vehicle=vehicle.display_name)
                )

    @api.depends(
        "registered_as",
        "vehicle_use",
        "fuel_type",
        "model_id.vehicle_type",
        "first_registration_date",
        "last_inspection_date",
        "last_emissions_date",
        "team_id.country_id",
        "company_id.country_id",
    )
    def _compute_inspections(self):
        today = fields.Date.context_today(self)
        for vehicle in self:
            rules = self.env["dealership.inspection.rule"]._get_rules(vehicle._get_country().id)
            known = vehicle._get_known_inspections()
            technical, emissions = plan_technical(rules, known, today), plan_emissions(rules, known)
            vehicle.inspection_state = technical.state
            vehicle.next_inspection_date, vehicle.inspection_from = technical.due_on, technical.counts_from
            vehicle.next_emissions_date, vehicle.emissions_from = emissions.due_on, emissions.counts_from

    def _get_country(self):
        """Return where it is at home: where its point of sale is, or its company."""
        return self.team_id.country_id or self.company_id.country_id

    @api.model
    def _get_country_domain(self, countries):
        """Return the domain of the vehicles that are at home in some countries."""
        at_site = Domain("team_id.country_id", "in", countries.ids)
        return at_site | (
            Domain("team_id.country_id", "=", False) & Domain("company_id.partner_id.country_id", "in", countries.ids)
        )

    def _get_known_inspections(self):
        return Vehicle(
            kind=self.registered_as or (CAR if self.model_id.vehicle_type == "car" else ""),
            use=self.vehicle_use or PRIVATE,
            energy=self.fuel_type or "",
            first_registration=self.first_registration_date or None,
            last_technical=self.last_inspection_date or None,
            last_emissions=self.last_emissions_date or None,
        )

    @api.model
    def _get_stale_domain(self):
        """The first inspection of a vehicle isn't due any more once its day has passed: it must have been."""
        today = fields.Date.context_today(self)
        passed = Domain("last_inspection_date", "=", False) & Domain("next_inspection_date", "<", today)
        return super()._get_stale_domain() | passed

    def _follow_dates(self):
        res = super()._follow_dates()
        for name in COMPUTED:
            self.env.add_to_compute(self._fields[name], self)
        self.flush_recordset(COMPUTED)
        return res
