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
