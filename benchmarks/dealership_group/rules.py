"""Rules from simple to wicked, each with the SQL that somebody who knows PostgreSQL would write for it.

All of it is at ``seeding.NOW``: Monday 15 June 2026, noon in Paris. The SQL is what one would write for
this one company and its administrator: no record rules but the company, moments as constants, alternatives
as joins where they are narrow.
"""

from .case import (
    APPOINTMENT,
    CUSTOMER_LEAVES,
    CUSTOMERS,
    LEAD,
    REPAIR_ORDER,
    VEHICLE,
    Case,
    condition,
    group,
    relative,
    scope,
)


def build_cases(ids):
    """Return the cases; ``ids`` maps the names of brands to their ids."""
    return [build(ids) for build in _BUILDERS]


def _city(ids):
    return Case(
        "01 city",
        (condition("customer.city", "is", "Rodez"),),
        f"SELECT p.id {CUSTOMERS} AND p.city = 'Rodez'",
        domain=(*CUSTOMER_LEAVES, ("city", "=", "Rodez")),
    )


def _email_and_brand(ids):
    return Case(
        "02 e-mail and brand",
        (
            condition("customer.email_present", "is", True),
            condition("vehicle.brand", "is", ids["Renault"]),
        ),
        f"""SELECT p.id {CUSTOMERS} AND p.email_normalized IS NOT NULL
               AND EXISTS (SELECT FROM fleet_vehicle v
                            WHERE v.counts_for_id = p.id AND v.brand_id = {ids["Renault"]} AND {VEHICLE})""",
        domain=(*CUSTOMER_LEAVES, ("email_normalized", "!=", False), ("vehicle_ids.brand_id", "=", ids["Renault"])),
    )


def _delivered_a_year_ago(ids):
    return Case(
        "03 delivered a year ago",
        (relative("vehicle.delivery_date", "ago_exactly", 1, "year"),),
        f"""SELECT p.id {CUSTOMERS}
               AND p.id IN (SELECT v.counts_for_id FROM fleet_vehicle v
                             WHERE v.delivery_date = '2025-06-15' AND {VEHICLE})""",
        domain=(*CUSTOMER_LEAVES, ("vehicle_ids.delivery_date", "=", "2025-06-15")),
    )


def _appointment_tomorrow(ids):
    return Case(
        "04 appointment tomorrow",
        (
            relative("appointment.date", "ahead_exactly", 1, "day"),
            condition("appointment.kind", "is", "workshop"),
            condition("appointment.status", "is_not", "cancelled"),
        ),
        f"""SELECT p.id {CUSTOMERS}
               AND p.id IN (SELECT a.counts_for_id FROM calendar_event a
                             WHERE a.start >= '2026-06-15 22:00' AND a.start < '2026-06-16 22:00'
                               AND a.appointment_kind = 'workshop' AND a.appointment_status <> 'cancelled'
                               AND {APPOINTMENT})""",
        domain=(
            *CUSTOMER_LEAVES,
            (
                "appointment_ids",
                "any",
                [
                    ("start", ">=", "2026-06-15 22:00:00"),
                    ("start", "<", "2026-06-16 22:00:00"),
                    ("appointment_kind", "=", "workshop"),
                    ("appointment_status", "!=", "cancelled"),
                ],
            ),
        ),
    )


