import base64
from datetime import date

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import OTHER_VIN, STRANGE_VIN, VIN, RecallCommon

NEW_VIN = "JTDKW923405000004"


@tagged("post_install", "-at_install")
class TestRecallList(RecallCommon):
    """Lists of the manufacturer, one after the other."""

    def open(self, text, user=None, recall=None, **vals):
        recall = (recall or self.recall).with_user(user or self.user_director)
        dialogue = self.env["dealership.recall.load"].with_user(user or self.user_director)
        dialogue = dialogue.with_context(**recall.action_load_list()["context"]).create(
            {"file": base64.b64encode(text.encode()), "file_name": "list.csv", **vals}
        )
        dialogue.action_read()
        return dialogue

    def test_10_05_shown_before(self):
        text = f"VIN;Réparé le\n{VIN};\n{OTHER_VIN};12/03/2026\n{NEW_VIN};\nJTDKW9234;\n"
        self.make_vehicle(vin_sn=NEW_VIN)
        dialogue = self.open(text)
        counts = [dialogue[f"{name}_count"] for name in ("listed", "new", "known", "repaired", "absent", "relisted")]
        self.assertEqual(counts, [3, 1, 1, 1, 0, 0])
        self.assertEqual(dialogue.problems, "Row 5: JTDKW9234. No vehicle identification number.")
        self.assertEqual(self.recall.listed_count, 3)

    def test_10_05_taken_in(self):
        dialogue = self.open(f"VIN;Réparé le\n{OTHER_VIN};12/03/2026\n{NEW_VIN};13/03/2026\n")
        dialogue.action_load()
        self.assertEqual(self.line().state, "todo")
        for vin, day in ((OTHER_VIN, date(2026, 3, 12)), (NEW_VIN, date(2026, 3, 13))):
            self.assertEqual((self.line(vin).state, self.line(vin).repaired_on), ("repaired", day))
        message = self.recall.message_ids[0]
        self.assertIn("List loaded (vehicles: 2).", message.body)
        self.assertEqual(message.attachment_ids.name, "list.csv")

    def test_10_05_twice_the_same(self):
        text = f"{VIN}\n{OTHER_VIN}\n{STRANGE_VIN}\n"
        dialogue = self.open(text)
        self.assertEqual((dialogue.new_count, dialogue.repaired_count), (0, 0))
        before = self.recall.vehicle_ids
        dialogue.action_load()
        self.assertEqual(self.recall.vehicle_ids, before)

    def test_10_05_written_down(self):
        dialogue = self.open("", file=False, written=f"{VIN}\n{NEW_VIN}")
        dialogue.action_load()
        self.assertEqual(self.line(NEW_VIN).state, "todo")

    def test_10_05_complete_lists(self):
        """What a complete list lacks was repaired; a later one that has it again says that it was not."""
        dialogue = self.open(f"{VIN}\n{NEW_VIN}\n", is_complete=True)
        self.assertEqual((dialogue.new_count, dialogue.absent_count), (1, 2))
        dialogue.action_load()
        states = {line.vin: line.state for line in self.recall.vehicle_ids}
        self.assertEqual(states, {VIN: "todo", NEW_VIN: "todo", OTHER_VIN: "repaired", STRANGE_VIN: "repaired"})
        dialogue = self.open(f"{VIN}\n{NEW_VIN}\n{OTHER_VIN}\n", is_complete=True)
        self.assertEqual(dialogue.relisted_count, 1)
        dialogue.action_load()
        self.assertEqual(self.line(OTHER_VIN).state, "todo")

    def test_15_a_complete_list_with_a_row_that_has_no_number(self):
        """With a slip of the pen in the number of a car, the car is not repaired."""
        wrong = OTHER_VIN.replace("000002", "OOO0O2")
        dialogue = self.open(f"VIN\n{VIN}\n{wrong}\n", is_complete=True)
        self.assertEqual(dialogue.absent_count, 0)
        self.assertIn("nothing that the list lacks", dialogue.problems)
        dialogue.action_load()
        self.assertEqual({line.state for line in self.recall.vehicle_ids}, {"todo"})

    def test_10_05_the_workshop_knows_better(self):
        """Repaired here yesterday, it is on the manufacturer's list still."""
        order = self.make_repair_order(self.jeanne, self.vehicle)
        order.action_carry_out_recalls()
        order.action_close()
        self.line(OTHER_VIN).action_gone()
        self.open(f"{VIN}\n{OTHER_VIN}\n", is_complete=True).action_load()
        self.assertEqual((self.line().state, self.line().repair_order_id), ("repaired", order))
        self.assertEqual(self.line(OTHER_VIN).state, "gone")

    def test_10_05_no_list(self):
        with self.assertRaisesRegex(UserError, "No vehicle identification number is in it"):
            self.open("Name\nJeanne\n")
        with self.assertRaisesRegex(UserError, "Choose a file"):
            self.open("", file=False)

    def test_10_05_who_may(self):
        with self.assertRaises(AccessError):
            self.open(VIN, user=self.user_sales)
        foreign = self.make_recall(company_id=self.company_b.id)
        with self.assertRaises(AccessError):
            self.open(VIN, recall=foreign)
        dialogue = self.open(VIN)
        with self.assertRaises(AccessError):
            dialogue.with_user(self.user_administrator).action_load()

    def test_10_05_many(self):
        """A list for a whole country is taken in by statements that don't grow with it; strangers' vehicles wait."""
        vins = [f"VF3CCHMZ6JT2{number:05}" for number in range(200)]
        recall = self.make_recall(reference="KNN")
        with self.assertQueryCount(60):
            recall._load_list(dict.fromkeys(vins), False)
            self.env.flush_all()
        self.assertEqual(recall.listed_count, 200)
        self.assertEqual(set(recall.vehicle_ids.mapped("state")), {"todo"})
        self.assertEqual(recall.vehicle_ids.company_id, self.company_a)
        self.assertEqual(set(recall.vehicle_ids.mapped("listed_on")), {fields.Date.context_today(recall)})
