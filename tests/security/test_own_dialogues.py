from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_named_ids import NamedIdsCommon


@tagged("post_install", "-at_install")
class TestOwnDialogues(NamedIdsCommon):
    """An open dialogue is read and changed by whoever opened it."""

    def make_dialogues(self):
        """Open one of each kind that a Director can, by name of the model."""
        model = self.env["dealership.scenario.model"].search([], limit=1)
        profile = self.env["dealership.customer.profile"].search([], limit=1)
        opened = {
            "dealership.message.preview": {"message_id": self.here["dealership.message"].id},
            "dealership.scenario.configure": {"model_id": model.id},
            "dealership.reminder.setup": {"profile_id": profile.id},
            "dealership.consent.record": {"partner_id": self.here["res.partner"].id},
            "dealership.reminder.postpone": {"delivery_ids": self.here["dealership.delivery"].ids},
            "dealership.targeting.why": {"partner_id": self.here["res.partner"].id},
            "dealership.targeting.change": {"targeting_id": self.here["dealership.targeting"].id},
            "dealership.targeting.import.create": {"import_id": self.here["dealership.targeting.import"].id},
            "dealership.lead.salesperson": {"lead_id": self.here["crm.lead"].id},
            "dealership.rehearsal": {"scenario_id": self.here["dealership.scenario"].id},
        }
        dialogues = [self.env[name].with_user(self.user_director).create(vals) for name, vals in opened.items()]
        configure = next(each for each in dialogues if each._name == "dealership.scenario.configure")
        return [*dialogues, *configure.step_ids]

    def test_11_06_every_dialogue_of_ours(self):
        dialogues = [model for model in self.env.values() if model._transient and model._name.startswith("dealership.")]
        self.assertGreater(len(dialogues), 10)
        own = [("create_uid", "=", self.user_director.id)]
        for model in dialogues:
            for operation in ("read", "write", "create", "unlink"):
                with self.subTest(model=model._name, operation=operation):
                    domain = self.env["ir.rule"].with_user(self.user_director)._compute_domain(model._name, operation)
                    self.assertIn(own[0], list(domain))
                    self.assertNotIn("|", list(domain))

    def test_11_06_colleagues_and_strangers(self):
        self.user_director.group_ids += self.env.ref("crm_dealership.group_dealership_administrator")
        for dialogue in self.make_dialogues():
            for user in (self.user_sales, self.user_foreign, self.user_outside_director, self.user_administrator):
                with self.subTest(dialogue=dialogue._name, user=user.login):
                    self.env.invalidate_all()
                    other = dialogue.with_user(user)
                    for attack in (
                        lambda other=other: other.read(["display_name"]),
                        lambda other=other: other.write({"create_uid": other.env.uid}),
                        lambda other=other: other.unlink(),
                        lambda other=other: other.web_read({"display_name": {}}),
                    ):
                        with self.assertRaises(AccessError), self.env.cr.savepoint():
                            attack()
                    if other.browse().has_access("read"):
                        self.assertFalse(other.search_count([("id", "=", dialogue.id)]))

    def test_11_06_ones_own(self):
        for dialogue in self.make_dialogues():
            with self.subTest(dialogue=dialogue._name):
                self.assertTrue(dialogue.read(["display_name"]))

    def test_11_06_columns_of_a_file(self):
        """An Administrator of the other company, who sees both when they choose both."""
        column = self.here["dealership.targeting.import.column"].with_user(self.user_administrator)
        there = column.with_context(allowed_company_ids=self.company_b.ids)
        with self.assertRaises(AccessError):
            there.read(["name"])
        with self.assertRaises(AccessError):
            there.write({"meaning": "email"})
        self.assertFalse(there.search_count([("id", "=", column.id)]))
        self.assertTrue(column.with_context(allowed_company_ids=self.company_a.ids).read(["name"]))

    def test_11_06_what_belongs_to_a_company_has_a_rule(self):
        """Each table of ours that a company owns, by itself or through what it hangs on, is kept to that company."""
        shared = {
            "dealership.customer.kind.rule",
            "dealership.database",
            "dealership.customer.profile",
            "dealership.enquiry.type",
            "dealership.inspection.rule",
            "dealership.list.check",
            "dealership.region",
            "dealership.scenario.model",
            "dealership.scenario.model.step",
            "dealership.sending.pause",
            "dealership.sending.usage",
            "dealership.specialisation",
        }
        for model in self.env.values():
            if not model._name.startswith("dealership.") or model._abstract or model._transient:
                continue
            rules = self.env["ir.rule"].sudo().search([("model_id.model", "=", model._name), ("groups", "=", False)])
            has_rule = any("company_ids" in rule.domain_force for rule in rules)
            with self.subTest(model=model._name):
                self.assertEqual(has_rule, model._name not in shared)
