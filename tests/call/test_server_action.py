from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import CallCommon


@tagged("post_install", "-at_install")
class TestRegisterCallAction(CallCommon):
    """The server action "Register a Call", here on customers."""

    def _make_action(self, **vals):
        defaults = {
            "name": "Register",
            "model_id": self.env["ir.model"]._get_id("res.partner"),
            "state": "dealership_register_call",
            "dealership_call_outcome": "missed",
            "dealership_call_from_path": "phone",
            "dealership_call_number_id": self.number.id,
        }
        return self.env["ir.actions.server"].create({**defaults, **vals})

    def _run(self, action, records):
        action.with_context(active_model=records._name, active_ids=records.ids, active_id=records[:1].id).run()
        return self.env["dealership.call"].search([("tracking_number_id", "=", self.number.id)])

    def test_one_call_per_record(self):
        customers = self.make_customer(phone="06 12 34 56 78") + self.make_customer("Paul Gil", phone="07 55 66 77 88")
        calls = self._run(self._make_action(), customers)
        self.assertEqual(set(calls.mapped("from_number")), {"+33612345678", "+33755667788"})
        self.assertEqual(calls.partner_id, customers)
        self.assertEqual(len(calls.lead_id), 2)

    def test_reference_recognises_the_call(self):
        customer = self.make_customer(phone="06 12 34 56 78", ref="C-17")
        action = self._make_action(dealership_call_reference_path="ref")
        self._run(action, customer)
        self.assertEqual(self._run(action, customer).external_id, "C-17")

    def test_records_without_reference_are_calls_of_their_own(self):
        customers = self.make_customer(phone="06 12 34 56 78") + self.make_customer("Paul Gil", phone="07 55 66 77 88")
        calls = self._run(self._make_action(dealership_call_reference_path="ref"), customers)
        self.assertEqual(set(calls.mapped("from_number")), {"+33612345678", "+33755667788"})
        self.assertEqual(calls.mapped("external_id"), [False, False])

    def test_record_without_number(self):
        with self.assertRaisesRegex(UserError, "holds no number of a customer"):
            self._run(self._make_action(), self.make_customer(phone=False))

    def test_paths_that_lead_nowhere(self):
        for path in ("telephone", "phone.number", "parent_id.telephone"):
            with self.assertRaisesRegex(ValidationError, f"“{path}” is no field of Contact"):
                self._make_action(dealership_call_from_path=path)
        with self.assertRaisesRegex(ValidationError, "say which field holds the number called"):
            self._make_action(dealership_call_direction="outgoing")

    def test_outgoing_call_closes(self):
        missed = self.register("1")
        customer = self.make_customer(phone="06 12 34 56 78")
        action = self._make_action(
            dealership_call_direction="outgoing",
            dealership_call_outcome="connected",
            dealership_call_from_path=False,
            dealership_call_to_path="phone",
        )
        self._run(action, customer)
        self.assertEqual(missed.lead_id.lead_state, "done")
