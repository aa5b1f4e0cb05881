from datetime import timedelta

from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ...engine.feed import field as types
from ...engine.feed.field import KEY, FeedField
from .feed_kind import POINT_OF_SALE

_lt = LazyTranslate(__name__, default_lang="en_US")

_KINDS = {
    "workshop": r"atelier|apres vente|apv|sav|service|entretien|reparation|workshop|mecanique|carrosserie",
    "sales": r"vente|commercial|sales|rdv commercial",
    "test_drive": r"essai|test ?drive",
    "delivery": r"livraison|delivery",
}
_STATUSES = {
    "planned": r"prevu|planifie|planned|booked|a venir|nouveau|new|pris|enregistre",
    "confirmed": r"confirme|confirmed|valide",
    "arrived": r"arrive|arrived|present|recu|receptionne",
    "done": r"termine|honore|done|effectue|realise|closed|cloture",
    "no_show": r"absent|non honore|no ?show|(pas|non) venu|non presente|manque",
    "cancelled": r"annule|cancell?ed|supprime|deleted",
}
DEFAULT_LENGTH = timedelta(hours=1)


class FeedKindAppointment(models.AbstractModel):
    """Appointments, with whom they are for."""

    _name = "dealership.feed.kind.appointment"
    _inherit = "dealership.feed.kind"
    _description = "Appointments"
    _feed_sequence = 30
    _feed_model = "calendar.event"
    _feed_parts = {"customer": ("customer", "customer_id"), "vehicle": ("vehicle", "vehicle_id")}

    @api.model
    def _get_own_fields(self):
        number = r"(code|numero|num|no|n|id|ref|reference) ?(du |de )?(rdv|rendez vous|appointment)"
        number += r"|(rdv|appointment) (id|no|nr|number|code|key|numero|num|ref)"
        return [
            FeedField(
                KEY,
                _lt("Appointment number"),
                types.NUMBER,
                rf"{number}|id|numero|code",
                required=True,
                part_headers=number,
            ),
            FeedField(
                "start",
                _lt("Begins on"),
                types.MOMENT,
                r"(date )?(heure )?(du |de )?(rdv|rendez vous|debut)( le)?|date heure|date"
                r"|start( at| on| date)?|begins?",
                required=True,
                part_headers=r"(date )?(et )?(heure )?(du |de )?(rdv|rendez vous|appointment)"
                r"( le| debut| start| begins?| at| on| date)*",
            ),
            FeedField(
                "stop",
                _lt("Ends on"),
                types.MOMENT,
                r"(date )?(heure )?(de )?fin|end( at| on| date)?|stop",
                part_headers=r"(fin|end|stop) (du |of )?(rdv|rendez vous|appointment)"
                r"|(rdv|rendez vous|appointment) (fin|ends?|stop)( at| on)?",
            ),
            FeedField("appointment_kind", _lt("Kind"), types.CHOICE, r"type( de)?( rdv)?|kind|nature", words=_KINDS),
            FeedField("appointment_status", _lt("Status"), types.CHOICE, r"statut|etat|status|state", words=_STATUSES),
            FeedField("name", _lt("Subject"), types.NAME, r"objet|sujet|subject|libelle|motif|title"),
            FeedField(
                "description",
                _lt("Remarks"),
                types.TEXT,
                r"commentaires?|remarques?|notes?|remarks?|description|travaux",
            ),
            FeedField(
                "user_id",
                _lt("Responsible"),
                types.STAFF,
                r"conseiller|receptionnaire|vendeur|advis[eo]r|responsible|staff",
            ),
            POINT_OF_SALE,
        ]

    @api.model
    def _prepare_values(self, values, context):
        vals = super()._prepare_values(values, context)
        if vals.get("start") and not vals.get("stop"):
            vals["stop"] = vals["start"] + DEFAULT_LENGTH
        if vals.get("vehicle_id") and not vals.get("customer_id"):
            vals["customer_id"] = self.env["fleet.vehicle"].browse(vals["vehicle_id"]).owner_id.id
        if not vals.get("appointment_status"):
            vals.pop("appointment_status", None)
        return vals

    @api.model
    def _find_problem(self, vals, record):
        customer, start, stop = (vals.get(name, record[name]) for name in ("customer_id", "start", "stop"))
        if not customer:
            return _lt("Nothing says whom the appointment is with.")
        if not start:
            return _lt("Nothing says when it begins.")
        return _lt("It ends before it begins.") if stop < start else ""

    @api.model
    def _prepare_new(self, values, context):
        kind = values.get("appointment_kind") or "workshop"
        label = dict(self.env["calendar.event"]._fields["appointment_kind"]._description_selection(self.env))[kind]
        return {
            "appointment_kind": kind,
            "name": values.get("name") or label,
            "team_id": values.get("team_id") or context.team.id,
            "user_id": values.get("user_id") or False,
            "partner_ids": [],
        }

    @api.model
    def _get_creator(self):
        return super()._get_creator().with_context(no_mail_to_attendees=True, dont_notify=True)
