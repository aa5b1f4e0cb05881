from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged

from ...models.client.internal_fields import is_internal, with_internal_fields
from ..common import DealershipCommon

# Fields of ours that only our own code writes, where it would matter most.
INTERNAL = {
    "crm.lead": {"handled_at", "done_at", "is_overdue", "lifetime_state", "deadline_at", "dealership_delivery_id"},
    "mail.activity": {"dealership_delivery_id"},
    "dealership.call": {"done_at", "answered_by_id", "provider", "external_id", "is_done"},
    "dealership.delivery": {"state", "reason", "sent_at", "claim_id", "address", "signatory_id"},
    "dealership.scenario": {"state", "next_run_at", "last_error", "paused_at", "scenario_model_id"},
    "dealership.scenario.run": {"targeted_count", "by_action", "evaluated_at"},
    "dealership.targeting": {"customer_count", "customer_count_date"},
    "dealership.targeting.import": {"state", "user_id", "sample", "goal_count", "finished_at"},
    "dealership.reply": {"sender", "body", "delivery_id", "kind"},
    "dealership.number.purchase.line": {"number"},
    "dealership.rehearsal": {"is_complete", "reached_day"},
}


@tagged("post_install", "-at_install")
class TestInternalFields(DealershipCommon):
    """What only our own code writes is not written by RPC: not by values, a context, defaults or an import."""

    def test_11_09_what_is_internal(self):
        for model, names in INTERNAL.items():
            for name in names:
                self.assertTrue(is_internal(self.env[model]._fields[name]), f"{model}.{name}")

    def test_11_09_nobody_creates_or_writes_them(self):
        """By the registry: every internal field of every model, as an Administrator."""
        for name in sorted(self.registry):
            model = self.env[name].with_user(self.user_administrator)
            if model._abstract:
                continue
            for field in filter(is_internal, model._fields.values()):
                if field.name in model._guarded_fields:
                    continue
                with self.assertRaises(AccessError, msg=f"{name}.{field.name}"):
                    model._check_field_access(field, "write")

    def test_11_09_what_looks_after_itself(self):
        """By hand: a field that its model guards has a test of its own."""
        guarded = {(name, field) for name in self.registry for field in self.env[name]._guarded_fields}
        models = ("dealership.responsible.rights", "dealership.scenario", "dealership.targeting")
        after_stop = {("dealership.scenario", "sent_after_stop")}  # consent/test_after_stop.py
        # The others: test_responsible_rights.py
        self.assertEqual(guarded, {(model, "rights_user_id") for model in models} | after_stop)

    def test_11_09_a_scenario_is_not_made_active(self):
        targeting = self.make_targeting("customer")
        scenarios = self.env["dealership.scenario"].with_user(self.user_director)
        vals = {"name": "Mine", "targeting_id": targeting.id, "team_id": self.team_a.id}
        for values, context in (
            ({**vals, "state": "active"}, {}),
            ({**vals, "next_run_at": "2026-01-01 00:00:00"}, {}),
            (vals, {"default_state": "active"}),
            (vals, {"default_paused_at": "2026-01-01 00:00:00"}),
        ):
            with self.assertRaises(AccessError):
                call_kw(scenarios, "create", [[values]], {"context": context})
        scenario = scenarios.create(vals)
        for name, value in (("state", "active"), ("next_run_at", fields.Datetime.now()), ("last_error", "x")):
            with self.assertRaises(AccessError):
                scenario.write({name: value})
        with self.assertRaises(AccessError):
            scenario.copy({"state": "active"})

    def test_11_09_nor_by_an_import(self):
        calls = self.env["dealership.call"].with_user(self.user_administrator)
        result = calls.load(["from_number", "outcome", "done_at"], [["+33612345678", "missed", "2026-01-01 00:00:00"]])
        self.assertFalse(result["ids"])

    def test_11_09_nor_by_a_default_of_ones_own(self):
        defaults = self.env["ir.default"].with_user(self.user_director)
        with self.assertRaises(ValidationError):
            defaults.set("dealership.scenario", "state", "active", user_id=True)
        defaults.set("dealership.scenario", "re_entry_days", 30, user_id=True)

    def test_11_09_a_lead_is_not_written_as_handled(self):
        lead = self.make_lead(user_id=self.user_sales.id).with_user(self.user_sales)
        for name in ("handled_at", "done_at"):
            with self.assertRaises(AccessError):
                lead.write({name: fields.Datetime.now()})
        lead.action_mark_done()
        self.assertTrue(lead.done_at)

    def test_11_09_odoo_goes_on_converting_and_merging(self):
        """People of Odoo's own roles, too, whose programs write our dates on the way."""
        seller = new_test_user(self.env, "plain_seller", groups="sales_team.group_sale_salesman_all_leads")
        first, second = (
            self.make_lead(name=name, user_id=seller.id, team_id=False).with_user(seller) for name in ("One", "Two")
        )
        merged = (first + second).merge_opportunity()
        merged.convert_opportunity(self.env["res.partner"])
        self.assertEqual(merged.type, "opportunity")
        self.assertTrue(merged.handled_at)

    def test_11_09_a_copy_comes_from_the_same_card(self):
        card = self.env["dealership.scenario.model"].search([], limit=1)
        scenario = self.make_scenario(self.make_targeting("customer"), scenario_model_id=card.id)
        copied = scenario.with_user(self.user_director).copy()
        self.assertEqual(copied.scenario_model_id, card)
        self.assertEqual(copied.state, "draft")

    def test_11_09_our_own_code_leaves_the_defaults_of_clients_behind(self):
        scenarios = self.env["dealership.scenario"].with_user(self.user_director).with_context(default_state="active")
        vals = {"name": "Mine", "targeting_id": self.make_targeting("customer").id, "team_id": self.team_a.id}
        self.assertEqual(with_internal_fields(scenarios).create(vals).state, "draft")

    def test_11_12_what_a_field_cannot_hold_is_said(self):
        message = self.make_message().with_user(self.user_director)
        for vals in (
            {"name": "a\0b"},
            {"body_html": "<p>\ud800</p>"},
            {"subject": {"nothing": 1}},
            {"company_id": "abc"},
            {"company_id": 2**40},
            {"channel": "pigeon"},
            {"attachment_ids": [[0, 0]]},
            {"nothing": 1},
        ):
            with self.assertRaises(UserError, msg=str(vals)[:60].encode("ascii", "replace")):
                message.write(vals)
