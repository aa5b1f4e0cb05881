from datetime import timedelta
from unittest.mock import patch

import psycopg2

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...engine.scenario.message import MessageProblem, Recipient
from ...models.channel.signatory import choose_reader, choose_worker
from ..email.smtp_common import SmtpCommon
from ..ledger.common import IN_TOWN, NOW
from . import add_models
from .courtesy_car import category_courtesy_car
from .courtesy_car.category_courtesy_car import CategoryCourtesyCar
from .courtesy_car.courtesy_car import CourtesyCar

BATCH = "odoo.addons.crm_dealership.models.scenario.message_batch"
LENT = {"attribute": "courtesy_car.state", "operator": "is", "value": "lent"}
SUBJECT = "{{ courtesy_car.reference }} of {{ courtesy_car.lent_on | date('short') }}, {{ vehicle.model }}"
BODY = """<p>{{ courtesy_car.days }} days; {{ courtesy_car.deposit }}; {{ courtesy_car.with_tank_filled }};
{{ courtesy_car.state }}; {{ courtesy_car.due_on }}; {{ courtesy_car.remark or "no remark" }};
{{ courtesy_car.keeper_id }}; {{ customer.name }}</p>"""


@tagged("post_install", "-at_install")
class TestCourtesyCar(SmtpCommon):
    """12.01: a category of another addon, two files, goes the whole way: from its rule to the answer and the export."""

    def setUp(self):
        super().setUp()
        self.uninstall = add_models(self, CourtesyCar, CategoryCourtesyCar)
        self.env["ir.model.access"].create(
            {
                "name": "loans",
                "model_id": self.env["ir.model"]._get_id("courtesy.car.loan"),
                "group_id": self.env.ref("crm_dealership.group_dealership_user").id,
                **dict.fromkeys(("perm_read", "perm_write", "perm_create"), True),
            }
        )
        self.vehicle = self.make_vehicle(self.jeanne)
        self.loan = self.make_loan("CC-1", self.jeanne, own_vehicle_id=self.vehicle.id, keeper_id=self.user_adviser.id)
        self.make_loan("CC-2", self.make_townsman("Back Again"), state="back")
        self.targeting = self.make_targeting("courtesy_car", [LENT])

    def make_loan(self, name, borrower, **vals):
        defaults = {
            "name": name,
            "borrower_id": borrower.id,
            "lent_at": NOW - timedelta(days=3),
            "due_on": NOW.date(),
            "deposit": 500,
        }
        return self.env["courtesy.car.loan"].create({**defaults, **vals})

    def make_loan_scenario(self, subject=SUBJECT, body=BODY, **vals):
        message = self.make_message(subject_category="courtesy_car", subject=subject, body_html=body)
        return self.make_scenario(self.targeting, message=message, **{"purpose": "service", **vals})

    def preview(self, scenario, user):
        wizard = self.env["dealership.message.preview"].with_user(user)
        return wizard.create({"message_id": scenario.step_ids.message_id.id, "scenario_id": scenario.id})

    def test_12_01_the_whole_way(self):
        self.jeanne.lang = "fr_FR"
        self.assertEqual(self.targeting._search_subjects(NOW), self.loan)
        sentence = self.targeting._describe()
        self.assertIn("courtesy car", sentence.lower())

        scenario = self.make_loan_scenario(signatory="responsible")
        preview = self.preview(scenario, self.user_director)
        self.assertFalse(preview.preview_problem)
        self.assertEqual(preview.preview_model, "courtesy.car.loan")
        self.assertIn(("courtesy.car.loan", "Courtesy car"), preview._selection_preview_model())
        self.assertEqual(preview.preview_customer_id, self.jeanne)

        delivery = self.run_and_send(scenario)["Jeanne"]
        self.assertEqual((delivery.state, delivery.res_model, delivery.res_id), ("sent", self.loan._name, self.loan.id))
        self.assertEqual(self.receive()["Subject"], "CC-1 of 11/03/2026, 208")
        text = " ".join(self.receive_text("plain").split())
        self.assertIn("3 days; 500,00 €; Non; Lent; 14 mars 2026; no remark; Adrien Costes; Jeanne", text)
        self.assertEqual(delivery.signatory_id, self.user_adviser)
        self.assertEqual(self.loan.delivery_count, 1)
        self.assertEqual(delivery.action_view_record()["res_id"], self.loan.id)

        self.answer(delivery)
        self.assertTrue(delivery.replied_at)
        self.assertIn("Yes please!", self.jeanne.message_ids[0].body)
        self.assertIn(self.user_adviser.partner_id, self.jeanne.message_partner_ids)

        self.assertTrue(self.targeting._explain(self.jeanne, NOW).holds)
        head, row = self.targeting._get_export_rows(self.targeting._get_export_ids())
        self.assertEqual(head[0], "Courtesy car")
        self.assertEqual(row[:2], ["CC-1", "2026-03-11 09:00"])
        self.assertIn("Jeanne", row)

    def test_12_01_answers_by_sms_stand_on_the_record(self):
        message = self.make_message(
            channel="sms", subject=False, body_html=False, body_text="{{ courtesy_car.reference }}"
        )
        step = {"channel": "sms", "message_id": message.id}
        scenario = self.make_scenario(self.targeting, steps=[step], message=message, purpose="service")
        delivery = scenario._run(NOW).delivery_ids
        self.put(delivery, "sent", sent_at=NOW, address="+33612345678")
        receive = self.env["dealership.reply"]._receive_sms
        reply = receive(self.company_a, "SM1", "+33612345678", "+33700000000", "On my way", NOW)
        self.assertEqual(reply.delivery_id, delivery)
        self.assertEqual(reply.user_id, self.user_adviser)
        self.assertIn("On my way", self.loan.message_ids[0].body)
        people = (delivery, self.loan, self.jeanne, self.company_a)
        self.assertEqual(choose_reader(*people), self.user_adviser)
        self.assertEqual(choose_worker(delivery, self.loan), self.user_adviser)

    def test_12_01_staff_are_told_of_it(self):
        step = {"channel": "task", "message_id": False, "task_summary": "Fetch the car"}
        scenario = self.make_scenario(self.targeting, [step], message=False)
        delivery = self.run_and_send(scenario)["Jeanne"]
        self.assertEqual(delivery.state, "sent")
        self.assertEqual(delivery.activity_ids.user_id, self.user_adviser)

    def test_12_01_what_is_settled_is_left_out(self):
        scenario = self.make_loan_scenario()
        run = scenario._run(NOW)
        self.loan.state = "back"
        self.send()
        self.assertDeliveries(run.delivery_ids, {"Jeanne": ("skipped", "handled")})

    def test_12_01_the_picker_offers_it(self):
        values = self.env["dealership.message"].with_user(self.user_director).get_picker_values("courtesy_car")
        self.assertEqual(values[0]["label"], "Courtesy car")
        self.assertIn("vehicle", [value["name"] for value in values])
        self.assertNotIn("invoice", [value["name"] for value in values])
        paths = {field["path"]: field["more"] for field in values[0]["fields"]}
        self.assertIs(paths["courtesy_car.reference"], False)
        self.assertIs(paths["courtesy_car.remark"], True)
        self.assertNotIn("courtesy_car.secret", paths)

    def test_12_01_nobody_sends_what_they_may_not_read(self):
        """Not as an author, be it by code that writes for them as superuser; nor in the preview of another's text."""
        self.loan.secret = "s3cret"
        body = "<p>{{ courtesy_car.secret | default('hidden') }}</p>"
        director = self.env(user=self.user_director)
        vals = {"name": "x", "subject": "x", "body_html": body, "team_id": self.team_a.id}
        for env in (director, director(su=True)):
            with self.assertRaisesRegex(ValidationError, "courtesy_car.secret"):
                env["dealership.message"].create(vals)
        self.user_administrator.group_ids += self.env.ref("base.group_system")
        scenario = self.make_loan_scenario("x", "<p>x</p>")
        scenario.step_ids.message_id.with_user(self.user_administrator).body_html = body
        self.assertIn("s3cret", self.preview(scenario, self.user_administrator).preview_body)
        self.assertIn("hidden", self.preview(scenario, self.user_director).preview_body)
        self.run_and_send(scenario)
        self.assertIn("s3cret", self.receive_text())

    # -- one that can't be written never fails the others ---------------------------------------------

    def deliver_with(self, count_days, **vals):
        self.make_loan("CC-3", self.make_townsman("Bad"), own_vehicle_id=self.vehicle.id)
        with patch.object(category_courtesy_car, "_count_days", count_days):
            return self.run_and_send(self.make_loan_scenario("x", "<p>{{ courtesy_car.days }}</p>", **vals))

    def assertFailedAlone(self, deliveries, *words):
        self.assertDeliveries(deliveries, {"Jeanne": "sent", "Bad": ("waiting", "incomplete")})
        for word in words:
            self.assertIn(word, deliveries["Bad"].error)

    def test_12_01_a_value_that_fails(self):
        def fail(loan, source):
            return 1 / 0 if loan.name == "CC-3" else 1

        with self.assertLogs(BATCH, "WARNING"):
            deliveries = self.deliver_with(fail)
        self.assertFailedAlone(deliveries, "courtesy_car.days", "division by zero", "Take it out of the message")

    def test_12_01_postgresql_that_refuses(self):
        def fail(loan, source):
            if loan.name == "CC-3":
                loan.env.cr.execute("SELECT 1 / 0")
            return 1

        with self.assertLogs(BATCH, "ERROR"), mute_logger("odoo.sql_db"):
            deliveries = self.deliver_with(fail)
        self.assertFailedAlone(deliveries, "courtesy.car.loan", "division by zero", "send it again")

    def test_12_01_what_is_to_be_tried_again_is_not_swallowed(self):
        def fail(loan, source):
            raise psycopg2.errors.SerializationFailure

        message = self.make_loan_scenario("x", "<p>{{ courtesy_car.days }}</p>").step_ids.message_id
        with (
            patch.object(category_courtesy_car, "_count_days", fail),
            self.assertRaises(psycopg2.errors.SerializationFailure),
        ):
            message._render_batch([Recipient(self.jeanne.id, self.loan._name, self.loan.id)])

    def test_12_01_an_addon_that_is_gone(self):
        """Its scenarios stop and say why; what else was claimed with their messages is sent."""
        orphan = self.make_loan_scenario()
        run = orphan._run(NOW)
        delivery, message = run.delivery_ids, orphan.step_ids.message_id
        others = self.make_scenario(self.make_targeting("customer", [IN_TOWN]))._run(NOW).delivery_ids
        self.uninstall()
        self.send()
        self.assertEqual(set(others.mapped("state")), {"sent"})
        self.assertEqual((delivery.state, orphan.state), ("planned", "paused"))
        self.assertIn("(courtesy_car) is not installed", orphan.last_error)
        [problem] = message._render_batch([delivery._get_recipient(self.user_sales)])
        self.assertIsInstance(problem, MessageProblem)
        self.assertEqual(choose_worker(delivery, delivery._get_records()[delivery.id]), self.user_director)
        with self.assertRaisesRegex(UserError, "no kind that is known"):
            delivery.action_view_record()

    def test_12_01_a_vehicle_shows_what_its_links_say(self):
        delivery = self.run_and_send(self.make_loan_scenario())["Jeanne"]
        self.assertEqual(self.env["dealership.delivery"].search(self.vehicle._get_deliveries_domain()), delivery)
