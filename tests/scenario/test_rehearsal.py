from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, LockError, UserError
from odoo.tests import tagged

from ...engine.local_time import to_local
from ..ledger.common import IN_TOWN, NOW, DeliveryCommon
from .time_travel import DAY, START, TimeTravel


class RehearsalCase(DeliveryCommon):
    def rehearse(self, scenario, now=NOW, seconds=30, **vals):
        rehearsal = self.env["dealership.rehearsal"].create({"scenario_id": scenario.id, **vals})
        rehearsal._play(now, seconds=seconds)
        return rehearsal

    @classmethod
    def make_anniversary(cls, **vals):
        """Daily, for vehicles delivered a year ago."""
        rule = {"attribute": "vehicle.delivery_date", "operator": "ago_exactly", "value": {"n": 1, "unit": "year"}}
        return cls.make_scenario(cls.make_targeting("vehicle", [rule]), **{"state": "draft", **vals})

    def make_owners(self, days, **vals):
        """Owners of vehicles that were delivered a year before a moment, plus so many days each."""
        year_ago = NOW.date() - timedelta(days=365)
        for number, offset in enumerate(days):
            owner = self.make_customer(f"Owner {number}", **vals)
            self.make_vehicle(owner, delivery_date=year_ago + timedelta(days=offset))

    def get_lines(self, rehearsal, outcome="sent"):
        return [(line.day, line.partner_id.name) for line in rehearsal.line_ids if line.outcome == outcome]


