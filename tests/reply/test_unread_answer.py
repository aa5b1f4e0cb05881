from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from ..gallery.test_workshop_models import ModelCommon

CLOSED = datetime(2026, 3, 10, 15, 0)  # Tuesday, 16:00 in Paris
SURVEY = datetime(2026, 3, 11, 9, 0)  # Wednesday, 10:00
ANSWER = datetime(2026, 3, 11, 10, 0)
REVIEW = datetime(2026, 3, 11, 16, 30)  # 17:30
LOOKED = datetime(2026, 3, 11, 13, 0)
AFTER = datetime(2026, 3, 16, 10, 0)  # three working days after the answer


@tagged("post_install", "-at_install")
class TestUnreadAnswer(ModelCommon):
    """Whoever has answered a survey is read before they are asked for anything else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.email = "accueil@groupe-aveyron.test"
        cls.team_a.review_url = "https://reviews.example/rodez"
        cls.answering = [cls.make_customer(name, phone=False) for name in ("Two", "No", "Furious")]
        cls.silent = cls.make_customer("Silent")
        for customer in (*cls.answering, cls.silent):
            cls.visit(customer)

    @classmethod
    def visit(cls, customer, **vals):
        vehicle = cls.make_vehicle(customer)
        times = {"opened_at": CLOSED - timedelta(hours=6), "closed_at": CLOSED}
        return cls.make_repair_order(customer, vehicle, status="closed", **times, **vals)

    def send(self, now):
        with freeze_time(now):
            self.env["dealership.delivery"]._process_due(now)

    def ask(self, card="visit_satisfaction", now=SURVEY):
        """Run a card's scenario and send what is due; return the deliveries by customer."""
        with freeze_time(now):
            run = self.make_scenario_of(card)._run(now)
        self.send(now)
        return {delivery.partner_id: delivery for delivery in run.delivery_ids}

    def answer(self, delivery, text, now=ANSWER, sender=None):
        with freeze_time(now):
            self.env["mail.thread"].message_process(
                False,
                f"From: Jeanne <{sender or delivery.address}>\nTo: accueil@groupe-aveyron.test\nSubject: Re: visit\n"
                f"Message-Id: <{now:%H%M%S}-{delivery.id}@customer.test>\nIn-Reply-To: {delivery.email_message_id}\n\n"
                f"{text}\n",
            )

    def answer_all(self):
        surveys = self.ask()
        for customer, text in zip(self.answering, ("2", "NON", "je suis furieux"), strict=True):
            self.answer(surveys[customer], text)
        return surveys

    def get_states(self, deliveries):
        return {customer.name: (each.state, each.reason or "") for customer, each in deliveries.items()}

    def test_16_8_nobody_is_asked_for_a_review_before_they_are_read(self):
        self.answer_all()
        reviews = self.ask("review_request", REVIEW)
        waits = ("planned", "answer_unread")
        self.assertEqual(
            self.get_states(reviews), {"Two": waits, "No": waits, "Furious": waits, "Silent": ("sent", "")}
        )
        self.assertEqual({reviews[customer].planned_at for customer in self.answering}, {AFTER})

    def test_16_8_there_is_a_task_with_what_they_wrote(self):
        surveys = self.answer_all()
        activity = surveys[self.answering[2]].reading_id
        self.assertEqual((activity.res_model, activity.res_id), ("res.partner", self.answering[2].id))
        self.assertEqual(activity.user_id, self.user_adviser, "whose repair order it is")
        self.assertIn("je suis furieux", activity.note)
        self.assertIn("Satisfaction after the Visit", activity.summary)
        self.assertFalse(surveys[self.silent].reading_id)

    def test_16_8_read_it_goes_on_at_once(self):
        surveys = self.answer_all()
        reviews = self.ask("review_request", REVIEW)
        two, no, _furious = self.answering
        with freeze_time(REVIEW + timedelta(minutes=10)):
            surveys[two].reading_id.with_user(self.user_adviser)._action_done(feedback="Called back")
            surveys[no].reading_id.with_user(self.user_adviser).unlink()
        self.send(REVIEW + timedelta(minutes=11))
        self.assertEqual(
            self.get_states({customer: reviews[customer] for customer in self.answering}),
            {"Two": ("sent", ""), "No": ("sent", ""), "Furious": ("planned", "answer_unread")},
        )

    def test_16_8_who_leaves_has_read_nothing(self):
        """Odoo takes away the activities of whom it archives: somebody else is to read the answer, and reviews wait."""
        for leave in ("action_archive", "write"):
            with self.subTest(leave), self.env.cr.savepoint() as undone:
                surveys = self.answer_all()
                with freeze_time(LOOKED):
                    getattr(self.user_adviser, leave)(*([{"active": False}] if leave == "write" else []))
                furious = self.answering[2]
                self.assertTrue(surveys[furious].unread_until)
                reader = surveys[furious].reading_id.user_id
                self.assertTrue(reader.active)
                self.assertNotEqual(reader, self.user_adviser)
                self.assertEqual(self.ask("review_request", REVIEW)[furious].reason, "answer_unread")
                undone.rollback()
                self.env.invalidate_all()

    def test_16_8_what_the_system_takes_away_nobody_has_read(self):
        surveys = self.answer_all()
        furious = self.answering[2]
        with freeze_time(LOOKED):
            surveys[furious].reading_id.sudo().unlink()
        self.assertTrue(surveys[furious].unread_until)
        self.assertEqual(self.ask("review_request", REVIEW)[furious].reason, "answer_unread")

    def test_16_8_read_before_it_is_due_nothing_waits(self):
        surveys = self.answer_all()
        with freeze_time(LOOKED):
            surveys[self.answering[0]].reading_id._action_done()
        self.assertEqual(self.ask("review_request", REVIEW)[self.answering[0]].state, "sent")

    def test_16_8_nobody_looked_for_three_working_days(self):
        """Then it leaves, with the same text for all, though a review is asked for within three days otherwise."""
        self.answer_all()
        reviews = self.ask("review_request", REVIEW)
        self.send(AFTER - timedelta(minutes=1))
        self.assertEqual(reviews[self.answering[0]].state, "planned")
        self.send(AFTER)
        self.assertEqual({each.state for each in reviews.values()}, {"sent"})
        texts = {each.mail_message_id.body.replace(each.partner_id.name, "") for each in reviews.values()}
        self.assertEqual(len({text.split("<p>", 2)[2].split("http")[0] for text in texts}), 1)

    def test_16_8_marketing_waits_and_what_concerns_them_does_not(self):
        self.answer_all()
        two = self.answering[0]
        targeting = self.make_targeting("customer", [{"attribute": "customer.name", "operator": "is", "value": "Two"}])
        states = {}
        for purpose in ("marketing", "service", "payment"):
            scenario = self.make_scenario(targeting, purpose=purpose)
            with freeze_time(LOOKED):
                run = scenario._run(LOOKED)
            self.send(LOOKED)
            states[purpose] = (run.delivery_ids.state, run.delivery_ids.reason)
        self.assertEqual(run.delivery_ids.partner_id, two)
        self.assertEqual(
            states,
            {"marketing": ("planned", "answer_unread"), "service": ("sent", False), "payment": ("sent", False)},
        )

    def test_16_8_a_vehicle_that_is_ready_is_announced(self):
        self.answer_all()
        order = self.make_repair_order(self.answering[0], self.make_vehicle(self.answering[0]), opened_at=LOOKED)
        with freeze_time(LOOKED):
            order.action_ready()
            run = self.make_scenario_of("vehicle_ready")._run(LOOKED)
        self.send(LOOKED)
        ready = run.delivery_ids.filtered(lambda each: each.res_id == order.id)
        self.assertEqual((ready.state, ready.reason), ("sent", False))

    def test_16_8_marketing_that_would_come_too_late_is_left_out(self):
        self.answer_all()
        targeting = self.make_targeting("customer", [{"attribute": "customer.name", "operator": "is", "value": "Two"}])
        run = self.make_scenario(targeting, expires_after_hours=24)._run(LOOKED)
        self.send(LOOKED)
        self.send(AFTER)
        self.assertEqual((run.delivery_ids.state, run.delivery_ids.reason), ("skipped", "expired"))

    def test_16_8_a_second_answer_is_read_as_well(self):
        surveys = self.answer_all()
        survey = surveys[self.answering[0]]
        first = survey.reading_id
        self.answer(survey, "and one more thing", ANSWER + timedelta(minutes=5))
        self.assertEqual(survey.reading_id, first, "one task for what nobody has read")
        self.assertIn("one more thing", first.note)
        with freeze_time(LOOKED):
            first._action_done()
            self.assertFalse(survey.unread_until)
        self.answer(survey, "still waiting", LOOKED + timedelta(minutes=5))
        self.assertTrue(survey.unread_until)
        self.assertNotEqual(survey.reading_id, first)

    def test_16_8_other_companies_messages_do_not_wait(self):
        self.answer_all()
        for customer in self.answering:
            customer.company_id = False
        targeting = self.make_targeting(
            "customer",
            [{"attribute": "customer.name", "operator": "is", "value": "Two"}],
            company_id=self.company_b.id,
            team_id=False,
        )
        people = dict.fromkeys(("user_id", "signatory_user_id"), self.user_foreign.id)
        scenario = self.make_scenario(targeting, company_id=self.company_b.id, team_id=False, **people)
        self.company_b.email = "b@albi.test"
        run = scenario._run(LOOKED)
        self.send(LOOKED)
        self.assertEqual(run.delivery_ids.reason, False)

    def test_16_8_what_a_machine_or_a_colleague_writes_is_no_answer(self):
        survey = self.ask()[self.silent]
        self.answer(survey, "I take care of it", sender=self.user_adviser.email)
        self.assertFalse(survey.unread_until)

    def test_16_8_the_dissatisfied_are_asked_like_everybody(self):
        self.silent.category_id = self.env.ref("crm_dealership.tag_dissatisfied")
        self.assertEqual(self.ask("review_request", REVIEW)[self.silent].state, "sent")

    def test_16_8_answers_to_what_asks_nothing_hold_nothing(self):
        targeting = self.make_targeting("customer", [{"attribute": "customer.name", "operator": "is", "value": "Two"}])
        run = self.make_scenario(targeting, purpose="service")._run(SURVEY)
        self.send(SURVEY)
        self.answer(run.delivery_ids, "2")
        self.assertFalse(run.delivery_ids.unread_until)

    def test_16_8_a_site_that_is_closed_for_good_holds_nobody_for_good(self):
        survey = self.ask()[self.silent]
        calendar = self.team_a.resource_calendar_id
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Closed for good",
                "calendar_id": calendar.id,
                "company_id": self.company_a.id,
                "date_from": "2026-03-01 00:00:00",
                "date_to": "2029-12-31 00:00:00",
            }
        )
        self.answer(survey, "2")
        self.assertEqual(survey.unread_until, ANSWER + timedelta(days=3))

    def test_16_8_by_sms(self):
        survey = self.ask()[self.silent]
        self.put(survey, "sent", channel="sms", address="+33612000009", sent_at=SURVEY)
        self.env["dealership.reply"]._receive_sms(self.company_a, "SM1", "+33612000009", "+33100", "2", now=ANSWER)
        self.assertEqual(survey.unread_until, AFTER)
        self.assertIn("2", survey.reading_id.note)

    def test_16_8_two_cars_one_question(self):
        """Two cars collected on one day: one survey, one request for a review."""
        second = self.visit(self.silent, name="RO-2")
        deliveries = self.ask()
        self.assertEqual(deliveries[self.silent].state, "sent")
        questions = self.silent.message_ids.filtered("subject")
        self.assertEqual(len(questions), 1)
        self.assertTrue(second)
