import json
import re
from datetime import timedelta
from pathlib import Path

from freezegun import freeze_time

from odoo.service.model import call_kw
from odoo.tests import BaseCase, HttpCase, tagged

from ...models.client.inner_context import get_inner, with_inner
from ...models.scenario.rehearsal import Rehearsal
from ..common import DealershipCommon
from ..invoice.test_going_on import DUE, FIRST, GoingOnCommon

ADDON = Path(__file__).parents[2]
CODE = ("models", "wizards", "controllers", "report", "engine", "views")
# Keys that a client may send: what each does is all it does.
SHOWN = {
    "of_one_customer",  # a delivery is named by its scenario, not by its customer
    "deliveries_figure",  # which of a run's deliveries a button lists
    "first_view",  # the kind of view that a list opens with
    "default_type",  # which filters a list of leads or of opportunities has
    "default_kind",  # in which menu a new scenario begins
    "search_default_",  # the filters that a list opens with
    "to_do_by_hand",  # columns of a list
    "dealership_team_form",  # columns of a list
    "dealership_connected_calls",  # columns of a list
    "of_one_scenario",  # a column of a list
}
READ = (
    r"""(?<!_)\bcontext\.get\(\s*["'](\w+)""",
    r"""\benv\.context\[["'](\w+)""",
    r"""["'](\w+)["'] (?:not )?in (?:self\.)?env\.context""",
    r"""depends_context\(\s*["'](\w+)""",
    r"""key\.startswith\(["'](\w+)""",
)
ODOO = {
    "company",  # which of the allowed ones one works in
    "lang",
    "uid",
    "tz",
    "default_",
    "tracking_disable",  # with the superuser only
    "default_user_id",  # with the superuser only
    "import_file",  # makes a decision hearsay, which is less than it would be
}  # what Odoo itself means by them; `default_` is where they are left behind
INNER = {
    "dealership_time_budget_ends",
    "dealership_letter",
    "dealership_rehearsal",
    "dealership_afresh",
    "dealership_writes_internal_fields",
    "dealership_named_by_originals",
    "dealership_transition",
    "dealership_topic_id",
    "dealership_visitor",
    "dealership_after_stop",
    "dealership_about_contract",
    "dealership_is_calling",
    "dealership_feed",
    "dealership_finds_archived",
    "dealership_from_file",
    "dealership_history",
    "dealership_claims",
    "dealership_incoming",
    "dealership_merges",
}


@tagged("post_install", "-at_install")
class TestContextKeys(BaseCase):
    """A context comes from clients: no key that stands in it decides anything."""

    def test_11_09_keys_that_code_reads_are_shown_only(self):
        self.assertEqual(self._find(*READ) - ODOO, SHOWN)

    def test_11_09_what_decides_travels_as_an_inner_value(self):
        self.assertEqual(self._find(r"""get_inner\([\w.]+,\s*["'](\w+)"""), INNER)
        self.assertFalse(self._find(r"with_context\([^)]*\b(dealership_\w+)\s*="))

    def _find(self, *patterns):
        found = set()
        for folder in CODE:
            for path in (ADDON / folder).rglob("*"):
                if path.suffix in (".py", ".xml"):
                    text = path.read_text()
                    found.update(match for pattern in patterns for match in re.findall(pattern, text))
        return found