@tagged("post_install", "-at_install")
class TestRehearsal(RehearsalCase):
    """What a scenario would do, said without doing it."""

    def test_forecast(self):
        self.make_owners([-1, 0, 1, 29, 30, 31])
        scenario = self.make_anniversary(run_hour=10)
        rehearsal = self.rehearse(scenario)
        days = [(day - NOW.date()).days for day, _name in self.get_lines(rehearsal)]
        self.assertEqual(days, [0, 1, 29, 30])
        self.assertEqual((rehearsal.message_count, rehearsal.customer_count, rehearsal.left_out_count), (4, 4, 0))
        self.assertEqual((rehearsal.first_day, rehearsal.last_day), (date(2026, 3, 14), date(2026, 4, 13)))
        self.assertTrue(rehearsal.is_complete)
        [series] = rehearsal.chart["series"]
        self.assertEqual((series["label"], sum(series["values"]), len(rehearsal.chart["days"])), ("E-mail", 4, 31))

    def test_nothing_is_left_behind(self):
        self.make_owners(range(3))
        active = self.make_anniversary(state="active", next_run_at=NOW, name="Active")
        active._run(NOW - timedelta(days=1))
        draft = self.make_anniversary()
        models = ["dealership.enrolment", "dealership.delivery", "dealership.scenario", "dealership.scenario.run"]
        models += ["dealership.scenario.step", "dealership.scenario.already.matching", "mail.message", "mail.mail"]
        before = {name: self.env[name].search_count([]) for name in models}
        for scenario in (active, draft):
            for mode in ("forecast", "replay"):
                self.rehearse(scenario, mode=mode)
        self.assertEqual({name: self.env[name].search_count([]) for name in models}, before)
        self.assertEqual((draft.state, active.state, active.next_run_at), ("draft", "active", NOW))

    def test_replay_of_the_past_year(self):
        self.make_owners([-400, -365, -364, -200, -1, 0, 5])
        rehearsal = self.rehearse(self.make_anniversary(start_date=NOW.date()), mode="replay")
        self.assertEqual(
            [(NOW.date() - day).days for day, _name in self.get_lines(rehearsal)],
            # 09:00 is over on the first day, and not yet over on the last one.
            [364, 200, 1, 0],
        )
        self.assertEqual(len(rehearsal.chart["days"]), 366)

    def test_a_day_takes_few_statements(self):
        """The settings are read once, not on each of a year's days."""
        self.make_owners([-200, -100])
        scenario = self.make_anniversary()
        before = self.env.cr.sql_log_count
        self.assertEqual(self.rehearse(scenario, mode="replay").message_count, 2)
        self.assertLess(self.env.cr.sql_log_count - before, 365 * 10)

    def test_replay_starts_from_nobody(self):
        self.make_townsman("Jeanne")
        scenario = self.make_scenario(self.targeting)
        scenario._run(NOW - timedelta(days=2))
        self.assertFalse(self.rehearse(scenario).line_ids.filtered(lambda line: line.day != NOW.date()))
        self.assertEqual(self.rehearse(scenario, mode="replay").message_count, 1)

    def test_what_is_planned_already_counts(self):
        self.make_townsman("Jeanne")
        scenario = self.make_scenario(self.targeting, steps=[{"delay_count": 3}])
        scenario._run(NOW)
        self.assertEqual(self.get_lines(self.rehearse(scenario)), [(date(2026, 3, 17), "Jeanne")])

    def test_who_is_left_out_and_why(self):
        self.make_townsman("No Mail", email=False)
        refused = self.make_townsman("Refused")
        self.env["dealership.consent"]._record(refused, "marketing", "email", False, "form")
        self.make_townsman("Jeanne")
        rehearsal = self.rehearse(self.make_scenario(self.targeting, state="draft"))
        self.assertEqual((rehearsal.message_count, rehearsal.left_out_count), (1, 2))
        self.assertEqual(
            {line.partner_id.name: line.reason for line in rehearsal.line_ids if line.reason},
            {"No Mail": "no_address", "Refused": "refused"},
        )
        self.assertIn("Opted out: 1", rehearsal.left_out_summary)

    def test_steps_one_after_the_other(self):
        self.make_townsman("Jeanne")
        steps = [
            {},
            {"delay_basis": "previous", "delay_count": 2, "automatic": False},
            {"delay_basis": "previous", "delay_count": 2},
        ]
        rehearsal = self.rehearse(self.make_scenario(self.targeting, steps=steps, state="draft"))
        self.assertEqual(
            [(line.day.day, line.outcome) for line in rehearsal.line_ids],
            [(15, "sent"), (17, "by_hand"), (19, "sent")],
        )
        self.assertEqual((rehearsal.message_count, rehearsal.by_hand_count), (2, 1))

    def test_cost(self):
        self.company_a.write({"dealership_sms_price": 0.045, "dealership_letter_price": 1.2})
        text = self.env["dealership.message"].create({"name": "Text", "channel": "sms", "body_text": "a" * 200})
        letter = self.make_message(channel="letter")
        for name in ("Jeanne", "Paul"):
            self.make_townsman(name, street="1 rue Haute", phone=f"+33 6 12 34 56 {len(name):02d}")
        steps = [
            {"channel": "sms", "message_id": text.id},
            {"channel": "letter", "message_id": letter.id},
            {},
        ]
        scenario = self.make_scenario(self.targeting, steps=steps, purpose="service", state="draft")
        rehearsal = self.rehearse(scenario)
        costs = {line.channel: line.cost for line in rehearsal.line_ids}
        self.assertAlmostEqual(costs["sms"], 0.09, msg="two parts each")
        self.assertAlmostEqual(costs["letter"], 1.2)
        self.assertEqual(costs["email"], 0)
        self.assertAlmostEqual(rehearsal.cost, 2 * (0.09 + 1.2))

    def test_collisions(self):
        for name in ("Jeanne", "Paul"):
            self.make_townsman(name)
        other_rule = [IN_TOWN, {"attribute": "customer.name", "operator": "is", "value": "Paul"}]
        other = self.make_scenario(self.make_targeting("customer", other_rule), name="Spring Offer", next_run_at=NOW)
        scenario = self.make_scenario(self.targeting, state="draft")
        rehearsal = self.rehearse(scenario)
        self.assertEqual(
            {line.partner_id.name: line.collides_with for line in rehearsal.line_ids},
            {"Jeanne": False, "Paul": "Spring Offer"},
        )
        self.assertEqual((rehearsal.collision_count, rehearsal.collision_summary), (1, "Spring Offer: 1"))
        self.assertFalse(self.rehearse(scenario, with_others=False).collision_count)
        other.start_date = NOW.date() + timedelta(days=9)
        other.next_run_at = False
        self.assertFalse(self.rehearse(scenario).collision_count, "more than a week apart")

    def test_replay_collides_with_what_was_really_sent(self):
        paul = self.make_townsman("Paul")
        other = self.make_scenario(self.targeting, name="Spring Offer")
        self.run_and_send(other, NOW - timedelta(days=363))
        self.assertTrue(paul)
        rehearsal = self.rehearse(self.make_scenario(self.targeting, state="draft"), mode="replay")
        self.assertEqual(rehearsal.line_ids.mapped("collides_with"), ["Spring Offer"])

    def test_replay_collides_by_the_days_of_the_point_of_sale(self):
        """What left at 23:30 UTC left on the next day in Rodez: a week before, not eight days."""
        self.make_townsman("Paul")
        other = self.make_scenario(self.targeting, name="Spring Offer")
        first_day = NOW - timedelta(days=365)
        self.run_and_send(other, (first_day - timedelta(days=8)).replace(hour=23, minute=30))
        scenario = self.make_scenario(self.targeting, state="draft")
        rehearsal = self.rehearse(scenario, now=NOW.replace(hour=7), mode="replay")
        self.assertEqual(rehearsal.line_ids.day, first_day.date())
        self.assertEqual(rehearsal.line_ids.collides_with, "Spring Offer")

    def test_the_cap_counts_the_others(self):
        self.company_a.write({"dealership_contact_cap": 1, "dealership_contact_cap_days": 30})
        self.make_townsman("Jeanne")
        self.make_scenario(self.targeting, name="Earlier", run_hour=8, next_run_at=NOW)
        rehearsal = self.rehearse(self.make_scenario(self.targeting, state="draft"))
        self.assertEqual(rehearsal.line_ids.mapped("reason"), ["too_many"])

    def test_real_time_forecasts_who_will_start_to_match(self):
        self.make_townsman("Jeanne")
        rule = {"attribute": "appointment.date", "operator": "ahead_less", "value": {"n": 24, "unit": "hour"}}
        for days in (0, 3):
            self.make_appointment(self.make_townsman(f"In {days} days"), start=NOW + timedelta(days=days, hours=5))
        scenario = self.make_scenario(
            self.make_targeting("appointment", [rule]), schedule="realtime", state="draft", purpose="service"
        )
        self.assertEqual(self.get_lines(self.rehearse(scenario)), [(date(2026, 3, 16), "In 3 days")])

    def test_it_stops_in_time(self):
        self.make_owners(range(20))
        rehearsal = self.rehearse(self.make_anniversary(), seconds=0)
        self.assertFalse(rehearsal.is_complete)
        self.assertFalse(rehearsal.line_ids)
        self.assertEqual(rehearsal.reached_day, NOW.date())

    def test_while_it_runs_for_real(self):
        scenario = self.make_scenario(self.targeting)
        with (
            patch.object(type(scenario), "lock_for_update", side_effect=LockError("locked")),
            self.assertRaisesRegex(UserError, "Try again"),
        ):
            self.rehearse(scenario)

    def test_what_is_missing_is_said(self):
        scenario = self.make_scenario(self.targeting, steps=[], state="draft")
        with self.assertRaisesRegex(UserError, "no step"):
            self.rehearse(scenario)
        once = self.make_scenario(self.targeting, schedule="once", start_date=date(2030, 1, 1), state="draft")
        with self.assertRaisesRegex(UserError, "once"):
            self.rehearse(once, mode="replay")

    def test_rights(self):
        self.make_townsman("Jeanne")
        scenario = self.make_scenario(self.targeting, state="draft")
        action = scenario.with_user(self.user_director).action_rehearse()
        rehearsal = self.env["dealership.rehearsal"].browse(action["res_id"])
        self.assertEqual(len(rehearsal.with_user(self.user_director).line_ids), 1)
        with self.assertRaises(AccessError):
            rehearsal.with_user(self.user_administrator).line_ids.mapped("day")
        with self.assertRaises(AccessError):
            scenario.with_user(self.user_sales).action_rehearse()
        there = {"team_id": self.team_foreign.id, "user_id": self.user_foreign.id}
        foreign = self.make_scenario(self.make_targeting("customer", **there), state="draft", **there)
        with self.assertRaises(AccessError):
            foreign.with_user(self.user_director).action_rehearse()


