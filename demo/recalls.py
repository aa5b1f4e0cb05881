"""A safety recall, a third of it done, with its list of vehicles; and an improvement that can wait."""

from datetime import timedelta

STRANGERS = [f"VF3CCHMZ6JT90000{number}" for number in range(4)]  # on the list, and nobody's here


def make_recalls(world):
    site = world.sites[0]
    owned = [vehicle for vehicle in site.vehicles if vehicle.vin_sn and vehicle.owner_id.active]
    makes = [vehicle.model_id.brand_id for vehicle in owned]
    make = max(set(makes), key=lambda each: (makes.count(each), each.id))
    vins = [vehicle.vin_sn for vehicle in owned if vehicle.model_id.brand_id == make][:14]
    airbag = _make_recall(
        world,
        site,
        make,
        days=40,
        name="Airbag du conducteur",
        reference="KNK",
        reason="L'airbag du conducteur peut mal se déployer en cas d'accident.",
        work="Nous le remplaçons par un neuf. Comptez deux heures.",
    )
    repaired = {vin: world.today - timedelta(days=10 + place) for place, vin in enumerate(vins[:4])}
    airbag._load_list(dict.fromkeys([*vins, *STRANGERS]) | repaired, False)
    update = _make_recall(
        world,
        site,
        make,
        days=90,
        name="Mise à jour du GPS",
        reference="JZR",
        is_safety=False,
        reason="Le guidage perd parfois la position.",
        work="Nous mettons le logiciel à jour. Comptez vingt minutes.",
    )
    update._load_list(dict.fromkeys(vins[3:9]), False)


def _make_recall(world, site, make, days, **vals):
    place = {"company_id": site.company.id, "brand_id": make.id, "announced_on": world.today - timedelta(days=days)}
    return world.env["dealership.recall"].create({**place, **vals})
