from datetime import datetime, timedelta

from odoo import models
from odoo.tests import tagged
from odoo.tools import SQL

from ...engine.ledger.states import PLANNED, STOPPED
from ...models.invoice.reminder_policy import ReminderPolicy
from ...models.scenario.policy import ScenarioPolicy
from ...models.scenario.rehearsal import Rehearsal
from ..addons import add_models
from ..email.smtp_common import SmtpCommon
from ..invoice.common import ReminderCommon
from ..ledger.common import NOW


class LetterOfTheHousePolicy(ScenarioPolicy):
    """One message to each customer about all of their vehicles, and none about vehicles without a plate."""

    gathers = True

    def get_next_run(self, after):
        return datetime(2030, 1, 1)

    def describe_schedule(self):
        return "When the house likes"

    def before_judging(self, deliveries, now):
        plates = self.env["fleet.vehicle"].browse(deliveries.mapped("res_id")).filtered("license_plate")
        unknown = deliveries.filtered(lambda delivery: delivery.res_id not in plates.ids)
        unknown._leave_out(STOPPED)

    def after_judging(self, deliveries, now):
        deliveries._gather(SQL("state = %s AND claim_id != 0", PLANNED))


class DealershipScenario(models.Model):
    """As another addon does it."""

    _module = None
    _name = "dealership.scenario"
    _inherit = ["dealership.scenario"]

    def _get_policy(self):
        return LetterOfTheHousePolicy(self) if self.name == "House" else super()._get_policy()


@tagged("post_install", "-at_install")
class TestPolicyOfAnotherAddon(SmtpCommon):
    """12.04: a kind of scenario of another addon is one class and one method."""

    def setUp(self):
        super().setUp()
        add_models(self, DealershipScenario)
        for plate in ("AA-111-AA", "BB-222-BB", False):
            self.make_vehicle(self.jeanne, license_plate=plate)
        town = {"attribute": "customer.city", "operator": "is", "value": "Testbourg"}
        self.targeting = self.make_targeting("vehicle", [town])

    def run_and_get_fates(self, name):
        scenario = self.make_scenario(self.targeting, name=name, purpose="service")
        scenario._run(NOW)
        self.send()
        fates = scenario.run_ids.delivery_ids.mapped(lambda each: (each.state, bool(each.gathered_into_id)))
        return scenario, sorted(fates)

    def test_12_04_it_decides(self):
        scenario, fates = self.run_and_get_fates("House")
        self.assertEqual(fates, [("sent", False), ("sent", True), ("skipped", False)])
        self.assertEqual(len(self.sink.messages), 1)
        self.assertEqual(scenario.schedule_sentence, "When the house likes")
        self.assertEqual(scenario.next_run_at, datetime(2030, 1, 1))

    def test_12_04_others_stay_as_they_are(self):
        scenario, fates = self.run_and_get_fates("Plain")
        self.assertEqual(fates, [("sent", False)] * 3)
        self.assertEqual(len(self.sink.messages), 3)
        self.assertEqual(scenario.schedule_sentence, "Every day at 09:00")


@tagged("post_install", "-at_install")
class TestPolicies(ReminderCommon):
    def test_12_04_one_of_two(self):
        plain = self.make_scenario(self.make_targeting())
        self.assertIs(type(plain._get_policy()), ScenarioPolicy)
        self.assertIs(type(self.scenario._get_policy()), ReminderPolicy)
        as_adviser = self.scenario.with_user(self.user_adviser)
        self.assertIs(type(as_adviser._get_policy()), ReminderPolicy, "whoever looks")

    def test_12_04_nights_between_start_and_end(self):
        policy = self.scenario._get_policy()
        evening = datetime(2026, 6, 10, 20)
        self.assertEqual(policy.get_next_run(evening), datetime(2026, 6, 11, 1))
        self.assertEqual(policy.get_next_run(datetime(2026, 6, 11)), datetime(2026, 6, 11, 1))
        self.scenario.start_date = "2026-06-20"
        self.assertEqual(policy.get_next_run(evening), datetime(2026, 6, 20, 1))
        self.scenario.end_date = "2026-06-21"
        self.assertEqual(policy.get_next_runs(evening, 5), [datetime(2026, 6, 20, 1), datetime(2026, 6, 21, 1)])
        self.assertIs(policy.get_next_run(datetime(2026, 6, 21, 1)), False)

    def test_12_04_a_rehearsal_lives_by_the_same_nights(self):
        start = datetime(2026, 6, 10, 20)
        rehearsal = Rehearsal(self.scenario, self.scenario.browse(), start, start + timedelta(days=2))

        def read_moments(played):
            runs = played.env["dealership.scenario.run"].search([("scenario_id", "=", played.scenario.id)])
            return sorted(runs.mapped("evaluated_at"))

        self.assertEqual(rehearsal.play(read_moments), [datetime(2026, 6, 11, 1), datetime(2026, 6, 12, 1)])

    def test_12_04_invoices_override_nothing_but_the_choice_of_the_policy(self):
        """What is particular to a kind of scenario is its policy's to say, or it would be behind a switch again."""
        allowed = {"_get_policy", "_get_arranging_fields"}
        for name in ("dealership.scenario", "dealership.scenario.step", "dealership.delivery", "dealership.enrolment"):
            ours = [cls for cls in self.env.registry[name].__mro__ if ".crm_dealership.models." in cls.__module__]
            mine = {key for cls in ours if ".models.invoice." in cls.__module__ for key in _get_methods(cls)}
            others = {key for cls in ours if ".models.invoice." not in cls.__module__ for key in _get_methods(cls)}
            self.assertLessEqual(mine & others, allowed, name)


def _get_methods(cls):
    return [key for key, value in vars(cls).items() if callable(value)]
