"""Appointments and the workshop's repair orders."""

from datetime import timedelta

from . import words

KIND_TITLES = {
    "sales": "Rendez-vous commercial",
    "test_drive": "Essai",
    "delivery": "Livraison",
}
# How long after its opening an order has come to a status.
STATUS_DELAYS = {"in_progress": timedelta(minutes=25), "ready": timedelta(minutes=200)}


def make_visits(world):
    for site in world.sites:
        owned = [vehicle for vehicle in site.vehicles if vehicle.owner_id.active]
        world.dice.shuffle(owned)
        cars = iter(owned * 4)
        _make_appointments(world, site, cars)
        _make_repair_orders(world, site, cars)


def _make_appointments(world, site, cars):
    """Past, today's and coming appointments; whoever is to be reminded tomorrow exists on any day of the week."""
    vals_list = []
    for offset in _appointment_days(world, site):
        day = world.today + timedelta(days=offset)
        if abs(offset) > 1:
            day = world.working_day(day, 1 if offset > 0 else -1)
        vals_list.append(_appointment_vals(world, site, next(cars), world.opening_hour(day)))
    # Whatever the hour, somebody has just come in.
    start = world.now - timedelta(minutes=40)
    vals_list.append({**_appointment_vals(world, site, next(cars), start), "appointment_status": "arrived"})
    world.env["calendar.event"].create(vals_list)


def _appointment_days(world, site):
    """Return days from today, negative in the past."""
    near = [-1] * 5 + [0] * 6 + [1] * 6 + [-world.dice.randrange(2, 8) for _visit in range(12)]
    past = [-world.dice.randrange(2, 400) for _visit in range(site.size)]
    coming = [world.dice.randrange(2, 45) for _visit in range(site.size // 4)]
    return near + past + coming


def _appointment_vals(world, site, vehicle, start):
    kind = world.dice.choices(["workshop", "sales", "test_drive", "delivery"], weights=[60, 18, 12, 10])[0]
    title = world.dice.choice(words.WORKSHOP_JOBS)[0] if kind == "workshop" else KIND_TITLES[kind]
    user = site.adviser if kind == "workshop" else site.seller
    booked = min(world.now - timedelta(hours=1), start - timedelta(days=world.dice.randrange(1, 20)))
    return {
        "name": f"{title} – {vehicle.owner_id.name}",
        "start": start,
        "stop": start + timedelta(hours=1),
        "customer_id": vehicle.owner_id.id,
        "vehicle_id": vehicle.id,
        "team_id": site.team.id,
        "user_id": user.id,
        "partner_ids": [(6, 0, user.partner_id.ids)],
        # Otherwise Odoo writes the organiser's address here.
        "description": "<p></p>",
        "appointment_kind": kind,
        "appointment_status": _appointment_status(world, start),
        "create_date": booked,
    }


def _appointment_status(world, start):
    """Return what an appointment that starts at ``start`` has come to by now."""
    if start > world.now:
        return world.dice.choices(["planned", "confirmed", "cancelled"], weights=[55, 35, 10])[0]
    if start > world.now - timedelta(hours=2):
        return world.dice.choice(["confirmed", "arrived"])
    return world.dice.choices(["done", "no_show", "cancelled"], weights=[78, 12, 10])[0]


def _make_repair_orders(world, site, cars):
    """What the workshop is busy with now, what it closed lately and six months ago, and older history."""
    vals_list = []
    for status, opened, closed in _repair_dates(world, site):
        vals_list.append(_repair_order_vals(world, site, next(cars), status, opened, closed))
    vals_list.sort(key=lambda vals: vals["opened_at"])
    for number, vals in enumerate(vals_list, start=1):
        vals["name"] = f"{site.key[0].upper()}{vals['opened_at'].year % 100}-{number:05}"
    world.env["dealership.repair.order"].create(vals_list)


def _repair_dates(world, site):
    """Yield (status, opened at, closed at or False), in naive UTC."""
    now = world.now
    for minutes in (14, 27, 41, 92, 97, 104, 113):
        yield "open", now - timedelta(minutes=minutes), False
    for hours in (3, 5, 26, 30):
        yield "in_progress", now - timedelta(hours=hours), False
    for hours in (4, 6, 28):
        yield "ready", now - timedelta(hours=hours), False
    last_working_day = world.working_day(world.before(days=1))
    closed_days = [last_working_day] * 5
    closed_days += [world.working_day(world.before(months=6) + timedelta(days=ahead)) for ahead in range(-10, 21, 2)]
    closed_days += [world.working_day(world.before(days=world.dice.randrange(3, 1200))) for _visit in range(site.size)]
    for day in closed_days:
        closed = world.utc(day, world.dice.choice([11, 16, 17]), world.dice.choice([0, 20, 40]))
        yield "closed", closed - timedelta(hours=world.dice.choice([2, 3, 5, 26])), closed
    for days in (12, 40):
        yield "cancelled", now - timedelta(days=days), False


def _repair_order_vals(world, site, vehicle, status, opened, closed):
    job, price = world.dice.choice(words.WORKSHOP_JOBS)
    under_warranty = vehicle.warranty_end and vehicle.warranty_end >= opened.date() and world.chance(0.4)
    status_since = closed or opened + STATUS_DELAYS.get(status, timedelta())
    return {
        "company_id": site.company.id,
        "team_id": site.team.id,
        "partner_id": vehicle.owner_id.id,
        "vehicle_id": vehicle.id,
        "advisor_id": site.adviser.id,
        "status": status,
        "dms_status_code": {"open": "10", "in_progress": "20", "ready": "45", "closed": "90", "cancelled": "99"}[
            status
        ],
        "opened_at": opened,
        "closed_at": closed,
        "status_since": status_since,
        "dms_status_since": status_since,
        "mileage": max(vehicle.mileage - (world.today - opened.date()).days * 35, 20),
        "description": job,
        "customer_pay_amount": 0 if under_warranty else price,
        "warranty_pay_amount": price if under_warranty else 0,
        "create_date": opened,
    }
