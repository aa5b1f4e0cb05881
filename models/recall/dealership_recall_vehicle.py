from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...engine.recall.states import GONE, IN_WORKSHOP, OPEN, REPAIRED, SETTLEMENTS, STATES, TODO
from ..client.internal_fields import with_internal_fields
from ..customer.same_customer import counts_for

_COMING = Domain("start", ">=", "now") & Domain("appointment_status", "in", ["planned", "confirmed"])


class DealershipRecallVehicle(models.Model):
    """A vehicle that a manufacturer recalls, and how far one is with it.

    It is listed by its identification number; whoever gets to know a vehicle with that number joins the two
    (``fleet_vehicle.py``). Repaired it is by the repair order in which the work is done, once that is closed; by a list
    of the manufacturer; or because somebody says so.
    """

    _name = "dealership.recall.vehicle"
    _description = "Recalled Vehicle"
    _inherit = ["mail.thread", "dealership.targeting.subject", "dealership.delivery.subject"]
    _order = "recall_id desc, id"
    _rec_name = "vin"
    _check_company_auto = True

    # Computed for everybody alike: a name is shown, as in any list, whether or not what it is taken from may be read.
    display_name = fields.Char(compute_sudo=True)
    recall_id = fields.Many2one("dealership.recall", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="recall_id.company_id", store=True, precompute=True, index=True)
    vin = fields.Char(string="VIN", required=True, readonly=True)
    vehicle_id = fields.Many2one(
        "fleet.vehicle",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Empty: no vehicle here has this number yet.",
    )
    owner_id = fields.Many2one(
        related="vehicle_id.owner_id", store=True, precompute=True, index="btree_not_null", ondelete="set null"
    )
    counts_for_id = counts_for("owner_id")
    team_id = fields.Many2one(
        related="vehicle_id.team_id", store=True, precompute=True, index="btree_not_null", ondelete="set null"
    )
    is_safety = fields.Boolean(related="recall_id.is_safety")
    listed_on = fields.Date(readonly=True, default=fields.Date.context_today)
    repair_order_id = fields.Many2one(
        "dealership.repair.order",
        check_company=True,
        index="btree_not_null",
        domain="[('vehicle_id', '=', vehicle_id)]",
        help="In which the work is done: once it is closed, the vehicle is repaired.",
    )
    settlement = fields.Selection(SETTLEMENTS, readonly=True)
    settled_on = fields.Date(readonly=True)
    by_list = fields.Boolean(readonly=True, help="A list of the manufacturer says so: a later one may say otherwise.")
    state = fields.Selection(STATES, compute="_compute_state", store=True, precompute=True, index=True, tracking=True)
    repaired_on = fields.Date(compute="_compute_state", store=True, precompute=True)
    appointment_at = fields.Datetime(
        string="Appointment", compute="_compute_appointment_at", search="_search_appointment_at"
    )

    _vin_unique = models.UniqueIndex("(recall_id, vin)", "This vehicle is on the list of this recall already.")
    # Who waits for a vehicle to become known.
    _waiting_index = models.Index("(vin) WHERE vehicle_id IS NULL")

    @api.constrains("repair_order_id")
    def _check_order_of_the_vehicle(self):
        for line in self:
            if line.repair_order_id and line.repair_order_id.vehicle_id != line.vehicle_id:
                raise ValidationError(
                    self.env._(
                        "Repair order %(order)s is of another vehicle than %(vehicle)s: choose one of this vehicle.",
                        order=line.repair_order_id.name,
                        vehicle=line.display_name,
                    )
                )

    @api.depends("vin", "vehicle_id.display_name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.vehicle_id.display_name or line.vin

    @api.depends("settlement", "settled_on", "repair_order_id.status", "repair_order_id.closed_at")
    def _compute_state(self):
        for line in self:
            order = line.repair_order_id
            is_done = order.status == "closed"
            is_begun = order and order.status not in ("closed", "cancelled")
            line.state = line.settlement or (REPAIRED if is_done else IN_WORKSHOP if is_begun else TODO)
            closed_on = order._get_local_day("closed_at") if is_done else False
            line.repaired_on = line.state == REPAIRED and (line.settled_on or closed_on)

    @api.depends("vehicle_id.appointment_ids.start", "vehicle_id.appointment_ids.appointment_status")
    def _compute_appointment_at(self):
        """The next one of the vehicle, whatever it is booked for."""
        appointments = self.env["calendar.event"].search(
            Domain("vehicle_id", "in", self.vehicle_id.ids) & _COMING, order="start desc"
        )
        # The last of each is the earliest.
        coming = {appointment.vehicle_id: appointment.start for appointment in appointments}
        for line in self:
            line.appointment_at = coming.get(line.vehicle_id, False)

    def _search_appointment_at(self, operator, value):
        if operator not in ("in", "not in") or set(value) != {False}:
            return NotImplemented
        coming = Domain("vehicle_id.appointment_ids", "any", _COMING)
        return ~coming if operator == "in" else coming

    # -- what people say --------------------------------------------------------------------------------

    def action_repaired(self):
        """Say that it has been repaired, here without an order or elsewhere."""
        self._settle(REPAIRED)

    def action_gone(self):
        """Say that nobody here can have it repaired: sold to we don't know whom, scrapped, abroad."""
        self._settle(GONE)

    def action_reopen(self):
        """Say that it is still to be repaired, whatever was said before."""
        self._note({"settlement": False, "settled_on": False, "by_list": False, "repair_order_id": False})

    def action_leave_order(self):
        """Say that it is not repaired in the order in which it stands."""
        self.repair_order_id = False

    def _settle(self, settlement, settled_on=None, by_list=False):
        """Say what became of them.

        :param settled_on: the day, today without it
        """
        day = settled_on or fields.Date.context_today(self)
        self._note({"settlement": settlement, "settled_on": day, "by_list": by_list})

    def _note(self, vals):
        with_internal_fields(self).write(vals)

    # -- which vehicle it is ----------------------------------------------------------------------------

    def _join(self):
        """Find the vehicles of those of which none is known yet."""
        for company, lines in self.filtered(lambda line: not line.vehicle_id).grouped("company_id").items():
            found = self.env["fleet.vehicle"]._find_by_letters("vin_sn", lines.mapped("vin"), company)
            for line in lines:
                if line.vin in found:
                    line.vehicle_id = found[line.vin][0]

    @api.model
    def _follow_vehicles(self, vehicles):
        """Join what is recalled to vehicles that have become known, or whose number was corrected.

        :param vehicles: ``fleet.vehicle``, as superuser
        """
        lines = self.sudo()  # sudo: a vehicle is recalled whoever enters it
        joined = lines.search([("vehicle_id", "in", vehicles.ids)])
        parted = joined.filtered(lambda line: not line._is_about(line.vehicle_id))
        parted.vehicle_id = False
        waiting = lines.search([("vin", "in", list(vehicles._get_vins())), ("vehicle_id", "=", False)])
        (waiting | parted)._join()

    def _is_about(self, vehicle):
        """Return whether a vehicle has the number that is recalled, and is of the company, or of all."""
        return self.vin in vehicle._get_vins() and vehicle.company_id in (self.company_id, vehicle.company_id.browse())

    @api.model
    def _search_open(self, vehicles):
        """Return what the user sees of the recalls for which these vehicles are still to be repaired."""
        return self.search([("vehicle_id", "in", vehicles.ids), ("state", "in", OPEN), ("recall_id.active", "=", True)])
