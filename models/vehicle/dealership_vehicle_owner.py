from itertools import pairwise

from odoo import api, fields, models
from odoo.tools import SQL

from ..client.arguments import an_id
from ..customer.same_customer import counts_for
from .financing import FINANCING
from .sale_type import SALE_TYPES

SOLD, CANCELLED = "sold", "cancelled"
STATES = [(SOLD, "Sold"), (CANCELLED, "Cancelled")]

_IS_PRESENT = SQL(
    "owner.vehicle_id = vehicle.id AND owner.until IS NULL AND owner.sale_state IS DISTINCT FROM %s", CANCELLED
)
_IS_NOBODYS = SQL("NOT EXISTS (SELECT FROM dealership_vehicle_owner owner WHERE %s)", _IS_PRESENT)

# What of a vehicle follows from its sale: field of the sale → field of the vehicle.
EFFECTS = {
    "delivery_date": "delivery_date",
    "sale_type": "sale_type",
    "user_id": "manager_id",
    "team_id": "team_id",
    **{name: name for name in FINANCING},
}
_FOLLOWING = tuple(EFFECTS.values())


class DealershipVehicleOwner(models.Model):
    """Who owned a vehicle, from when to when; and the sale by which they got it, where it was one of ours.

    One row per owner and time, the present one among them: it is the one without an end, and there is at most one.
    Whoever writes ``owner_id`` of a vehicle by SQL calls :meth:`_follow_vehicles` afterwards; what is said of sales is
    brought to the vehicles by :meth:`_follow_sales`. A sale that is cancelled is no time of anybody's.
    """

    _name = "dealership.vehicle.owner"
    _inherit = "dealership.financing"
    _description = "Owner of a Vehicle"
    _order = "since desc, id desc"
    _rec_name = "partner_id"

    vehicle_id = fields.Many2one("fleet.vehicle", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="vehicle_id.company_id", store=True)
    partner_id = fields.Many2one(
        "res.partner", string="Owner", required=True, readonly=True, index=True, ondelete="cascade"
    )
    counts_for_id = counts_for("partner_id")
    since = fields.Date(string="Owned Since", readonly=True, help="Empty: nobody knows.")
    until = fields.Date(string="Owned Until", readonly=True, help="Empty: the present owner.")
    sold_on = fields.Date(readonly=True)
    sale_state = fields.Selection(STATES, string="Sale", readonly=True, help="Empty: it wasn't bought here.")
    sale_type = fields.Selection(SALE_TYPES, readonly=True)
    delivery_date = fields.Date(string="Delivery", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True, ondelete="set null")
    team_id = fields.Many2one(
        "crm.team", string="Point of Sale", readonly=True, index="btree_not_null", ondelete="set null"
    )
    price = fields.Monetary(string="Price with Tax", readonly=True)
    currency_id = fields.Many2one(related="vehicle_id.currency_id")
    # Field of the vehicle → [what stood there before the sale, what the sale has put there], as JSON has it.
    effects = fields.Json(readonly=True, export_string_translation=False)

    # -- what is said of vehicles -----------------------------------------------------------------------

    @api.model
    def _follow_vehicles(self, vehicles):
        """Note the owners that vehicles have now, and until when the ones before were; of many in five statements.

        Whose time would end on the day it began never owned it, unless it was sold to them. Who owns it since the same
        day as before has owned it all along.

        :param vehicles: ``fleet.vehicle``, whose ``owner_id`` and ``owner_since`` say who and since when, and whose
            financing how the owner pays for it
        """
        if not vehicles:
            return
        self.env.flush_all()
        vehicle_ids = vehicles.ids
        for statement in (
            self._get_forgetting(vehicle_ids),
            self._get_ending(vehicle_ids),
            self._get_resuming(vehicle_ids),
            self._get_correction(vehicle_ids),
            self._get_beginnings(vehicle_ids),
        ):
            self.env.cr.execute(statement)
        self.invalidate_model()
        vehicles.invalidate_recordset(["ownership_ids"])

    def _get_forgetting(self, vehicle_ids):
        """Forget whose time would end on the day it began; but not whose time a sale has ended, which may be undone."""
        return SQL(
            """DELETE FROM dealership_vehicle_owner owner
                USING fleet_vehicle vehicle
                WHERE vehicle.id = ANY(%s) AND %s AND owner.partner_id IS DISTINCT FROM vehicle.owner_id
                  AND owner.since >= COALESCE(vehicle.owner_since, %s) AND owner.sale_state IS NULL""",
            vehicle_ids,
            _IS_PRESENT,
            fields.Date.context_today(self),
        )

    def _get_ending(self, vehicle_ids):
        return SQL(
            """UPDATE dealership_vehicle_owner owner
                  SET until = GREATEST(COALESCE(vehicle.owner_since, %s), owner.since)
                 FROM fleet_vehicle vehicle
                WHERE vehicle.id = ANY(%s) AND %s AND owner.partner_id IS DISTINCT FROM vehicle.owner_id""",
            fields.Date.context_today(self),
            vehicle_ids,
            _IS_PRESENT,
        )

    def _get_resuming(self, vehicle_ids):
        return SQL(
            """UPDATE dealership_vehicle_owner again SET until = NULL
                WHERE again.id IN (
                   SELECT max(former.id)
                     FROM fleet_vehicle vehicle
                     JOIN dealership_vehicle_owner former ON former.vehicle_id = vehicle.id
                      AND former.partner_id = vehicle.owner_id AND former.sale_state IS DISTINCT FROM %s
                      AND former.since IS NOT DISTINCT FROM vehicle.owner_since
                    WHERE vehicle.id = ANY(%s) AND %s
                    GROUP BY vehicle.id)""",
            CANCELLED,
            vehicle_ids,
            _IS_NOBODYS,
        )

    def _get_correction(self, vehicle_ids):
        """Have what was not known, or has been corrected, be noted of present owners."""
        return SQL(
            """UPDATE dealership_vehicle_owner owner
                  SET since = COALESCE(vehicle.owner_since, owner.since), (%(names)s) = ROW(%(paid)s)
                 FROM fleet_vehicle vehicle
                WHERE vehicle.id = ANY(%(vehicle_ids)s) AND %(is_present)s
                  AND (COALESCE(vehicle.owner_since, owner.since), %(paid)s)
                      IS DISTINCT FROM (owner.since, %(noted)s)""",
            names=_list_financing(),
            paid=_list_financing("vehicle"),
            noted=_list_financing("owner"),
            vehicle_ids=vehicle_ids,
            is_present=_IS_PRESENT,
        )

    def _get_beginnings(self, vehicle_ids):
        return SQL(
            """INSERT INTO dealership_vehicle_owner (
                   vehicle_id, company_id, partner_id, counts_for_id, since, create_date, %s)
               SELECT vehicle.id, vehicle.company_id, vehicle.owner_id, vehicle.counts_for_id, vehicle.owner_since,
                      now() AT TIME ZONE 'UTC', %s
                 FROM fleet_vehicle vehicle
                WHERE vehicle.id = ANY(%s) AND vehicle.owner_id IS NOT NULL AND %s""",
            _list_financing(),
            _list_financing("vehicle"),
            vehicle_ids,
            _IS_NOBODYS,
        )

    @api.model
    def _find_ended(self, vehicles, owner_id, day):
        """Return the times of an owner that ended on a day when the vehicles went over to others.

        :param int owner_id: who gets the vehicles now; whatever a client has given
        """
        passed_on = vehicles.filtered(lambda vehicle: vehicle.owner_since == day)
        if not passed_on or not owner_id or not an_id(owner_id):
            return self.browse()
        return self.search(
            [
                ("vehicle_id", "in", passed_on.ids),
                ("partner_id", "=", owner_id),
                ("until", "=", day),
                ("sale_state", "!=", CANCELLED),
            ]
        )

    # -- what is said of sales --------------------------------------------------------------------------

    def _follow_sales(self):
        """Have the vehicles of these sales be their buyers', unless somebody has owned them since.

        What a cancelled sale had set is set back, where it still stands so.
        """
        for vehicle, sales in self.grouped("vehicle_id").items():
            cancelled = sales.filtered(lambda sale: sale.sale_state == CANCELLED)
            vals = cancelled._prepare_undoing()
            chain = self.search([("vehicle_id", "=", vehicle.id), ("sale_state", "!=", CANCELLED)])
            chain = chain.sorted(lambda owner: (owner._get_beginning(), owner.id))
            last = chain[-1:]
            if last.until and last.until in [sale._get_beginning() for sale in cancelled]:
                last.until = False
            chain._chain_up()
            if not last.until:
                vals |= last._prepare_effects({name: vals.get(name, _to_plain(vehicle[name])) for name in _FOLLOWING})
                vals |= last._prepare_ownership(vehicle)
            if vals:
                # At one go: what is noted of a vehicle looks at who owns it.
                vehicle.write(vals)

    def _get_beginning(self):
        """Return since when it was theirs; where that isn't known, when it was noted."""
        return self.since or self.create_date.date()

    def _chain_up(self):
        """Have each owner's time end where the next one's begins."""
        for owner, following in pairwise(self):
            if owner.until != following._get_beginning():
                owner.until = following._get_beginning()

    def _prepare_ownership(self, vehicle):
        """Return what has a vehicle be the owner's, as they pay for it; without one, nobody's."""
        if vehicle.owner_id != self.partner_id:
            paid = {name: self[name] for name in FINANCING}
            return {"owner_id": self.partner_id.id, "owner_since": self.since, **paid}
        return {"owner_since": self.since} if self.since and vehicle.owner_since != self.since else {}

    def _prepare_effects(self, here):
        """Return what the sale sets of a vehicle; what somebody has changed since stays.

        :param dict here: what stands there, as JSON has it
        """
        effects, vals = dict(self.effects or {}), {}
        for own, name in EFFECTS.items():
            said = _to_plain(self[own])
            before, put = effects.get(name, (here[name], here[name]))
            if self.sale_state == SOLD and said and said != here[name] and put == here[name]:
                effects[name], vals[name] = [before, said], said
        if vals:
            self.effects = effects
        return vals

    def _prepare_undoing(self):
        """Return what stood before these sales of one vehicle, where nobody has changed it since."""
        undone = {}
        for sale in self.sorted("id", reverse=True):
            for name, (before, put) in (sale.effects or {}).items():
                if undone.get(name, _to_plain(sale.vehicle_id[name])) == put:
                    undone[name] = before
        self.write({"effects": False, "until": False})
        return undone


def _list_financing(*table):
    """Return the columns of a financing, of a table of that name, for a statement."""
    return SQL(", ").join(SQL.identifier(*table, name) for name in FINANCING)


def _to_plain(value):
    """Return the value of a field as JSON has it."""
    if isinstance(value, models.BaseModel):
        return value.id or False
    return fields.Date.to_string(value) if hasattr(value, "year") else value


class ResPartner(models.Model):
    """The vehicles that a customer has owned, those that they have given away among them."""

    _inherit = "res.partner"

    ownership_ids = fields.One2many(
        "dealership.vehicle.owner",
        "partner_id",
        string="Vehicles Owned",
        groups="crm_dealership.group_dealership_user",
    )
