import base64
from email.message import EmailMessage

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import BaseCase, tagged

from ...engine.intake.labels import find_labels, get_key, read_html
from .test_mail import MailCommon

FRENCH = """Bonjour,

Vous avez reçu une nouvelle demande à 10:30.

Nom : Vayssade
Prénom :  Solange
Téléphone portable : 06 44 55 66 77
E-mail : solange.vayssade@example.com
Marque : Peugeot (test)
Modèle : 208
État : occasion
Numéro de la demande : D-1
Message :
Bonjour, est-elle
toujours disponible ?

Voir l'annonce : https://portail.test/annonce/1
"""
HTML = """<html><head><style>p: x</style></head><body><p>New enquiry</p><table>
<tr><td><b>First name</b></td><td>Solange</td></tr><tr><td>Last name</td><td>Vayssade</td></tr>
<tr><th>E-mail:</th><td><a href="mailto:solange.vayssade@example.com">solange.vayssade@example.com</a></td></tr>
<tr><td>Phone</td><td>06&nbsp;44&nbsp;55&nbsp;66&nbsp;77</td></tr>
<tr><td>Make</td><td>Peugeot (test)</td></tr><tr><td>Model</td><td>208</td></tr>
<tr><td>Message</td><td>Hello,<br>is it still there?</td></tr></table></body></html>"""


@tagged("post_install", "-at_install")
class TestLabels(BaseCase):
    def test_10_1_labels_of_lines_tables_and_lists(self):
        labels = {label.text: label.value for label in find_labels(FRENCH)}
        self.assertEqual(labels["Prénom"], "Solange")
        self.assertEqual(labels["Message"], "Bonjour, est-elle\ntoujours disponible ?")
        self.assertNotIn("https", labels)
        self.assertFalse([label for label in labels if "10" in label])
        table = {label.text: label.value for label in find_labels(read_html(HTML))}
        self.assertEqual(table["First name"], "Solange")
        self.assertEqual(table["E-mail"], "solange.vayssade@example.com")
        self.assertEqual(table["Message"], "Hello,\nis it still there?")
        terms = read_html(
            "<dl><dt>Nom</dt><dd>Vayssade</dd></dl><div>Phone</div><div>0644</div><p><b>Ville:</b> Rodez</p>"
        )
        found = find_labels(terms, {get_key(name) for name in ("Nom", "Phone", "Ville")})
        self.assertEqual([label.value for label in found], ["Vayssade", "0644", "Rodez"])

    def test_10_1_nothing_in_a_page_is_fetched_or_too_deep(self):
        for page in ("", "<", "<div>" * 20_000, "<table>" * 5000, "\0", '<img src="http://127.0.0.1:9/x">' * 1000):
            with self.subTest(page[:10]):
                self.assertFalse(find_labels(read_html(page)))


@tagged("post_install", "-at_install")
class TestMailProfile(MailCommon):
    """The e-mails of a portal make complete leads, once somebody has said what their labels mean."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile = cls.env["dealership.lead.mail.profile"].create(
            {"name": "Portail", "company_id": cls.company_a.id, "sample": FRENCH, "sender": "noreply@portail.test"}
        )
        cls.profile.with_user(cls.user_administrator).action_read_sample()

    def get_meanings(self, profile):
        return {label.name: label.meaning for label in profile.label_ids}

    def deliver_text(self, text, subject="Nouvelle demande", **options):
        message = self.make_mail(subject, **options)
        message.set_content(text)
        return self.deliver(message)

    def test_10_1_the_labels_of_a_sample_are_listed(self):
        meanings = self.get_meanings(self.profile)
        self.assertEqual(
            [meanings[name] for name in ("Nom", "Prénom", "Téléphone portable", "E-mail", "Message", "Voir l'annonce")],
            ["last_name", "first_name", "phone", "email", "message", "ignored"],
        )
        self.assertEqual(self.profile.label_ids[1].example, "Solange")

    def test_10_1_a_mail_makes_its_lead(self):
        lead = self.deliver_text(FRENCH)
        self.check_solange(lead)
        self.assertEqual(lead.phone, "06 44 55 66 77")
        self.assertIn("toujours disponible", lead.description)
        self.assertEqual(lead.receipt_ids.external_id, "D-1")
        self.assertFalse(self.deliver_text(FRENCH, "Rappel"), "the same again")
        other = FRENCH.replace("D-1", "D-2").replace("Vayssade", "Calmels").replace("solange.vay", "emile.cal")
        self.assertEqual(self.deliver_text(other).contact_name, "Solange Calmels")

    def test_10_1_html_dropped_as_a_file(self):
        sample = EmailMessage()
        sample["From"] = "Portal <leads@portal.test>"
        sample["Subject"] = "New enquiry 4711"
        sample.set_content("See the HTML.")
        sample.add_alternative(HTML, subtype="html")
        profile = self.env["dealership.lead.mail.profile"].create(
            {"name": "Portal", "company_id": self.company_a.id, "sample_file": base64.b64encode(sample.as_bytes())}
        )
        profile.action_read_sample()
        self.assertEqual(profile.sender, "leads@portal.test")
        self.assertFalse(profile.sample_file)
        profile.write({"sender": "portal.test", "subject": "new ENQUIRY"})
        message = self.make_mail("New enquiry 4712", "x@portal.test")
        message.set_content("See the HTML.")
        message.add_alternative(HTML, subtype="html")
        self.check_solange(self.deliver(message))

    def test_10_1_what_does_not_fit_is_for_a_person(self):
        lead = self.deliver_text("Nom : Vayssade\n\nTout le reste a changé.", "Nouvelle présentation")
        self.assertTrue(lead.is_to_read)
        self.assertIn("Nouvelle présentation", lead.name)
        self.assertIn("tout le reste", lead.original_text.lower())
        lead = self.deliver_text(FRENCH.replace("@example", " chez example").replace("06 44 55 66 77", "-"))
        self.assertTrue(lead.is_to_read)
        self.assertEqual(lead.contact_name, "Solange Vayssade")

    def test_10_1_other_mails_are_odoos(self):
        for sender in ("Jeanne <jeanne@example.com>", "x@autreportail.test", "noreply@portail.test.evil.test"):
            lead = self.deliver_text(FRENCH, f"De {sender[:5]}", sender=sender)
            self.assertFalse(lead.original_id, sender)
        self.profile.subject = "Nouvelle demande"
        self.assertFalse(self.deliver_text(FRENCH, "Votre facture").original_id)
        self.profile.active = False
        self.assertFalse(self.deliver_text(FRENCH).original_id)

    def test_10_1_a_profile_is_its_companys_and_administrators(self):
        self.profile.company_id = self.company_b
        self.assertFalse(self.deliver_text(FRENCH).original_id)
        with self.assertRaises(AccessError):
            self.profile.with_user(self.user_director).action_read_sample()

    def test_10_1_a_sample_without_labels_says_so(self):
        with self.assertRaisesRegex(UserError, "No label"):
            self.env["dealership.lead.mail.profile"].create({"name": "x", "sample": "Bonjour"}).action_read_sample()
        with self.assertRaises(ValidationError):
            self.profile.sender = False
