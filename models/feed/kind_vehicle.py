from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from ...engine.feed import field as types
from ...engine.feed.field import KEY, FeedField
from ...engine.letters import normalise_letters
from ...engine.vehicle.inspections import CAR, COLLECTION, PRIVATE, VAN
from ..vehicle.financing import FINANCING
from .feed_kind import DELIVERY_HEADERS, FINANCING_FIELDS, MILEAGE, SALE_TYPE

_lt = LazyTranslate(__name__, default_lang="en_US")

BRAND, MODEL = "brand", "model"
VIN, PLATE = "vin_sn", "license_plate"
_REGISTERED_AS = {CAR: r"vp|voitures? particulieres?|m1|passenger cars?|car", VAN: r"ctte|camionnettes?|vul?|n1|vans?"}
# As on registration certificates, and in words.
_ENERGIES = {
    "diesel": r"go|gazole|gasoil|diesel",
    "gasoline": r"es|essence|petrol|gasoline|sp9[58]",
    "electric": r"el|electri(que|c)",
    "full_hybrid": r"eh|gh|hybride?( non rechargeable)?",
    "plug_in_hybrid_gasoline": r"ee|hybride? (essence )?rechargeable|plug in hybrid",
    "plug_in_hybrid_diesel": r"gl|hybride? diesel rechargeable",
    "lpg": r"gp|eg|gpl|lpg",
    "cng": r"gn|gnv|cng",
    "hydrogen": r"h2|hydrogene?",
}
_USES = {
    PRIVATE: r"ordinaire|normal|prive|ordinary|private",
    COLLECTION: r"(vehicule (de )?)?collection",
    "taxi": r"taxi",
    "private_hire": r"vtc|private hire",
    "ambulance": r"ambulance|(transport )?sanitaire",
    "driving_school": r"auto ecole|driving school",
}


