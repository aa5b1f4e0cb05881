from datetime import timedelta

from odoo.tests import tagged

from .common import IN_TOWN, NOW, DeliveryCommon

TEXT = {
    "subject": "Your {{ vehicle.model }}",
    "body_html": "<p>{{ customer.name }}: {{ vehicle.license_plate }}, since {{ vehicle.delivery_date }}</p>",
}


@tagged("post_install", "-at_install")
class TestOneMessage(DeliveryCommon):
    """One message per record, or one per customer that speaks of all that are due together."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.model_c3 = cls.model_208.copy({"name": "C3"})
        cls.jeanne = cls.make_townsman("Jeanne")
        cls.paul = cls.make_townsman("Paul")
        cls.first, cls.second, cls.pauls = cls.vehicles = (
            cls.make_vehicle(cls.jeanne, license_plate="AA-111-AA", delivery_date="2024-05-03")
            + cls.make_vehicle(
                cls.jeanne, license_plate="BB-222-BB", delivery_date="2025-01-07", model_id=cls.model_c3.id
            )
            + cls.make_vehicle(cls.paul, license_plate="CC-333-CC", delivery_date="2025-01-07")
        )
        cls.vehicle_targeting = cls.make_targeting("vehicle", [IN_TOWN])

    def make(self, **vals):
        message = self.make_message(**TEXT)
        return self.make_scenario(self.vehicle_targeting, message=message, **vals)

    def get_texts(self, customer):
        return customer.message_ids.filtered("subject").sorted("id").mapped("subject")

    def by_record(self, deliveries):
        return {delivery.res_id: (delivery.state, delivery.reason or "") for delivery in deliveries}

    def test_the_choice_follows_the_purpose_until_somebody_chooses(self):
        self.assertEqual(self.make().message_per, "customer")
        service = self.make(purpose="service")
        self.assertEqual(service.message_per, "record")
        service.message_per = "customer"
        service.name = "Service due"
        self.assertEqual(service.message_per, "customer")

    def test_16_7_two_vehicles_in_one_message_that_lists_them(self):
        run = self.make()._run(NOW)
        self.send()
        self.assertEqual(set(run.delivery_ids.mapped("state")), {"sent"})
        self.assertEqual(self.get_texts(self.jeanne), ["Your 208 and C3"])
        self.assertEqual(self.get_texts(self.paul), ["Your 208"])
        self.assertEqual(
            str(self.jeanne.message_ids.filtered("subject").body),
            "<p>Jeanne: AA-111-AA and BB-222-BB, since May 3, 2024 and January 7, 2025</p>",
        )
        carried = run.delivery_ids.filtered("gathered_into_id")
        self.assertEqual(carried.mapped("res_id"), self.second.ids)
        self.assertEqual(carried.mail_message_id, carried.gathered_into_id.mail_message_id)

    def test_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.jeanne.lang = "fr_FR"
        self.run_and_send(self.make())
        self.assertEqual(self.get_texts(self.jeanne), ["Your 208 et C3"])

    def test_a_fleet_is_not_listed_to_its_last_vehicle(self):
        for number in range(12):
            model = self.model_208.copy({"name": f"Van {number:02}"})
            self.make_vehicle(self.paul, model_id=model.id, license_plate=f"VA-{number:03}-AN")
        self.run_and_send(self.make())
        vans = ", ".join(f"Van {number:02}" for number in range(9))
        self.assertEqual(self.get_texts(self.paul), [f"Your 208, {vans}, …"])

    def test_one_per_record(self):
        for purpose in ("service", "marketing"):
            with self.subTest(purpose):
                before = len(self.get_texts(self.jeanne))
                run = self.make(purpose=purpose, message_per="record")._run(NOW)
                self.send()
                self.assertEqual(set(run.delivery_ids.mapped("state")), {"sent"})
                self.assertEqual(self.get_texts(self.jeanne)[before:], ["Your 208", "Your C3"])

    def test_whoever_leaves_the_targeting_is_not_spoken_of(self):
        run = self.make()._run(NOW)
        self.first.owner_id = self.paul
        self.send()
        self.assertEqual(self.by_record(run.delivery_ids)[self.first.id], ("skipped", "customer_changed"))
        self.assertEqual(self.get_texts(self.jeanne), ["Your C3"])

    def test_a_refusal_holds_for_all_of_them(self):
        self.env["dealership.consent"]._record(self.jeanne, "marketing", "email", False, "form")
        run = self.make()._run(NOW)
        self.send()
        states = self.by_record(run.delivery_ids)
        self.assertEqual(states[self.first.id], ("skipped", "refused"))
        self.assertEqual(states[self.second.id], ("skipped", "refused"))

    def test_an_address_of_two_customers_is_written_to_once(self):
        self.paul.email = self.jeanne.email
        run = self.make()._run(NOW)
        self.send()
        states = self.by_record(run.delivery_ids)
        self.assertEqual(states[self.pauls.id], ("skipped", "duplicate_address"))
        self.assertEqual(self.get_texts(self.jeanne), ["Your 208 and C3"])

    def test_it_counts_once_for_the_cap(self):
        self.company_a.write({"dealership_contact_cap": 2, "dealership_contact_cap_days": 7})
        self.run_and_send(self.make())
        self.run_and_send(self.make())
        run = self.make()._run(NOW)
        self.send()
        self.assertEqual(self.get_texts(self.jeanne), ["Your 208 and C3"] * 2)
        self.assertEqual(self.by_record(run.delivery_ids)[self.second.id], ("skipped", "too_many"))

    def test_16_7_another_vehicle_of_the_day_has_its_turn_tomorrow(self):
        scenario = self.make()
        self.second.active = False
        scenario._run(NOW)
        self.send()
        self.second.active = True
        run = scenario._run(NOW + timedelta(hours=1))
        self.send(NOW + timedelta(hours=1))
        later = run.delivery_ids
        self.assertEqual((later.state, later.reason, later.res_id), ("planned", "duplicate_address", self.second.id))
        self.send(NOW + timedelta(days=1, hours=1))
        self.assertEqual((later.state, later.reason), ("sent", False))
        self.assertEqual(self.get_texts(self.jeanne), ["Your 208", "Your C3"])

    def test_16_7_who_was_asked_today_is_not_asked_again(self):
        """A survey of two visits: the second one that day is the same question."""
        scenario = self.make(purpose="service", message_per="customer")
        self.second.active = False
        scenario._run(NOW)
        self.send()
        self.second.active = True
        run = scenario._run(NOW + timedelta(hours=1))
        self.send(NOW + timedelta(hours=1))
        self.assertEqual(self.by_record(run.delivery_ids), {self.second.id: ("skipped", "duplicate_address")})

    def test_an_answer_is_an_answer_for_all_of_them(self):
        steps = [{}, {"delay_basis": "previous", "delay_count": 3, "delay_unit": "day", "check_not_replied": True}]
        run = self.make(steps=steps, expires_after_hours=200)._run(NOW)
        self.send()
        run.delivery_ids.filtered(lambda delivery: delivery.gathered_ids).replied_at = NOW
        self.send(NOW + timedelta(days=3, hours=2))
        second = run.delivery_ids.filtered(lambda delivery: delivery.partner_id == self.jeanne).sorted("id")[-2:]
        self.assertEqual(set(second.mapped("reason")), {"replied"})

    def test_what_is_planned_is_shown_with_all_it_will_speak_of(self):
        run = self.make(run_hour=9.0)._run(NOW)
        planned = run.delivery_ids.filtered(lambda delivery: delivery.res_id == self.first.id)
        self.assertIn("AA-111-AA and BB-222-BB", planned.planned_body)

    def test_a_task_is_one_per_record(self):
        """What staff has to do with each vehicle is not gathered."""
        steps = [{"channel": "task", "task_summary": "Look at {{ vehicle.model }}", "message_id": False}]
        run = self.make(steps=steps)._run(NOW)
        self.send()
        self.assertFalse(run.delivery_ids.filtered("gathered_into_id"))
        self.assertEqual(len(run.delivery_ids.activity_ids), 3)

    def test_a_killed_worker_leaves_nothing_half_gathered(self):
        """What was claimed together and not begun is given back, and goes out together later."""
        run = self.make()._run(NOW)
        for delivery in run.delivery_ids:
            self.assertFalse(delivery.gathered_into_id)
        self.env["dealership.delivery"]._claim_due(7, NOW, 10)
        run.delivery_ids._give_back()
        run.delivery_ids._settle_gathered()
        self.assertFalse(run.delivery_ids.filtered(lambda delivery: delivery.claim_id))
        self.send()
        self.assertEqual(self.get_texts(self.jeanne), ["Your 208 and C3"])