@tagged("post_install", "-at_install")
class TestForecastComesTrue(TimeTravel, RehearsalCase):
    """The forecast of a month equals what the month, lived through day by day, then really sends."""

    def test_month(self):
        self.company_a.write({"dealership_contact_cap": 2, "dealership_contact_cap_days": 14})
        self.make_people()
        scenarios = self.make_scenarios()
        forecasts = {scenario: self.forecast(scenario) for scenario in scenarios}
        self.travel([START + DAY * number for number in range(30)], hours=range(24))
        for scenario, forecast in forecasts.items():
            with self.subTest(scenario=scenario.name):
                self.assertGreater(len(forecast), 10)
                self.assertEqual(self.get_real(scenario), forecast)
        outcomes = {outcome for forecast in forecasts.values() for _partner, _step, outcome, _day in forecast}
        self.assertLessEqual({"sent", "too_many", "no_address", "refused", "duplicate_address"}, outcomes)

    def make_people(self):
        """60 owners with vehicles and appointments; some without address, some who refused, some who share theirs."""
        for number in range(60):
            email = {0: False, 1: "shared@month.test"}.get(number % 10, f"owner.{number}@month.test")
            owner = self.make_customer(f"Owner {number}", email=email, city="Testbourg")
            if number % 10 == 2:
                self.env["dealership.consent"]._record(owner, "marketing", "email", False, "form")
            delivered = date(2025, 1, 5) + DAY * self.dice.randint(0, 29)
            car = self.make_vehicle(owner, delivery_date=delivered)
            if number % 3 == 0:
                self.make_appointment(
                    owner, start=datetime(2026, 1, 8, 9) + DAY * self.dice.randint(0, 30), vehicle_id=car.id
                )

    def make_scenarios(self):
        in_town = self.make_targeting("customer", [IN_TOWN], name="In town")
        day_ahead = {"attribute": "appointment.date", "operator": "ahead_exactly", "value": {"n": 2, "unit": "day"}}
        start = {"state": "active", "next_run_at": datetime(2026, 1, 5, 8, 0)}
        after = {"delay_basis": "previous", "delay_unit": "working_day", "delay_count": 3}
        anniversary = self.make_anniversary(steps=[{}, after], name="Anniversary", opening_hours_only=True, **start)
        weekly = self.make_scenario(
            in_town,
            name="Weekly",
            schedule="weekdays",
            monday=False,
            run_hour=18,
            re_entry="interval",
            re_entry_days=10,
            expires_after_hours=30,
            send_until=17.5,
            next_run_at=datetime(2026, 1, 6, 17, 0),
        )
        reminder = self.make_scenario(
            self.make_targeting("appointment", [day_ahead]),
            name="Reminder",
            purpose="service",
            run_hour=7,
            anchor_attribute="appointment.date",
            re_entry="occurrence",
            steps=[{"delay_basis": "anchor", "delay_count": -1, "own_hour": True, "at_hour": 17}],
            next_run_at=datetime(2026, 1, 6, 6, 0),
        )
        return anniversary + weekly + reminder

    def forecast(self, scenario):
        rehearsal = self.rehearse(scenario, now=datetime(2026, 1, 5, 0, 0))
        self.assertTrue(rehearsal.is_complete)
        return sorted(
            (line.partner_id.id, line.step_id.id, line.reason or line.outcome, line.day)
            for line in rehearsal.line_ids
            if line.day < START + 30 * DAY
        )

    def get_real(self, scenario):
        deliveries = self.env["dealership.delivery"].search(
            [("scenario_id", "=", scenario.id), ("state", "in", ("sent", "skipped"))]
        )
        return sorted(
            (each.partner_id.id, each.step_id.id, each.reason or each.state, self.get_local_day(each))
            for each in deliveries
        )

    def get_local_day(self, delivery):
        return to_local(delivery.sent_at or delivery.planned_at, self.team_a._get_timezone()).date()
