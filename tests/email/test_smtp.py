from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.crm_dealership.models.channel import sending_batch
from odoo.addons.crm_dealership.models.email.email_batch import EmailBatch

from ..ledger.common import IN_TOWN, NOW
from .smtp_common import SmtpCommon


@tagged("post_install", "-at_install")
class TestSmtp(SmtpCommon):
    """Delivering to a real SMTP server: what leaves, and how its answers are read."""

    def test_as_received(self):
        message = self.make_message(
            subject="Votre véhicule, {{ customer.name }} 🚗",
            body_html='<p>Bonjour</p><p><a href="{{ unsubscribe_link }}">Se désinscrire</a></p>',
        )
        delivery = self.deliver(message=message)["Jeanne"]
        self.assertEqual(delivery.state, "sent")
        received = self.receive()
        self.assertEqual(received["Subject"], "Votre véhicule, Jeanne 🚗")
        self.assertEqual(received["To"], "Jeanne <jeanne@customer.test>")
        self.assertEqual(received["Message-Id"], delivery.email_message_id)
        self.assertIn("Sandrine Vidal", received["From"])
        self.assertEqual(received["Reply-To"], "Sandrine Vidal <reponse@aveyron.test>")
        self.assertEqual(self.sink.messages[0][0], "retour@aveyron.test")
        body = received.get_body(("html",)).get_content()
        self.assertIn(delivery._get_unsubscribe_url(), body)
        self.assertIn("Bonjour", received.get_body(("plain",)).get_content())

    def test_unsubscribe_headers_as_they_are_on_the_wire(self):
        delivery = self.deliver()["Jeanne"]
        url = delivery._get_unsubscribe_url()
        self.assertIn(f"List-Unsubscribe: <{url}>\r\n".encode(), self.sink.messages[0][2])
        self.assertIn(b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", self.sink.messages[0][2])

    def test_marketing_has_an_unsubscribe_link_whoever_wrote_it(self):
        url = self.deliver()["Jeanne"]._get_unsubscribe_url()
        self.assertIn(f'<a href="{url}">Unsubscribe</a>', self.receive_text())
        self.assertIn(f"Unsubscribe: {url}", self.receive_text("plain"))
        self.assertNotIn("Unsubscribe", self.jeanne.message_ids[0].body)
        self.deliver(purpose="service")
        self.assertNotIn("unsubscribe", self.receive_text())

    def test_13_marketing_has_a_link_to_the_preferences(self):
        """The customer's own copy only: whoever reads it on their record cannot decide for them."""
        url = self.deliver()["Jeanne"]._get_preferences_url()
        self.assertIn(f'<a href="{url}">Your preferences</a>', self.receive_text())
        self.assertIn(f"Your preferences: {url}", self.receive_text("plain"))
        message = self.make_message(body_html='<p><a href="{{ preferences_link }}">Choose</a></p>')
        url = self.deliver(message=message)["Jeanne"]._get_preferences_url()
        self.assertIn(f'<a href="{url}">Choose</a>', self.receive_text())
        self.assertNotIn(url, self.jeanne.message_ids[0].body)

    def test_the_unsubscribe_link_of_the_author_is_enough(self):
        message = self.make_message(body_html='<p><a href="{{ unsubscribe_link }}">Stop</a></p>')
        url = self.deliver(message=message)["Jeanne"]._get_unsubscribe_url()
        self.assertEqual(self.receive_text().count(url), 1)

    def test_a_name_is_no_header(self):
        self.jeanne.name = 'Jeanne "J" Élise\r\nBcc: everyone@customer.test\r\n\r\n<script>'
        self.deliver()
        received = self.receive()
        self.assertEqual(self.sink.recipients, ["jeanne@customer.test"])
        self.assertNotIn("Bcc", received)
        self.assertEqual(received["To"].addresses[0].addr_spec, "jeanne@customer.test")
        self.assertIn("Élise", received["To"].addresses[0].display_name)

    def test_long_and_foreign_texts_arrive_whole(self):
        subject = "Entretien à prévoir, " + "très " * 40 + "bientôt"
        body = "<p>" + "é=.\n.\n" * 500 + "x" * 3000 + "</p>"
        self.deliver(message=self.make_message(subject=subject, body_html=body))
        received = self.receive()
        self.assertEqual(received["Subject"], subject)
        self.assertIn(str(self.jeanne.message_ids[0].body), self.receive_text())
        self.assertLess(max(map(len, self.sink.messages[0][2].splitlines())), 998)

    def test_service_messages_have_no_unsubscribe_header(self):
        self.deliver(purpose="service")
        self.assertNotIn(b"List-Unsubscribe", self.sink.messages[0][2])
        self.assertEqual(self.receive()["Auto-Submitted"], "auto-generated")

    def test_signed_by_the_point_of_sale(self):
        self.team_a.trading_name = "Garage du Rouergue"
        self.deliver(signatory="team", signatory_user_id=False)
        self.assertIn("Garage du Rouergue", self.receive()["From"])

    def test_answers_reach_the_point_of_sale_that_signed(self):
        """Each time, without anybody's following the customer from then on."""
        self.team_a.member_ids = self.user_sales + self.user_adviser
        delivery = self.deliver(signatory="team", signatory_user_id=False)["Jeanne"]
        self.assertFalse(delivery.signatory_id)
        following = self.jeanne.message_partner_ids
        self.answer(delivery)
        answer = self.jeanne.message_ids[0]
        self.assertIn("Yes please!", answer.body)
        told = answer.notified_partner_ids
        self.assertLessEqual((self.user_sales + self.user_adviser).partner_id, told)
        self.assertEqual(self.jeanne.message_partner_ids - self.jeanne, following - self.jeanne)

    def test_answers_nobody_is_there_for_reach_who_answers_for_the_scenario(self):
        self.jeanne.team_id = False
        delivery = self.deliver(signatory="team", signatory_user_id=False, team_id=False)["Jeanne"]
        self.answer(delivery)
        self.assertIn(delivery.scenario_id.user_id.partner_id, self.jeanne.message_ids[0].notified_partner_ids)

    def test_signed_by_the_responsible_of_the_record(self):
        self.jeanne.user_id = self.user_adviser
        delivery = self.deliver(signatory="responsible")["Jeanne"]
        self.assertEqual(delivery.signatory_id, self.user_adviser)
        self.assertIn("Adrien Costes", self.receive()["From"])

    def test_a_refused_recipient_keeps_no_other_from_getting_theirs(self):
        for name in ("Anna", "Bea", "Carl", "Dora", "Emil"):
            self.make_townsman(name)
        self.sink.answers.update(
            {
                "anna@customer.test": "550 5.1.1 No such user",
                "bea@customer.test": "451 Greylisted, try again",
                "carl@customer.test": "drop",
                "DATA dora@customer.test": "554 5.7.1 Looks like spam",
                "DATA emil@customer.test": "drop",
            }
        )
        self.make_townsman("Zoe")
        deliveries = self.deliver()
        self.assertDeliveries(
            deliveries,
            {
                "Jeanne": "sent",
                "Anna": ("failed", "recipient_refused"),
                "Bea": "planned",
                "Carl": "planned",
                "Dora": ("failed", "recipient_refused"),
                "Emil": ("waiting", "interrupted"),
                "Zoe": "sent",
            },
        )
        self.assertEqual(deliveries["Anna"].error, "550 5.1.1 No such user")
        self.assertFalse(deliveries["Anna"].mail_message_id, "nothing on the customer of what never left")
        self.assertTrue(deliveries["Emil"].mail_message_id, "it may have arrived")
        self.sink.answers.clear()
        self.send(deliveries["Bea"].planned_at + timedelta(minutes=5))
        self.assertEqual({deliveries[name].state for name in ("Bea", "Carl")}, {"sent"})
        accepted = [address for address in self.sink.recipients if address[0] not in "de"]
        self.assertEqual(len(accepted), len(set(accepted)))

    def test_14_05_what_is_said_of_us_is_tried_again(self):
        """The address of the dealership's line has changed: its relay refuses everybody until somebody mends that."""
        answers = {
            "Anna": "550 5.7.64 TenantAttribution; Relay Access Denied",
            "Bea": "554 5.7.1 <bea@customer.test>: Relay access denied",
            "Carl": "550 5.1.8 <info@aveyron.test>: Sender address rejected: Domain not found",
            "Dora": "554 5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied",
            "Emil": "530 5.7.0 Authentication required",
            "Fred": "504 5.5.2 <localhost>: Helo command rejected: Host not found",
            "Gina": "550 5.7.1 Blocked by policy",
        }
        for name, answer in answers.items():
            self.sink.answers[self.make_townsman(name).email] = answer
        deliveries = self.deliver(expires_after_hours=48)
        waiting = dict.fromkeys([*answers][:-1], "planned")
        refused = {"Jeanne": "sent", "Gina": ("failed", "recipient_refused")}
        self.assertDeliveries(deliveries, waiting | refused)
        self.sink.answers.clear()
        self.send(deliveries["Anna"].planned_at + timedelta(minutes=5))
        self.assertDeliveries(deliveries, dict.fromkeys(waiting, "sent") | refused)

    def test_a_server_out_of_reach_is_tried_again_and_given_up(self):
        self.server.smtp_port = 1
        self.make_townsman("Paul")
        deliveries = self.make_scenario(self.targeting, expires_after_hours=9999)._run(NOW).delivery_ids
        moments = []
        for _attempt in range(6):
            self.send(max([NOW, *moments]))
            moments += deliveries.filtered(lambda delivery: delivery.state == "planned").mapped("planned_at")
        self.assertEqual(set(deliveries.mapped("state")), {"failed"})
        self.assertEqual(set(deliveries.mapped("reason")), {"unreachable"})
        self.assertEqual(deliveries.mapped("attempts"), [5, 5])
        self.server.smtp_port = self.sink.port
        deliveries.action_send()
        self.send(deliveries[0].planned_at)
        self.assertEqual(set(deliveries.mapped("state")), {"sent"})

    def test_answers_find_the_delivery(self):
        delivery = self.deliver()["Jeanne"]
        self.answer(delivery)
        self.assertTrue(delivery.replied_at and delivery.opened_at)
        self.assertIn("Yes please!", self.jeanne.message_ids[0].body)
        self.assertIn(self.user_sales.partner_id, self.jeanne.message_partner_ids, "who signed gets the answers")

    def test_bounce(self):
        delivery = self.deliver()["Jeanne"]
        self.bounce(delivery)
        self.assertTrue(delivery.bounced_at)
        self.assertFalse(delivery.opened_at)

    def test_files_go_with_it(self):
        price_list, photo = self.env["ir.attachment"].create(
            [
                {"name": "Tarifs été.pdf", "raw": b"%PDF-1.4 prices", "mimetype": "application/pdf"},
                {"name": "car.png", "raw": b"\x89PNG", "mimetype": "image/png"},
            ]
        )
        self.make_townsman("Paul")
        delivery = self.deliver(message=self.make_message(attachment_ids=(price_list + photo).ids))["Jeanne"]
        for number in range(2):
            received = self.receive(number)
            files = {part.get_filename(): part for part in received.iter_attachments()}
            self.assertEqual(set(files), {"Tarifs été.pdf", "car.png"})
            self.assertEqual(files["Tarifs été.pdf"].get_content(), b"%PDF-1.4 prices")
            self.assertEqual(files["car.png"].get_content_type(), "image/png")
            self.assertIn("Dear", received.get_body(("plain",)).get_content())
        self.assertEqual(delivery.mail_message_id.attachment_ids, price_list + photo, "they stand with the copy")

    def test_a_document_of_the_record_goes_with_it(self):
        invoice = self.make_invoice(self.jeanne)
        message = self.make_message(report_id=self.env.ref("account.account_invoices").id)
        targeting = self.make_targeting("invoice", [IN_TOWN])
        delivery = self.deliver_to(targeting, message=message, purpose="payment")["Jeanne"]
        [document] = self.receive().iter_attachments()
        self.assertEqual(document.get_filename(), f"{invoice.display_name}.pdf".replace("/", "-"))
        self.assertEqual(delivery.mail_message_id.attachment_ids.res_id, invoice.id)

    def test_a_document_that_cannot_be_made_holds_the_message_back(self):
        self.make_invoice(self.jeanne)
        message = self.make_message(report_id=self.env.ref("account.account_invoices").id)
        failing = patch.object(
            type(self.env["ir.actions.report"]), "_render_qweb_pdf", side_effect=UserError("No PDF today")
        )
        with failing:
            delivery = self.deliver_to(self.make_targeting("invoice", [IN_TOWN]), message=message, purpose="payment")
        self.assertDeliveries(delivery, {"Jeanne": ("waiting", "incomplete")})
        self.assertEqual(delivery["Jeanne"].error, "No PDF today")

    def test_12_01_whatever_goes_wrong_with_a_document_is_a_matter_of_one_message(self):
        self.make_invoice(self.make_townsman("Paul"))
        bad = self.make_invoice(self.jeanne)
        message = self.make_message(report_id=self.env.ref("account.account_invoices").id)

        def print_it(report, name, ids):
            if ids == bad.ids:
                raise KeyError("x_missing")
            return b"%PDF", "pdf"

        with (
            patch.object(type(self.env["ir.actions.report"]), "_render_qweb_pdf", print_it),
            self.assertLogs("odoo.addons.crm_dealership.models.scenario.message_files", "ERROR"),
        ):
            deliveries = self.deliver_to(self.make_targeting("invoice", [IN_TOWN]), message=message, purpose="payment")
        self.assertDeliveries(deliveries, {"Paul": "sent", "Jeanne": ("waiting", "incomplete")})
        for words in (bad.name, "x_missing", "send the message again"):
            self.assertIn(words, deliveries["Jeanne"].error)

    def test_what_takes_too_long_is_left_to_the_next_batch(self):
        """Odoo kills a scheduled action after two minutes: a slow mail server must not bring that about."""
        for name in ("Paul", "Rose", "Yves"):
            self.make_townsman(name)
        run = self.make_scenario(self.targeting)._run(NOW)
        with (
            patch.object(EmailBatch, "chunk_size", 2),
            patch.object(sending_batch, "is_time_up", side_effect=[False, True]),
        ):
            self.env["dealership.delivery"]._process_due(NOW)
        found = run.delivery_ids.sorted("id").mapped(lambda each: (each.state, each.claim_id, each.address_key or ""))
        self.assertEqual(found[2:], [("planned", 0, "")] * 2)
        self.assertEqual([state for state, *_others in found[:2]], ["sent", "sent"])
        self.send()
        self.assertEqual(set(run.delivery_ids.mapped("state")), {"sent"})
        self.assertEqual(len({self.receive(number)["To"] for number in range(4)}), 4)

    def test_opened_while_the_results_were_written(self):
        """Another transaction has changed the row meanwhile: the result is written all the same."""
        self.make_townsman("Paul")
        write_accepted = EmailBatch._write_accepted
        failures = [SerializationFailure()]

        def fail_once(batch, letters):
            if failures:
                raise failures.pop()
            write_accepted(batch, letters)

        with patch.object(EmailBatch, "_write_accepted", fail_once):
            deliveries = self.deliver()
        self.assertDeliveries(deliveries, {"Jeanne": "sent", "Paul": "sent"})

    def test_a_test_is_sent_as_the_customer_would_get_it(self):
        price_list = self.env["ir.attachment"].create({"name": "prices.pdf", "raw": b"%PDF"})
        message = self.make_message(
            subject="Your {{ customer.city }}",
            body_html='<p>Hello &amp; welcome <a href="{{ unsubscribe_link }}">no more</a></p>',
            attachment_ids=price_list.ids,
        )
        scenario = self.make_scenario(self.targeting, message=message, mail_server_id=self.server.id)
        preview = self.env["dealership.message.preview"].with_user(self.user_director)
        preview = preview.create(
            {
                "message_id": message.id,
                "scenario_id": scenario.id,
                "preview_model": "res.partner",
                "preview_res_id": self.jeanne.id,
                "test_address": "Me <me@dealership.test>",
            }
        )
        preview.action_send_test()
        received = self.receive()
        self.assertEqual((received["Subject"], received["To"]), ("[Test] Your Testbourg", "me@dealership.test"))
        self.assertIn("Sandrine Vidal", received["From"])
        self.assertEqual(received["Reply-To"], "Sandrine Vidal <reponse@aveyron.test>")
        self.assertIn("unsubscribe-preview", received["List-Unsubscribe"])
        self.assertIn("Hello &amp; welcome", self.receive_text())
        self.assertNotIn("blank.gif", self.receive_text())
        self.assertEqual([part.get_filename() for part in received.iter_attachments()], ["prices.pdf"])
        self.sink.answers["me@dealership.test"] = "550 5.1.1 No such user"
        with self.assertRaisesRegex(UserError, "No such user"):
            preview.action_send_test()

    def test_a_scenario_without_sender_says_so(self):
        scenario = self.make_scenario(self.targeting).with_user(self.user_director)
        self.assertFalse(scenario.sender_warning)
        self.user_sales.email = False
        self.assertIn("has no e-mail address", scenario.sender_warning)
        self.assertIn("signs and gets the answers instead", scenario.sender_warning)
        self.company_a.write({"email": False, "alias_domain_id": False})
        scenario.invalidate_recordset()
        with patch.object(type(self.env["res.company"]), "default_from_email", False):
            self.assertIn("no sender", scenario.sender_warning)

    def test_retried_from_the_screen(self):
        """Whoever was refused is written to again once the cause is mended, and only they."""
        self.make_townsman("Paul")
        self.sink.answers["jeanne@customer.test"] = "550 5.1.1 No such user"
        deliveries = self.deliver()
        self.assertDeliveries(deliveries, {"Jeanne": ("failed", "recipient_refused"), "Paul": "sent"})
        self.assertEqual(deliveries["Jeanne"].error, "550 5.1.1 No such user")
        self.jeanne.email = "jeanne@elsewhere.test"
        deliveries["Jeanne"].with_user(self.user_sales).action_send()
        self.send(deliveries["Jeanne"].planned_at)
        self.assertDeliveries(deliveries, {"Jeanne": "sent", "Paul": "sent"})
        self.assertEqual(self.sink.recipients, ["paul@customer.test", "jeanne@elsewhere.test"])
        with self.assertRaises(UserError):
            deliveries["Paul"].action_send()
