from dataclasses import replace

from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ...engine.feed import field as types
from ...engine.feed.field import KEY, FeedField
from ..vehicle.dealership_vehicle_owner import CANCELLED, SOLD
from .feed_kind import DELIVERY_HEADERS, FINANCING_FIELDS, POINT_OF_SALE, SALE_TYPE

_lt = LazyTranslate(__name__, default_lang="en_US")

_STATES = {
    SOLD: r"vendue?s?|livree?s?|commandee?s?|facturee?s?|signee?s?|validee?s?|en cours|reservee?s?|sold|delivered"
    r"|ordered|invoiced|confirmed",
    CANCELLED: r"annulee?s?|resiliee?s?|retractee?s?|cancell?ed|void",
}


class FeedKindVehicleSale(models.AbstractModel):
    """Sales of vehicles: whose a vehicle becomes, when, and by whom it was sold.

    The owner comes by the sale, and not by the vehicle that the row speaks of: so a sale that is cancelled leaves none.
    """

    _name = "dealership.feed.kind.vehicle_sale"
    _inherit = "dealership.feed.kind"
    _description = "Vehicle Sales"
    _feed_sequence = 50
    _feed_model = "dealership.vehicle.owner"
    _feed_shared = ("team_id",)
    _feed_parts = {"buyer": ("customer", "partner_id"), "vehicle": ("vehicle", "vehicle_id")}
    _feed_part_labels = {"buyer": _lt("Buyer"), "vehicle": _lt("Vehicle")}

    @api.model
    def _get_own_fields(self):
        number = r"(numero|num|no|n|id|ref|reference|code) ?(de |du |d )?(la )?(vente|commande|bon de commande|bdc|bc)"
        number += r"|(sale|order|deal) (number|no|nr|id|ref)"
        return [
            FeedField(KEY, _lt("Sale number"), types.NUMBER, rf"{number}|bon de commande|bdc", required=True),
            FeedField(
                "sold_on",
                _lt("Sold on"),
                types.DATE,
                r"(date )?(de |du |d )?(la )?(vente|commande|bon de commande|signature)( le)?|vendu le"
                r"|(sale|order) date|sold( on)?",
                required=True,
            ),
            FeedField("delivery_date", _lt("Delivered on"), types.DATE, DELIVERY_HEADERS),
            # In a file of vehicles the “genre” is what they are registered as.
            replace(SALE_TYPE, headers=rf"{SALE_TYPE.headers}|genre"),
            FeedField("sale_state", _lt("Status"), types.CHOICE, r"statut|etat|status|state|situation", words=_STATES),
            FeedField(
                "price", _lt("Price with tax"), types.AMOUNT, r"(prix|montant|total)( (de )?vente)?( ttc)?|price"
            ),
            FeedField("user_id", _lt("Salesperson"), types.STAFF, r"vendeur|commercial|salesperson|seller|sold by"),
            *FINANCING_FIELDS,
            POINT_OF_SALE,
        ]

    # -- which record it is -----------------------------------------------------------------------------

    @api.model
    def _get_identities(self, values_list, company):
        return [{("owner", values.get("vehicle_id"), values.get("partner_id"))} for values in values_list]

    @api.model
    def _recognise(self, values_list, company):
        """Who is known to own the vehicle, and not how they got it, got it so; not by what was cancelled."""
        owners = self.env["dealership.vehicle.owner"].search(
            [
                ("vehicle_id", "in", [values.get("vehicle_id") for values in values_list]),
                ("sale_state", "=", False),
                ("until", "=", False),
            ]
        )
        known = {(owner.vehicle_id.id, owner.partner_id.id): owner.id for owner in owners}
        return [
            None
            if values.get("sale_state") == CANCELLED
            else known.get((values.get("vehicle_id"), values.get("partner_id")))
            for values in values_list
        ]

    # -- what is written --------------------------------------------------------------------------------

    @api.model
    def _prepare_values(self, values, context):
        vals = super()._prepare_values(values, context)
        vals["sale_state"] = values.get("sale_state") or SOLD
        if "sold_on" in vals or "delivery_date" in vals:
            vals["since"] = vals.get("delivery_date") or vals.get("sold_on")
        return vals

    @api.model
    def _prepare_new(self, values, context):
        return {"team_id": values.get("team_id") or context.team.id}

    @api.model
    def _find_problem(self, vals, record):
        if not vals.get("vehicle_id", record.vehicle_id):
            return _lt("Nothing says which vehicle was sold: an identification number or a plate is needed.")
        return "" if vals.get("partner_id", record.partner_id) else _lt("Nothing says who has bought it.")

    @api.model
    def _take_back(self, records):
        """What sales have set of their vehicles is set back, as when the source cancels them."""
        records.sale_state = CANCELLED
        records._follow_sales()
        return super()._take_back(records)

    @api.model
    def _follow_up(self, records, context):
        records._follow_sales()
