from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from ..ledger.common import IN_TOWN, NOW, DeliveryCommon


@tagged("post_install", "-at_install")
class TestRealTime(DeliveryCommon):
    """In real time it is about what starts to match."""

    def setUp(self):
        super().setUp()
        self.env["dealership.scenario"].search([]).next_run_at = False
        self.startPatcher(patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 60))
        self.scenario = self.make_scenario(self.targeting, schedule="realtime", state="draft")

    def at(self, moment, do):
        with freeze_time(moment):
            do()

    def tick(self, moment):
        self.at(moment, self.env["dealership.scenario"]._cron_run_scenarios)

    def enrolled(self):
        enrolments = self.env["dealership.enrolment"].search([("scenario_id", "=", self.scenario.id)])
        return sorted(enrolments.mapped("partner_id.name"))

    def test_who_matched_before_is_passed_over(self):
        jeanne = self.make_townsman("Jeanne")
        self.at(NOW, self.scenario.action_activate)
        self.make_townsman("Paul")
        self.tick(NOW + timedelta(minutes=5))
        self.assertEqual(self.enrolled(), ["Paul"])
        jeanne.city = "Rodez"
        self.tick(NOW + timedelta(minutes=10))
        jeanne.city = "Testbourg"
        self.tick(NOW + timedelta(minutes=15))
        self.assertEqual(self.enrolled(), ["Jeanne", "Paul"], "she has left and started to match again")

    def test_run_by_hand_takes_all(self):
        self.make_townsman("Jeanne")
        self.at(NOW, self.scenario.action_activate)
        self.scenario._run(NOW + timedelta(minutes=1))
        self.assertEqual(self.enrolled(), ["Jeanne"])

    def test_a_pause_is_not_made_up_for(self):
        self.at(NOW, self.scenario.action_activate)
        self.at(NOW + timedelta(minutes=1), self.scenario.action_pause)
        self.make_townsman("Meanwhile")
        self.at(NOW + timedelta(days=3), self.scenario.action_resume)
        self.make_townsman("Afterwards")
        self.tick(NOW + timedelta(days=3, minutes=5))
        self.assertEqual(self.enrolled(), ["Afterwards"])

    def test_an_outage_is_made_up_for(self):
        self.at(NOW, self.scenario.action_activate)
        self.make_townsman("Meanwhile")
        self.tick(NOW + timedelta(days=3))
        self.assertEqual(self.enrolled(), ["Meanwhile"])

    def test_another_targeting_starts_from_what_it_finds(self):
        self.at(NOW, self.scenario.action_activate)
        self.make_customer("Elle Ailleurs", city="Testville")
        other = self.make_targeting("customer", [{**IN_TOWN, "value": "Testville"}])
        self.at(NOW + timedelta(minutes=1), lambda: self.scenario.write({"targeting_id": other.id}))
        self.tick(NOW + timedelta(minutes=5))
        self.assertEqual(self.enrolled(), [])

    def test_runs_that_find_nobody_leave_no_trace(self):
        self.at(NOW, self.scenario.action_activate)
        for minutes in (5, 10, 15):
            self.tick(NOW + timedelta(minutes=minutes))
        self.assertFalse(self.scenario.run_ids)

    def test_ticks_that_come_a_second_late_skip_no_run(self):
        self.at(NOW + timedelta(seconds=3), self.scenario.action_activate)
        found = []
        for minutes, seconds in ((5, 3), (10, 1), (15, 2)):
            self.tick(NOW + timedelta(minutes=minutes, seconds=seconds))
            found.append(self.scenario.next_run_at)
        self.assertEqual(found, [NOW + timedelta(minutes=minutes) for minutes in (10, 15, 20)])

    def test_opened_90_to_120_minutes_ago(self):
        """Each repair order is found in the half hour in which it matches, once; after an outage it may be too late."""
        jeanne = self.make_customer("Jeanne", city="Rodez")
        opened = {"attribute": "repair_order.opened", "value": {"unit": "minute"}}
        rules = [
            {**opened, "operator": "ago_more", "value": {"n": 90, "unit": "minute"}},
            {**opened, "operator": "ago_less", "value": {"n": 120, "unit": "minute"}},
        ]
        self.scenario = self.make_scenario(
            self.make_targeting("repair_order", rules), schedule="realtime", state="draft", purpose="service"
        )
        self.at(NOW, self.scenario.action_activate)
        for minutes in range(0, 240, 7):
            self.make_repair_order(jeanne, opened_at=NOW + timedelta(minutes=minutes), name=f"RO {minutes}")
        for minutes in [*range(5, 180, 5), *range(230, 340, 5)]:  # an outage of 50 minutes
            self.tick(NOW + timedelta(minutes=minutes))
        enrolments = self.env["dealership.enrolment"].search([("scenario_id", "=", self.scenario.id)])
        found = self.env["dealership.repair.order"].browse(enrolments.mapped("res_id"))
        delays = {
            order.opened_at: enrolment.enrolled_at - order.opened_at
            for order, enrolment in zip(found, enrolments, strict=True)
        }
        self.assertLessEqual(max(delays.values()), timedelta(minutes=120))
        missed = {minutes for minutes in range(0, 240, 7) if NOW + timedelta(minutes=minutes) not in delays}
        # 175 is the last tick before, 230 the first after: what was opened between 86 and 109 matched in between only.
        self.assertEqual(missed, {91, 98, 105})
        self.assertEqual(len(delays), 35 - 3)

    def test_the_end_of_its_window_is_no_reason_to_leave_out_what_waited(self):
        """What matched at its run is still meant when it leaves, minutes later."""
        jeanne = self.make_customer("Jeanne", city="Rodez")
        rules = [
            {"attribute": "repair_order.opened", "operator": "ago_less", "value": {"n": 10, "unit": "minute"}},
        ]
        scenario = self.make_scenario(self.make_targeting("repair_order", rules), purpose="service")
        self.make_repair_order(jeanne, opened_at=NOW)
        delivery = scenario._run(NOW + timedelta(minutes=5)).delivery_ids
        self.send(datetime(2026, 3, 14, 9, 0))
        self.assertEqual(delivery.state, "sent")
