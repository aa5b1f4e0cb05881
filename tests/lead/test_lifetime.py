from datetime import datetime, timedelta

from freezegun import freeze_time
from lxml import etree
from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged, users
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from ...models.client.internal_fields import with_internal_fields
from ...models.lead import crm_team
from .common import START, LifetimeCommon


def after(minutes):
    return START + timedelta(minutes=minutes)


@tagged("post_install", "-at_install")
class TestLifetime(LifetimeCommon):
    """Which settings hold, and what the clock of a lead does."""

    def assertClock(self, lead, state, deadline_at=False, reminder_at=False):
        self.assertRecordValues(
            lead, [{"lifetime_state": state, "deadline_at": deadline_at, "reminder_at": reminder_at}]
        )

    def do_at(self, minutes, act):
        """Have somebody act so many minutes after the lead came in."""
        with freeze_time(after(minutes)):
            act()
            self.env.flush_all()

    def test_new_lead(self):
        lead = self.receive()
        self.assertEqual(lead.lifetime_id, self.lifetime_a)
        self.assertClock(lead, "running", after(10), datetime(2026, 3, 10, 8, 3, 20))

    def test_one_reminder_at_half_the_time_or_none(self):
        self.lifetime_a.reminder_count = "1"
        self.assertEqual(self.receive().reminder_at, after(5))
        self.lifetime_a.has_reminders = False
        self.assertClock(self.receive(), "running", after(10))

    def test_a_type_may_have_its_own(self):
        own = self.make_lifetime(types=["apv", "vo"], minutes=30, counting="always")
        self.assertEqual(self.receive(business_attribute="apv").lifetime_id, own)
        for attribute in ("vn", False):
            self.assertEqual(self.receive(business_attribute=attribute).lifetime_id, self.lifetime_a)

    def test_without_settings_it_may_wait_for_ever(self):
        self.lifetime_a.unlink()
        self.make_lifetime(types=["vn"])
        self.assertClock(self.receive(business_attribute="vo"), "running")

    def test_opportunity_is_no_lead(self):
        self.assertClock(self.make_opportunity(), False)

    def test_across_closing_hour_and_holiday(self):
        self.lifetime_a.counting = "opening_hours"
        lead = self.receive(datetime(2026, 3, 10, 17, 25))
        self.assertClock(lead, "running", datetime(2026, 3, 11, 7, 35), datetime(2026, 3, 10, 17, 28, 20))
        self.close_for(datetime(2026, 3, 10, 23), datetime(2026, 3, 11, 23))
        self.assertClock(lead, "running", datetime(2026, 3, 12, 7, 35), datetime(2026, 3, 10, 17, 28, 20))

    def close_for(self, start, end, **vals):
        with freeze_time(datetime(2026, 3, 10, 17, 26)):
            leave = self.env["resource.calendar.leaves"].create(
                {
                    "name": "Closed",
                    "calendar_id": self.calendar.id,
                    "company_id": self.company_a.id,
                    "date_from": start,
                    "date_to": end,
                    **vals,
                }
            )
            self.env.cr.precommit.run()
        return leave

    def test_holiday_of_the_company_and_its_end(self):
        self.lifetime_a.counting = "opening_hours"
        lead = self.receive(datetime(2026, 3, 10, 17, 25))
        day = (datetime(2026, 3, 10, 23), datetime(2026, 3, 11, 23))
        leave = self.close_for(*day, calendar_id=False)
        self.assertEqual(lead.deadline_at, datetime(2026, 3, 12, 7, 35))
        with freeze_time(datetime(2026, 3, 10, 17, 27)):
            leave.unlink()
            self.env.cr.precommit.run()
        self.assertEqual(lead.deadline_at, datetime(2026, 3, 11, 7, 35))
        employee = self.env["resource.resource"].create({"name": "Jean", "calendar_id": self.calendar.id})
        self.close_for(*day, resource_id=employee.id)
        self.assertEqual(lead.deadline_at, datetime(2026, 3, 11, 7, 35), "one person's day off closes nothing")

    def test_opening_hours_and_time_zone_change(self):
        self.lifetime_a.counting = "opening_hours"
        lead = self.receive(datetime(2026, 3, 10, 17, 25))
        with freeze_time(datetime(2026, 3, 10, 17, 26)):
            self.calendar.attendance_ids.filtered(lambda line: line.dayofweek == "2").unlink()
            self.env.cr.precommit.run()
            self.assertEqual(lead.deadline_at, datetime(2026, 3, 12, 7, 35))
            self.team_a.tz = "Indian/Reunion"  # four hours ahead of UTC: it has been closed since 14:30 UTC
            self.assertEqual(lead.deadline_at, datetime(2026, 3, 12, 4, 40))

    def test_opening_hours_of_the_company(self):
        """They hold where the point of sale has none of its own."""
        self.lifetime_a.counting = "opening_hours"
        with freeze_time(START):
            self.team_a.resource_calendar_id = False
        lead = self.receive(datetime(2026, 3, 10, 17, 25))
        with freeze_time(datetime(2026, 3, 10, 17, 26)):
            self.company_a.resource_calendar_id = self.calendar
        self.assertEqual(lead.deadline_at, datetime(2026, 3, 11, 7, 35))

    def test_point_of_sale_without_hours_counts_on_weekdays(self):
        """As its messages do: open throughout, but at the week-end (2026-03-13 is a Friday)."""
        self.lifetime_a.counting = "opening_hours"
        with freeze_time(START):
            self.calendar.attendance_ids.unlink()
            self.env.cr.precommit.run()
        self.assertEqual(self.receive(datetime(2026, 3, 10, 23, 0)).deadline_at, datetime(2026, 3, 10, 23, 10))
        self.assertEqual(self.receive(datetime(2026, 3, 13, 22, 55)).deadline_at, datetime(2026, 3, 15, 23, 5))

    # -- stopping and starting ------------------------------------------------------------------------

    def test_handling_stops_the_clock(self):
        acts = {
            "taken": lambda lead: lead.action_mark_handled(),
            "appointment": lambda lead: self.make_appointment(self.make_customer(), opportunity_id=lead.id),
            "appointment linked later": lambda lead: self.make_appointment(self.make_customer()).write(
                {"opportunity_id": lead.id}
            ),
        }
        for name, act in acts.items():
            lead = self.receive()
            with self.subTest(name), freeze_time(after(3)):
                act(lead)
                self.assertClock(lead, "handled")
                self.assertEqual(lead.lifetime_result, "in_time")

    def test_closing_stops_the_clock(self):
        acts = {
            "done": lambda lead: lead.action_mark_done(),
            "lost": lambda lead: lead.action_set_lost(),
            "archived": lambda lead: lead.action_archive(),
            "converted": lambda lead: lead.convert_opportunity(self.make_customer()),
        }
        for name, act in acts.items():
            lead = self.receive()
            with self.subTest(name), freeze_time(after(12)):
                act(lead)
                self.assertClock(lead, "closed")
                self.assertEqual(lead.lifetime_result, "late")

    def test_12_what_a_clock_has_come_to_stays(self):
        """The last moment of the lifetime is in time; neither closing it later nor looking at it changes that."""
        lead = self.receive()
        self.tick(after(4))
        self.do_at(10, lead.action_mark_handled)
        handled = {"lifetime_result": "in_time", "lifetime_started_at": START, "lifetime_reminder_count": 1}
        self.assertRecordValues(lead, [handled])
        self.do_at(60, lead.action_mark_done)
        closed = {"lifetime_state": "closed", "lifetime_result": "in_time", "lifetime_reminder_count": 0}
        self.assertRecordValues(lead, [closed])

    def test_12_one_that_was_reopened_is_not_taken_for_handled_nor_the_other_way_round(self):
        """Whenever its state is computed anew: the first handling, which is noted, was before it was reopened."""
        lead = self.receive()
        self.do_at(4, lead.action_mark_done)
        self.do_at(60, lead.action_reopen)
        for state, act in (("running", lambda: None), ("handled", lead.action_mark_handled)):
            act()
            self.env.add_to_compute(lead._fields["lifetime_state"], lead)
            self.assertEqual(lead.lifetime_state, state)

    def test_12_a_call_back_counts_when_it_was_made(self):
        lead = self.receive()
        with freeze_time(after(12)):
            with_internal_fields(lead).done_at = after(9)
            self.env.flush_all()
        self.assertRecordValues(lead, [{"lifetime_state": "closed", "lifetime_result": "in_time"}])

    def test_assigning_does_not_stop_it(self):
        lead = self.receive()
        lead.user_id = self.user_sales
        self.assertClock(lead, "running", after(10), datetime(2026, 3, 10, 8, 3, 20))

    def test_reopening_starts_anew(self):
        lead = self.receive()
        self.do_at(4, lead.action_mark_done)
        self.do_at(60, lead.action_reopen)
        self.assertClock(lead, "running", after(70), datetime(2026, 3, 10, 9, 3, 20))
        self.assertRecordValues(lead, [{"lifetime_reminder_count": 0, "lifetime_result": False}])
        self.do_at(62, lead.action_mark_handled)
        self.assertClock(lead, "handled")
        self.assertEqual(lead.handled_at, after(4), "the first handling stays the first")

    def test_11_23_one_that_is_handled_leaves_the_clocks_of_the_others_alone(self):
        """Leads that are written together are computed together: one that waits had no start, and so no reminder."""
        with freeze_time(START):
            waiting = self.make_lead(user_id=False)
            self.make_lead(handled_at=START)
            self.env.flush_all()
        self.assertRecordValues(waiting, [{"lifetime_state": "running", "lifetime_started_at": START}])
        self.assertTrue(waiting.deadline_at)

    def test_reopened_lead_can_be_taken_in_hand(self):
        """The button is there while the clock runs, although the first handling is noted."""
        lead = self.receive()
        view = etree.fromstring(lead.get_view(self.env.ref("crm_dealership.crm_lead_view_form").id)["arch"])
        [button] = view.xpath("//button[@name='action_mark_handled']")

        def is_offered():
            values = lead.read(["type", "lead_state", "handled_at", "lifetime_state"])[0]
            return not safe_eval(button.get("invisible"), values)

        self.assertTrue(is_offered())
        lead.action_mark_done()
        self.assertFalse(is_offered())
        lead.action_reopen()
        self.assertTrue(is_offered())
        lead.action_mark_handled()
        self.assertFalse(is_offered())

    def test_unarchiving_starts_anew(self):
        lead = self.receive()
        self.do_at(5, lead.action_archive)
        self.do_at(60, lead.action_unarchive)
        self.assertEqual(lead.deadline_at, after(70))

    # -- what the settings say changes ----------------------------------------------------------------

    def test_another_point_of_sale_or_type(self):
        """The new settings apply, and the lead has waited since it came in."""
        self.lifetime_b.minutes = 30
        self.make_lifetime(types=["apv"], minutes=60, counting="always")
        lead = self.receive()
        with freeze_time(after(1)):
            lead.team_id = self.team_b
            self.assertEqual(lead.deadline_at, after(30))
            lead.team_id = self.team_a
            lead.business_attribute = "apv"
            self.assertEqual(lead.deadline_at, after(60))

    def test_open_leads_follow_the_settings(self):
        lead = self.receive()
        handled = self.receive(handled_at=START)
        with freeze_time(after(11)):
            self.lifetime_a.minutes = 30
            self.assertClock(lead, "running", after(30), lead.reminder_at)
            self.assertEqual(self.tick(after(11)), ["test_sales@dealership.test"], "due by both settings")
            self.assertClock(lead, "running", after(30), after(20))
            self.lifetime_a.reminder_count = "1"
            self.assertClock(lead, "running", after(30))
            own = self.make_lifetime(types=["vn"], minutes=90, counting="always")
            self.assertEqual(lead.deadline_at, after(90))
            own.active = False
            self.assertEqual(lead.deadline_at, after(30))
            self.lifetime_a.unlink()
            self.assertClock(lead, "running")
            self.make_lifetime(minutes=18, counting="always")
            self.assertClock(lead, "running", after(18), after(12))
        self.assertClock(handled, "handled")

    def test_12_both_points_of_sale_follow_a_setting_that_moves(self):
        here, there = (self.receive(team_id=team.id, business_attribute="vn") for team in (self.team_a, self.team_b))
        own = self.make_lifetime(types=["vn"], minutes=30, counting="always")
        deadlines = [lead.deadline_at for lead in (here, there)]
        own.team_id = self.team_b
        self.assertEqual(
            [deadlines, [lead.deadline_at for lead in (here, there)]], [[after(30), after(10)], [after(10), after(30)]]
        )

    def test_many_follow_in_the_background(self):
        leads = self.receive() + self.receive() + self.receive()
        self.patch(crm_team, "AT_ONCE", 2)
        with freeze_time(after(1)):
            self.lifetime_a.minutes = 30
            self.assertEqual(leads.mapped("deadline_at"), [after(10)] * 3)
            self.assertEqual(self.team_a.replan_clocks_from, 1)
            self.assertEqual(self.team_a._replan_next_clocks(), 2)
            self.assertEqual(leads.mapped("deadline_at"), [after(30), after(30), after(10)])
            self.assertEqual(self.team_a._replan_next_clocks(), 1)
        self.assertEqual(leads.mapped("deadline_at"), [after(30)] * 3)
        self.assertFalse(self.team_a.replan_clocks_from)

    def test_merged_leads_wait_since_the_first_came_in(self):
        customer = self.make_customer()
        older = self.receive(partner_id=customer.id)
        self.tick(after(4))
        younger = self.receive(after(5), partner_id=customer.id)
        with freeze_time(after(6)):
            merged = (younger + older).merge_opportunity()
            self.env.flush_all()
        self.assertClock(merged, "running", after(10), datetime(2026, 3, 10, 8, 6, 40))
        self.assertEqual(merged.lifetime_reminder_count, 1)

    def test_merged_with_a_handled_one_is_handled(self):
        customer = self.make_customer()
        handled, waiting = self.receive(partner_id=customer.id), self.receive(after(5), partner_id=customer.id)
        with freeze_time(after(6)):
            handled.with_user(self.user_sales).action_mark_handled()
            merged = (waiting + handled).merge_opportunity()
            self.env.flush_all()
            self.assertClock(merged, "handled")

    def test_12_merged_with_one_handled_before_it_began_to_wait_is_handled(self):
        customer = self.make_customer()
        waiting, handled = self.receive(partner_id=customer.id), self.receive(after(1), partner_id=customer.id)
        with freeze_time(after(2)):
            handled.with_user(self.user_sales).action_mark_handled()
            waiting.action_archive()
            self.env.flush_all()
        with freeze_time(after(5)):
            waiting.action_unarchive()
            self.env.flush_all()
            merged = (waiting + handled).merge_opportunity()
            self.env.flush_all()
        self.assertEqual(merged, waiting)
        self.assertClock(merged, "handled")

    def test_12_the_longest_waiting_is_the_first_that_came_in_and_still_waits(self):
        handled, older, younger = self.receive(), self.receive(after(1)), self.receive(after(5))
        handled.action_mark_handled()
        self.assertEqual((younger + older + handled)._get_longest_waiting(), older)

    # -- what people see ------------------------------------------------------------------------------

    def test_open_intervals(self):
        self.lifetime_a.counting = "opening_hours"
        lead = self.receive(datetime(2026, 3, 10, 17, 25))
        self.assertEqual(
            lead.open_intervals,
            [
                ["2026-03-10 17:25:00", "2026-03-10 17:30:00"],
                ["2026-03-11 07:30:00", "2026-03-11 07:35:00"],
            ],
        )

    def test_urgency(self):
        self.lifetime_b.minutes = 120
        leads = self.receive() + self.receive(team_id=self.team_b.id)
        later = self.receive(after(30), team_id=self.team_b.id)
        handled = self.receive(handled_at=START)
        ours = [("id", "in", (leads + later + handled).ids)]
        Lead = self.env["crm.lead"]
        with freeze_time(after(70)):
            found = {
                key: Lead.search([*ours, ("urgency", "=", key)]) for key in ("1_overdue", "2_hour", "3_later", False)
            }
            groups = Lead.formatted_read_group(ours, ["urgency"], ["__count"])
            self.assertEqual(found, {"1_overdue": leads[0], "2_hour": leads[1], "3_later": later, False: handled})
            self.assertEqual(
                Lead.search([*ours, ("urgency", "!=", "1_overdue")]), (leads[1] + later + handled).sorted()
            )
            self.assertEqual((leads + later + handled).mapped("urgency"), ["1_overdue", "2_hour", "3_later", False])
            self.assertEqual([group["urgency"] for group in groups], ["1_overdue", "2_hour", "3_later", False])
            self.assertEqual([Lead.search_count(ours + group["__extra_domain"]) for group in groups], [1, 1, 1, 1])

    def test_12_the_last_moment_belongs_to_the_hour_before(self):
        """However it is asked: of each lead, in a search, in a group."""
        self.lifetime_b.minutes = 120
        overdue, hour = self.receive(after(50)), self.receive(team_id=self.team_b.id)
        ours = [("id", "in", (overdue + hour).ids)]
        with freeze_time(after(60)):
            self.assertEqual((overdue + hour).mapped("urgency"), ["1_overdue", "2_hour"])
            for lead in overdue + hour:
                self.assertEqual(lead.search([*ours, ("urgency", "=", lead.urgency)]), lead)
            groups = overdue.formatted_read_group(ours, ["urgency"], ["__count"])
        self.assertEqual([(group["urgency"], group["__count"]) for group in groups], [("1_overdue", 1), ("2_hour", 1)])

    def test_overdue_is_an_attribute_of_targetings(self):
        late, other = self.receive(), self.receive(after(5))
        self.tick(after(11))
        rule = {"attribute": "lead.overdue", "operator": "is", "value": True}
        targeting = self.make_targeting("lead", [rule])
        found = targeting._search_subjects()
        self.assertIn(late, found)
        self.assertNotIn(other, found)

    # -- settings -------------------------------------------------------------------------------------

    def test_new_point_of_sale_has_one(self):
        form = Form(self.env["crm.team"].with_user(self.user_administrator))
        form.name = "Espalion"
        team = form.save()
        self.assertRecordValues(
            team.lifetime_ids,
            [{"minutes": 60, "has_reminders": True, "reminder_count": "2", "counting": "opening_hours"}],
        )

    def test_overlapping_settings_are_refused(self):
        with self.assertRaises(ValidationError) as refusal:
            self.make_lifetime()
        self.assertIn("Rodez already has a lifetime for all types of enquiry", str(refusal.exception))
        self.make_lifetime(types=["vn", "vo"], minutes=30)
        with self.assertRaises(ValidationError) as refusal:
            self.make_lifetime(types=["vo", "apv"])
        self.assertIn("Rodez already has a lifetime for Used (VO): 30 minutes", str(refusal.exception))
        self.make_lifetime(types=["apv"])
        self.make_lifetime(types=["vo"], active=False)

    def test_minutes_are_sensible(self):
        for minutes in (0, -5, 100_000):
            with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.cr.savepoint():
                self.lifetime_a.minutes = minutes
                self.env.flush_all()

    def test_who_may_change_settings(self):
        for user in (self.user_sales, self.user_adviser):
            lifetime = self.lifetime_a.with_user(user)
            self.assertEqual(lifetime.minutes, 10)
            with self.assertRaises(AccessError):
                lifetime.minutes = 20
        self.lifetime_a.with_user(self.user_director).minutes = 20
        self.assertEqual(self.lifetime_a.minutes, 20)

    @users("test_sales_b")
    def test_other_points_of_sale_have_other_settings(self):
        found = self.env["dealership.lead.lifetime"].search([("id", "in", (self.lifetime_a + self.lifetime_b).ids)])
        self.assertEqual(found.ids, self.lifetime_b.ids)

    @users("test_sales")
    def test_salespeople_may_work_with_clocks(self):
        """Creating and moving leads needs none of the rights that the settings and calendars ask for."""
        with freeze_time(START):
            lead = self.make_lead(user_id=self.env.uid).with_env(self.env)
            self.assertTrue(lead.deadline_at)
            self.assertTrue(lead.open_intervals)
            lead.business_attribute = "vo"
            lead.action_mark_handled()
        self.assertEqual(lead.lifetime_state, "handled")

    def test_queries(self):
        """Settings and hours are read once, however many leads are planned."""
        self.lifetime_a.counting = "opening_hours"
        leads = self.env["crm.lead"].browse([self.receive().id for _number in range(20)])
        counts = []
        for some in (leads[:2], leads):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some._replan_clocks()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_duplicating_a_lead_starts_a_clock_of_its_own(self):
        lead = self.receive()
        with freeze_time(after(20)):
            copy = lead.copy()
            self.env.flush_all()
        self.assertEqual(copy.deadline_at, after(30))

    def test_point_of_sale_is_duplicated_with_its_settings(self):
        copy = self.team_a.copy({"name": "Rodez 2"})
        self.assertRecordValues(copy.lifetime_ids, [{"minutes": 10, "counting": "always"}])
        self.assertEqual(self.team_a.lifetime_ids, self.lifetime_a)

    def test_member_of_a_deleted_type(self):
        """Without types of their own a member answers all."""
        member = self.env["crm.team.member"].search([("user_id", "=", self.user_adviser.id)], limit=1)
        self.assertFalse(member._handles("vn"))
        self.assertTrue(member._handles("apv") and member._handles(False))
        member.enquiry_type_ids = [Command.clear()]
        self.assertTrue(member._handles("vn"))