class FeedKindVehicle(models.AbstractModel):
    """Customers' vehicles, with their owners."""

    _name = "dealership.feed.kind.vehicle"
    _inherit = "dealership.feed.kind"
    _description = "Vehicles"
    _feed_sequence = 20
    _feed_model = "fleet.vehicle"
    _feed_shared = ("company_id", "team_id", "model_id", "sale_type")
    _feed_parts = {"customer": ("customer", "owner_id")}
    _feed_changing_parts = frozenset({"customer"})
    _feed_followers = {"owner_id": ("owner_since", *FINANCING)}

    @api.model
    def _get_own_fields(self):
        number = r"(code|numero|num|no|n|id|ref|reference) ?(du |de )?(vehicule|vehicle|vh|veh)"
        number += r"|(vehicle|vehicule) (id|no|nr|number|code|key|numero|num|ref)"
        return [
            FeedField(KEY, _lt("Vehicle number"), types.NUMBER, rf"{number}|code|id|numero", part_headers=number),
            FeedField(VIN, _lt("Vehicle identification number"), types.VIN, r"vin|chassis|numero de serie|n serie|vis"),
            FeedField(
                PLATE, _lt("Licence plate"), types.PLATE, r"immat\w*|plaque|plate|registration( number)?|license plate"
            ),
            FeedField(BRAND, _lt("Brand"), types.NAME, r"marque|brand|make|constructeur"),
            FeedField(
                MODEL, _lt("Model"), types.NAME, r"modele|model|libelle (du )?(vehicule|modele)|designation|gamme"
            ),
            SALE_TYPE,
            FeedField(
                "first_registration_date",
                _lt("First registration"),
                types.DATE,
                r"(date )?(de )?(1ere?|premiere|1) (mise en circulation|immat\w*)|(date )?mec|dmec|mise en circulation"
                r"|first registration( date)?",
            ),
            FeedField("delivery_date", _lt("Delivery"), types.DATE, DELIVERY_HEADERS),
            FeedField(
                "warranty_end", _lt("End of warranty"), types.DATE, r"fin (de )?garantie|warranty end|end of warranty"
            ),
            FeedField(
                "last_inspection_date",
                _lt("Last technical inspection"),
                types.DATE,
                r"(date )?(du |de )?(dernier )?(controle technique|ct)( le)?|derniere visite technique"
                r"|last (technical )?inspection( date)?",
            ),
            FeedField(
                "last_emissions_date",
                _lt("Last emissions test"),
                types.DATE,
                r"(date )?(du |de )?(dernier )?(controle|ct) (de )?(complementaire|pollution)|last emissions test",
            ),
            FeedField(
                "fuel_type",
                _lt("Energy"),
                types.CHOICE,
                r"energie|carburant|motorisation|fuel( type)?|energy|p 3",
                words=_ENERGIES,
                dispensable=True,
            ),
            FeedField(
                "registered_as",
                _lt("Registered as"),
                types.CHOICE,
                r"genre( national)?|j 1|registered as",
                part_headers=r"genre national|j 1|registered as",
                words=_REGISTERED_AS,
                dispensable=True,
            ),
            FeedField(
                "vehicle_use",
                _lt("Use"),
                types.CHOICE,
                r"usage( (du )?vehicule)?|(vehicle )?use",
                words=_USES,
                dispensable=True,
            ),
            *FINANCING_FIELDS,
            MILEAGE,
        ]

    @api.model
    def _find_source_key(self, values):
        """A source without numbers of its own knows vehicles by what is written on them."""
        return values.get(KEY) or normalise_letters(values.get(VIN) or "") or normalise_letters(values.get(PLATE) or "")

    @api.model
    def _get_identities(self, values_list, company):
        return [
            {(name, normalise_letters(values[name])) for name in (VIN, PLATE) if values.get(name)}
            for values in values_list
        ]

    @api.model
    def _recognise(self, values_list, company):
        """A vehicle is the one with its identification number; its plate tells where it has none."""
        by_vin, by_plate = (self._look_up(name, values_list, company) for name in (VIN, PLATE))
        return [
            by_vin.get(normalise_letters(values.get(VIN) or ""))
            or self._trust_plate(by_plate.get(normalise_letters(values.get(PLATE) or "")), values)
            for values in values_list
        ]

    def _look_up(self, name, values_list, company):
        """Return {letters and digits: id of the only vehicle that has them}."""
        wanted = {normalise_letters(values[name]) for values in values_list if values.get(name)}
        found = self.env["fleet.vehicle"]._find_by_letters(name, wanted, company)
        return {value: ids[0] for value, ids in found.items() if len(ids) == 1}

    def _trust_plate(self, vehicle_id, values):
        """A plate with another identification number stands on another car than it did."""
        known = self.env["fleet.vehicle"].browse(vehicle_id or [])
        differs = values.get(VIN) and known.vin_sn and normalise_letters(known.vin_sn) != values[VIN]
        return None if differs else vehicle_id

    @api.model
    def _find_problem(self, vals, record):
        if not (vals.get(VIN, record[VIN]) or vals.get(PLATE, record[PLATE])):
            return _lt("Neither a vehicle identification number nor a licence plate.")
        delivered, ends = (vals.get(name, record[name]) for name in ("delivery_date", "warranty_end"))
        if delivered and ends and ends < delivered:
            return _lt("Its warranty ends before it is delivered.")
        today = fields.Date.context_today(self)
        inspected = [vals[name] for name in ("last_inspection_date", "last_emissions_date") if vals.get(name)]
        return _lt("Its last inspection lies in the future.") if any(day > today for day in inspected) else ""

    @api.model
    def _prepare_values(self, values, context):
        vals = super()._prepare_values(values, context)
        vals.pop(MODEL, None)
        if values.get(BRAND) or values.get(MODEL):
            vals["model_id"] = context.get_vehicle_model(values.get(BRAND), values.get(MODEL)).id
        return vals

    @api.model
    def _is_unknown(self, record, name, context):
        return name == "model_id" and context.is_unknown_model(record.model_id)

    @api.model
    def _prepare_new(self, values, context):
        unknown = (
            {} if values.get(BRAND) or values.get(MODEL) else {"model_id": context.get_vehicle_model(None, None).id}
        )
        return {"company_id": context.company.id, "team_id": context.team.id, **unknown}

    @api.model
    def _finish_new(self, records):
        self.env["dealership.vehicle.owner"]._follow_vehicles(records)
        records._follow_recalls()
        return super()._finish_new(records)