@tagged("post_install", "-at_install")
class TestKeysOfClients(GoingOnCommon):
    """What our own keys make of a run, a client's of the same name do not."""

    def setUp(self):
        super().setUp()
        self.invoice = self.make_due_invoice(self.customer, DUE)
        self.pass_nights(DUE, FIRST)
        self.copied = self.scenario.with_user(self.user_administrator).copy().with_env(self.env)
        self.copied.state = "active"
        self.now = self.get_night(FIRST + timedelta(days=1))

    def get_first_reminders(self):
        reminders = self.get_reminders(self.invoice, self.copied)
        return reminders.filtered(lambda delivery: delivery.step_id.reminder_level == 1)

    def test_11_09_a_copied_scenario_reminds_nobody_again(self):
        administrator = self.copied.with_user(self.user_administrator)
        with freeze_time(self.now):
            call_kw(administrator, "action_run", [self.copied.ids], {"context": {"dealership_afresh": True}})
            self.assertTrue(self.copied.run_ids.enrolled_count)
            self.assertFalse(self.get_first_reminders())
            self.copied.run_ids.unlink()
            self.env["dealership.enrolment"].search([("scenario_id", "=", self.copied.id)]).unlink()
            self.make_rehearsal_of_copy()._run(self.copied, self.now)
            self.assertTrue(self.get_first_reminders(), "which a rehearsal that begins afresh does")

    def make_rehearsal_of_copy(self):
        rehearsal = Rehearsal(self.copied, self.copied.browse(), self.now, self.now, afresh=True)
        rehearsal.next_runs = {}
        self.copied = rehearsal.scenario
        return rehearsal

    def test_11_09_a_rehearsal_is_no_key(self):
        cron = self.env.ref("crm_dealership.ir_cron_process_deliveries")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        ledger = self.env["dealership.delivery"].with_context(dealership_rehearsal=True)
        ledger._trigger_sending()
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]) - triggers)


@tagged("post_install", "-at_install")
class TestKeysByJson(GoingOnCommon, HttpCase):
    def test_11_09_by_json_rpc(self):
        invoice = self.make_due_invoice(self.customer, DUE)
        self.pass_nights(DUE, FIRST)
        copied = self.scenario.with_user(self.user_administrator).copy().with_env(self.env)
        copied.state = "active"
        self.authenticate(self.user_administrator.login, self.user_administrator.login)
        context = {"dealership_afresh": True, "dealership_rehearsal": {"value": True}, "active_test": False}
        params = {"model": copied._name, "method": "action_run", "args": [copied.ids], "kwargs": {"context": context}}
        answer = self.make_jsonrpc_request("/web/dataset/call_kw", params)
        self.assertEqual(answer["res_model"], "dealership.scenario.run")
        first = self.get_reminders(invoice, copied).filtered(lambda delivery: delivery.step_id.reminder_level == 1)
        self.assertFalse(first)


@tagged("post_install", "-at_install")
class TestOdooKeys(DealershipCommon):
    """Keys of Odoo's that leave something out or let something in are not a client's to set for a scenario."""

    def test_11_09_what_is_archived_does_not_enter(self):
        vehicle = self.make_vehicle(self.make_customer(), active=False)
        scenario = self.make_scenario(
            self.make_targeting(
                "vehicle", [{"attribute": "vehicle.brand", "operator": "is", "value": self.brand_peugeot.id}]
            )
        )
        director = scenario.with_user(self.user_director)
        call_kw(director, "action_run", [scenario.ids], {"context": {"active_test": False, "default_by_action": True}})
        entered = self.env["dealership.enrolment"].search([("scenario_id", "=", scenario.id)]).mapped("res_id")
        self.assertNotIn(vehicle.id, entered)
        self.assertFalse(scenario.run_ids.by_action)
        targeting = scenario.targeting_id.with_user(self.user_director)
        before = targeting.customer_count
        call_kw(targeting, "action_refresh_count", [targeting.ids], {"context": {"active_test": False}})
        self.assertEqual(targeting.customer_count, before)


@tagged("post_install", "-at_install")
class TestInnerValues(DealershipCommon):
    def test_11_09_json_makes_no_inner_value(self):
        for value in (True, 1, {"value": True}, "Inner(value=True)", [True]):
            env = self.env(context=json.loads(json.dumps({"dealership_afresh": value})))
            self.assertIsNone(get_inner(env, "dealership_afresh"))
        self.assertTrue(get_inner(with_inner(self.env.user, dealership_afresh=True).env, "dealership_afresh"))
