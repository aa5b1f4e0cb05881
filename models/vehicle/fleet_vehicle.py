from collections.abc import Collection

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.letters import letters, normalise_letters
from ..customer.same_customer import counts_for
from .financing import FINANCING
from .sale_type import SALE_TYPES


class FleetVehicle(models.Model):
    """A customer's vehicle. ``driver_id`` stays Odoo's driver; the customer who owns it is ``owner_id``."""

    _name = "fleet.vehicle"
    _inherit = ["fleet.vehicle", "dealership.financing"]
    _rec_names_search = ["name", "driver_id.name", "owner_id.name", "vin_sn"]

    owner_id = fields.Many2one("res.partner", index="btree_not_null", tracking=True, check_company=True)
    counts_for_id = counts_for("owner_id")
    owner_since = fields.Date(
        string="Owned Since",
        compute="_compute_owner_since",
        store=True,
        readonly=False,
        help="When the present owner got the vehicle: its delivery, unless it changed hands later.",
    )
    sale_type = fields.Selection(SALE_TYPES, index="btree_not_null")
    team_id = fields.Many2one(
        "crm.team", string="Point of Sale", index="btree_not_null", check_company=True, ondelete="restrict"
    )
    delivery_date = fields.Date(index="btree_not_null", tracking=True)
    first_registration_date = fields.Date(string="First Registration")
    warranty_end = fields.Date(string="End of Warranty", index="btree_not_null")
    mileage = fields.Integer(string="Mileage (km)", help="As last read, in kilometres.", aggregator="avg")
    repair_order_ids = fields.One2many(
        "dealership.repair.order", "vehicle_id", string="Repair Orders", groups="crm_dealership.group_dealership_user"
    )
    repair_order_count = fields.Integer(compute="_compute_repair_order_count")
    appointment_ids = fields.One2many("calendar.event", "vehicle_id", string="Appointments")
    ownership_ids = fields.One2many(
        "dealership.vehicle.owner", "vehicle_id", string="Owners", groups="crm_dealership.group_dealership_user"
    )
    appointment_count = fields.Integer(compute="_compute_appointment_count")

    # As ``engine/letters.py`` writes them; plates also by their beginning.
    _vin_index = models.Index("(UPPER(REGEXP_REPLACE(vin_sn, '[^0-9A-Za-z]', '', 'g')))")
    _plate_index = models.Index("(UPPER(REGEXP_REPLACE(license_plate, '[^0-9A-Za-z]', '', 'g')) text_pattern_ops)")
    _dates_in_order = models.Constraint(
        "CHECK (delivery_date IS NULL OR warranty_end IS NULL OR warranty_end >= delivery_date)",
        "A warranty can't end before the vehicle is delivered.",
    )

    @api.depends("brand_id.name", "model_id.name", "license_plate")
    def _compute_display_name(self):
        for vehicle in self:
            model = " ".join(filter(None, [vehicle.brand_id.name, vehicle.model_id.name]))
            vehicle.display_name = f"{model} ({vehicle.license_plate})" if vehicle.license_plate else model

    @api.model
    def _search_display_name(self, operator, value):
        """A plate is found however it is written: in a list of choices by its beginning, by imports as a whole."""
        domain = super()._search_display_name(operator, value)
        texts = [value] if isinstance(value, str) else value if isinstance(value, Collection) else []
        plates = [plate for text in texts if isinstance(text, str) and (plate := normalise_letters(text))]
        if not plates or operator not in ("=", "in", "ilike"):
            return domain
        return Domain(domain) | Domain.custom(to_sql=lambda model, alias, query: _match_plates(alias, operator, plates))

    @api.depends("delivery_date")
    def _compute_owner_since(self):
        for vehicle in self:
            vehicle.owner_since = vehicle.owner_since or vehicle.delivery_date

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("repair_order_ids")
    def _compute_repair_order_count(self):
        counts = self._count_linked("dealership.repair.order", "vehicle_id")
        for vehicle in self:
            vehicle.repair_order_count = counts.get(vehicle._origin.id, 0)

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("appointment_ids")
    def _compute_appointment_count(self):
        counts = self._count_linked("calendar.event", "vehicle_id")
        for vehicle in self:
            vehicle.appointment_count = counts.get(vehicle._origin.id, 0)

    @api.model_create_multi
    def create(self, vals_list):
        vehicles = super().create(vals_list)
        vehicles._note_owners()
        return vehicles

    def write(self, vals):
        """A vehicle that changes hands is another owner's, who pays for it in another way."""
        if "owner_id" in vals:
            changing = self.filtered(lambda vehicle: vehicle.owner_id and vehicle.owner_id.id != vals["owner_id"])
            for vehicles, change in changing._prepare_changes_of_hands(vals["owner_id"]):
                super(FleetVehicle, vehicles).write({name: value for name, value in change.items() if name not in vals})
        res = super().write(vals)
        if not {"owner_id", "owner_since", "delivery_date", *FINANCING}.isdisjoint(vals):
            self._note_owners()
        return res

    def _prepare_changes_of_hands(self, owner_id):
        """Return what changes with the owner where nothing else is said, as ``[(vehicles, values)]``.

        They are the new owner's since today, and nobody knows how they are paid for. But whoever gets a vehicle back on
        the day it went over to somebody else gets it as it was: that was a mistake.
        """
        today = fields.Date.context_today(self)
        # sudo: whoever may say whose a vehicle is says who owned it
        ended = self.env["dealership.vehicle.owner"].sudo()._find_ended(self.sudo(), owner_id, today)
        anew = {"owner_since": today, **dict.fromkeys(FINANCING, False)}
        return [(self - ended.vehicle_id, anew)] + [
            (self & time.vehicle_id, {"owner_since": time.since, **{name: time[name] for name in FINANCING}})
            for time in ended
        ]

    @api.model
    def _find_by_letters(self, name, written, company):
        """Return {letters and digits: ids of the vehicles of a company that have them}, the one in use first.

        :param str name: of the field, ``vin_sn`` or ``license_plate``
        :param list written: letters and digits
        """
        if not written:
            return {}
        self.flush_model([name, "active"])
        query = self.with_context(active_test=False)._search([("company_id", "in", [company.id, False])])
        value = letters(name)(query.table)
        query.add_where(SQL("%s = ANY(%s)", value, list(written)))
        query.order = SQL("%s DESC, %s DESC", *(SQL.identifier(query.table, column) for column in ("active", "id")))
        found = {}
        for vehicle_id, letters_written in self.env.execute_query(
            query.select(SQL.identifier(query.table, "id"), value)
        ):
            found.setdefault(letters_written, []).append(vehicle_id)
        return found

    def _note_owners(self):
        # sudo: whoever may say whose a vehicle is says who owned it
        self.env["dealership.vehicle.owner"].sudo()._follow_vehicles(self.sudo())

    def action_view_repair_orders(self):
        return self._get_vehicle_action("dealership_repair_order_action", "partner_id")

    def action_view_appointments(self):
        action = self._get_vehicle_action("calendar_event_action", "customer_id")
        action["views"] = sorted(action["views"], key=lambda view: view[1] != "list")
        return action

    def _get_vehicle_action(self, xml_id, customer_field):
        """Return an action of this addon narrowed to one vehicle, whose owner is the default customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(f"crm_dealership.{xml_id}")
        action["domain"] = [("vehicle_id", "=", self.id)]
        action["context"] = {
            "default_vehicle_id": self.id,
            f"default_{customer_field}": self.owner_id.id,
            "default_team_id": self.team_id.id,
        }
        return action


def _match_plates(alias, operator, plates):
    """Return the condition that a plate is one of those, or begins like one."""
    written = letters("license_plate")(alias)
    if operator == "ilike":
        return SQL("%s LIKE ANY(%s)", written, [f"{plate}%" for plate in plates])
    return SQL("%s = ANY(%s)", written, plates)
