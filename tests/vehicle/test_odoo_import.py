from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.crm_dealership.engine.vehicle.status_words import find_status

from ..common import DealershipCommon

FIELDS = ["name", "partner_id", "vehicle_id", "status", "opened_at", "mileage"]


@tagged("post_install", "-at_install")
class TestOdooImport(DealershipCommon):
    """Issue 15: repair orders by Odoo's own import, from a file as a workshop has it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jeanne = cls.make_customer("Jeanne Bonnet-Quinze")
        cls.vehicle = cls.make_vehicle(cls.jeanne, license_plate="XY-123-ZQ")
        cls.orders = cls.env["dealership.repair.order"].with_user(cls.user_director)

    def load(self, *rows, names=FIELDS, **context):
        rows = [list(row) for row in rows]
        result = self.orders.with_context(import_file=True, **context).load(names, rows)
        self.assertFalse(result["messages"])
        return self.env["dealership.repair.order"].browse(result["ids"])

    def make_row(self, name="OR-1", plate="XY-123-ZQ", status="open", mileage="12000"):
        return (name, self.jeanne.name, plate, status, "2026-11-02 08:00:00", mileage)

    def test_15_a_vehicle_is_found_by_its_plate_in_any_notation(self):
        for place, plate in enumerate(("XY-123-ZQ", "xy 123 zq", "XY123ZQ", "xy.123.zq", " XY 123-ZQ ")):
            with self.subTest(plate):
                self.assertEqual(self.load(self.make_row(f"OR-P{place}", plate)).vehicle_id, self.vehicle)

    def test_15_a_plate_that_nobody_has_is_told(self):
        result = self.orders.with_context(import_file=True).load(FIELDS, [list(self.make_row(plate="XY-123-Z"))])
        self.assertIn("XY-123-Z", result["messages"][0]["message"])

    def test_15_in_a_list_of_choices_the_beginning_is_enough(self):
        vehicles = self.env["fleet.vehicle"]
        for typed in ("xy123", "XY 123", "xy-1"):
            self.assertIn(self.vehicle.id, [found for found, _name in vehicles.name_search(typed)], typed)
        self.assertNotIn(self.vehicle.id, [found for found, _name in vehicles.name_search("123zq")])
        for hostile in (["xy123zq", 1, None], True, 5, ""):
            with self.subTest(hostile):
                vehicles.search([("display_name", "=", hostile)])

    def test_15_an_order_is_made_once(self):
        rows = [self.make_row(f"OR-{number}") for number in range(3)]
        first = self.load(*rows)
        again = self.load(*rows[:2], self.make_row("OR-2", status="ready", mileage="12500"), self.make_row("OR-3"))
        self.assertEqual(again[:3], first)
        self.assertEqual((first[2].status, first[2].mileage), ("ready", 12500))
        self.assertEqual(self.orders.search_count([("name", "in", ["OR-0", "OR-1", "OR-2", "OR-3"])]), 4)

    def test_15_an_order_twice_in_a_file_is_one_as_it_stands_last(self):
        orders = self.load(self.make_row("OR-D"), self.make_row("OR-D", status="ready"))
        self.assertEqual(orders[0], orders[1])
        self.assertEqual(orders[0].status, "ready")

    def test_15_the_same_reference_elsewhere_is_another_order(self):
        names = [*FIELDS, "team_id"]
        here, there = self.load(
            (*self.make_row("OR-T"), self.team_a.name), (*self.make_row("OR-T"), self.team_b.name), names=names
        )
        self.assertEqual((here.team_id, there.team_id), (self.team_a, self.team_b))
        self.assertEqual(self.load((*self.make_row("OR-T"), self.team_b.name), names=names), there)

    def test_15_what_did_not_change_stays_as_old_as_it_was(self):
        [order] = self.load(self.make_row("OR-S", status="ready"))
        order.status_since = since = "2026-11-03 10:00:00"
        self.load(self.make_row("OR-S", status="Prêt"))
        self.assertEqual(str(order.status_since), since)

    def test_16_11_a_code_is_as_old_as_its_last_change(self):
        names = [*FIELDS, "dms_status_code"]
        with freeze_time("2026-11-03 10:00:00"):
            orders = self.load((*self.make_row("OR-K"), "N"), (*self.make_row("OR-L"), ""), names=names)
        self.assertEqual(list(map(str, orders.mapped("dms_status_since"))), ["2026-11-03 10:00:00", "False"])
        with freeze_time("2026-11-04 11:00:00"):
            orders.write({"dms_status_code": "N", "status": "ready"})
            orders.flush_recordset()
        self.assertEqual(
            list(map(str, orders.mapped("dms_status_since"))), ["2026-11-03 10:00:00", "2026-11-04 11:00:00"]
        )
        orders.dms_status_code = ""
        self.assertEqual(orders.mapped("dms_status_since"), [False, False])

    def test_15_a_status_as_the_workshop_calls_it(self):
        for place, (text, status) in enumerate(
            (
                ("En cours", "in_progress"),
                ("in_progress", "in_progress"),
                ("Vehicle Ready", "ready"),
                ("Prêt", "ready"),
                ("TERMINÉ", "ready"),
                ("Clôturé", "closed"),
                ("CLO", "closed"),
                ("Facturée", "closed"),
                ("annulé", "cancelled"),
                ("Ouvert", "open"),
                ("En attente", "open"),
                ("Archivée", "closed"),
            )
        ):
            with self.subTest(text):
                self.assertEqual(self.load(self.make_row(f"OR-W{place}", status=text)).status, status)

    def test_15_a_status_that_is_none_is_told(self):
        result = self.orders.with_context(import_file=True).load(FIELDS, [list(self.make_row(status="Zone 51"))])
        self.assertIn("Zone 51", result["messages"][0]["message"])
        self.assertEqual([find_status(text) for text in ("", "42", "Zone 51")], [""] * 3)

    def test_15_a_closing_in_the_past_stays_there(self):
        names = [*FIELDS, "closed_at"]
        [order] = self.load((*self.make_row("OR-C", status="Clos"), "2026-11-04 17:00:00"), names=names)  # in Paris
        self.assertEqual((str(order.closed_at), str(order.status_since)), ("2026-11-04 16:00:00",) * 2)
