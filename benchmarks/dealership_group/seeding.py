"""Fills a database with a dealership group of any size; ``seed.sql`` has the rows."""

import logging
import time
from datetime import datetime
from pathlib import Path

from psycopg2.errors import InsufficientPrivilege

from odoo import Command
from odoo.tools import SQL

from odoo.addons.crm_dealership.models.vehicle.sale_type import BUSINESS_ATTRIBUTES, SALE_TYPES

from .statistics import vacuum

_logger = logging.getLogger(__name__)

# All dates of the rows are relative to this moment (naive UTC), and rules are evaluated at it.
NOW = datetime(2026, 6, 15, 10, 0)
SEED = Path(__file__).with_name("seed.sql")
COUNTS = {
    "customers": 1_000_000,
    "vehicles": 1_200_000,
    "appointments": 2_000_000,
    "repair_orders": 3_000_000,
    "leads": 1_500_000,
    "invoices": 1_000_000,
}
TABLES = {
    "customer": "res_partner",
    "vehicle": "fleet_vehicle",
    "appointment": "calendar_event",
    "repair_order": "dealership_repair_order",
    "lead": "crm_lead",
    "invoice": "account_move",
}
BRANDS = {
    "Renault": ["Clio", "Captur", "Mégane", "Scenic", "Twingo", "Kangoo"],
    "Dacia": ["Sandero", "Duster", "Jogger", "Spring"],
    "Nissan": ["Qashqai", "Juke", "Micra"],
    "Peugeot": ["208", "308", "2008", "3008"],
    "Citroën": ["C3", "C4", "Berlingo"],
    "Toyota": ["Yaris", "C-HR", "Corolla"],
    "Alpine": ["A110", "A290"],
}
POINTS_OF_SALE = 12
STAFF = 60
DIRECTOR_OF = 3  # points of sale
ADMINISTRATOR, DIRECTOR = "bench_administrator", "bench_director"


def seed(env, scale):
    """Write and commit the group; ``scale`` 1 is a million customers."""
    started = time.monotonic()
    values = prepare_values(env, scale)
    with _LoadingTables(env.cr, [*TABLES.values(), "dealership_consent", "calendar_event_res_partner_rel"]):
        write_rows(env, values)
    env.cr.commit()
    vacuum(env.cr)
    _logger.info("seeded at scale %s in %.0f s", scale, time.monotonic() - started)


def prepare_values(env, scale):
    """Create what the rows refer to; return the values of the statements, a thousand rows of each kind at least."""
    values = {**_create_surroundings(env), "now": NOW}
    values |= {key: max(int(count * scale), 1000) for key, count in COUNTS.items()}
    values |= {f"first_{key}": _get_next_id(env, table) for key, table in TABLES.items()}
    env.flush_all()
    return values


def write_rows(env, values):
    for statement in _read_statements():
        env.cr.execute(statement, values)
    env["dealership.consent.state"]._refresh()


def _read_statements():
    """Yield the statements, each with its comments; none of them has a semicolon inside."""
    for statement in SEED.read_text().split(";\n"):
        if statement.strip():
            yield statement


def _get_next_id(env, table):
    [[last]] = env.execute_query(SQL("SELECT COALESCE(MAX(id), 0) FROM %s", SQL.identifier(table)))
    return last + 1


class _LoadingTables:
    """Within the block the tables have neither indexes, but those of constraints, nor foreign key checks."""

    def __init__(self, cr, tables):
        self.cr = cr
        self.tables = tables
        self.indexes = {}

    def __enter__(self):
        self._skip_foreign_keys("replica")
        self.cr.execute("SET LOCAL maintenance_work_mem = '512MB'")
        self.cr.execute(
            """
            SELECT indexname, indexdef FROM pg_indexes
             WHERE schemaname = current_schema AND tablename = ANY(%s)
               AND indexname NOT IN (SELECT conname FROM pg_constraint)
            """,
            [self.tables],
        )
        self.indexes = dict(self.cr.fetchall())
        for name in self.indexes:
            self.cr.execute(SQL("DROP INDEX %s", SQL.identifier(name)))

    def __exit__(self, error_type, error, traceback):
        if error_type:
            return
        for definition in self.indexes.values():
            self.cr.execute(definition)
        self._skip_foreign_keys("origin")

    def _skip_foreign_keys(self, role):
        """The rows refer to each other rightly; only a superuser may skip the proof."""
        try:
            with self.cr.savepoint():
                self.cr.execute(SQL("SET session_replication_role = %s", role))
        except InsufficientPrivilege:
            _logger.info("this role is no superuser: foreign keys are checked row by row, which takes longer")


# -- what the rows refer to ---------------------------------------------------------------------------


def _create_surroundings(env):
    """Create company, points of sale, staff and the like through the ORM; return their ids by placeholder."""
    env = env(context={**env.context, "tracking_disable": True, "no_reset_password": True})
    # No country: Odoo would install that country's accounting.
    company = env["res.company"].create({"name": "Groupe Bonnefous", "currency_id": env.ref("base.EUR").id})
    env.user.company_ids = [Command.link(company.id)]
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    staff = env["res.users"].create([_prepare_user(env, company, f"bench_staff{number}") for number in range(STAFF)])
    director = _create_user(env, company, DIRECTOR, "director")
    administrator = _create_user(env, company, ADMINISTRATOR, "administrator")
    teams = _create_teams(env, company, director)
    models = _create_models(env)
    journal = env["account.journal"].create(
        {"name": "Customer Invoices", "code": "BINV", "type": "sale", "company_id": company.id}
    )
    stages = env["crm.stage"].search([("team_ids", "=", False)])
    return {
        "company": company.id,
        "administrator": administrator.id,
        "country": env.ref("base.fr").id,
        "currency": company.currency_id.id,
        "journal": journal.id,
        "teams": teams.ids,
        "users": staff.ids,
        "models": models.ids,
        "brands": models.brand_id.ids,
        "profiles": env["dealership.customer.profile"].search([]).ids,
        "sources": env["utm.source"].create([{"name": f"Source {number}"} for number in range(8)]).ids,
        "new_stage": stages.filtered(lambda stage: not stage.is_won)[:1].id,
        "won_stage": stages.filtered("is_won")[:1].id,
        "sale_types": [key for key, _label in SALE_TYPES],
        "business_attributes": [key for key, _label in BUSINESS_ATTRIBUTES],
    }


def _prepare_user(env, company, login, group="user"):
    return {
        "name": login.replace("_", " ").title(),
        "login": login,
        "email": f"{login}@example.com",
        "tz": "Europe/Paris",
        "company_id": company.id,
        "company_ids": [Command.set(company.ids)],
        "group_ids": [Command.set(env.ref(f"crm_dealership.group_dealership_{group}").ids)],
    }


def _create_user(env, company, login, group):
    return env["res.users"].create(_prepare_user(env, company, login, group))


def _create_teams(env, company, director):
    return env["crm.team"].create(
        [
            {
                "name": f"Point of sale {number + 1}",
                "company_id": company.id,
                "tz": "Europe/Paris",
                "member_ids": [Command.set(director.ids if number < DIRECTOR_OF else [])],
            }
            for number in range(POINTS_OF_SALE)
        ]
    )


def _create_models(env):
    brands = env["fleet.vehicle.model.brand"].create([{"name": name} for name in BRANDS])
    return env["fleet.vehicle.model"].create(
        [
            {"name": name, "brand_id": brand.id}
            for brand, names in zip(brands, BRANDS.values(), strict=True)
            for name in names
        ]
    )
