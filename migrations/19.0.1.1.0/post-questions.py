"""Cards and what was made of them: one message per customer, questions, and rules that know what a visit is."""

from odoo import SUPERUSER_ID, api

PER_CUSTOMER = ("first_service", "visit_satisfaction", "review_request")
QUESTIONS = {"visit_satisfaction": "opinion", "purchase_satisfaction": "opinion", "review_request": "review"}
COMING = {"attribute": "vehicle.appointment_coming", "operator": "is", "value": False}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for card in PER_CUSTOMER:
        _write(env, card, {"message_per": "customer"})
    for card, question in QUESTIONS.items():
        _write(env, card, {"asks_for": question})
    for card, (old, new) in _get_rules(env).items():
        model = _find(env, card)
        if model and model.rule_tree == old:  # who has changed it keeps theirs
            model.rule_tree = new


def _find(env, card):
    return env.ref(f"crm_dealership.scenario_model_{card}", raise_if_not_found=False)


def _write(env, card, vals):
    model = _find(env, card)
    if model:
        model.write(vals)
        model.scenario_ids.with_context(active_test=False, tracking_disable=True).write(vals)


def _get_rules(env):
    """Return card → its rule as it was, and as it is."""
    months = {n: {"n": n, "unit": "month"} for n in (3, 6, 7, 11, 12)}
    closed = {"attribute": "repair_order.status", "operator": "is", "value": "closed"}
    delivered = [
        {"attribute": "vehicle.sale_type", "operator": "is", "value": "vn"},
        {"attribute": "vehicle.delivery_date", "operator": "ago_more", "value": months[11]},
        {"attribute": "vehicle.delivery_date", "operator": "ago_less", "value": months[12]},
    ]
    week = {"attribute": "repair_order.closed", "operator": "ago_less", "value": {"n": 7, "unit": "day"}}
    tag = env.ref("crm_dealership.tag_dissatisfied", raise_if_not_found=False)
    dissatisfied = {"attribute": "customer.tags", "operator": "in", "value": tag.ids if tag else []}
    return {
        "service_reminder": (
            _all(
                {"has": "repair_order", "pick": "last", **_all(closed, *_between("repair_order.closed", months))},
                COMING,
            ),
            _all(*_between("vehicle.last_visit", months), COMING),
        ),
        "first_service": (
            _all(*delivered, COMING),
            _all(
                *delivered,
                _none({"attribute": "vehicle.last_visit", "operator": "ago_less", "value": months[3]}),
                COMING,
            ),
        ),
        "review_request": (_all(closed, week, _none(dissatisfied)), _all(closed, week)),
    }


def _all(*rules):
    return {"match": "all", "rules": list(rules)}


def _none(*rules):
    return {"match": "none", "rules": list(rules)}


def _between(attribute, months):
    return [
        {"attribute": attribute, "operator": "ago_more", "value": months[6]},
        {"attribute": attribute, "operator": "ago_less", "value": months[7]},
    ]
