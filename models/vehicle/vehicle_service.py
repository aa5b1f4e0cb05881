from collections import defaultdict

from odoo import api, fields, models

from ...engine.local_time import to_local
from ...engine.vehicle.mileage import Reading, Service, choose_credible, estimate_per_day, plan_service

DAYS_OF_YEAR = 365
_INTERVALS = ("service_interval_months", "service_interval_km")


class ServiceInterval(models.AbstractModel):
    """After how many months and kilometres something is to be serviced, whichever comes first; 0 is no such limit."""

    _name = "dealership.service.interval"
    _description = "Service Interval"

    service_interval_months = fields.Integer(string="Service Every (Months)", aggregator=None)
    service_interval_km = fields.Integer(string="Service Every (km)", aggregator=None)

    _service_interval_not_negative = models.Constraint(
        "CHECK (COALESCE(service_interval_months, 0) >= 0 AND COALESCE(service_interval_km, 0) >= 0)",
        "A service interval cannot be negative.",
    )


class FleetVehicleModel(models.Model):
    """The interval that the manufacturer gives for a model."""

    _name = "fleet.vehicle.model"
    _inherit = ["fleet.vehicle.model", "dealership.service.interval"]


class FleetVehicle(models.Model):
    """When it is to be serviced next.

    ==========================  ================================================================================
    what                        whence
    ==========================  ================================================================================
    interval                    its own, where there is one; else that of its model
    last service                the last repair order that was one (``is_service``) and is closed, or what a person
                                has entered, whichever is later; of a car sold new, its delivery
    kilometres a year           the mileages read on repair orders, as far as they are credible
    next service                the earlier of what months and kilometres say (``engine/vehicle/mileage.py``)
    ==========================  ================================================================================

    Repair orders mark their vehicles as stale; what follows from them is read in the background (``_follow_dates``).
    """

    _name = "fleet.vehicle"
    _inherit = ["fleet.vehicle", "dealership.service.interval"]

    last_service_date = fields.Date(
        string="Last Service", help="Told by repair orders; enter one that was done elsewhere."
    )
    last_service_mileage = fields.Integer(string="Mileage at Last Service (km)", aggregator=None)
    # By which the last service is known; empty where a person entered it.
    last_service_order_id = fields.Many2one(
        "dealership.repair.order",
        string="Told By",
        readonly=True,
        copy=False,
        groups="crm_dealership.group_dealership_user",
    )
    mileage_read = fields.Integer(string="Mileage in the Workshop (km)", readonly=True, copy=False, aggregator=None)
    mileage_read_on = fields.Date(readonly=True, copy=False)
    km_per_year = fields.Integer(
        string="Kilometres a Year",
        readonly=True,
        copy=False,
        aggregator="avg",
        help="Estimated from the mileages read on repair orders of the last years: at least two, a month apart.",
    )
    next_service_date = fields.Date(
        string="Next Service",
        compute="_compute_next_service_date",
        store=True,
        index="btree_not_null",
        help="The earlier of what the months and the kilometres of the interval say.",
    )

    @api.depends(
        *_INTERVALS,
        *(f"model_id.{name}" for name in _INTERVALS),
        "last_service_date",
        "last_service_mileage",
        "mileage_read",
        "mileage_read_on",
        "km_per_year",
        "sale_type",
        "delivery_date",
    )
    def _compute_next_service_date(self):
        for vehicle in self:
            vehicle.next_service_date = plan_service(vehicle._get_service())

    def _get_service(self):
        """Return what the next service follows from; a new car was serviced when it was delivered."""
        months, kilometres = (self[name] or self.model_id[name] for name in _INTERVALS)
        last_day, last_mileage = self.last_service_date, self.last_service_mileage or None
        if not last_day and self.sale_type == "vn":
            last_day, last_mileage = self.delivery_date, 0
        reading = Reading(self.mileage_read_on, self.mileage_read) if self.mileage_read_on else None
        per_day = self.km_per_year / DAYS_OF_YEAR if self.km_per_year else None
        return Service(last_day or None, last_mileage, months, kilometres, reading, per_day)

    def _get_estimated_mileage(self, today):
        """Return the mileage that it should have today, None when that can't be told."""
        if not self.mileage_read_on or not self.km_per_year:
            return None
        return self.mileage_read + round((today - self.mileage_read_on).days * self.km_per_year / DAYS_OF_YEAR)

    def write(self, vals):
        """A last service that a person enters is nobody's order."""
        res = super().write(vals)
        if "last_service_date" in vals and "last_service_order_id" not in vals:
            # sudo: it follows from what was entered
            self.sudo().filtered("last_service_order_id").last_service_order_id = False
        return res

    # -- what repair orders say -------------------------------------------------------------------------

    def _follow_dates(self):
        res = super()._follow_dates()
        orders = self._get_orders_read()
        for vehicle in self.with_context(tracking_disable=True):
            vals = vehicle._prepare_readings(orders[vehicle.id]) | vehicle._prepare_last_service(orders[vehicle.id])
            if any(vehicle[name] != value for name, value in vals.items()):
                vehicle.write(vals)
        return res

    def _get_orders_read(self):
        """Return {vehicle: its repair orders that were not cancelled, by their opening}."""
        orders = self.env["dealership.repair.order"].search(
            [("vehicle_id", "in", self.ids), ("status", "!=", "cancelled")], order="opened_at, id"
        )
        return defaultdict(orders.browse, {vehicle.id: each for vehicle, each in orders.grouped("vehicle_id").items()})

    def _prepare_readings(self, orders):
        """Return what is known of the mileage."""
        readings = choose_credible(
            Reading(order._get_local_day("opened_at"), order.mileage) for order in orders if order.mileage > 0
        )
        per_day = estimate_per_day(readings)
        return {
            "mileage_read": readings[-1].mileage if readings else 0,
            "mileage_read_on": readings[-1].day if readings else False,
            "km_per_year": round(per_day * DAYS_OF_YEAR) if per_day else 0,
        }

    def _prepare_last_service(self, orders):
        """Return the last service: that of the last order that was one, unless a person knows of a later one.

        Whatever an order has said goes with it.
        """
        services = orders.filtered(lambda order: order.is_service and order.closed_at and order.status == "closed")
        last = services.sorted("closed_at")[-1:]
        day = last._get_local_day("closed_at") if last else False
        entered = self.last_service_date if not self.last_service_order_id else False
        if entered and (not day or entered >= day):
            return {}
        if not last and not self.last_service_order_id:
            return {}
        return {
            "last_service_order_id": last,
            "last_service_date": day,
            "last_service_mileage": last.mileage if last else 0,
        }


class DealershipRepairOrder(models.Model):
    """Orders tell how far their vehicle is driven, and when it was serviced."""

    _inherit = "dealership.repair.order"

    is_service = fields.Boolean(
        string="Service Carried Out",
        default=True,
        help="The next service counts from here. Untick it for what is none: a tyre, a bulb.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._mark_vehicles_stale(orders.vehicle_id)
        return orders

    def write(self, vals):
        vehicles = self.vehicle_id if "vehicle_id" in vals else self.env["fleet.vehicle"]
        res = super().write(vals)
        if not {"vehicle_id", "mileage", "status", "opened_at", "closed_at", "is_service"}.isdisjoint(vals):
            self._mark_vehicles_stale(vehicles | self.vehicle_id)
        return res

    def unlink(self):
        vehicles = self.vehicle_id
        res = super().unlink()
        self._mark_vehicles_stale(vehicles)
        return res

    @api.model
    def _mark_vehicles_stale(self, vehicles):
        """Have vehicles read anew what their orders say."""
        if vehicles:
            # sudo: what follows of an order is no change that its adviser makes
            vehicles.sudo()._mark_stale([("id", "in", vehicles.ids)])

    def _get_local_day(self, name):
        return to_local(self[name], self.team_id._get_timezone()).date()
