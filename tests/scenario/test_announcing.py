from datetime import datetime, timedelta

from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from ...engine.local_time import to_local, to_utc
from ...engine.scenario.announcing import get_lead, plan_announcement
from ..gallery.test_workshop_models import ModelCommon

BOOKED = datetime(2026, 3, 9, 9, 0)  # Monday
CARD = "appointment_reminder"


@tagged("post_install", "-at_install")
class TestAnnouncing(ModelCommon):
    """What announces a moment leaves before it, in time: the evening before where nothing leaves so early."""

    def plan(self, local, **vals):
        """Return, in local time, when the step two hours before is planned for an appointment, and until when."""
        moment = to_utc(local, self.team_a._get_timezone())
        with freeze_time(BOOKED):
            appointment = self.make_appointment(self.customer, moment)
            self.date_creation(appointment, BOOKED - timedelta(days=3))
            scenario = self.make_scenario_of(CARD, **vals)
            run = scenario._run(moment - timedelta(hours=30))
        steps = run.delivery_ids.filtered(lambda delivery: delivery.res_id == appointment.id)
        step = steps.filtered(lambda delivery: delivery.step_id.delay_unit == "hour")
        zone = self.team_a._get_timezone()
        return to_local(step.planned_at, zone), to_local(step.expires_at, zone)

    def test_16_04_early_slots(self):
        """Messages leave from 8 to 21."""
        day, eve = datetime(2026, 3, 12), datetime(2026, 3, 11, 20)
        for (hour, minute), leaves in (
            ((7, 30), eve),
            ((8, 0), eve),
            ((8, 29), eve),
            ((8, 30), day.replace(hour=8)),
            ((9, 59), day.replace(hour=8)),
            ((10, 0), day.replace(hour=8)),
            ((14, 0), day.replace(hour=12)),
            ((23, 30), day.replace(hour=20)),
        ):
            with self.subTest(hour=hour, minute=minute):
                self.assertEqual(self.plan(day.replace(hour=hour, minute=minute))[0], leaves)

    def test_16_04_not_shortly_before(self):
        _planned, until = self.plan(datetime(2026, 3, 12, 14))
        self.assertEqual(until, datetime(2026, 3, 12, 13, 30))

    def test_16_04_open_around_the_clock(self):
        planned, _until = self.plan(datetime(2026, 3, 12, 7, 30), send_from=0, send_until=24)
        self.assertEqual(planned, datetime(2026, 3, 12, 5, 30))

    def test_16_04_the_clock_goes_forward(self):
        """On Sunday, 29 March, two o'clock is three: the evening before is that of winter."""
        planned, _until = self.plan(datetime(2026, 3, 29, 7, 30))
        self.assertEqual(planned, datetime(2026, 3, 28, 20))

    def test_16_04_booked_too_late_to_be_told(self):
        """In the night, for half past seven: nothing leaves, rather than at eight."""
        moment = datetime(2026, 3, 12, 6, 30)
        night = moment - timedelta(hours=9)
        with freeze_time(night):
            self.date_creation(self.make_appointment(self.customer, moment), night - timedelta(hours=4))
            scenario = self.make_scenario_of(CARD)
            deliveries = scenario._run(night).delivery_ids.filtered(lambda each: each.step_id.delay_unit == "hour")
            self.env["dealership.delivery"]._process_due(night)
        with freeze_time(moment + timedelta(minutes=30)):
            self.env["dealership.delivery"]._process_due(moment + timedelta(minutes=30))
        self.assertEqual((deliveries.state, deliveries.reason), ("skipped", "expired"))

    def test_16_04_moved_it_leaves_at_its_new_hour(self):
        """From half past seven to ten: two hours before, and not the evening before any more."""
        moment = datetime(2026, 3, 12, 6, 30)
        with freeze_time(BOOKED):
            appointment = self.make_appointment(self.customer, moment)
            self.date_creation(appointment, BOOKED - timedelta(days=3))
            scenario = self.make_scenario_of(CARD)
            run = scenario._run(moment - timedelta(hours=30))
            appointment.start = moment + timedelta(hours=2, minutes=30)
        step = run.delivery_ids.filtered(lambda delivery: delivery.step_id.delay_unit == "hour")
        self.assertEqual(step.planned_at, moment + timedelta(minutes=30))

    def test_16_04_the_form_says_it(self):
        step = self.make_scenario_of(CARD).step_ids.filtered(lambda step: step.delay_unit == "hour")
        self.assertEqual(step.slots_sentence, "08:00 → the day before at 20:00; 17:00 → at 15:00")

    @settings(max_examples=200, deadline=None)
    @given(
        st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)),
        st.timedeltas(timedelta(minutes=1), timedelta(hours=40)),
        st.integers(0, 22),
        st.integers(1, 24),
    )
    def test_16_04_never_too_late(self, moment, delay, opens, closes):
        opens, closes = timedelta(hours=opens), timedelta(hours=max(closes, opens + 1))
        leaves = plan_announcement(moment, delay, opens, closes)
        self.assertLessEqual(leaves, moment - min(get_lead(delay), timedelta(hours=1)))
        since_midnight = leaves - leaves.replace(hour=0, minute=0, second=0, microsecond=0)
        self.assertTrue(opens <= since_midnight < closes)
