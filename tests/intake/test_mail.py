import uuid
from email.message import EmailMessage
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import IntakeCommon


class MailCommon(IntakeCommon):
    """``team_a`` has an alias."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.alias_domain_id = cls.env["mail.alias.domain"].create({"name": "sites.test"})
        cls.team_a.write({"alias_name": "rodez-leads", "use_leads": True})
        cls.address = cls.team_a.alias_id.alias_full_name

    def make_mail(self, subject="Nouveau lead", sender="Portail <noreply@portail.test>"):
        message = EmailMessage()
        message["From"] = sender
        message["To"] = self.address
        message["Subject"] = subject
        message["Message-Id"] = f"<{uuid.uuid4()}@portail.test>"
        return message

    def deliver(self, message):
        before = self.env["crm.lead"].with_context(active_test=False).search([])
        self.env["mail.thread"].message_process(None, message.as_bytes())
        return self.env["crm.lead"].with_context(active_test=False).search([]) - before

    def check_solange(self, lead):
        self.assertEqual(len(lead), 1)
        self.assertEqual((lead.contact_name, lead.email_from), ("Solange Vayssade", "solange.vayssade@example.com"))
        self.assertEqual((lead.team_id, lead.company_id), (self.team_a, self.company_a))
        self.assertEqual(lead.brand_id, self.brand_peugeot)
        self.assertFalse(lead.is_to_read)
        self.assertEqual(lead.medium_id, self.env.ref("utm.utm_medium_email"))


@tagged("post_install", "-at_install")
class TestAdfByMail(MailCommon):
    """An ADF that comes to the alias of a point of sale makes its leads; an ordinary e-mail makes what Odoo makes."""

    def test_10_1_as_the_text(self):
        message = self.make_mail()
        message.set_content("Bonjour,\n\n" + self.get_sample("01").decode() + "\n-- \nPortail")
        self.check_solange(self.deliver(message))

    def test_10_1_attached(self):
        for subtype, name in (("xml", "lead.xml"), ("x-adf+xml", "lead.adf"), ("octet-stream", "lead")):
            with self.subTest(subtype):
                message = self.make_mail(subtype)
                message.set_content("Voir la pièce jointe.")
                message.add_attachment(
                    self.get_sample("01").replace(b"P-1", subtype.encode()), "application", subtype, filename=name
                )
                self.check_solange(self.deliver(message))

    def test_10_1_in_latin_1_and_base64(self):
        message = self.make_mail()
        message.set_content(self.get_sample("19").decode("latin-1"), charset="latin-1", cte="base64")
        self.assertEqual(self.deliver(message).contact_name, "Zoé Crépin")

    def test_10_1_as_html(self):
        message = self.make_mail()
        lines = self.get_sample("01").decode().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        html = f"<html><body><p>Nouveau lead</p>{lines.replace(chr(10), '<br/>')}</body></html>"
        message.set_content(html, subtype="html")
        self.check_solange(self.deliver(message))

    def test_10_1_told_as_text_and_as_html_it_is_one(self):
        message = self.make_mail()
        message.set_content(self.get_sample("11").decode())
        message.add_alternative(f"<pre>{self.get_sample('11').decode()}</pre>", subtype="html")
        self.assertEqual(len(self.deliver(message)), 1)

    def test_10_1_forwarded(self):
        inner = self.make_mail("Lead")
        inner.set_content("Voir la pièce jointe.")
        inner.add_attachment(self.get_sample("01"), "application", "xml", filename="lead.xml")
        message = self.make_mail("Fwd Lead", "Jeanne <jeanne@dealership.test>")
        message.set_content("Pour vous.")
        message.add_attachment(inner)
        self.check_solange(self.deliver(message))

    def test_10_1_several_in_one_mail_and_the_mail_stands_on_the_first(self):
        message = self.make_mail("Deux demandes")
        message.set_content(self.get_sample("26").decode())
        leads = self.deliver(message).sorted("id")
        self.assertEqual(leads.mapped("contact_name"), ["Solange Vayssade", "Émile Calmels"])
        self.assertIn("Deux demandes", leads[0].message_ids.mapped("subject"))
        self.assertEqual(leads.mapped("original_id.res_id"), leads.ids)

    def test_10_1_sent_again_it_stands_on_the_same_lead(self):
        message = self.make_mail("Première fois")
        message.set_content(self.get_sample("01").decode())
        lead = self.deliver(message)
        again = self.make_mail("Deuxième fois")
        again.set_content(self.get_sample("01").decode())
        self.assertFalse(self.deliver(again))
        self.assertIn("Deuxième fois", lead.message_ids.mapped("subject"))

    def test_10_1_what_cannot_be_read_is_for_a_person(self):
        message = self.make_mail("Lead abîmé")
        message.set_content("<?adf version='1.0'?><adf><prosp")
        lead = self.deliver(message)
        self.assertEqual(len(lead), 1)
        self.assertTrue(lead.is_to_read)
        self.assertIn("Lead abîmé", lead.name)
        self.assertEqual(lead.team_id, self.team_a)

    def test_10_1_whatever_goes_wrong_the_mail_is_kept(self):
        def fail(*_args, **_kwargs):
            raise ZeroDivisionError

        message = self.make_mail("Un souci")
        message.set_content(self.get_sample("01").decode())
        path = "odoo.addons.crm_dealership.models.intake.dealership_intake.DealershipIntake._take_in_document"
        with patch(path, fail), mute_logger("odoo.addons.crm_dealership.models.intake.crm_lead"):
            lead = self.deliver(message)
        self.assertTrue(lead.is_to_read)
        self.assertEqual(lead.name, "Un souci")
        self.assertIn("Solange", lead.message_ids[0].body)

    def test_10_1_ordinary_mails_are_odoos(self):
        for subject, body in (
            ("Une question", "Bonjour, avez-vous des 208 ? Adf est mon prénom."),
            ("Un prix <adf", "Merci de me répondre."),
        ):
            with self.subTest(subject):
                message = self.make_mail(subject, "Émile <emile@example.com>")
                message.set_content(body)
                message.add_attachment(b"<facture/>", "application", "xml", filename="facture.xml")
                lead = self.deliver(message)
                self.assertEqual((lead.name, lead.email_from), (subject, '"Émile" <emile@example.com>'))
                self.assertEqual((lead.team_id, lead.type), (self.team_a, "lead"))
                self.assertFalse(lead.is_to_read)
                self.assertFalse(lead.original_id)
                self.assertFalse(lead.receipt_ids)
