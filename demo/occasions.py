"""What has happened at each site within the last hours, to a woman, a man and a company who can be written to."""

from datetime import timedelta

from . import words


def make_occasions(world):
    for site in world.sites:
        free = _get_free_vehicles(world, site)
        world.env["calendar.event"].create(
            [
                *(_booking_vals(world, site, vehicle, place) for place, vehicle in enumerate(_pick_cast(free))),
                *(_missed_vals(world, site, vehicle, place) for place, vehicle in enumerate(_pick_cast(free))),
            ]
        )
        _move_some(world, site)


def _move_some(world, site):
    """The workshop has just put off two appointments of the coming days."""
    coming = world.env["calendar.event"].search(
        [
            ("team_id", "=", site.team.id),
            ("start", ">", world.now + timedelta(days=1)),
            ("create_date", "<", world.now - timedelta(days=1)),
            ("appointment_status", "in", ("planned", "confirmed")),
        ],
        order="start, id",
    )
    coming.filtered(lambda one: _can_be_reached(one.customer_id))[:2].moved_at = world.now - timedelta(minutes=25)


def _get_free_vehicles(world, site):
    """Return the vehicles of owners who can be reached and who have nothing else going on with the workshop."""
    since = world.now - timedelta(days=2)
    return [
        vehicle
        for vehicle in site.vehicles
        if _can_be_reached(vehicle.owner_id)
        and not any(order.opened_at > since for order in vehicle.owner_id.repair_order_ids)
        and not any(appointment.start > since for appointment in vehicle.owner_id.appointment_ids)
    ]


def _can_be_reached(customer):
    banned = customer.is_blacklisted or customer.phone_blacklisted
    refused = any(not state.granted for state in customer.consent_state_ids)
    return customer.active and customer.email and customer.phone_sanitized and not banned and not refused


def _pick_cast(vehicles):
    """Take one vehicle each of a woman, a man and a company, where there are such, with all others of their owners."""
    cast = []
    for kind in ("madam", "sir", "company"):
        chosen = next((vehicle for vehicle in vehicles if _get_kind(vehicle.owner_id) == kind), None)
        if not chosen:
            continue
        cast.append(chosen)
        vehicles[:] = [vehicle for vehicle in vehicles if vehicle.owner_id != chosen.owner_id]
    return cast


def _get_kind(customer):
    return "company" if customer.is_company else customer.courtesy_title


def _booking_vals(world, site, vehicle, place):
    """An appointment booked within the hour, for a vehicle that its owner has had for more than four years."""
    vehicle.owner_since = min(vehicle.owner_since, world.before(years=4, days=30 + place))
    day = world.working_day(world.today + timedelta(days=3 + place), 1)
    vals = _appointment_vals(world, site, vehicle, world.opening_hour(day), "planned")
    return {**vals, "create_date": world.now - timedelta(minutes=15 + 15 * place)}


def _missed_vals(world, site, vehicle, place):
    """Nobody came: neither cancelled, nor is the car in the workshop."""
    start = world.now - timedelta(minutes=150 + 30 * place)
    vals = _appointment_vals(world, site, vehicle, start, ["planned", "confirmed", "no_show"][place])
    return {**vals, "create_date": world.now - timedelta(days=6)}


def _appointment_vals(world, site, vehicle, start, status):
    job, _price = world.dice.choice(words.WORKSHOP_JOBS)
    return {
        "name": f"{job} – {vehicle.owner_id.name}",
        "start": start,
        "stop": start + timedelta(hours=1),
        "customer_id": vehicle.owner_id.id,
        "vehicle_id": vehicle.id,
        "team_id": site.team.id,
        "user_id": site.adviser.id,
        "partner_ids": [(6, 0, site.adviser.partner_id.ids)],
        "description": "<p></p>",
        "appointment_kind": "workshop",
        "appointment_status": status,
    }
