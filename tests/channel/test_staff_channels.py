from ast import literal_eval
from datetime import date, timedelta
from unittest.mock import patch

from lxml import etree

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..ledger.common import NOW, DeliveryCommon

TASK = {"channel": "task", "message_id": False, "task_summary": "Look at the file", "task_note": "<p>Carefully</p>"}
CALL = {"channel": "call", "message_id": False, "task_summary": "Ask how it went"}
FOLLOWING = {"delay_basis": "previous", "delay_count": 1, "delay_unit": "hour"}


@tagged("post_install", "-at_install")
class TestStaffChannels(DeliveryCommon):
    """Tasks, calls, leads and notes: what is made, for whom, and what becomes of the delivery."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jeanne = cls.make_townsman("Jeanne", user_id=cls.user_sales.id)
        cls.of_vehicles = cls.make_targeting(
            "vehicle", [{"attribute": "customer.city", "operator": "is", "value": "Testbourg"}]
        )

    def get_activities(self, deliveries):
        return self.env["mail.activity"].search([("dealership_delivery_id", "in", deliveries.ids)])

    def run_once(self, steps, targeting=None, **vals):
        scenario = self.make_scenario(targeting or self.targeting, steps=steps, **vals)
        return self.run_and_send(scenario)["Jeanne"]

    # -- task -----------------------------------------------------------------------------------------

    def test_a_task_is_an_activity_of_the_responsible(self):
        delivery = self.run_once([{**TASK, "task_due_days": 2, "task_priority": "1"}])
        self.assertEqual((delivery.state, delivery.sent_at), ("sent", NOW))
        activity = self.get_activities(delivery)
        self.assertRecordValues(
            activity,
            [
                {
                    "res_model": "res.partner",
                    "res_id": self.jeanne.id,
                    "user_id": self.user_sales.id,
                    "summary": "Look at the file",
                    "date_deadline": date(2026, 3, 16),
                    "dealership_priority": "1",
                    "automated": True,
                }
            ],
        )
        self.assertEqual(str(activity.note), "<p>Carefully</p>")

    def test_one_task_per_record_for_its_own_responsible(self):
        first = self.make_vehicle(self.jeanne, manager_id=self.user_adviser.id)
        second = self.make_vehicle(self.jeanne)
        scenario = self.make_scenario(self.of_vehicles, steps=[TASK])
        run = scenario._run(NOW)
        self.send()
        self.assertFalse(scenario._run(NOW).delivery_ids)
        owners = {activity.res_id: activity.user_id for activity in self.get_activities(run.delivery_ids)}
        self.assertEqual(owners, {first.id: self.user_adviser, second.id: self.user_sales})

    def test_nobody_in_charge(self):
        self.jeanne.user_id = False
        scenario = self.make_scenario(self.targeting, steps=[TASK])
        delivery = self.run_and_send(scenario)["Jeanne"]
        self.assertEqual(self.get_activities(delivery).user_id, self.team_a.user_id)

    def test_the_words_come_from_a_message_in_the_language_of_staff(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.user_sales.lang = "fr_FR"
        message = self.make_message(channel="task", subject="Call {{ customer.name }}", body_html="<p>File</p>")
        message.with_context(lang="fr_FR").subject = "Appeler {{ customer.name }}"
        delivery = self.run_once([{"channel": "task", "message_id": message.id}])
        self.assertEqual(self.get_activities(delivery).summary, "Appeler Jeanne")

    def test_a_value_missing_holds_the_task_back(self):
        self.jeanne.phone = False
        message = self.make_message(channel="task", subject="{{ customer.phone }}")
        delivery = self.run_once([{"channel": "task", "message_id": message.id}])
        self.assertEqual((delivery.state, delivery.reason), ("waiting", "incomplete"))
        self.assertFalse(self.get_activities(delivery))

    def test_no_rule_of_contact_applies_to_a_task(self):
        self.company_a.dealership_contact_cap = 1
        self.decide_rule(self.company_a, "consent", need="opt_in")
        self.company_a.dealership_send_from = 20
        self.env["dealership.consent"]._record(self.jeanne, "marketing", "email", False, "form")
        self.jeanne.email = False
        self.assertEqual(self.run_once([TASK]).state, "sent")

    def test_a_task_does_not_count_as_a_message(self):
        self.run_once([TASK])
        self.company_a.dealership_contact_cap = 1
        self.assertEqual(self.run_once([{}]).state, "sent")

    def test_a_record_without_customer(self):
        lead = self.make_lead(name="Nobody yet", user_id=self.user_adviser.id)
        targeting = self.make_targeting("lead", [{"attribute": "lead.responsible", "operator": "set"}])
        message = self.make_message(channel="task", subject="See {{ lead.name }}", body_html="<p>Who is it?</p>")
        run = self.make_scenario(targeting, steps=[{"channel": "task", "message_id": message.id}])._run(NOW)
        self.send()
        delivery = run.delivery_ids.filtered(lambda delivery: delivery.res_id == lead.id)
        activity = self.get_activities(delivery)
        self.assertEqual((activity.summary, activity.user_id), ("See Nobody yet", self.user_adviser))

    def test_an_appointment_has_no_activities_of_its_own(self):
        self.make_appointment(self.jeanne)
        targeting = self.make_targeting(
            "appointment", [{"attribute": "customer.city", "operator": "is", "value": "Testbourg"}]
        )
        activity = self.get_activities(self.run_once([TASK], targeting))
        self.assertEqual((activity.res_model, activity.user_id), ("res.partner", self.user_adviser))

    def test_activity_and_state_are_one_transaction(self):
        """A worker that dies after making the activities leaves neither them nor the state."""
        run = self.make_scenario(self.targeting, steps=[TASK])._run(NOW)
        delivery_class = type(self.env["dealership.delivery"])
        savepoint = self.env.cr.savepoint()
        with (
            patch.object(delivery_class, "_set_sent", side_effect=RuntimeError("killed")),
            self.assertRaisesRegex(RuntimeError, "killed"),
        ):
            self.env["dealership.delivery"]._process_due(NOW)
        savepoint.close(rollback=True)
        self.env.invalidate_all()
        self.assertEqual(run.delivery_ids.state, "planned")
        self.assertFalse(self.get_activities(run.delivery_ids))
        self.send()
        self.assertEqual(len(self.get_activities(run.delivery_ids)), 1)

    # -- call -----------------------------------------------------------------------------------------

    def test_a_call_waits_until_it_is_made(self):
        call = self.run_once([CALL, FOLLOWING])
        self.assertEqual((call.state, call.reason, call.is_handed_over), ("waiting", "to_call", True))
        self.assertEqual((call.address, call.text_subject), ("+33612345678", "Ask how it went"))
        activity = self.get_activities(call)
        self.assertEqual(activity.activity_type_id, self.env.ref("mail.mail_activity_data_call"))
        self.assertEqual(call.enrolment_id.delivery_ids, call, "the next step waits for the call")
        activity.with_user(self.user_sales).action_feedback(feedback="Very pleased")
        self.assertEqual((call.state, call.reason, call.done_by_id), ("sent", False, self.user_sales))
        self.assertEqual(len(call.enrolment_id.delivery_ids), 2)

    def test_a_call_marked_done_in_the_list_closes_its_activity(self):
        call = self.run_once([CALL, FOLLOWING])
        activity = self.get_activities(call)
        call.with_user(self.user_adviser).action_mark_done()
        self.assertEqual((call.state, call.done_by_id), ("sent", self.user_adviser))
        self.assertFalse(activity.active)
        self.assertEqual(len(call.enrolment_id.delivery_ids), 2)

    def test_cancelling_the_activity_leaves_the_call_out(self):
        call = self.run_once([CALL])
        self.get_activities(call).with_user(self.user_sales).unlink()
        self.assertEqual((call.state, call.reason), ("skipped", "left_out_by_hand"))

    def test_leaving_the_call_out_cancels_the_activity(self):
        call = self.run_once([CALL])
        activity = self.get_activities(call)
        call.with_user(self.user_sales).action_leave_out()
        self.assertFalse(activity.exists())
        self.assertEqual((call.state, call.done_by_id), ("skipped", self.user_sales))

    def test_ending_the_scenario_cancels_the_calls(self):
        call = self.run_once([CALL])
        activity = self.get_activities(call)
        call.scenario_id.action_end()
        self.assertFalse(activity.exists())
        self.assertEqual(call.reason, "scenario_ended")

    def test_the_rules_of_contact_apply_to_a_call(self):
        self.make_townsman("No Phone", phone=False)
        refused = self.make_townsman("Refused", phone="+33 6 12 34 56 79")
        self.env["dealership.consent"]._record(refused, "marketing", "phone", False, "form")
        self.make_townsman("Same Phone")
        deliveries = self.run_and_send(self.make_scenario(self.targeting, steps=[CALL]))
        self.assertDeliveries(
            deliveries,
            {
                "Jeanne": ("waiting", "to_call"),
                "No Phone": ("skipped", "no_address"),
                "Refused": ("skipped", "refused"),
                "Same Phone": ("skipped", "duplicate_address"),
            },
        )

    # -- lead -----------------------------------------------------------------------------------------

    def test_a_lead_for_the_point_of_sale(self):
        vehicle = self.make_vehicle(self.jeanne)
        tag = self.env["crm.tag"].create({"name": "Renewal (test)"})
        step = {
            "channel": "lead",
            "message_id": False,
            "task_summary": "Renewal",
            "lead_business_attribute": "vn",
            "lead_tag_ids": tag.ids,
        }
        delivery = self.run_once([step], self.of_vehicles)
        self.assertEqual(delivery.state, "sent")
        self.assertRecordValues(
            delivery.lead_ids,
            [
                {
                    "name": "Renewal",
                    "type": "lead",
                    "partner_id": self.jeanne.id,
                    "vehicle_id": vehicle.id,
                    "brand_id": self.brand_peugeot.id,
                    "business_attribute": "vn",
                    "tag_ids": tag.ids,
                    "team_id": self.team_a.id,
                    "company_id": self.company_a.id,
                    "user_id": False,
                }
            ],
        )

    # -- other ----------------------------------------------------------------------------------------

    def test_a_note_waits_until_it_is_marked_done(self):
        note = self.run_once([{"channel": "other", "message_id": False, "task_summary": "Send flowers"}, FOLLOWING])
        self.assertEqual((note.state, note.reason, note.text_subject), ("waiting", "to_do", "Send flowers"))
        self.send()
        self.assertEqual(note.state, "waiting")
        note.with_user(self.user_sales).action_mark_done()
        self.assertEqual((note.state, note.done_by_id), ("sent", self.user_sales))
        self.assertEqual(len(note.enrolment_id.delivery_ids), 2)

    def test_12_what_is_to_do_by_hand_is_due(self):
        """A reminder planned for December is nobody's work in November: it would say that the day has passed."""
        note = self.run_once([{"channel": "other", "message_id": False, "task_summary": "Send flowers"}])
        view = self.env.ref("crm_dealership.dealership_delivery_view_search")
        [found] = etree.fromstring(view.arch).xpath("//filter[@name='to_do']/@domain")
        for planned_at, shown in ((NOW, True), (fields.Datetime.now() + timedelta(days=9), False)):
            self.put(note, "waiting", planned_at=planned_at)
            domain = [("id", "=", note.id), *literal_eval(found)]
            self.assertEqual(bool(self.env["dealership.delivery"].search(domain)), shown)

    # -- writing a step -------------------------------------------------------------------------------

    def test_what_a_step_needs(self):
        for channel in ("task", "call", "lead", "other"):
            with self.subTest(channel):
                step = {"channel": channel, "message_id": False, "task_summary": False}
                scenario = self.make_scenario(self.targeting, steps=[step], state="draft")
                with self.assertRaisesRegex(ValidationError, "Step 1: say"):
                    scenario.action_activate()
                scenario.step_ids.task_summary = "Something"
                scenario.action_activate()

    def test_a_delivery_of_staff_is_not_sent_again_once_done(self):
        with self.assertRaises(UserError):
            self.run_once([TASK]).action_send()
