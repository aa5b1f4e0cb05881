from odoo import models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__, default_lang="en_US")


class FleetVehicle(models.Model):
    """The customer's vehicles."""

    _name = "fleet.vehicle"
    _inherit = ["fleet.vehicle", "dealership.personal.data"]
    _personal_data_key = "vehicles"
    _personal_data_title = _lt("Your Vehicles")
    _personal_data_customer = "owner_id"
    _personal_data_fields = [
        "brand_id",
        "model_id",
        "license_plate",
        "vin_sn",
        "sale_type",
        "owner_since",
        "delivery_date",
        "first_registration_date",
        "warranty_end",
        "registered_as",
        "vehicle_use",
        "last_inspection_date",
        "last_emissions_date",
        "next_inspection_date",
        "next_emissions_date",
        "mileage",
        "financing_kind",
        "financing_end",
        "residual_value",
        "remaining_amount",
        "currency_id",
        "last_service_date",
        "last_service_mileage",
        "next_service_date",
        "km_per_year",
        "team_id",
        "company_id",
    ]


class DealershipRepairOrder(models.Model):
    """What the workshop did for the customer."""

    _name = "dealership.repair.order"
    _inherit = ["dealership.repair.order", "dealership.personal.data"]
    _personal_data_key = "repair_orders"
    _personal_data_title = _lt("Workshop")
    _personal_data_fields = [
        "name",
        "vehicle_id",
        "status",
        "opened_at",
        "closed_at",
        "mileage",
        "is_service",
        "description",
        "customer_pay_amount",
        "warranty_pay_amount",
        "currency_id",
        "advisor_id",
        "team_id",
        "company_id",
    ]


class DealershipVehicleOwner(models.Model):
    """The vehicles that the customer has owned, or bought here, with those they have given away since."""

    _name = "dealership.vehicle.owner"
    _inherit = ["dealership.vehicle.owner", "dealership.personal.data"]
    _personal_data_key = "owned_vehicles"
    _personal_data_title = _lt("Vehicles You Have Owned")
    _personal_data_fields = [
        "vehicle_id",
        "since",
        "until",
        "sale_state",
        "sold_on",
        "delivery_date",
        "sale_type",
        "price",
        "financing_kind",
        "financing_end",
        "residual_value",
        "remaining_amount",
        "currency_id",
        "user_id",
        "team_id",
        "company_id",
    ]