def _service_due(ids):
    brands = [ids["Renault"], ids["Dacia"]]
    return Case(
        "05 no service for a year",
        (
            scope("repair_order", relative("repair_order.opened", "ago_less", 12, "month"), times=("=", 0)),
            scope("appointment", pick="next", times=("=", 0)),
            condition("vehicle.brand", "in", brands),
            condition("vehicle.age", ">=", 4),
        ),
        f"""SELECT p.id {CUSTOMERS}
               AND EXISTS (SELECT FROM fleet_vehicle v
                            WHERE v.counts_for_id = p.id AND v.brand_id IN ({brands[0]}, {brands[1]})
                              AND v.first_registration_date <= '2022-06-15' AND {VEHICLE})
               AND NOT EXISTS (SELECT FROM dealership_repair_order r
                                WHERE r.counts_for_id = p.id AND {REPAIR_ORDER}
                                  AND r.opened_at >= '2025-06-15 10:00' AND r.opened_at < '2026-06-15 10:00:01')
               AND NOT EXISTS (SELECT FROM calendar_event a
                                WHERE a.counts_for_id = p.id AND a.start > '2026-06-15 10:00' AND {APPOINTMENT})""",
        domain=(
            *CUSTOMER_LEAVES,
            ("vehicle_ids", "any", [("brand_id", "in", brands), ("first_registration_date", "<=", "2022-06-15")]),
            (
                "repair_order_ids",
                "not any",
                [("opened_at", ">=", "2025-06-15 10:00:00"), ("opened_at", "<", "2026-06-15 10:00:01")],
            ),
            ("appointment_ids", "not any", [("start", ">", "2026-06-15 10:00:00")]),
        ),
    )


def _last_repair_order(ids):
    return Case(
        "06 last visit 180 days ago",
        (scope("repair_order", relative("repair_order.opened", "ago_exactly", 180, "day"), pick="last"),),
        f"""SELECT p.id {CUSTOMERS}
               AND p.id IN (SELECT r.counts_for_id FROM dealership_repair_order r
                             WHERE r.opened_at >= '2025-12-16 23:00' AND r.opened_at < '2025-12-17 23:00'
                               AND {REPAIR_ORDER}
                               AND NOT EXISTS (SELECT FROM dealership_repair_order later
                                                WHERE later.counts_for_id = r.counts_for_id
                                                  AND later.opened_at > r.opened_at
                                                  AND later.opened_at <= '2026-06-15 10:00'
                                                  AND later.company_id = %(company)s))""",
    )


def _three_repair_orders(ids):
    return Case(
        "07 three visits in two years",
        (scope("repair_order", relative("repair_order.opened", "ago_less", 2, "year"), times=(">=", 3)),),
        f"""SELECT p.id {CUSTOMERS}
               AND p.id IN (SELECT r.counts_for_id FROM dealership_repair_order r
                             WHERE r.opened_at >= '2024-06-15 10:00' AND r.opened_at < '2026-06-15 10:00:01'
                               AND {REPAIR_ORDER}
                             GROUP BY r.counts_for_id HAVING count(*) >= 3)""",
    )


def _negations(ids):
    return Case(
        "08 negations",
        (
            condition("customer.city", "is_not", "Rodez"),
            condition("customer.consent_marketing_email", "is_not", "refused"),
            group(
                "none",
                condition("customer.postcode", "starts_with", "12"),
                condition("vehicle.brand", "is", ids["Renault"]),
                condition("lead.state", "is", "open"),
            ),
        ),
        f"""SELECT p.id {CUSTOMERS} AND p.city IS DISTINCT FROM 'Rodez' AND (p.zip NOT LIKE '12%%' OR p.zip IS NULL)
               AND NOT EXISTS (SELECT FROM dealership_consent_state c
                                WHERE c.partner_id = p.id AND c.company_id = %(company)s
                                  AND c.purpose = 'marketing' AND c.channel = 'email' AND NOT c.granted)
               AND NOT EXISTS (SELECT FROM fleet_vehicle v
                                WHERE v.counts_for_id = p.id AND v.brand_id = {ids["Renault"]} AND {VEHICLE})
               AND NOT EXISTS (SELECT FROM crm_lead l
                                WHERE l.counts_for_id = p.id AND l.lead_state = 'open' AND {LEAD})""",
    )


def _anniversaries(ids):
    return Case(
        "09 anniversaries",
        (
            group(
                "any",
                condition("customer.birthday", "anniversary", {"n": 0}),
                condition("vehicle.delivery_date", "anniversary", {"n": 7}),
            ),
        ),
        f"""SELECT p.id {CUSTOMERS}
               AND p.id IN (SELECT b.id FROM res_partner b
                             WHERE to_char(b.birthdate_date, 'MMDD') = '0615' AND b.birthdate_date < '2026-06-15'
                             UNION
                            SELECT v.counts_for_id FROM fleet_vehicle v
                             WHERE to_char(v.delivery_date, 'MMDD') = '0622' AND v.delivery_date < '2026-06-22'
                               AND {VEHICLE})""",
    )


