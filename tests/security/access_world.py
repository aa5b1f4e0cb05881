"""The people and places of the access table, and what its records refer to."""

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from typing import Any

from odoo import Command, fields
from odoo.tools import SQL

from ..common import ADMINISTRATOR, DIRECTOR, USER, DealershipCommon
from .access_records import FOUND, VALUES

ACCOUNTANT = "base.group_user,account.group_account_invoice"


@dataclass
class Spot:
    """A point of sale, or the part of a company that belongs to none, with whoever is in charge and some records."""

    team: Any
    company: Any
    staff: Any
    customer: Any = None
    vehicle: Any = None
    repair_order: Any = None
    lead: Any = None
    invoice: Any = None
    draft_invoice: Any = None
    order: Any = None
    targeting: Any = None
    operation: Any = None
    people: Any = None
    message: Any = None
    draft: Any = None
    scenario: Any = None
    run: Any = None
    reminder: Any = None
    account: Any = None
    rehearsal: Any = None
    configure: Any = None
    purchase: Any = None
    matching: Any = None

    @property
    def place(self):
        return {"team_id": self.team.id, "company_id": self.company.id}


# What lines of dialogues belong to.
DIALOGUES = {
    "rehearsal": "dealership.rehearsal",
    "configure": "dealership.scenario.configure",
    "purchase": "dealership.number.purchase",
    "matching": "dealership.matching.setup",
}
# Where the places of the table are for somebody of a spot.
PLACES = {
    "a": {"own": "a", "other": "b", "none": "none", "foreign": "f", "all": "a", "mine": "a", "others": "a"},
    "b": {"own": "b", "other": "a", "none": "none", "foreign": "f", "all": "a", "mine": "b", "others": "b"},
    "f": {"own": "f", "other": "g", "none": "none_f", "foreign": "a", "all": "a", "mine": "f", "others": "f"},
}


