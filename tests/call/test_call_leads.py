from datetime import timedelta
from itertools import permutations

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CallCommon
from .sequences import OURS

FOREIGN_NUMBER = "+33563540000"


@tagged("post_install", "-at_install")
class TestCallLeads(CallCommon):
    """What people do with the leads of calls, and what the next call makes of it."""

    def test_archived_lead_takes_up_no_more_calls(self):
        first = self.register("1")
        first.lead_id.probability = 30
        with freeze_time(first.ended_at + timedelta(minutes=1)):
            first.lead_id.action_archive()
        self.assertEqual(first.lead_id.lead_state, "open", "archived is not abandoned")
        self.assertTrue(first.is_done)
        second, third = self.register("2", minute=30), self.register("3", minute=40)
        self.assertNotEqual(second.lead_id, first.lead_id)
        self.assertEqual(second.lead_id.lifetime_state, "running")
        self.assertEqual(third.lead_id, second.lead_id)

    def test_opportunity_takes_up_no_more_calls(self):
        """It has no clock: nobody would be reminded of the caller."""
        first, second = self.register("1"), self.register("2", minute=2)
        first.lead_id.convert_opportunity(self.make_customer())
        first.lead_id.date_conversion = second.ended_at + timedelta(minutes=1)
        self.assertTrue(first.is_done and second.is_done)
        third = self.register("3", minute=30)
        self.assertNotEqual(third.lead_id, first.lead_id)
        self.assertEqual(third.lead_id.lifetime_state, "running")
        self.assertEqual(second.lead_id, first.lead_id)
        self.call_back("4", minute=40)
        self.assertEqual((third.lead_id.lead_state, first.lead_id.lead_state), ("done", "open"))

    def test_calls_of_an_older_opportunity_stay_there(self):
        opportunity = self.make_opportunity(self.make_customer(), date_conversion="2026-01-01 08:00:00")
        first, second = self.register("1"), self.register("2", minute=5)
        (opportunity + first.lead_id).merge_opportunity()
        self.assertEqual((first + second).lead_id, opportunity)
        third = self.register("3", minute=60)
        self.assertEqual((first + second).lead_id, opportunity)
        self.assertEqual(third.lead_id.type, "lead")

    def test_calling_back_leaves_the_opportunity_open(self):
        call = self.register("1")
        opportunity = call.lead_id
        opportunity.convert_opportunity(self.make_customer())
        call.with_user(self.user_sales).action_mark_done()
        self.assertRecordValues(opportunity, [{"lead_state": "open", "done_at": False}])

    def test_merged_leads_keep_their_calls(self):
        first, second = self.register("1"), self.register("2", **{"from": "+33612345679"})
        leads = first.lead_id + second.lead_id
        merged = leads.with_user(self.user_director).merge_opportunity()
        self.assertEqual((first + second).lead_id, merged)
        self.assertEqual(self.register("3", minute=10, **{"from": "+33612345679"}).lead_id, merged)
        self.call_back("4", minute=20)
        self.assertEqual(merged.lead_state, "done")

    def test_whoever_reopens_a_lead_is_not_overruled(self):
        missed = self.register("1")
        self.call_back("2", minute=10)
        self.assertEqual(missed.lead_id.lead_state, "done")
        missed.lead_id.action_reopen()
        self.call_back("2", minute=10, summary="Nobody there, it was the answering machine.")
        self.assertEqual(missed.lead_id.lead_state, "open")
        self.register("3", minute=30)
        self.assertEqual(missed.lead_id.lead_state, "open")

    def test_reopened_lead_waits_for_the_next_answer(self):
        missed = self.register("1")
        back = self.call_back("2", minute=10)
        self.env.flush_all()
        with freeze_time(back.ended_at + timedelta(minutes=1)):
            missed.lead_id.action_reopen()
            self.env.flush_all()
        self.call_back("2", minute=10, duration=5)
        self.assertEqual(missed.lead_id.lead_state, "open")
        again = self.call_back("3", minute=20)
        self.assertRecordValues(missed.lead_id, [{"lead_state": "done", "done_at": again.ended_at}])

    def test_called_back_in_time_and_reported_late(self):
        self.team_a.lifetime_ids.write({"minutes": 10, "counting": "always"})
        for minute, result in ((5, "in_time"), (15, "late")):
            caller = f"+336123456{minute:02}"
            with freeze_time("2026-11-20 09:00:30"):
                lead = self.register(f"missed {minute}", **{"from": caller}).lead_id
                self.env.flush_all()
            with freeze_time("2026-11-20 09:45:00"):
                self.call_back(f"back {minute}", minute=minute, to=caller)
                self.env.flush_all()
            self.assertRecordValues(lead, [{"lead_state": "done", "lifetime_result": result}])

    def test_two_leads_kept_apart_are_closed_together(self):
        """The first was closed, then reopened after the caller had tried again."""
        first = self.register("1")
        with freeze_time(first.ended_at + timedelta(minutes=1)):
            first.lead_id.action_mark_done()
        second = self.register("2", minute=10)
        first.lead_id.action_reopen()
        third = self.register("3", minute=20)
        self.assertNotEqual(second.lead_id, first.lead_id)
        self.assertIn(third.lead_id, first.lead_id + second.lead_id)
        self.call_back("4", minute=30)
        self.assertEqual((first + second).lead_id.mapped("lead_state"), ["done", "done"])

    def test_a_new_rule_does_not_speak_of_old_calls(self):
        self.number.missed_lead = False
        self.register("1")
        self.call_back("2", minute=10)
        self.number.missed_lead = True
        before = self.env["crm.lead"].search_count([])
        again = self.register("3", minute=60)
        self.assertTrue(again.lead_id)
        self.assertEqual(self.env["crm.lead"].search_count([]), before + 1)

    def test_call_back_from_another_line_stays_where_it_was(self):
        """Every report of it is the same call, also those that come when the missed call is answered."""
        missed = self.register("1")
        line = {"from": "+33565990000", "minute": 20}
        for outcome in ("ongoing", "connected", "connected"):
            back = self.call_back("2", outcome=outcome, recording_url=f"https://x/{outcome}", **line)
        self.call_back("2", duration=65, **line)
        self.assertEqual((back.team_id, missed.answered_by_id), (self.team_a, back))
        again = self.register("3", minute=60)
        self.assertNotEqual(again.lead_id, missed.lead_id)
        self.assertEqual((missed.lead_id.lead_state, again.lead_id.lead_state), ("done", "open"))

    def test_call_back_from_another_line_is_of_one_point_of_sale(self):
        self.make_tracking_number(number="+33565420001", team_id=self.team_b.id)
        here, there = self.register("1"), self.register("2", minute=5, to="+33565420001")
        for _report in range(2):
            self.call_back("3", minute=20, **{"from": "+33565990000"})
        self.assertEqual((here.lead_id.lead_state, there.lead_id.lead_state), ("done", "open"))

    def test_whom_people_call_later_is_nobodys_business(self):
        line = {"from": "+33565990000"}
        missed = self.register("1")
        self.assertFalse(self.call_back("2", minute=31 * 24 * 60, **line).team_id, "too long ago")
        missed.lead_id.action_mark_done()
        for closed, moment in ((missed.lead_id, missed.ended_at), (missed, missed.ended_at)):
            missed.lead_id.done_at = missed.done_at = False
            closed.done_at = moment
            self.assertFalse(self.call_back(f"{closed._name} later", minute=60, **line).team_id)
        # Closed by hand as soon as they had talked, before the call was reported.
        closed.done_at = missed.ended_at + timedelta(hours=1)
        self.assertEqual(self.call_back("4", minute=20, **line).team_id, self.team_a)

    def test_call_to_nobody_calls_nobody_back(self):
        self.register("1", **{"from": "anonymous"})
        self.assertFalse(self.call_back("2", minute=5, to="", **{"from": "+33565990000"}).team_id)

    def test_company_of_the_number(self):
        """Scripts need not say whose number it is."""
        number = self.make_tracking_number(number=FOREIGN_NUMBER, team_id=self.team_foreign.id, account_id=False)
        self.assertEqual(self.env.company, self.company_a)
        call = self.register("1", to="0563540000")
        self.assertEqual((call.tracking_number_id, call.company_id), (number, self.company_b))
        self.assertEqual(call.lead_id.company_id, self.company_b)
        said = self.register("2", to=FOREIGN_NUMBER, company_id=self.company_a.id)
        self.assertFalse(said.tracking_number_id)

    def test_who_is_told_apart_by_an_underscore(self):
        self.user_adviser.email = "jean.costes@dealership.test"
        self.user_sales.email = "jean_costes@dealership.test"
        events = self.env["dealership.call.event"]
        account = self.accounts["aircall"]
        for email, user in (
            ("Jean_Costes@dealership.test", self.user_sales),
            ("jean.costes@dealership.test", self.user_adviser),
            ("jean-costes@dealership.test", self.env["res.users"]),
            ("%", self.env["res.users"]),
        ):
            self.assertEqual(events._find_user(account, email), user, email)

    def test_silent_calls_are_looked_at_again(self):
        """One whose messages cannot be read any more stops no other."""
        events = self.env["dealership.call.event"]
        now = fields.Datetime.now()
        calls = []
        payloads = {
            "odd": {"resource": "call", "data": {}},
            "1": {"call_id": "1", "from": "+33612345678", "to": OURS},
        }
        for account, call_key in ((self.accounts["aircall"], "odd"), (self.accounts["generic"], "1")):
            call = self.register(call_key, "ongoing", provider=account.provider, account_id=account.id)
            started = now - timedelta(hours=5)
            call.started_at, call.ended_at = started, False
            events._store(account, call_key, call_key, payloads[call_key], started)
            calls.append(call)
        stored = events.search([("call_key", "in", ("odd", "1"))], order="id")
        for event, call in zip(stored, calls, strict=True):
            event.write({"state": "done", "call_id": call.id})
        events._wake_silent(now)
        self.assertEqual(stored.mapped("state"), ["waiting", "waiting"])
        with mute_logger("odoo.addons.crm_dealership.models.call.call_processing"):
            events._process_batch(40)
        self.assertEqual(calls[1].outcome, "missed")
        self.assertEqual(stored.mapped("state"), ["failed", "done"])
        events._wake_silent(now)
        self.assertNotIn("waiting", stored.mapped("state"))

    def test_11_24_conversations_of_one_caller_have_one_open_lead(self):
        """Where a number makes leads of connected calls: in whatever order its calls are told."""
        self.number.connected_lead = True
        radio = self.env["utm.source"].create({"name": "Radio (test)"})
        self.make_tracking_number(number="+33565420002", source_id=radio.id, connected_lead=True)
        talks = (
            {"user_id": self.user_sales.id, "minute": 0},
            {"user_id": self.user_adviser.id, "minute": 10, "to": "+33565420002"},
            {"minute": 20},
        )
        for turn, order in enumerate(permutations(range(len(talks)))):
            caller = {"from": f"+336123457{turn:02}"}
            calls = [self.register(f"{turn} {place}", "connected", **talks[place], **caller) for place in order]
            [lead] = {call.lead_id for call in calls}
            with self.subTest(order=order):
                self.assertRecordValues(
                    lead,
                    [{"source_id": self.source.id, "user_id": self.user_sales.id, "lead_state": "open"}],
                )
                self.assertEqual(lead.call_count, len(talks))

    def test_11_24_a_conversation_after_the_lead_was_closed_makes_a_new_one(self):
        self.number.connected_lead = True
        first = self.register("1", "connected")
        first.lead_id.action_mark_done()
        second = self.register("2", "connected", minute=10)
        self.assertNotEqual(second.lead_id, first.lead_id)
        second.lead_id.convert_opportunity(self.make_customer())
        third = self.register("3", "connected", minute=20)
        self.assertEqual(third.lead_id.type, "lead")
        elsewhere = {"from": "+33612345999"}
        self.assertNotEqual(self.register("4", "connected", minute=21, **elsewhere).lead_id, third.lead_id)

    def test_11_24_a_missed_call_is_no_part_of_a_conversation(self):
        """Calling back closes the lead of the missed call, and nothing else."""
        self.number.connected_lead = True
        talk, missed = self.register("1", "connected"), self.register("2", minute=10)
        self.assertNotEqual(missed.lead_id, talk.lead_id)
        self.call_back("3", minute=20)
        self.assertEqual((talk.lead_id.lead_state, missed.lead_id.lead_state), ("open", "done"))
