import io
from datetime import date
from pathlib import Path
from subprocess import CompletedProcess
from unittest.mock import patch

from freezegun import freeze_time
from pypdf import PdfReader

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..ledger.common import NOW, DeliveryCommon
from ..printing import BlankPages, make_pdf

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@tagged("post_install", "-at_install")
class TestLetter(BlankPages, DeliveryCommon):
    """A PDF per customer, kept, printed in one file, and on the customer's record once posted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.message = cls.make_message(
            channel="letter", subject="Your service is due", body_html="<p>Dear {{ customer.name }},</p><p>See you.</p>"
        )
        cls.jeanne = cls.make_townsman("Jeanne", street="3 rue du Terral")
        cls.report = cls.env.ref("crm_dealership.dealership_delivery_report_letter")

    def run_letters(self, *steps):
        steps = steps or ({"channel": "letter"},)
        scenario = self.make_scenario(self.targeting, steps=steps, message=self.message).with_env(self.env)
        return self.run_and_send(scenario)

    def test_a_letter_waits_to_be_printed_and_posted(self):
        letter = self.run_letters({"channel": "letter"}, {"channel": "letter", "delay_basis": "previous"})["Jeanne"]
        self.assertEqual((letter.state, letter.reason), ("waiting", "to_print"))
        self.assertEqual(letter.address, "Jeanne, 3 rue du Terral, 12000 Testbourg")
        [page] = self.printed
        for words in ("3 rue du Terral", "12000 Testbourg", "Your service is due", "Dear Jeanne,", "Groupe Aveyron"):
            self.assertIn(words, page)
        attachment = letter._get_letter_attachments()
        self.assertEqual((attachment.mimetype, attachment.name), ("application/pdf", letter._get_letter_name()))
        letter.with_user(self.user_sales).action_mark_done()
        self.assertEqual((letter.state, letter.done_by_id), ("sent", self.user_sales))
        self.assertEqual(self.jeanne.message_ids[0].subject, "Your service is due")
        self.assertEqual(self.jeanne.message_ids[0].attachment_ids, attachment)
        self.assertEqual(len(letter.enrolment_id.delivery_ids), 2)

    def test_12_06_it_begins_as_letters_of_its_language_do(self):
        self.jeanne.lang = "fr_FR"
        self.team_a.city = "Rodez"
        self.jeanne.team_id = self.team_a
        letter = self.run_letters()["Jeanne"]
        self.assertRegex(letter._get_letter_heading("Rodez"), r"^Rodez, le \d{1,2}(er)? \w+ \d{4}$")
        self.assertRegex(letter._get_letter_heading(False), r"^Le \d{1,2}(er)? \w+ \d{4}$")
        self.assertRegex(self.printed[0], r"Objet\s:\s*Your service is due")

    def test_12_it_bears_the_day_it_is_made_to_which_its_text_counts_the_days_late(self):
        letter = self.run_letters()["Jeanne"]
        letter._get_letter_attachments().unlink()
        letter.planned_on = date(2026, 1, 2)
        with freeze_time("2026-02-28 23:30:00"):  # the first of March in France
            letter._make_letter()
            self.assertIn("2026-03-01", letter._get_letter_name())
        self.assertIn("2026-03-01", letter._get_letter_name())

    def test_nothing_is_fetched_for_it(self):
        self.run_letters()
        self.assertFalse(self.bands, "neither a header nor a footer")
        for way in ("/web/assets", "<script", "<link"):
            self.assertNotIn(way, self.printed[0])

    def test_nothing_is_waited_for(self):
        commands = []

        def run(command):
            commands.append(command)
            Path(command[-1]).write_bytes(make_pdf())
            return CompletedProcess(command, 0, "", "")

        self.printer.stop()
        with patch("odoo.addons.base.models.ir_actions_report._run_wkhtmltopdf", run):
            letter = self.run_letters()["Jeanne"]
            self.env["ir.actions.report"]._run_wkhtmltopdf(["<p>Another report</p>"])
        self.printer.start()
        self.assertEqual(letter.reason, "to_print")
        waited = [command[command.index("--javascript-delay") + 1] for command in commands]
        self.assertEqual(waited[0], "0")
        self.assertNotEqual(waited[1], "0", "other reports as ever")

    def test_the_placeholder_that_odoo_puts_for_a_logo_is_not_printed(self):
        letter = self.run_letters()["Jeanne"]
        self.assertNotIn('alt="Logo"', self.printed[-1])
        self.company_a.logo = PNG
        letter.action_send()
        self.send(letter.planned_at)
        self.assertIn('alt="Logo"', self.printed[-1])

    def test_several_are_printed_in_one_file(self):
        self.make_townsman("Paul", street="1 place d'Armes")
        letters = sum(self.run_letters().values(), self.env["dealership.delivery"])
        self.assertEqual(len(self.printed), 2)
        action = letters.with_user(self.user_sales).action_print()
        self.assertEqual((action["report_name"], len(action["context"]["active_ids"])), ("crm_dealership.letter", 2))
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env.user.lang = "fr_FR"
        letters.partner_id[0].name = "Jeanne Married"
        content, kind = self.report.with_env(self.env)._render_qweb_pdf(self.report.id, letters.ids)
        self.assertEqual((kind, len(PdfReader(io.BytesIO(content)).pages)), ("pdf", 2))
        self.assertEqual(len(self.printed), 2, "the kept files are joined, not made again")

    def test_needs_a_postal_address(self):
        self.make_townsman("No Street")
        self.make_townsman("No Town", street="1 rue Neuve").city = "Testbourg"
        deliveries = self.run_letters()
        self.assertDeliveries(
            deliveries,
            {
                "Jeanne": ("waiting", "to_print"),
                "No Street": ("skipped", "no_address"),
                "No Town": ("waiting", "to_print"),
            },
        )

    def test_the_household_gets_two_but_the_same_person_one(self):
        self.make_townsman("Paul", street="3 rue du Terral")
        twin = self.make_townsman("Twin", street="3 rue du Terral")
        twin.name = "Jeanne"
        run = self.make_scenario(self.targeting, steps=[{"channel": "letter"}], message=self.message)._run(NOW)
        self.env["dealership.delivery"]._process_due(NOW)
        reasons = sorted((delivery.partner_id.id, delivery.reason) for delivery in run.delivery_ids)
        self.assertEqual([reason for _id, reason in reasons], ["to_print", "to_print", "duplicate_address"])

    def test_left_out_the_file_goes(self):
        letter = self.run_letters()["Jeanne"]
        letter.with_user(self.user_sales).action_leave_out()
        self.assertEqual(letter.state, "skipped")
        self.assertFalse(letter._get_letter_attachments())

    def test_written_anew_after_the_address_was_mended(self):
        letter = self.run_letters()["Jeanne"]
        self.jeanne.street = "5 rue du Terral"
        letter.action_send()
        self.send(letter.planned_at)
        self.assertEqual((letter.state, letter.reason), ("waiting", "to_print"))
        self.assertIn("5 rue du Terral", self.printed[-1])
        self.assertEqual(len(letter._get_letter_attachments()), 1)

    def test_without_the_program_it_fails_and_can_be_tried_again(self):
        reports = type(self.env["ir.actions.report"])
        with patch.object(reports, "get_wkhtmltopdf_state", lambda _self: "install"):
            letter = self.run_letters()["Jeanne"]
        self.assertEqual((letter.state, letter.reason), ("failed", "unsendable"))
        self.assertIn("Wkhtmltopdf", letter.error)
        letter.action_send()
        self.send(letter.planned_at)
        self.assertEqual(letter.reason, "to_print")

    def test_nothing_to_print(self):
        delivery = self.run_and_send(self.make_scenario(self.targeting))["Jeanne"]
        with self.assertRaisesRegex(UserError, "no letter"):
            delivery.action_print()

    def test_what_takes_too_long_is_left_to_the_next_batch(self):
        self.make_townsman("Paul", street="1 place d'Armes")
        run = self.make_scenario(self.targeting, steps=[{"channel": "letter"}], message=self.message)._run(NOW)
        with patch("odoo.addons.crm_dealership.models.ledger.claim.TIME_BUDGET", -1):
            self.env["dealership.delivery"]._process_due(NOW)
        self.assertEqual(run.delivery_ids.mapped(lambda each: (each.state, each.claim_id)), [("planned", 0)] * 2)
        self.send()
        self.assertEqual(set(run.delivery_ids.mapped("reason")), {"to_print"})
