"""Categories, links and attributes as the specification has them, for the plain-Python evaluator."""

CATEGORIES = {
    "customer": "res.partner",
    "lead": "crm.lead",
    "opportunity": "crm.lead",
    "appointment": "calendar.event",
    "vehicle": "fleet.vehicle",
    "repair_order": "dealership.repair.order",
    "invoice": "account.move",
    "message": "dealership.delivery",
}
CUSTOMER_FIELDS = {"customer": "id", "appointment": "customer_id", "vehicle": "owner_id"}
DATE_FIELDS = {
    "lead": "create_date",
    "opportunity": "create_date",
    "appointment": "start",
    "vehicle": "delivery_date",
    "repair_order": "opened_at",
    "invoice": "invoice_date",
    "message": "sent_at",
}
# (category, category): fields of the first and of the second that are equal when they are linked.
DIRECT_LINKS = {
    ("vehicle", "appointment"): ("id", "vehicle_id"),
    ("vehicle", "repair_order"): ("id", "vehicle_id"),
    ("lead", "appointment"): ("id", "opportunity_id"),
    ("opportunity", "appointment"): ("id", "opportunity_id"),
}
LEAD_FIELDS = {
    "status": "lead_status",
    "state": "lead_state",
    "stage": "stage_id",
    "source": "source_id",
    "medium": "medium_id",
    "campaign": "campaign_id",
    "tags": "tag_ids",
    "brand": "brand_id",
    "responsible": "user_id",
    "point_of_sale": "team_id",
    "created": "create_date",
    "handled": "handled_at",
    "closed": "done_at",
    "abandoned": "abandoned_at",
    "lost_reason": "lost_reason_id",
    "overdue": "is_overdue",
}
FIELDS = {
    "customer": {
        "title": "courtesy_title",
        "language": "lang",
        "postcode": "zip",
        "country": "country_id",
        "birthday": "birthdate_date",
        "since": "create_date",
        "salesperson": "user_id",
        "point_of_sale": "team_id",
        "tags": "category_id",
        "profile": "customer_profile_id",
    },
    "lead": LEAD_FIELDS,
    "opportunity": {**LEAD_FIELDS, "closed": "date_closed"},
    "appointment": {
        "kind": "appointment_kind",
        "status": "appointment_status",
        "date": "start",
        "created": "create_date",
        "point_of_sale": "team_id",
        "responsible": "user_id",
    },
    "vehicle": {
        "brand": "brand_id",
        "model": "model_id",
        "energy": "fuel_type",
        "first_registration": "first_registration_date",
        "category": "category_id",
    },
    "repair_order": {
        "reference": "name",
        "opened": "opened_at",
        "closed": "closed_at",
        "customer_pay": "customer_pay_amount",
        "warranty_pay": "warranty_pay_amount",
        "advisor": "advisor_id",
    },
    "invoice": {
        "date": "invoice_date",
        "due_date": "invoice_date_due",
        "reason": "invoice_reason",
        "point_of_sale": "team_id",
        "amount": "amount_total",
        "amount_due": "amount_residual",
        "type": "move_type",
    },
    "message": {
        "scenario": "scenario_id",
        "date": "sent_at",
        "opened": "opened_at",
        "clicked": "clicked_at",
        "replied": "replied_at",
        "bounced": "bounced_at",
    },
}
