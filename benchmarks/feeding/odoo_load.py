"""Odoo's own import of the same rows: a file of customers, one of vehicles, one of repair orders, by external ids."""

from .files import HEADERS


def load_by_odoo(env, team, rows):
    """Load customers, vehicles and repair orders.

    :return: how many repair orders were loaded
    """
    rows = [dict(zip(HEADERS, row, strict=True)) for row in rows]
    model = env["fleet.vehicle.model"].search([], limit=1)
    _load(
        env["res.partner"],
        ["id", "name", "email", "phone", "ref", "company_id/.id", "team_id/.id"],
        {row["Code client"]: _tell_customer(row, team) for row in rows},
    )
    _load(
        env["fleet.vehicle"],
        ["id", "model_id/.id", "license_plate", "vin_sn", "owner_id/id", "company_id/.id", "team_id/.id"],
        {row["Code véhicule"]: _tell_vehicle(row, team, model) for row in rows},
    )
    return _load(
        env["dealership.repair.order"],
        [
            *("id", "name", "opened_at", "closed_at", "status", "mileage", "customer_pay_amount"),
            *("partner_id/id", "vehicle_id/id", "company_id/.id", "team_id/.id"),
        ],
        {row["N° OR"]: _tell_order(row, team) for row in rows},
    )


def _load(model, fields, rows):
    result = model.with_context(tracking_disable=True, mail_create_nolog=True).load(fields, list(rows.values()))
    assert result["ids"], result["messages"][:3]
    model.env.flush_all()
    return len(result["ids"])


def _tell_customer(row, team):
    key = row["Code client"]
    name = f"{row['Prénom']} {row['Nom client']}"
    return [f"bench.{key}", name, row["E-mail"], row["Portable"], key, str(team.company_id.id), str(team.id)]


def _tell_vehicle(row, team, model):
    return [
        *(f"bench.{row['Code véhicule']}", str(model.id), row["Immatriculation"], row["N° châssis"]),
        *(f"bench.{row['Code client']}", str(team.company_id.id), str(team.id)),
    ]


def _tell_order(row, team):
    return [
        *(
            f"bench.{row['N° OR']}",
            row["N° OR"],
            _tell_moment(row["Date ouverture"]),
            _tell_moment(row["Date clôture"]),
        ),
        *("closed", row["Km"], row["Montant client"].replace(",", "."), f"bench.{row['Code client']}"),
        *(f"bench.{row['Code véhicule']}", str(team.company_id.id), str(team.id)),
    ]


def _tell_moment(text):
    day, hour = text.split(" ")
    return f"{'-'.join(reversed(day.split('/')))} {hour}:00"
