from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import DealershipCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-30 10:00:00")
class TestInspections(DealershipCommon):
    """What vehicles know of their next inspection; how it is computed: tests/engine/test_inspections.py."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.france, cls.belgium = cls.env.ref("base.fr"), cls.env.ref("base.be")
        cls.team_a.country_id = cls.france
        cls.rules = cls.env["dealership.inspection.rule"]

    def follow(self):
        """Do what the scheduled action does."""
        self.env.flush_all()
        while vehicles := self.env["fleet.vehicle"]._find_stale(500):
            vehicles._follow_dates()

    def test_10_05_france(self):
        for vals, state, due_on in (
            ({"first_registration_date": "2023-02-14"}, "planned", date(2027, 2, 14)),
            ({"first_registration_date": "2018-02-14"}, "unknown", False),
            (
                {"first_registration_date": "2018-02-14", "last_inspection_date": "2025-03-31"},
                "planned",
                date(2027, 3, 31),
            ),
            ({"first_registration_date": "2018-02-14", "vehicle_use": "taxi"}, "excluded", False),
            (
                {
                    "vehicle_use": "collection",
                    "first_registration_date": "1970-06-01",
                    "last_inspection_date": "2024-02-29",
                },
                "planned",
                date(2029, 2, 28),
            ),
            ({"vehicle_use": "collection", "first_registration_date": "1955-06-01"}, "excluded", False),
            ({}, False, False),
        ):
            vehicle = self.make_vehicle(**vals)
            self.assertEqual((vehicle.inspection_state, vehicle.next_inspection_date), (state, due_on), vals)

    def test_10_05_emissions_of_vans(self):
        van = self.make_vehicle(registered_as="van", fuel_type="diesel", last_inspection_date="2026-03-31")
        self.assertEqual((van.next_emissions_date, van.emissions_from), (date(2027, 3, 31), date(2027, 1, 31)))
        for change in ({"fuel_type": "electric"}, {"registered_as": "car"}, {"vehicle_use": "ambulance"}):
            self.assertFalse(van.copy(change).next_emissions_date, change)

    def test_noting_an_inspection_plans_the_next(self):
        vehicle = self.make_vehicle(first_registration_date="2018-02-14")
        vehicle.last_inspection_date = "2026-11-30"
        self.assertEqual((vehicle.inspection_state, vehicle.next_inspection_date), ("planned", date(2028, 11, 30)))
        with self.assertRaisesRegex(ValidationError, "future"):
            vehicle.last_inspection_date = "2026-12-01"

    def test_where_it_is_at_home(self):
        """Where its point of sale is; of none, where the company is. A country without rules has no dates."""
        vehicle = self.make_vehicle(first_registration_date="2023-02-14")
        self.team_a.country_id = self.belgium
        self.assertFalse(vehicle.next_inspection_date or vehicle.inspection_state)
        self.company_a.country_id = self.france
        vehicle.team_id = False
        self.assertEqual(vehicle.next_inspection_date, date(2027, 2, 14))

    def test_bicycles_are_not_inspected(self):
        bike = self.model_208.copy({"name": "Bike", "vehicle_type": "bike"})
        self.assertFalse(self.make_vehicle(model_id=bike.id, first_registration_date="2023-02-14").inspection_state)

    def test_a_first_inspection_that_nobody_noted(self):
        vehicle = self.make_vehicle(first_registration_date="2022-12-05")
        inspected = self.make_vehicle(first_registration_date="2018-12-05", last_inspection_date="2024-12-01")
        self.follow()
        self.assertEqual(vehicle.next_inspection_date, date(2026, 12, 5))
        with freeze_time("2026-12-05 10:00:00"):
            self.assertNotIn(vehicle, self.env["fleet.vehicle"]._find_stale(500))
        with freeze_time("2026-12-06 10:00:00"):
            self.assertEqual(self.env["fleet.vehicle"]._find_stale(500) & (vehicle | inspected), vehicle)
            self.follow()
            self.assertEqual((vehicle.inspection_state, vehicle.next_inspection_date), ("unknown", False))
            self.assertEqual(inspected.next_inspection_date, date(2026, 12, 1))

    def test_rules_of_another_country(self):
        """They reach the vehicles there in the background, archived ones too, and no others."""
        here = self.make_vehicle(first_registration_date="2023-02-14")
        self.team_b.country_id = self.belgium
        there = self.make_vehicle(first_registration_date="2023-02-14", team_id=self.team_b.id)
        archived = there.copy({"first_registration_date": "2024-02-29", "active": False})
        self.follow()
        rule = self.rules.create(
            {"country_id": self.belgium.id, "first_months": 48, "interval_months": 12, "source": "A test"}
        )
        self.env.flush_all()
        self.assertEqual(self.env["fleet.vehicle"]._find_stale(500), there | archived)
        self.follow()
        self.assertEqual(there.next_inspection_date, date(2027, 2, 14))
        self.assertEqual(archived.next_inspection_date, date(2028, 2, 29))
        rule.first_months = 36
        self.follow()
        self.assertEqual(there.inspection_state, "unknown")
        rule.unlink()
        self.follow()
        self.assertFalse(there.inspection_state)
        self.assertEqual(here.next_inspection_date, date(2027, 2, 14))

    def test_a_rule_says_when(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.rules.create({"country_id": self.belgium.id, "source": "A test"})
        self.rules.create({"country_id": self.belgium.id, "source": "A test", "excluded": True})

    def test_nothing_to_do_costs_one_query(self):
        self.follow()
        self.make_vehicle(first_registration_date="2023-02-14")
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            self.assertFalse(self.env["fleet.vehicle"]._find_stale(500))

    def test_the_scheduled_action_does_all(self):
        self.team_b.country_id = self.belgium
        vehicles = self.env["fleet.vehicle"].browse()
        for _vehicle in range(3):
            vehicles |= self.make_vehicle(first_registration_date="2023-02-14", team_id=self.team_b.id)
        self.rules.create({"country_id": self.belgium.id, "first_months": 60, "interval_months": 12, "source": "Test"})
        self.env.flush_all()
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=60):
            self.env["fleet.vehicle"]._cron_follow_dates()
        self.assertEqual(set(vehicles.mapped("next_inspection_date")), {date(2028, 2, 14)})
