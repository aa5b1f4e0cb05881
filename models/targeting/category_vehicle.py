from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.fields import Domain

from ...engine.months import first_shifted_to, next_day
from ...engine.targeting.conditions import compile_ranges, compile_steps
from ...engine.targeting.dates import get_datetime_ranges
from ...engine.targeting.schema import Attribute


class CategoryVehicle(models.AbstractModel):
    """Customers' vehicles."""

    _name = "dealership.category.vehicle"
    _inherit = "dealership.category"
    _description = "Targeting Category: Vehicle"

    _category_model = "fleet.vehicle"
    _category_sequence = 50
    _category_customer = "owner_id"
    _category_responsible = "manager_id"
    _category_date = "delivery_date"
    _category_action = "crm_dealership.fleet_vehicle_action"

    def _label(self):
        return self.env._("Vehicle")

    def _plural(self):
        return self.env._("Vehicles")

    def _base_domain(self):
        return Domain("active", "=", True)

    def _exclusions(self):
        return [(self.env._("Is archived"), Domain("active", "=", False))]

    def _links(self):
        return {"appointment": ("id", "vehicle_id"), "repair_order": ("id", "vehicle_id")}

    def _attributes(self):
        return [
            self._field_attribute("brand", "brand_id", self.env._("Brand")),
            self._field_attribute("model", "model_id", self.env._("Model")),
            self._field_attribute("sale_type", "sale_type", self.env._("Sale type")),
            self._field_attribute("vin_sn", "vin_sn", self.env._("VIN")),
            self._field_attribute("energy", "fuel_type", self.env._("Energy")),
            self._field_attribute("delivery_date", "delivery_date", self.env._("Delivery date")),
            self._field_attribute("first_registration", "first_registration_date", self.env._("First registration")),
            self._field_attribute("warranty_end", "warranty_end", self.env._("End of warranty")),
            self._field_attribute("mileage", "mileage", self.env._("Mileage (km)"), noun=self.env._("mileage")),
            Attribute(
                "age",
                self.env._("Age in years"),
                "number",
                help=self.env._("Full years since the first registration."),
                domain=self._get_age_domain,
            ),
            self._field_attribute(
                "owner_since", "owner_since", self.env._("Owner since"), noun=self.env._("date of acquisition")
            ),
            self._field_attribute("category", "category_id", self.env._("Category")),
            self._field_attribute("financing", "financing_kind", self.env._("Financing")),
            self._field_attribute("financing_end", "financing_end", self.env._("End of contract")),
            self._field_attribute("residual_value", "residual_value", self.env._("Residual value")),
            self._field_attribute("remaining_amount", "remaining_amount", self.env._("Remaining amount")),
            self._field_attribute("last_service", "last_service_date", self.env._("Last service")),
            self._field_attribute("next_service", "next_service_date", self.env._("Next service")),
            self._field_attribute("km_per_year", "km_per_year", self.env._("Kilometres a year")),
            self._field_attribute("registered_as", "registered_as", self.env._("Registered as")),
            self._field_attribute("use", "vehicle_use", self.env._("Use")),
            self._field_attribute("last_inspection", "last_inspection_date", self.env._("Last technical inspection")),
            self._field_attribute("next_inspection", "next_inspection_date", self.env._("Next technical inspection")),
            self._field_attribute("next_emissions", "next_emissions_date", self.env._("Next emissions test")),
            self._field_attribute("inspection", "inspection_state", self.env._("Day of the technical inspection")),
            Attribute(
                "last_visit",
                self.env._("Last visit to the workshop"),
                "datetime",
                help=self.env._(
                    "When the last repair order that was not cancelled was closed, or opened if it is still open: of "
                    "the vehicle, or of its owner where the order names no vehicle."
                ),
                noun=self.env._("last visit"),
                domain=self._get_last_visit_domain,
                told_by=("repair_order",),
            ),
            Attribute(
                "appointment_coming",
                self.env._("Owner has a coming appointment"),
                "boolean",
                help=self.env._("Of any kind and for any of their vehicles, neither cancelled nor missed."),
                domain=self._get_appointment_coming_domain,
            ),
        ]

    def _get_appointment_coming_domain(self, operator, value, clock):
        """An appointment booked without naming the vehicle keeps its owner from being invited, too."""
        coming = (
            Domain("active", "=", True)
            & Domain("start", ">=", clock.now)
            & Domain("appointment_status", "not in", ["cancelled", "no_show"])
        )
        found = self._exists("calendar.event", "counts_for_id", "counts_for_id", coming)
        return found if value else ~found

    def _get_last_visit_domain(self, operator, value, clock):
        """The last of the visits lies in a range of time when one does, and none comes after the range."""
        if operator == "set":
            return self._has_visit(Domain.TRUE)
        ranges = get_datetime_ranges(operator, value, clock)
        return Domain.OR(
            self._has_visit(_visited([span]))
            & ~(self._has_visit(_visited([(span[1], None)])) if span[1] else Domain.FALSE)
            for span in ranges
        )

    def _has_visit(self, visited):
        """Return the domain of the vehicles that were here; whoever may not see all of their orders knows that, too."""
        visit = Domain("status", "!=", "cancelled") & visited
        orders = "dealership.repair.order"
        unnamed = visit & Domain("vehicle_id", "=", False)
        return self._exists(orders, "id", "vehicle_id", visit, sudo=True) | self._exists(
            orders, "counts_for_id", "counts_for_id", unnamed, sudo=True
        )

    def _get_age_domain(self, operator, value, clock):
        """Compare full years: a vehicle first registered on 29 February is a year older on the 28th."""
        return compile_steps(
            operator,
            value,
            at_least=lambda years: Domain("first_registration_date", "<", _get_births_before(clock.today, years)),
            known=Domain("first_registration_date", "!=", False),
        )

    def _values(self):
        return {
            "name": self._field_value("model_id.name", self.env._("Make and model"), _get_name),
            "brand": self._field_value("brand_id", self.env._("Make"), lambda vehicle, source: vehicle.brand_id.name),
            "model": self._field_value("model_id.name", self.env._("Model")),
            "license_plate": self._field_value("license_plate", self.env._("Registration plate")),
            "delivery_date": self._field_value("delivery_date", self.env._("Delivery date")),
            "warranty_end": self._field_value("warranty_end", self.env._("End of warranty")),
            "financing": self._field_value("financing_kind", self.env._("Financing")),
            "financing_end": self._field_value("financing_end", self.env._("End of contract")),
            "residual_value": self._field_value("residual_value", self.env._("Residual value")),
            "remaining_amount": self._field_value("remaining_amount", self.env._("Remaining amount")),
            "last_service": self._field_value("last_service_date", self.env._("Last service")),
            "next_service": self._field_value("next_service_date", self.env._("Next service")),
            "estimated_mileage": self._field_value(
                "mileage_read", self.env._("Estimated mileage (km)"), _get_estimated_mileage
            ),
            "last_inspection": self._field_value("last_inspection_date", self.env._("Last technical inspection")),
            "next_inspection": self._field_value("next_inspection_date", self.env._("Next technical inspection")),
            "inspection_from": self._field_value("inspection_from", self.env._("Inspection counts from")),
            "next_emissions": self._field_value("next_emissions_date", self.env._("Next emissions test")),
            "emissions_from": self._field_value("emissions_from", self.env._("Emissions test counts from")),
            "mileage": self._field_value("mileage", self.env._("Mileage (km)"), _get_mileage),
            "age": self._field_value("first_registration_date", self.env._("Age (full years)"), _get_age),
        }


def _visited(ranges):
    """Return the domain of the repair orders that were closed, or if still open opened, in ranges of time."""
    still_open = Domain("closed_at", "=", False) & compile_ranges("opened_at", ranges)
    return compile_ranges("closed_at", ranges) | still_open


def _get_name(vehicle, _source):
    return " ".join(filter(None, (vehicle.brand_id.name, vehicle.model_id.name)))


def _get_estimated_mileage(vehicle, source):
    return vehicle._get_estimated_mileage(source.local_date(source.now))


def _get_mileage(vehicle, _source):
    return vehicle.mileage or None  # nobody has read it yet


def _get_age(vehicle, source):
    born = vehicle.first_registration_date or vehicle.delivery_date
    today = source.local_date(source.now)
    return relativedelta(today, born).years if born and born <= today else None


def _get_births_before(today, years):
    """Return the day before which was born whatever is ``years`` old today, or older."""
    return first_shifted_to(next_day(today), years, "year")
