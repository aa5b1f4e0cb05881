from datetime import timedelta

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..feed.test_feed import FeedCommon
from .common import OTHER_VIN, STRANGE_VIN, VIN, RecallCommon


@tagged("post_install", "-at_install")
class TestRecall(RecallCommon):
    """A recalled vehicle is followed until it is repaired."""

    def test_10_05_joined_to_vehicles(self):
        self.assertEqual(self.line().vehicle_id, self.vehicle)
        self.assertEqual(self.line().owner_id, self.jeanne)
        self.assertEqual(self.line().team_id, self.team_a)
        self.assertFalse(self.line(STRANGE_VIN).vehicle_id)
        counts = [self.recall[name] for name in ("listed_count", "known_count", "open_count", "repaired_count")]
        self.assertEqual(counts, [3, 2, 2, 0])

    def test_10_05_a_vehicle_that_gets_known(self):
        """Entered by whoever may enter vehicles: a salesperson who takes one in part exchange."""
        line = self.line(STRANGE_VIN)
        vehicle = (
            self.env["fleet.vehicle"]
            .with_user(self.user_sales)
            .create({"model_id": self.model_208.id, "vin_sn": "WVW ZZZ 1KZ AW000003", "company_id": self.company_a.id})
        )
        self.assertEqual(line.vehicle_id, vehicle)
        self.assertEqual(vehicle.open_recalls, "Airbag (KNK)")

    def test_10_05_a_number_that_is_corrected(self):
        self.vehicle.vin_sn = "VF3CCHMZ6JT999999"
        self.assertFalse(self.line().vehicle_id)
        self.assertFalse(self.line().owner_id)
        self.other_vehicle.vin_sn = VIN
        self.assertEqual(self.line().vehicle_id, self.other_vehicle)
        self.assertFalse(self.line(OTHER_VIN).vehicle_id)

    def test_10_05_two_files_of_one_vehicle(self):
        """Of two vehicles with one number, the one that is not archived is meant."""
        self.vehicle.active = False
        new = self.make_vehicle(self.jeanne, vin_sn=STRANGE_VIN)
        new.active = False
        newer = self.make_vehicle(self.jeanne, vin_sn=STRANGE_VIN)
        recall = self.make_recall(reference="KNL")
        recall._load_list({VIN: None, STRANGE_VIN: None}, False)
        self.assertEqual(self.line(STRANGE_VIN, recall).vehicle_id, newer)
        self.assertEqual(self.line(VIN, recall).vehicle_id, self.vehicle)

    def test_10_05_another_company(self):
        foreign = self.make_vehicle(vin_sn=STRANGE_VIN, team_id=self.team_foreign.id)
        self.assertFalse(self.line(STRANGE_VIN).vehicle_id)
        self.assertFalse(foreign.open_recalls)

    def test_15_a_vehicle_goes_to_another_company(self):
        """It is recalled there, if it is on that company's list; here its number waits."""
        there = self.make_recall(company_id=self.team_foreign.company_id.id)
        there._load_list({OTHER_VIN: None}, False)
        self.other_vehicle.write(
            {"company_id": self.team_foreign.company_id.id, "team_id": self.team_foreign.id, "owner_id": False}
        )
        self.assertFalse(self.line(OTHER_VIN).vehicle_id)
        self.assertEqual(self.line(OTHER_VIN, there).vehicle_id, self.other_vehicle)
        self.other_vehicle.write({"company_id": self.company_a.id, "team_id": self.team_a.id})
        self.assertEqual(self.line(OTHER_VIN).vehicle_id, self.other_vehicle)

    def test_10_05_a_vehicle_is_deleted(self):
        self.other_vehicle.unlink()
        self.assertFalse(self.line(OTHER_VIN).vehicle_id)
        self.vehicle.ownership_ids.unlink()
        self.vehicle.unlink()
        self.assertFalse(self.line().owner_id)

    def test_10_05_a_new_owner(self):
        marc = self.make_customer("Marc Bonnet")
        self.vehicle.owner_id = marc
        self.assertEqual((self.line().owner_id, self.line().counts_for_id), (marc, marc))

    def test_10_05_the_order_repairs(self):
        order = self.make_repair_order(self.jeanne, self.vehicle)
        self.assertEqual(order.waiting_recalls, "Airbag (KNK)")
        order.with_user(self.user_adviser).action_carry_out_recalls()
        self.assertEqual((self.line().state, self.line().repair_order_id), ("workshop", order))
        self.assertFalse(order.waiting_recalls)
        order.write({"opened_at": "2026-03-14 08:00:00", "status": "closed", "closed_at": "2026-03-14 23:30:00"})
        self.assertEqual(self.line().state, "repaired")
        # 00:30 of the 15th in Rodez.
        self.assertEqual(self.line().repaired_on, fields.Date.to_date("2026-03-15"))
        self.assertFalse(self.vehicle.open_recalls)
        order.action_reopen()
        self.assertEqual((self.line().state, self.line().repaired_on), ("workshop", False))
        order.action_cancel()
        self.assertEqual(self.line().state, "todo")

    def test_10_05_not_in_this_order(self):
        order = self.make_repair_order(self.jeanne, self.vehicle)
        order.action_carry_out_recalls()
        self.line().with_user(self.user_adviser).action_leave_order()
        order.action_close()
        self.assertEqual(self.line().state, "todo")

    def test_10_05_the_order_is_of_another_vehicle(self):
        order = self.make_repair_order(self.jeanne, self.vehicle)
        order.action_carry_out_recalls()
        order.vehicle_id = self.other_vehicle
        self.assertEqual((self.line().state, self.line(OTHER_VIN).state), ("todo", "todo"))

    def test_10_05_an_order_of_another_vehicle(self):
        order = self.make_repair_order(self.jeanne, self.other_vehicle)
        with self.assertRaisesRegex(ValidationError, "is of another vehicle than"):
            self.line().repair_order_id = order

    def test_10_05_the_order_is_deleted(self):
        order = self.make_repair_order(self.jeanne, self.vehicle)
        order.action_carry_out_recalls()
        order.unlink()
        self.assertEqual(self.line().state, "todo")

    def test_10_05_what_people_say(self):
        line = self.line().with_user(self.user_adviser)
        line.action_repaired()
        self.assertEqual((line.state, line.repaired_on), ("repaired", fields.Date.context_today(line)))
        line.action_reopen()
        self.assertEqual((line.state, line.repaired_on), ("todo", False))
        line.action_gone()
        self.assertEqual((line.state, line.repaired_on), ("gone", False))
        self.assertEqual(self.recall.repaired_share, 0)

    def test_10_05_its_appointment(self):
        lines = self.env["dealership.recall.vehicle"].search([("recall_id", "=", self.recall.id)])
        later = self.make_appointment(
            self.jeanne, fields.Datetime.now() + timedelta(days=9), vehicle_id=self.vehicle.id
        )
        sooner = self.make_appointment(
            self.jeanne, fields.Datetime.now() + timedelta(days=2), vehicle_id=self.vehicle.id
        )
        self.make_appointment(self.jeanne, fields.Datetime.now() - timedelta(days=2), vehicle_id=self.other_vehicle.id)
        self.assertEqual(self.line().appointment_at, sooner.start)
        self.assertEqual(lines.search([("id", "in", lines.ids), ("appointment_at", "!=", False)]), self.line())
        without = lines.search([("id", "in", lines.ids), ("appointment_at", "=", False)])
        self.assertEqual(without, lines - self.line())
        sooner.action_cancel_appointment()
        self.assertEqual(self.line().appointment_at, later.start)
        later.action_miss_appointment()
        self.assertFalse(self.line().appointment_at)
        self.assertEqual(later.open_recalls, "Airbag (KNK)")

    def test_10_05_an_archived_recall_warns_nobody(self):
        self.recall.active = False
        self.assertFalse(self.vehicle.open_recalls)

    def test_10_05_the_other_company_does_not_see_it(self):
        self.vehicle.company_id = False
        shared = self.vehicle.with_user(self.user_foreign).with_company(self.company_b)
        self.assertFalse(shared.open_recalls)


@tagged("post_install", "-at_install")
class TestRecallByFeed(FeedCommon):
    def test_10_05_vehicles_of_files_are_recalled(self):
        """Those of a first load, of which many are made at once."""
        vins = [f"VF3CCHMZ6JT1{number:05}" for number in range(30)]
        recall = self.env["dealership.recall"].create({"name": "Airbag", "company_id": self.company_a.id})
        recall._load_list(dict.fromkeys(vins), False)
        rows = [f"V{number};{vin};Peugeot;208" for number, vin in enumerate(vins)]
        content = "\n".join(["Code véhicule;N° châssis;Marque;Modèle", *rows])
        self.assertCounts(self.load(self.make_feed(content, "vehicles.csv"), content), created=30)
        self.assertEqual(recall.known_count, 30)
