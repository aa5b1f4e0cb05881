"""Dates that bring customers back: inspections of the vehicles that the sites look after."""

from datetime import timedelta
from random import Random

from dateutil.relativedelta import relativedelta


def make_dates(world):
    # Of its own, so that the rest of the demo stays as it is.
    dice = Random(21)
    for site in world.sites:
        vehicles = [vehicle for vehicle in site.vehicles if _is_writable(vehicle.owner_id)]
        old = [vehicle for vehicle in vehicles if _get_age(world, vehicle) >= 5]
        young = [vehicle for vehicle in vehicles if _get_age(world, vehicle) < 3]
        _inspect(world, dice, old)
        _have_due(world, dice, old[:4], young[:4])
        _finance(world, dice, young[4:])
        _service(world, vehicles)


def _is_writable(customer):
    return bool(customer.active and customer.email and not customer.is_blacklisted)


def _get_age(world, vehicle):
    return relativedelta(world.today, vehicle.first_registration_date).years


def _inspect(world, dice, vehicles):
    """Of two vehicles out of three that are old enough one knows when they were inspected; one in eight is a van."""
    for vehicle in vehicles:
        if dice.random() < 0.12:
            vehicle.registered_as = "van"
        if dice.random() < 0.66:
            vehicle.last_inspection_date = world.today - timedelta(days=dice.randrange(20, 700))


def _have_due(world, dice, old, young):
    """Some must be inspected within two months: for the first time, again, and vans in between."""
    for vehicle in young[:2]:
        due = world.today + timedelta(days=dice.randrange(10, 50))
        # Sold a few months after it was built: it may have stood in the showroom.
        vehicle.first_registration_date = due - relativedelta(years=4)
    for vehicle in old[:2]:
        due = world.today + timedelta(days=dice.randrange(10, 50))
        vehicle.write({"registered_as": "car", "last_inspection_date": due - relativedelta(years=2)})
    for vehicle in old[2:]:
        due = world.today + timedelta(days=dice.randrange(10, 50))
        vehicle.write(
            {"registered_as": "van", "fuel_type": "diesel", "last_inspection_date": due - relativedelta(years=1)}
        )


def _finance(world, dice, vehicles):
    """Every second one is financed; of some, the contract ends within half a year."""
    for number, vehicle in enumerate(vehicles[::2]):
        ahead = dice.randrange(20, 170) if number < 4 else dice.randrange(200, 1100)
        vehicle.write(
            {
                "financing_kind": dice.choice(["loan", "lease_purchase", "lease"]),
                "financing_end": world.today + timedelta(days=ahead),
                "residual_value": dice.randrange(60, 160) * 100,
                "remaining_amount": dice.randrange(10, 90) * 100,
            }
        )


def _service(world, vehicles):
    """Models are serviced every year, or 15,000 to 30,000 km; what the workshop read is read.

    The workshop has seen every fifth car a year before, too: so one knows how far it is driven.
    """
    for model in {vehicle.model_id for vehicle in vehicles}:
        model.write({"service_interval_months": 12, "service_interval_km": 15_000 + 5_000 * (model.id % 4)})
    visited = [vehicle for vehicle in vehicles if vehicle.repair_order_ids.filtered("closed_at")]
    for vehicle in visited[::5]:
        last = vehicle.repair_order_ids.filtered("closed_at")[:1]
        earlier = {name: last[name] - relativedelta(years=1) for name in ("opened_at", "closed_at", "status_since")}
        last.copy({**earlier, "name": f"{last.name}-1", "status": "closed", "mileage": max(last.mileage - 13_000, 500)})
    stale = world.env["fleet.vehicle"].search([("dates_stale", "=", True)])
    (stale | stale.browse([vehicle.id for vehicle in vehicles]))._follow_dates()
