"""Vehicles, delivered so that every day of the coming month has anniversaries."""

from datetime import timedelta
from itertools import cycle

from dateutil.relativedelta import relativedelta

from . import words

PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTVWXYZ"
VIN_CHARACTERS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
# About 500 vehicles for 300 customers
PER_CUSTOMER = 1.66


def make_vehicles(world):
    _make_models(world)
    vals_list = []
    for site in world.sites:
        vals_list += [_vehicle_vals(world, site, owner, delivered) for owner, delivered in _owned(world, site)]
        vals_list += [_stock_vals(world, site) for _vehicle in range(5)]
    vehicles = world.env["fleet.vehicle"].create(vals_list)
    for site in world.sites:
        site.vehicles = list(vehicles.filtered(lambda vehicle, site=site: vehicle.team_id == site.team))


def _make_models(world):
    """Create what Odoo's own list of models lacks, and say which site sells what."""
    Model = world.env["fleet.vehicle.model"]
    for brand_xml_id, specs in words.MODELS.items():
        brand = world.ref(brand_xml_id)
        for name, energies, price in specs:
            model = Model.search([("brand_id", "=", brand.id), ("name", "=", name)], limit=1) or Model.create(
                {"brand_id": brand.id, "name": name, "default_fuel_type": energies[0], "seats": 5, "doors": 5}
            )
            for site in world.sites:
                if brand in site.team.brand_ids:
                    site.models.append((model, energies, price))


def _anniversaries(world, site):
    """Dates of delivery whose anniversary is today, within the next 30 days, or was just missed.

    Each day has a first anniversary at every site, and a later one at the largest.
    """
    today = world.today
    dates = [today - relativedelta(years=years) for years in (1, 2, 3) for _vehicle in range(4)]
    for ahead in range(-3, 31):
        day = today + timedelta(days=ahead)
        dates.append(day - relativedelta(years=1))
        if site.key == "rodez":
            dates.append(day - relativedelta(years=2 + ahead % 2))
    return dates


def _other_deliveries(world, site, count):
    """``count`` dates: lately, more than four years ago, and anything else."""
    dates = [world.dice.randrange(2, 60) for _vehicle in range(site.size // 12)]
    dates += [world.dice.randrange(1480, 3200) for _vehicle in range(site.size // 4)]
    dates += [world.dice.randrange(60, 2100) for _vehicle in range(count - len(dates))]
    return [world.before(days=days) for days in dates]


def _owned(world, site):
    """Pairs of owner and date of delivery; anniversaries and deliveries of late go to owners who can be written to."""
    writable = [customer for customer in site.customers if customer.email and not customer.is_blacklisted]
    anyone = site.customers * 2
    world.dice.shuffle(anyone)
    anniversaries = [*_anniversaries(world, site), *(world.before(days=days) for days in (7, 7, 14, 14))]
    others = _other_deliveries(world, site, int(site.size * PER_CUSTOMER) - len(anniversaries))
    return [*zip(cycle(writable), anniversaries, strict=False), *zip(cycle(anyone), others, strict=False)]


def _vehicle_vals(world, site, owner, delivered):
    model, energies, _price = world.dice.choice(site.models)
    sale_type = world.dice.choices(["vn", "vo", "vd"], weights=[55, 38, 7])[0]
    first_use = delivered - timedelta(days=0 if sale_type == "vn" else world.dice.randrange(200, 1600))
    years = (world.today - first_use).days / 365
    warranty = {"vn": relativedelta(years=2), "vo": relativedelta(years=1), "vd": relativedelta(months=18)}
    return {
        "model_id": model.id,
        "fuel_type": world.dice.choice(energies),
        "license_plate": _plate(world, first_use.year),
        "vin_sn": "VF3" + "".join(world.dice.choices(VIN_CHARACTERS, k=14)),
        "color": world.dice.choice(words.COLOURS),
        "owner_id": owner.id,
        "owner_since": delivered,
        "company_id": site.company.id,
        "team_id": site.team.id,
        "sale_type": sale_type,
        "delivery_date": delivered,
        "acquisition_date": first_use,
        "first_registration_date": first_use,
        "warranty_end": delivered + warranty[sale_type],
        "mileage": int(years * world.dice.randrange(7000, 21000)),
        "model_year": str(first_use.year),
        "state_id": world.ref("fleet.fleet_vehicle_state_registered").id,
    }


def _stock_vals(world, site):
    """A car that waits for its buyer."""
    model, energies, price = world.dice.choice(site.models)
    return {
        "model_id": model.id,
        "fuel_type": energies[0],
        "color": world.dice.choice(words.COLOURS),
        "company_id": site.company.id,
        "team_id": site.team.id,
        "sale_type": world.dice.choice(["vn", "vd"]),
        "car_value": price,
        "mileage": world.dice.randrange(5, 4000),
        "state_id": world.ref("fleet.fleet_vehicle_state_new_request").id,
    }


def _plate(world, year):
    """Plates were by department until 2009; one in fifteen was typed carelessly."""
    letters = world.dice.choices(PLATE_LETTERS, k=4)
    number = world.dice.randrange(100, 1000)
    if year < 2010:
        return f"{number} {letters[0]}{letters[1]}{letters[2]} 12"
    plate = f"{letters[0]}{letters[1]}-{number}-{letters[2]}{letters[3]}"
    return plate.lower().replace("-", " ") if world.chance(0.07) else plate
