from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ...engine.feed import field as types
from ...engine.feed.field import KEY, FeedField
from ...engine.vehicle.status_words import STATUS_WORDS
from .feed_kind import MILEAGE, POINT_OF_SALE

_lt = LazyTranslate(__name__, default_lang="en_US")


class FeedKindRepairOrder(models.AbstractModel):
    """Repair orders, with their customer and vehicle."""

    _name = "dealership.feed.kind.repair_order"
    _inherit = "dealership.feed.kind"
    _description = "Repair Orders"
    _feed_sequence = 40
    _feed_model = "dealership.repair.order"
    _feed_shared = ("company_id", "team_id", "status", "advisor_id")
    _feed_parts = {
        "customer": ("customer", "partner_id"),
        "vehicle": ("vehicle", "vehicle_id"),
        "appointment": ("appointment", "appointment_id"),
    }

    @api.model
    def _get_own_fields(self):
        return [
            FeedField(
                KEY,
                _lt("Repair order number"),
                types.NUMBER,
                r"(numero|num|no|n|ref|reference|code|id) ?(de |d |du )?(or|ordre( de reparation)?|dossier)"
                r"|(repair )?order (number|no|nr|id|ref)|ro (number|no)|or|numero|reference|ref|id",
                required=True,
            ),
            FeedField(
                "opened_at",
                _lt("Opened on"),
                types.MOMENT,
                r"(date )?(heure )?(d |de )?(ouverture|creation|entree|reception)( (de l )?or)?|ouvert le"
                r"|opened( at| on)?|date (d )?or|date",
                required=True,
            ),
            FeedField(
                "closed_at",
                _lt("Closed on"),
                types.MOMENT,
                r"(date )?(heure )?(de )?(cloture|fermeture|facturation|facture)( (de l )?or)?|cloture le"
                r"|closed( at| on)?",
            ),
            FeedField(
                "status",
                _lt("Status"),
                types.CHOICE,
                r"statut( or)?|etat( or)?|status|state|avancement",
                words=STATUS_WORDS,
                code_name="dms_status_code",
            ),
            FeedField(
                "status_since",
                _lt("Status since"),
                types.MOMENT,
                r"(date )?(de |du )?(statut|etat)|status (since|date)|depuis",
            ),
            MILEAGE,
            FeedField(
                "customer_pay_amount",
                _lt("Customer pay"),
                types.AMOUNT,
                r"(montant|total) ?(client|ht|ttc)?|customer pay( amount)?|part client|client (ht|ttc)|amount",
            ),
            FeedField(
                "warranty_pay_amount",
                _lt("Warranty pay"),
                types.AMOUNT,
                r"(montant |part )?garantie|warranty pay( amount)?",
            ),
            FeedField(
                "advisor_id",
                _lt("Service adviser"),
                types.STAFF,
                r"conseiller|receptionnaire|advis[eo]r|service advis[eo]r",
            ),
            FeedField(
                "is_service",
                _lt("Service carried out"),
                types.FLAG,
                r"(entretien|revision) effectuee?|service (carried out|done)",
            ),
            POINT_OF_SALE,
            FeedField(
                "description",
                _lt("Work requested"),
                types.TEXT,
                r"travaux|libelle|description|work( requested)?|commentaires?",
            ),
        ]

    @api.model
    def _prepare_values(self, values, context):
        vals = super()._prepare_values(values, context)
        if "status" not in vals and vals.get("closed_at"):
            vals["status"] = "closed"
        if vals.get("vehicle_id") and not vals.get("partner_id"):
            vals["partner_id"] = self.env["fleet.vehicle"].browse(vals["vehicle_id"]).owner_id.id
        return vals

    @api.model
    def _prepare_new(self, values, context):
        return {
            "name": values[KEY],
            "company_id": context.company.id,
            "team_id": values.get("team_id") or context.team.id,
        }

    @api.model
    def _finish_new(self, records):
        records._mark_vehicles_stale(records.vehicle_id)
        return super()._finish_new(records)

    @api.model
    def _find_problem(self, vals, record):
        customer, opened_at, closed_at = (
            vals.get(name, record[name]) for name in ("partner_id", "opened_at", "closed_at")
        )
        if not customer:
            return _lt("Nothing says whose vehicle it is: a customer, or a vehicle with an owner, is needed.")
        if not opened_at:
            return _lt("Nothing says when it was opened.")
        return _lt("It was closed before it was opened.") if closed_at and closed_at < opened_at else ""

    @api.model
    def _date_changes(self, vals, record, context):
        """A status, and its code, in history began in the past; what has just come in, at the latest with the file.

        Of a closing that the source doesn't date, history knows no more than that it was after the opening.
        """
        status, code = vals.get("status"), vals.get("dms_status_code")
        if not (status or code):
            return
        opened_at = vals.get("opened_at") or record.opened_at
        happened_at = max(opened_at, opened_at if context.is_history else context.as_of)
        if status == "closed":
            vals["closed_at"] = vals.get("closed_at") or record.closed_at or happened_at
        if status:
            vals["status_since"] = vals.get("status_since") or vals.get("closed_at") or happened_at
        if code:
            vals["dms_status_since"] = vals.get("status_since") or happened_at
