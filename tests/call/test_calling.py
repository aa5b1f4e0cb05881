from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..ledger.common import DeliveryCommon
from .common import CallCommon
from .sequences import OURS

NOW = datetime(2026, 9, 15, 9, 0)  # Tuesday, 11:00 in Paris
CALL = {"channel": "call", "message_id": False, "task_summary": "Ask how it went"}
NUMBER = "+33612345678"


class CallingCommon(DeliveryCommon, CallCommon):
    """A customer who has said "yes" to calls, under the law of France; calls are asked for by scenarios of team_a."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["dealership.contact.rule"].search([("company_id", "in", (cls.company_a + cls.company_b).ids)]).unlink()
        cls.jeanne = cls.make_townsman("Jeanne", phone=NUMBER, customer_kind="consumer")
        cls.decide(cls.jeanne, True, NOW - timedelta(days=90))

    @classmethod
    def decide(cls, customer, granted, moment=NOW, company=None):
        company = company or cls.company_a
        cls.env["dealership.consent"]._record(
            customer, "marketing", "phone", granted, "form", moment, company, origin="counter"
        )

    def make_call_to_make(self, now=NOW, **vals):
        """Have a scenario ask for a call to Jeanne; return its delivery."""
        with freeze_time(now):
            delivery = self.run_and_send(self.make_scenario(self.targeting, steps=[CALL], **vals), now)["Jeanne"]
        self.assertEqual((delivery.state, delivery.reason), ("waiting", "to_call"))
        return delivery

    def click(self, occasion, now=NOW, user=None, button="action_call"):
        self.env.invalidate_all()
        with freeze_time(now):
            return getattr(occasion.with_user(user or self.user_sales), button)()

    def get_permission(self, occasion, now=NOW, user=None):
        occasion = occasion.with_user(user or self.user_sales)
        occasion.invalidate_recordset(["call_when", "call_note"])
        with freeze_time(now):
            return occasion.call_when, occasion.call_note

    def get_attempts(self, **vals):
        return self.env["dealership.call"].search(
            [("direction", "=", "outgoing"), ("partner_id", "=", self.jeanne.id)], order="started_at"
        )


@tagged("post_install", "-at_install")
class TestCalling(CallingCommon):
    """Calling customers: what for, whether one may, and what is noted of it (13)."""

    # -- what for --------------------------------------------------------------------------------------

    def test_13_a_call_has_the_purpose_of_what_it_is_about(self):
        found = {}
        for number, purpose in enumerate(("marketing", "service", "payment")):
            delivery = self.make_call_to_make(purpose=purpose)
            self.click(delivery, NOW + timedelta(hours=number))
            found[purpose] = delivery.call_ids.purpose
            delivery.action_leave_out()
        missed = self.register("missed", started_at="2026-09-15 08:50:00")
        found["missed"] = missed.purpose
        self.click(missed, NOW + timedelta(hours=4))
        found["called back"] = self.get_attempts().sorted("id")[-1].purpose
        found["called back on our line"] = self.call_back("back", started_at="2026-09-15 15:50:00").purpose
        enquiry = self.make_lead(self.jeanne, phone=NUMBER)
        self.click(enquiry, NOW + timedelta(hours=5))
        found["enquiry"] = enquiry.call_ids.purpose
        step = {"channel": "lead", "message_id": False, "task_summary": "Offer a new one"}
        opened = self.run_and_send(self.make_scenario(self.targeting, steps=[step]), NOW)["Jeanne"].lead_ids
        self.click(opened, NOW + timedelta(hours=6))
        found["opened by us"] = opened.call_ids.purpose
        self.assertEqual(
            found,
            {
                "marketing": "marketing",
                "service": "service",
                "payment": "payment",
                "missed": "service",
                "called back": "service",
                "called back on our line": "service",
                "enquiry": "service",
                "opened by us": "marketing",
            },
        )

    def test_13_a_person_changes_what_a_call_is_for(self):
        delivery = self.make_call_to_make()
        self.decide(self.jeanne, False)
        self.assertEqual(self.get_permission(delivery)[0], "never")
        self.click(delivery, button="action_change_purpose")
        self.assertEqual((delivery.purpose, self.get_permission(delivery)), ("service", ("now", "Now")))
        note = self.jeanne.message_ids[0]
        self.assertEqual(note.author_id, self.user_sales.partner_id)
        self.assertIn("Ask how it went”: Marketing → Service", note.body)
        self.click(delivery)
        self.click(delivery, button="action_change_purpose")
        self.assertEqual((delivery.purpose, delivery.call_ids.purpose), ("marketing", "service"))

    def test_13_what_a_person_said_of_a_call_stays(self):
        call = self.register("conversation", "connected", started_at="2026-09-15 08:50:00")
        self.click(call, button="action_change_purpose")
        self.assertEqual((call.purpose, call.purpose_by_id), ("marketing", self.user_sales))
        call.lead_id = self.make_lead(self.jeanne)
        self.assertEqual(call.purpose, "marketing")
        self.click(call)
        self.assertEqual(self.get_attempts().purpose, "marketing")
        self.get_attempts().lead_id = False
        self.assertEqual(self.get_attempts().purpose, "marketing")
        lead = self.make_lead(self.jeanne, phone=NUMBER)
        self.click(lead, button="action_change_purpose")
        self.assertEqual(lead.call_purpose, "marketing")
        with self.assertRaises(AccessError):
            call.with_user(self.user_sales).purpose = "service"
        with self.assertRaises(AccessError):
            lead.with_user(self.user_sales).call_purpose_by_hand = "service"

    # -- whether one may -------------------------------------------------------------------------------

    def test_13_when_one_may_call(self):
        delivery = self.make_call_to_make()
        for moment, permission in (
            (NOW, ("now", "Now")),
            (datetime(2026, 9, 15, 11, 0), ("later", "From Tue 15 Sep, 14:00")),
            (datetime(2026, 9, 18, 18, 0), ("later", "From Mon 21 Sep, 10:00")),
            # The clock goes back on the Sunday between: 10:00 in Paris is another moment.
            (datetime(2026, 10, 23, 18, 0), ("later", "From Mon 26 Oct, 10:00")),
        ):
            with self.subTest(moment):
                self.assertEqual(self.get_permission(delivery, moment), permission)
                if permission[0] == "later":
                    with self.assertRaisesRegex(UserError, "Jeanne may not be called now. From"):
                        self.click(delivery, moment)
        with freeze_time(datetime(2026, 10, 23, 18, 0)):
            opens_at = delivery._get_call_permissions(datetime(2026, 10, 23, 18, 0))[delivery.id].opens_at
        self.assertEqual(opens_at, datetime(2026, 10, 26, 9, 0))
        self.assertFalse(delivery.call_ids)

    def test_13_when_one_may_call_far_away(self):
        """14:30 on Réunion is 12:30 in Paris; whoever calls reads it on the clock before their eyes."""
        delivery = self.make_call_to_make()
        self.jeanne.write({"zip": "97400", "city": "Saint-Denis"})
        self.assertEqual(
            self.get_permission(delivery, datetime(2026, 9, 15, 9, 30)), ("later", "From Tue 15 Sep, 12:00")
        )
        self.assertEqual(self.get_permission(delivery, datetime(2026, 9, 15, 10, 30)), ("now", "Now"))
        self.user_sales.tz = "America/Toronto"
        self.assertEqual(
            self.get_permission(delivery, datetime(2026, 9, 15, 9, 30)), ("later", "From Tue 15 Sep, 06:00")
        )

    def test_13_why_one_may_not_call(self):
        delivery = self.make_call_to_make()
        self.decide(self.jeanne, False, NOW - timedelta(days=59))
        self.assertEqual(self.get_permission(delivery), ("never", "Refused on 07/18/2026"))
        self.decide(self.jeanne, True, NOW - timedelta(days=1))
        self.assertEqual(self.get_permission(delivery), ("never", "Refused on 07/18/2026: not before 09/17/2026"))
        with self.assertRaisesRegex(UserError, "not before 09/17/2026"):
            self.click(delivery)
        self.decide_rule(self.company_a, "silence", channel="phone")
        self.assertEqual(self.get_permission(delivery), ("now", "Now"))
        self.decide_rule(self.company_a, "national_list", channel="phone", list_name="Bloctel")
        self.decide_rule(self.company_a, "consent", channel="phone", need="opt_out")
        other = self.make_townsman("Odile", phone="+33612345679", customer_kind="consumer")
        lead = self.make_lead(other, phone="+33612345679")
        self.click(lead, button="action_change_purpose")
        self.assertEqual(self.get_permission(lead), ("never", "Not cleared by the list: Bloctel"))
        self.decide_rule(self.company_a, "consent", channel="phone", need="opt_in")
        self.assertEqual(self.get_permission(lead), ("never", "Has not opted in"))

    def test_13_sixty_full_days_of_silence(self):
        delivery = self.make_call_to_make()
        self.click(delivery, button="action_refuse_calls")
        lead = self.make_lead(self.jeanne, phone=NUMBER)
        self.click(lead, button="action_change_purpose")
        self.decide(self.jeanne, True, NOW + timedelta(days=2))
        for days, when in ((58, "never"), (59, "never"), (60, "never"), (61, "now")):
            # 59, 60 and 61 days later are a Friday, a Saturday and a Sunday.
            self.decide_rule(self.company_a, "hours", channel="phone")
            with self.subTest(days):
                self.assertEqual(self.get_permission(lead, NOW + timedelta(days=days))[0], when)

    def test_13_other_purposes_are_not_held(self):
        """On a Saturday evening, after a refusal and five attempts."""
        evening = datetime(2026, 9, 19, 19, 0)
        delivery = self.make_call_to_make(purpose="service")
        for minute in range(5):
            self.register(f"try {minute}", "refused", direction="outgoing", **{"from": OURS, "to": NUMBER},
                          started_at=NOW + timedelta(hours=minute), purpose="marketing")  # fmt: skip
        self.decide(self.jeanne, False)
        missed = self.register("missed", started_at="2026-09-19 18:30:00")
        lead = self.make_lead(self.jeanne, phone=NUMBER)
        for number, occasion in enumerate((delivery, missed, lead)):
            with self.subTest(occasion):
                self.assertEqual(self.get_permission(occasion, evening), ("now", "Now"))
                answer = self.click(occasion, evening + timedelta(minutes=number))
                self.assertEqual((answer["tag"], answer["params"]), ("dealership_dial", {"number": NUMBER}))

    def test_13_a_missed_call_of_a_stranger_is_returned(self):
        missed = self.register("stranger", started_at=NOW, **{"from": "+33611111111"})
        self.assertEqual(self.get_permission(missed), ("now", "Now"))
        self.click(missed)
        with self.assertRaisesRegex(UserError, "who the customer is"):
            self.click(missed, button="action_refuse_calls")
        withheld = self.register("withheld", started_at=NOW, **{"from": "anonymous"})
        with self.assertRaisesRegex(UserError, "no number"):
            self.click(withheld)

    # -- attempts --------------------------------------------------------------------------------------

    def test_13_four_attempts_in_thirty_days(self):
        delivery = self.make_call_to_make()
        moments = [NOW + timedelta(days=days) for days in (0, 1, 2, 6)]  # Tuesday to Thursday, Monday
        for moment in moments:
            self.assertEqual(self.get_permission(delivery, moment), ("now", "Now"))
            self.click(delivery, moment)
        self.assertEqual(self.get_attempts().mapped("started_at"), moments)
        fifth = NOW + timedelta(days=8)
        self.assertEqual(self.get_permission(delivery, fifth), ("never", "4 attempts within 30 days already"))
        with self.assertRaisesRegex(UserError, "4 attempts within 30 days"):
            self.click(delivery, fifth)
        for days, when in ((29, "never"), (30, "now")):
            self.assertEqual(self.get_permission(delivery, NOW + timedelta(days=days))[0], when)

    def test_13_attempts_keep_scenarios_from_asking_for_more(self):
        first = self.make_call_to_make()
        for hours in range(4):
            self.click(first, NOW + timedelta(hours=hours * 0.5), button="action_called")
        later = NOW + timedelta(hours=5)
        with freeze_time(later):
            second = self.run_and_send(self.make_scenario(self.targeting, steps=[CALL]), later)["Jeanne"]
        self.assertEqual((second.state, second.reason), ("skipped", "too_many_attempts"))

    def test_13_what_waits_is_no_attempt_yet(self):
        waiting = [self.make_call_to_make() for _each in range(4)]
        with freeze_time(NOW):
            fifth = self.run_and_send(self.make_scenario(self.targeting, steps=[CALL]), NOW)["Jeanne"]
        self.assertEqual(fifth.reason, "too_many_attempts", "four calls to come are as many as the law allows")
        self.assertEqual({self.get_permission(delivery)[0] for delivery in waiting}, {"now"})

    def test_13_attempts_are_those_of_a_company(self):
        delivery = self.make_call_to_make()
        for hours in range(4):
            self.click(delivery, NOW + timedelta(hours=hours * 0.5), button="action_called")
        self.decide(self.jeanne, True, NOW - timedelta(days=90), self.company_b)
        self.jeanne.write({"company_id": False, "team_id": False})
        lead = self.make_lead(self.jeanne, phone=NUMBER, team_id=self.team_foreign.id, user_id=self.user_foreign.id)
        self.click(lead, user=self.user_foreign, button="action_change_purpose")
        later = NOW + timedelta(hours=3, minutes=30)
        self.assertEqual(self.get_permission(lead, later, self.user_foreign), ("now", "Now"))
        self.assertEqual(self.get_permission(delivery, later)[1], "4 attempts within 30 days already")

    def test_13_done_by_hand_is_an_attempt(self):
        for _each in range(3):
            self.click(self.make_call_to_make(), button="action_mark_done")
        last = self.make_call_to_make()
        self.assertEqual(self.get_permission(last)[0], "now")
        self.click(last, NOW + timedelta(minutes=5))
        self.click(last, NOW + timedelta(minutes=9), button="action_mark_done")
        lead = self.make_lead(self.jeanne, phone=NUMBER)
        self.click(lead, button="action_change_purpose")
        self.assertEqual(self.get_permission(lead, NOW + timedelta(hours=1))[1], "4 attempts within 30 days already")

    # -- one call is one attempt -----------------------------------------------------------------------

    def tell(self, call_id, minutes, status="no-answer", number=NUMBER, user=None, key=None):
        """Have the provider report an outgoing call from a desk, so many minutes after ``NOW``."""
        start = NOW + timedelta(minutes=minutes)
        payload = {
            "call_id": call_id,
            "status": status,
            "direction": "outgoing",
            "from": "+33565999999",
            "to": number,
            "started_at": f"{start.isoformat()}Z",
            "ended_at": f"{(start + timedelta(seconds=40)).isoformat()}Z",
            "user": user.email if user else "",
        }
        events = self.env["dealership.call.event"]
        received_at = start + timedelta(minutes=1)
        events._store(self.accounts["generic"], key or f"{call_id} {status}", call_id, payload, received_at)
        with freeze_time(start + timedelta(hours=5)):
            while events._process_batch(40):
                pass
        return events.search([("call_key", "=", call_id)], limit=1)

    def test_13_a_click_and_its_report_are_one_attempt(self):
        delivery = self.make_call_to_make()
        self.click(delivery)
        self.click(delivery, NOW + timedelta(seconds=20))  # a double click
        for key in ("first", "again"):
            self.tell("c1", 1, user=self.user_sales, key=key)
        call = self.get_attempts()
        self.assertEqual(len(call), 1)
        self.assertEqual((call.outcome, call.external_id, call.delivery_id), ("refused", "c1", delivery))
        self.assertEqual((call.purpose, call.started_at), ("marketing", NOW + timedelta(minutes=1)))
        self.click(delivery, NOW + timedelta(minutes=5))
        self.tell("c2", 5, "answered")
        self.tell("c1", 1)
        self.assertEqual(self.get_attempts().mapped("outcome"), ["refused", "connected"])

    def test_13_reports_out_of_order_find_their_clicks(self):
        delivery = self.make_call_to_make()
        for minutes in (0, 6):
            self.click(delivery, NOW + timedelta(minutes=minutes))
        self.tell("second", 6)
        self.tell("first", 0)
        self.assertEqual(self.get_attempts().mapped("external_id"), ["first", "second"])

    def test_13_a_colleague_calls_too(self):
        delivery = self.make_call_to_make()
        self.click(delivery)
        self.tell("colleague", 2, user=self.user_adviser)
        self.assertEqual(self.get_attempts().user_id, self.user_sales + self.user_adviser)

    def test_13_a_call_without_a_click_is_an_attempt(self):
        delivery = self.make_call_to_make()
        event = self.tell("desk", 1)
        self.assertEqual((event.state, event.call_id.delivery_id), ("done", delivery))
        self.assertEqual((event.call_id.team_id, event.call_id.purpose), (self.team_a, "marketing"))
        self.click(delivery, NOW + timedelta(minutes=4), button="action_called")
        self.assertEqual(len(self.get_attempts()), 1)

    def test_13_i_called_and_the_report_of_it_are_one_attempt(self):
        delivery = self.make_call_to_make()
        self.click(delivery, NOW + timedelta(minutes=7), button="action_called")
        self.assertEqual(self.get_attempts().outcome, "unreported")
        self.tell("mobile", 1, "answered")
        self.assertEqual(self.get_attempts().outcome, "connected")

    def test_13_another_number_of_the_customer(self):
        """The office, kept as an address of hers: attempts count for her, not for a number."""
        delivery = self.make_call_to_make()
        self.jeanne.child_ids = [
            Command.create({"name": "Office", "type": "other", "phone": "+33565111111", "team_id": self.team_a.id})
        ]
        self.assertEqual(self.tell("office", 1, number="+33565111111").call_id.delivery_id, delivery)
        self.assertEqual(len(delivery.call_ids.filtered(lambda call: call.counts_for_id == self.jeanne)), 1)

    def test_13_calls_that_nobody_asked_for_are_private(self):
        self.assertEqual(self.tell("private", 1).state, "ignored")
        delivery = self.make_call_to_make()
        self.click(delivery, button="action_mark_done")
        self.assertEqual(self.tell("too late", 1).state, "ignored")
        self.assertFalse(self.get_attempts())

    def test_13_a_call_back_is_no_offer_though_one_waits(self):
        delivery = self.make_call_to_make()
        missed = self.register("missed", started_at="2026-09-15 08:50:00")
        self.click(missed)
        self.assertEqual(self.get_attempts().purpose, "service")
        self.assertFalse(delivery.call_ids)

    # -- a refusal -------------------------------------------------------------------------------------

    def test_13_refusing_on_the_telephone_is_one_click(self):
        delivery, also = self.make_call_to_make(), self.make_call_to_make()
        also.team_id = self.team_b
        service = self.make_call_to_make(purpose="service")
        later = {**CALL, "delay_basis": "enrolment", "delay_count": 5, "delay_unit": "day"}
        planned = self.run_and_send(self.make_scenario(self.targeting, steps=[later]), NOW)["Jeanne"]
        self.assertEqual(planned.state, "planned")
        self.click(delivery, button="action_refuse_calls")
        said = self.env["dealership.consent"].search([("partner_id", "=", self.jeanne.id)], limit=1)
        self.assertEqual((said.granted, said.origin, said.channel), (False, "call", "phone"))
        self.assertEqual((said.company_id, said.entered_by_id), (self.company_a, self.user_sales))
        for closed in (delivery, also, planned):
            self.assertEqual((closed.state, closed.reason), ("skipped", "refused"))
            self.assertFalse(closed.activity_ids.filtered("active"))
        self.assertEqual(delivery.done_by_id, self.user_sales)
        self.assertEqual((service.state, self.get_permission(service)[0]), ("waiting", "now"))

    def test_13_a_refusal_in_a_conversation(self):
        delivery = self.make_call_to_make()
        talk = self.register("talk", "connected", started_at="2026-09-15 08:50:00")
        self.click(talk, button="action_refuse_calls")
        self.click(talk, NOW + timedelta(seconds=5), button="action_refuse_calls")
        self.assertEqual(delivery.reason, "refused")
        refusals = [("partner_id", "=", self.jeanne.id), ("granted", "=", False)]
        self.assertEqual(self.env["dealership.consent"].search_count(refusals), 1)

    # -- who else --------------------------------------------------------------------------------------

    def test_13_people_without_a_say(self):
        delivery = self.make_call_to_make()
        missed = self.register("missed", started_at="2026-09-15 08:50:00")
        lead = self.make_lead(self.jeanne, phone=NUMBER)
        accountant = self._make_user(
            "test_books", "Agnès Vernhet", "base.group_user,account.group_account_invoice", self.company_a
        )
        seller = self._make_user(
            "test_seller", "Simon Sala", "sales_team.group_sale_salesman_all_leads", self.company_a
        )
        self.assertTrue(lead.with_user(seller).has_access("write"))
        for user in (self.user_sales_b, self.user_foreign, accountant, seller):
            for occasion in (delivery, missed, lead):
                for button in ("action_call", "action_called", "action_refuse_calls", "action_change_purpose"):
                    with self.subTest(f"{user.name} {occasion._name} {button}"), self.assertRaises(AccessError):
                        self.click(occasion, user=user, button=button)
        self.assertFalse(self.get_attempts())

    def test_13_only_calls_still_to_be_made(self):
        delivery = self.make_call_to_make()
        self.click(delivery, button="action_mark_done")
        for button in ("action_call", "action_called", "action_change_purpose"):
            with self.subTest(button), self.assertRaisesRegex(UserError, "still to be made"):
                self.click(delivery, button=button)

    def test_13_a_list_of_calls_asks_once(self):
        deliveries = self.make_call_to_make()
        scenario = deliveries.scenario_id
        for number in range(9):
            other = self.make_townsman(f"Townsman {number}", phone=f"+3361234560{number}", customer_kind="consumer")
            self.decide(other, True, NOW - timedelta(days=9))
        with freeze_time(NOW + timedelta(days=1)):
            scenario._run(NOW + timedelta(days=1))
            self.send(NOW + timedelta(days=1))
        many = deliveries.browse(scenario.run_ids.delivery_ids.ids)
        self.assertEqual(len(many), 10)
        self.env.invalidate_all()
        counts = []
        for some in (many[:2], many):
            with freeze_time(NOW):
                some.with_user(self.user_sales).mapped("call_note")
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                some.with_user(self.user_sales).mapped("call_note")
                counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
