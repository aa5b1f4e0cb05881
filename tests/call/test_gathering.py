from itertools import permutations

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import CallCommon


@tagged("post_install", "-at_install")
class TestRegister(CallCommon):
    def test_missed_call_makes_a_lead_of_the_number(self):
        customer = self.make_customer(phone="06 12 34 56 78")
        call = self.register("1")
        self.assertEqual(call.tracking_number_id, self.number)
        self.assertEqual((call.team_id, call.company_id), (self.team_a, self.company_a))
        self.assertEqual(call.partner_id, customer)
        lead = call.lead_id
        self.assertRecordValues(
            lead,
            [
                {
                    "type": "lead",
                    "team_id": self.team_a.id,
                    "partner_id": customer.id,
                    "source_id": self.source.id,
                    "business_attribute": "vo",
                    "lead_status": "new",
                    "lead_state": "open",
                    "user_id": False,
                }
            ],
        )
        self.assertFalse(call.is_done)

    def test_unknown_caller_is_carried_by_the_lead(self):
        call = self.register("1")
        self.assertFalse(call.partner_id)
        self.assertEqual(call.lead_id.phone, "+33612345678")
        self.assertIn("+33612345678", call.lead_id.name)

    def test_a_number_of_two_customers_is_nobodys(self):
        self.make_customer("Jeanne Bonnet", phone="06 12 34 56 78")
        self.make_customer("Paul Bonnet", phone="06 12 34 56 78")
        self.assertFalse(self.register("1").partner_id)

    def test_customers_of_other_companies_are_not_recognised(self):
        self.make_customer(phone="06 12 34 56 78", team_id=self.team_foreign.id)
        self.assertFalse(self.register("1").partner_id)

    def test_same_call_once(self):
        first = self.register("1", "ongoing")
        again = self.register("1", "missed", reason="busy")
        self.assertEqual(again, first)
        self.assertEqual((first.outcome, first.reason), ("missed", "busy"))
        self.register("1", "missed")
        self.assertEqual(self.env["crm.lead"].search_count([("phone", "=", "+33612345678")]), 1)
        other = self.register("1", provider="other")
        self.assertNotEqual(other, first)

    def test_rules_of_the_number(self):
        self.number.write({"missed_lead_status": "follow_up", "missed_lead_state": "done"})
        lead = self.register("1").lead_id
        self.assertEqual((lead.lead_status, lead.lead_state), ("follow_up", "done"))
        self.number.missed_lead = False
        self.assertFalse(self.register("2", minute=5, **{"from": "+33612345679"}).lead_id)
        connected = self.register("3", "connected", minute=6, **{"from": "+33612345670"})
        self.assertFalse(connected.lead_id)
        self.number.write({"connected_lead": True, "connected_lead_status": "follow_up"})
        lead = self.register("4", "connected", minute=6, user_id=self.user_sales.id).lead_id
        self.assertEqual((lead.lead_status, lead.lead_state, lead.user_id), ("follow_up", "open", self.user_sales))

    def test_ongoing_call_makes_nothing_yet(self):
        self.assertFalse(self.register("1", "ongoing").lead_id)

    def test_withheld_number(self):
        first = self.register("1", **{"from": "anonymous"})
        second = self.register("2", minute=1, **{"from": ""})
        self.assertFalse(first.from_number)
        self.assertTrue(first.lead_id)
        self.assertNotEqual(first.lead_id, second.lead_id)
        self.assertEqual(first.display_name, "Withheld number")

    def test_values_that_make_no_sense(self):
        for values, message in (
            ({"colour": "red"}, "no value “colour”"),
            ({"outcome": "lost"}, "“lost” is no outcome"),
            ({"started_at": "yesterday"}, "no moment for started_at"),
            ({"is_missed": True}, "no value “is_missed”"),
        ):
            with self.assertRaisesRegex(ValidationError, message):
                self.env["dealership.call"]._register({"direction": "incoming", **values})

    def test_unknown_number_is_harmless(self):
        call = self.register("1", to="+33565000000")
        self.assertFalse(call.tracking_number_id or call.lead_id or call.team_id)