class AccessWorld(DealershipCommon):
    """Two companies with two points of sale each, and somebody in each role.

    ``actors``: ``{name: (column of the table, user, name of their spot)}``. None of them is in charge of anything: that
    is the staff of each spot.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.numbers = count(1)
        cls.now = fields.Datetime.now()
        cls.product = cls.env["product.product"].create({"name": "208", "type": "service", "taxes_id": False})
        companies = cls.company_a + cls.company_b
        cls.reminders = {company: cls._make_reminders(company) for company in companies}
        cls.spots = cls._make_spots()
        for spot in cls.spots.values():
            cls._furnish(spot)
        cls.actors = cls._make_actors()
        # Nobody's members yet: those of the team, one who is made, one who is to be deleted.
        cls.newcomers = {
            company: cls.env["res.users"].union(
                *(cls._make_user(f"new_{cls.number()}", "Newcomer", "base.group_user", company) for _ in range(4))
            )
            for company in companies
        }
        cls.env.flush_all()

    @classmethod
    def number(cls):
        return next(cls.numbers)

    @classmethod
    def _make_spots(cls):
        castres = cls.make_team(name="Castres", company_id=cls.company_b.id)
        spots = {}
        for name, team in {"a": cls.team_a, "b": cls.team_b, "f": cls.team_foreign, "g": castres}.items():
            staff = cls._make_user(f"staff_{name}", f"Staff of {team.name}", USER, team.company_id)
            team.member_ids += staff
            spots[name] = Spot(team, team.company_id, staff)
        no_team = cls.env["crm.team"]
        spots["none"] = Spot(no_team, cls.company_a, spots["b"].staff)
        spots["none_f"] = Spot(no_team, cls.company_b, spots["g"].staff)
        return spots

    @classmethod
    def _make_actors(cls):
        def make(column, groups, spot="a"):
            place = cls.spots[spot]
            user = cls._make_user(f"actor_{cls.number()}", f"Actor {column}", groups, place.company)
            if column in ("user", "director"):
                place.team.member_ids += user
            return column, user, spot

        return {
            "public": ("public", cls.env.ref("base.public_user"), "a"),
            "portal": make("portal", "base.group_portal"),
            "internal": make("internal", "base.group_user"),
            "accountant": make("accountant", ACCOUNTANT),
            "User": make("user", USER),
            "User of another site": make("user", USER, "b"),
            "Director": make("director", DIRECTOR),
            "Director of another site": make("director", DIRECTOR, "b"),
            "Administrator": make("admin", ADMINISTRATOR),
            "Administrator of another company": make("admin", ADMINISTRATOR, "f"),
        }

    @classmethod
    def _make_reminders(cls, company):
        """Return a run of the company's invoice reminders."""
        profile = cls.env.ref("crm_dealership.customer_profile_standard")
        tree = cls.env["dealership.scenario"]._prepare_reminder_rule_tree(profile, "with_email")
        targeting = cls.make_targeting("invoice", tree["rules"], team_id=False, company_id=company.id)
        message = cls.make_message(team_id=False, company_id=company.id, subject_category="invoice")
        step = {"reminder_role": "reminder", "delay_count": 3, "message_id": message.id}
        scenario = cls.make_scenario(
            targeting,
            steps=[step],
            team_id=False,
            company_id=company.id,
            purpose="payment",
            user_id=cls.env.uid,
            signatory_user_id=cls.env.uid,
            reminder_profile_id=profile.id,
            reminder_audience="with_email",
            state="draft",
        )
        return cls.env["dealership.scenario.run"].create({"scenario_id": scenario.id, "started_at": cls.now})

    @classmethod
    def _furnish(cls, spot):
        place, staff = spot.place, {"user_id": spot.staff.id}
        spot.customer = cls.make_customer(f"Customer {cls.number()}", **place)
        spot.vehicle = cls.make_vehicle(spot.customer, **place)
        spot.repair_order = cls.make_record("dealership.repair.order", spot)
        spot.lead = cls.make_record("crm.lead", spot)
        spot.order = cls.make_record("sale.order", spot)
        overdue = {"invoice_date": cls.now.date(), "invoice_date_due": cls.now.date() - timedelta(days=9)}
        spot.invoice = cls.make_invoice(spot.customer, invoice_user_id=spot.staff.id, **overdue, **place)
        spot.draft_invoice = cls.make_record("account.move", spot)
        spot.targeting = cls.make_record("dealership.targeting", spot)
        others = [cls.make_record("dealership.targeting", spot) for _ in range(2)]
        operands = [Command.create({"operand_id": other.id}) for other in others]
        union = {"mode": "operation", "operation": "union", "operand_ids": operands}
        spot.operation = cls.make_targeting(**union, **staff, **place)
        spot.people = cls.make_record("dealership.targeting.import", spot)
        spot.message = cls.make_record("dealership.message", spot)
        spot.draft, spot.scenario = (cls.make_record("dealership.scenario", spot) for _ in range(2))
        spot.run = cls.make_record("dealership.scenario.run", spot)
        spot.reminder = cls.make_record("dealership.delivery/reminder", spot)
        spot.account = cls.make_record("dealership.provider.account", spot)
        for attribute, model in DIALOGUES.items():
            setattr(spot, attribute, cls.make_record(model, spot, spot.staff))

    # -- records of the table -------------------------------------------------------------------------

    @classmethod
    def get_model(cls, name, spot):
        """Return the model of a line of the table, as superuser of the spot's company."""
        return cls.env[name.partition("/")[0]].with_context(allowed_company_ids=spot.company.ids)

    @classmethod
    def make_record(cls, name, spot, user=None):
        """Make one more record of a line of the table, as superuser; as if ``user`` had made it, if one is given."""
        record = cls.get_model(name, spot).create(cls.get_vals(name, spot))
        if user:
            record.flush_recordset()
            table = SQL.identifier(record._table)
            cls.env.cr.execute(SQL("UPDATE %s SET create_uid = %s WHERE id = %s", table, user.id, record.id))
            record.invalidate_recordset()
        return record.with_env(cls.env)

    @classmethod
    def get_vals(cls, name, spot):
        """Return the values of a new record; none for what cannot be made."""
        return VALUES[name](cls, spot) if name in VALUES else {}

    @classmethod
    def get_record(cls, name, spot, user=None):
        """Return the record of a line of the table at a spot."""
        return FOUND[name](cls, spot) if name in FOUND else cls.make_record(name, spot, user)

    @classmethod
    def find_row(cls, model, spot, domain):
        """Return the row of a view; superuser of the spot's company, for some read the companies' currencies."""
        cls.env.flush_all()
        row = cls.get_model(model, spot).search(domain)
        assert len(row) == 1, (model, spot.team.name, row)
        return row.with_env(cls.env)

    @classmethod
    def open_dialogues(cls, user, spot):
        """Return the spot as ``user`` sees it who has opened every dialogue that has lines."""
        return replace(spot, **{name: cls.make_record(model, spot, user) for name, model in DIALOGUES.items()})
