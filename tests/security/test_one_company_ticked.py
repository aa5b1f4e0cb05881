import base64

from odoo.tests import Form, tagged

from ..call.common import CallCommon
from ..common import DIRECTOR
from ..ledger.common import IN_TOWN

# What a Director looks at: a record of each of these is opened in its form.
LOOKED_AT = [
    "crm.lead",
    "crm.team",
    "calendar.event",
    "dealership.call",
    "dealership.delivery",
    "dealership.enrolment",
    "dealership.message",
    "dealership.reminder.todo",
    "dealership.receivable",
    "dealership.repair.order",
    "dealership.scenario",
    "dealership.scenario.run",
    "dealership.scenario.step",
    "dealership.targeting",
    "dealership.tracking.number",
    "fleet.vehicle",
    "res.partner",
]


@tagged("post_install", "-at_install")
class TestOneCompanyTicked(CallCommon):
    """A Director may work for two companies and has ticked one of them: everything works there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.both = cls._make_user("test_both", "Béatrice Lagarde", DIRECTOR, cls.company_a + cls.company_b)
        cls.team_a.member_ids += cls.both
        cls.team_foreign.member_ids += cls.both
        cls.jeanne = cls.make_customer("Jeanne", city="Testbourg")
        cls.targeting = cls.make_targeting(rules=[IN_TOWN], user_id=cls.both.id)
        cls.scenario = cls.make_scenario(cls.targeting, state="draft", user_id=cls.both.id)

    def ticked(self, records, company=None):
        """Return records as the Director opens them: nothing has been read before."""
        self.env.flush_all()
        self.env.invalidate_all()
        return records.with_user(self.both).with_context(allowed_company_ids=(company or self.company_a).ids)

    def test_11_14_life_of_a_scenario(self):
        for step in ("action_activate", "action_pause", "action_resume", "action_run", "action_end", "action_draft"):
            with self.subTest(step):
                getattr(self.ticked(self.scenario), step)()

    def test_11_14_with_approval(self):
        self.company_a.dealership_scenario_approval = True
        self.ticked(self.scenario).action_activate()
        self.assertEqual(self.scenario.state, "submitted")

    def test_11_14_of_the_other_company(self):
        targeting = self.make_targeting(rules=[IN_TOWN], team_id=self.team_foreign.id, user_id=self.both.id)
        scenario = self.make_scenario(
            targeting,
            state="draft",
            team_id=self.team_foreign.id,
            user_id=self.both.id,
            signatory="team",
            message=self.make_message(company_id=self.company_b.id),
        )
        self.ticked(scenario, self.company_b).action_activate()
        self.ticked(scenario, self.company_b).action_run()

    def test_11_14_rehearsal(self):
        self.ticked(self.scenario).action_rehearse()

    def test_11_14_preview(self):
        action = self.ticked(self.scenario).action_preview_message()
        previews = self.ticked(self.env["dealership.message.preview"]).with_context(**action["context"])
        preview = previews.create({"message_id": self.scenario.step_ids.message_id.id})
        self.assertEqual((preview.preview_res_id, preview.preview_problem), (self.jeanne.id, False))

    def test_11_14_configure(self):
        card = self.env.ref("crm_dealership.scenario_model_custom_message")
        dialogues = self.ticked(self.env["dealership.scenario.configure"])
        form = Form(dialogues.with_context(default_model_id=card.id))
        form.targeting_id = self.targeting
        form.team_id = self.team_a
        form.signatory = "team"
        dialogue = form.save()
        self.assertEqual(self.ticked(dialogue).reached_count, 1)
        dialogue.step_ids.body_html = "<p>Come on Saturday.</p>"
        action = self.ticked(dialogue).action_create_and_activate()
        scenario = self.env["dealership.scenario"].browse(action["params"]["next"]["res_id"])
        self.assertEqual((scenario.state, scenario.company_id), ("active", self.company_a))

    def test_11_14_counts(self):
        targeting = self.ticked(self.targeting)
        targeting.action_refresh_count()
        self.assertEqual(targeting.customer_count, 1)
        answer = targeting.preview_own_reach("marketing", self.team_a.id, ["email"], self.scenario.id)
        self.assertEqual((answer["total"], answer["channels"][0]["reached"]), (1, 1))

    def test_11_14_import(self):
        targeting = self.make_targeting(mode="import", user_id=self.both.id)
        record = self.ticked(self.env["dealership.targeting.import"]).create(
            {"targeting_id": targeting.id, "file": base64.b64encode(b"Mail\njeanne@customer.test\n")}
        )
        self.ticked(record).action_start()
        self.assertEqual((record.matched_count, targeting.customer_count), (1, 1))

    def test_11_14_call_boards(self):
        self.register("1")
        self.assertTrue(self.ticked(self.env["dealership.call"]).get_totals([]))
        self.assertTrue(self.ticked(self.env["dealership.tracking.number"]).get_figures("2026-11-01", "2026-11-30"))

    def test_11_14_reminders(self):
        profile = self.env["dealership.customer.profile"].create({"name": "Fleets"})
        setup = self.ticked(self.env["dealership.reminder.setup"]).create({"profile_id": profile.id})
        for scenario in self.ticked(setup)._create_scenarios():
            self.ticked(scenario).action_activate()
            self.ticked(scenario).action_run()

    def test_11_14_every_form(self):
        self.scenario.state = "active"
        self.scenario._run()
        self.register("1")
        vehicle = self.make_vehicle(self.jeanne)
        self.make_repair_order(self.jeanne, vehicle)
        self.make_appointment(self.jeanne)
        self.make_invoice(self.jeanne)
        looked = set()
        for model in LOOKED_AT:
            for record in self.ticked(self.env[model]).search([], limit=20):
                with self.subTest(model=model, record=record.id):
                    looked.add(model)
                    Form(self.ticked(record))
        self.assertGreater(len(looked), len(LOOKED_AT) - 4)