@tagged("post_install", "-at_install")
class TestGathering(CallCommon):
    def _tell(self):
        """Return what stands in the books about the caller, without ids."""
        calls = self.env["dealership.call"].search([("provider", "=", "test")], order="started_at, external_id")
        leads = calls.lead_id.sorted(lambda lead: min(lead.call_ids.mapped("started_at")))
        places = {lead: place for place, lead in enumerate(leads)}
        return [(call.external_id, places.get(call.lead_id), call.is_done, call.lead_state) for call in calls]

    def test_repeated_missed_calls_gather(self):
        first, second = self.register("1"), self.register("2", minute=10)
        self.assertEqual(first.lead_id, second.lead_id)
        self.assertEqual(second.lead_id.call_count, 2)

    def test_other_callers_and_points_of_sale_do_not(self):
        self.make_tracking_number(number="+33565420001", team_id=self.team_b.id)
        first = self.register("1")
        self.assertNotEqual(self.register("2", **{"from": "+33612345679"}).lead_id, first.lead_id)
        self.assertNotEqual(self.register("3", to="+33565420001").lead_id, first.lead_id)

    def test_call_back_closes(self):
        missed = self.register("1")
        back = self.call_back("2", minute=20, user_id=self.user_sales.id)
        self.assertEqual(missed.answered_by_id, back)
        self.assertTrue(missed.is_done)
        self.assertEqual((missed.lead_id.lead_state, missed.lead_id.user_id), ("done", self.user_sales))
        self.assertEqual(back.lead_id, missed.lead_id)
        self.assertEqual(missed.lead_id.done_at, back.ended_at)

    def test_unanswered_call_back_does_not_close(self):
        missed = self.register("1")
        self.call_back("2", minute=20, outcome="refused")
        self.assertEqual(missed.lead_id.lead_state, "open")

    def test_next_try_that_is_answered_closes(self):
        missed = self.register("1")
        self.register("2", "connected", minute=3)
        self.assertTrue(missed.is_done)
        self.assertEqual(missed.lead_id.lead_state, "done")

    def test_call_back_from_another_line_closes(self):
        missed = self.register("1")
        back = self.call_back("2", minute=20, **{"from": "+33565990000"})
        self.assertEqual(missed.answered_by_id, back)
        self.assertEqual(back.team_id, self.team_a)

    def test_after_closing_by_hand_a_new_lead(self):
        missed = self.register("1")
        missed.action_mark_done()
        self.assertEqual(missed.lead_id.lead_state, "done")
        missed.done_at = missed.lead_id.done_at = missed.ended_at
        again = self.register("2", minute=60)
        self.assertNotEqual(again.lead_id, missed.lead_id)
        self.assertEqual(again.lead_id.lead_state, "open")

    def test_lead_closed_by_hand_stays_closed(self):
        missed = self.register("1")
        missed.lead_id.action_mark_done()
        self.assertTrue(missed.is_done)
        self.register("1", reason="busy")
        self.assertEqual(missed.lead_id.lead_state, "done")

    def test_order_of_the_reports_does_not_matter(self):
        """Two missed calls, a call back, another missed call: reported in all 24 orders."""
        reports = {
            "1": lambda: self.register("1"),
            "2": lambda: self.register("2", minute=10),
            "3": lambda: self.call_back("3", minute=20),
            "4": lambda: self.register("4", minute=30),
        }
        expected = [("1", 0, True, "done"), ("2", 0, True, "done"), ("3", 0, True, "done"), ("4", 1, False, "open")]
        for order in permutations(reports):
            with self.env.cr.savepoint() as savepoint:
                for key in order:
                    reports[key]()
                self.assertEqual(self._tell(), expected, order)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_taken_for_missed_but_answered(self):
        call = self.register("1")
        self.assertEqual(call.lead_id.lead_state, "open")
        self.register("1", "connected")
        self.assertEqual((call.is_missed, call.lead_id.lead_state), (False, "done"))

    def test_origin_is_that_of_the_first_call(self):
        other = self.env["utm.source"].create({"name": "Radio (test)"})
        self.make_tracking_number(number="+33565420002", source_id=other.id)
        self.register("2", minute=10)
        lead = self.register("1", to="+33565420002").lead_id
        self.assertEqual(lead.source_id, other)
        self.assertEqual(len(lead.call_ids), 2)

    def test_summary_or_why_there_is_none(self):
        call = self.register("1", "connected", duration=60)
        self.assertEqual(call.summary_state, "off")
        self.number.transcription = True
        short = self.register("2", "connected", duration=5, minute=1)
        self.assertEqual(short.summary_state, "too_short")
        self.assertEqual(short.summary_text, "Too short")
        mumbled = self.register("3", "connected", duration=60, minute=2, bad_quality=True)
        self.assertEqual(mumbled.summary_state, "bad_quality")
        self.assertEqual(self.register("4", minute=3).summary_state, "none")
        told = self.register("5", "connected", duration=60, minute=4, transcription="I would like a blue one. " * 20)
        self.assertEqual(told.summary_state, "ready")
        self.assertTrue(told.summary_text.startswith("I would like a blue one."))
        self.assertLess(len(told.summary_text), 250)
        told = self.register("5", "connected", summary="Wants a blue 208.")
        self.assertEqual(told.summary_text, "Wants a blue 208.")