def _three_categories(ids):
    return Case(
        "10 three categories nested",
        (
            condition("customer.email_present", "is", True),
            group(
                "any",
                group(
                    "all",
                    condition("vehicle.brand", "is", ids["Renault"]),
                    relative("vehicle.warranty_end", "ahead_less", 3, "month"),
                    group("none", relative("repair_order.opened", "ago_less", 6, "month")),
                ),
                group(
                    "all",
                    condition("lead.state", "is", "open"),
                    condition("lead.business_attribute", "is", "vn"),
                    group("none", condition("vehicle.sale_type", "is", "vn")),
                ),
            ),
            group(
                "none",
                condition("appointment.date", "ahead_more", {"n": 0, "unit": "day"}),
                condition("invoice.days_overdue", ">", 15),
            ),
        ),
        f"""SELECT p.id {CUSTOMERS} AND p.email_normalized IS NOT NULL
               AND p.id IN (SELECT v.counts_for_id FROM fleet_vehicle v
                             WHERE v.brand_id = {ids["Renault"]} AND {VEHICLE}
                               AND v.warranty_end >= '2026-06-15' AND v.warranty_end < '2026-09-15'
                               AND NOT EXISTS (SELECT FROM dealership_repair_order r
                                                WHERE r.counts_for_id = v.counts_for_id AND {REPAIR_ORDER}
                                                  AND r.opened_at >= '2025-12-15 11:00'
                                                  AND r.opened_at < '2026-06-15 10:00:01')
                             UNION
                            SELECT l.counts_for_id FROM crm_lead l
                             WHERE l.lead_state = 'open' AND l.business_attribute = 'vn' AND {LEAD}
                               AND NOT EXISTS (SELECT FROM fleet_vehicle v
                                                WHERE v.counts_for_id = l.counts_for_id
                                                  AND v.sale_type = 'vn' AND {VEHICLE}))
               AND NOT EXISTS (SELECT FROM calendar_event a
                                WHERE a.counts_for_id = p.id AND a.start >= '2026-06-15 10:00' AND {APPOINTMENT})
               AND NOT EXISTS (SELECT FROM account_move i
                                WHERE i.counts_for_id = p.id AND i.move_type = 'out_invoice' AND i.state = 'posted'
                                  AND i.payment_state IN ('not_paid', 'partial') AND i.company_id = %(company)s
                                  AND i.invoice_date_due <= '2026-05-30')""",
    )


def _vehicles(ids):
    return Case(
        "11 vehicles: warranty ends",
        (
            relative("vehicle.warranty_end", "ahead_less", 2, "month"),
            group("none", relative("repair_order.opened", "ago_less", 12, "month")),
            condition("customer.email_present", "is", True),
        ),
        f"""SELECT v.id FROM fleet_vehicle v
             WHERE {VEHICLE} AND v.warranty_end >= '2026-06-15' AND v.warranty_end < '2026-08-15'
               AND NOT EXISTS (SELECT FROM dealership_repair_order r
                                WHERE r.vehicle_id = v.id AND {REPAIR_ORDER}
                                  AND r.opened_at >= '2025-06-15 10:00' AND r.opened_at < '2026-06-15 10:00:01')
               AND EXISTS (SELECT {CUSTOMERS} AND p.id = v.counts_for_id AND p.email_normalized IS NOT NULL)""",
        subject="vehicle",
    )


def _leads(ids):
    return Case(
        "12 leads: abandoned",
        (
            condition("lead.state", "is", "abandoned"),
            relative("lead.abandoned", "ago_exactly", 30, "day"),
            scope("appointment", times=("=", 0)),
            group("none", relative("vehicle.delivery_date", "ago_less", 6, "month")),
        ),
        f"""SELECT l.id FROM crm_lead l
             WHERE {LEAD} AND l.lead_state = 'abandoned'
               AND l.abandoned_at >= '2026-05-15 22:00' AND l.abandoned_at < '2026-05-16 22:00'
               AND NOT EXISTS (SELECT FROM calendar_event a WHERE a.opportunity_id = l.id AND {APPOINTMENT})
               AND NOT EXISTS (SELECT FROM fleet_vehicle v
                                WHERE v.counts_for_id = l.counts_for_id AND {VEHICLE}
                                  AND v.delivery_date > '2025-12-15' AND v.delivery_date <= '2026-06-15')""",
        subject="lead",
    )


def _next_appointment(ids):
    return Case(
        "13 next appointment",
        (
            scope(
                "appointment",
                relative("appointment.date", "ahead_less", 7, "day"),
                condition("appointment.status", "is", "planned"),
                pick="next",
            ),
            scope("repair_order", condition("repair_order.customer_pay", ">", 500), pick="last"),
        ),
        f"""SELECT p.id {CUSTOMERS}
               AND p.id IN (SELECT a.counts_for_id FROM calendar_event a
                             WHERE a.start > '2026-06-15 10:00' AND a.start < '2026-06-22 10:00'
                               AND a.appointment_status = 'planned' AND {APPOINTMENT}
                               AND NOT EXISTS (SELECT FROM calendar_event earlier
                                                WHERE earlier.counts_for_id = a.counts_for_id AND earlier.active
                                                  AND earlier.start > '2026-06-15 10:00'
                                                  AND (earlier.start, earlier.id) < (a.start, a.id)))
               AND (SELECT r.customer_pay_amount FROM dealership_repair_order r
                     WHERE r.counts_for_id = p.id AND {REPAIR_ORDER} AND r.opened_at <= '2026-06-15 10:00'
                     ORDER BY r.opened_at DESC, r.id DESC LIMIT 1) > 500""",
    )


def _wide_alternatives(ids):
    return Case(
        "14 wide alternatives",
        (_get_wide_alternatives(ids),),
        f"""SELECT p.id {CUSTOMERS}
               AND p.id IN (SELECT v.counts_for_id FROM fleet_vehicle v
                             WHERE v.brand_id = {ids["Renault"]} AND {VEHICLE}
                             UNION
                            SELECT r.counts_for_id FROM dealership_repair_order r
                             WHERE {REPAIR_ORDER} AND r.opened_at >= '2025-06-15 10:00'
                               AND r.opened_at < '2026-06-15 10:00:01')""",
    )


def _wide_alternatives_in_a_city(ids):
    return Case(
        "15 the same in one city",
        (condition("customer.city", "is", "Rodez"), _get_wide_alternatives(ids)),
        f"""SELECT p.id {CUSTOMERS} AND p.city = 'Rodez'
               AND (EXISTS (SELECT FROM fleet_vehicle v
                             WHERE v.counts_for_id = p.id AND v.brand_id = {ids["Renault"]} AND {VEHICLE})
                    OR EXISTS (SELECT FROM dealership_repair_order r
                                WHERE r.counts_for_id = p.id AND {REPAIR_ORDER} AND r.opened_at >= '2025-06-15 10:00'
                                  AND r.opened_at < '2026-06-15 10:00:01'))""",
    )


def _get_wide_alternatives(ids):
    return group(
        "any",
        condition("vehicle.brand", "is", ids["Renault"]),
        relative("repair_order.opened", "ago_less", 12, "month"),
    )


_BUILDERS = [
    _city,
    _email_and_brand,
    _delivered_a_year_ago,
    _appointment_tomorrow,
    _service_due,
    _last_repair_order,
    _three_repair_orders,
    _negations,
    _anniversaries,
    _three_categories,
    _vehicles,
    _leads,
    _next_appointment,
    _wide_alternatives,
    _wide_alternatives_in_a_city,
]
