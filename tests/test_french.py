import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

from odoo.tests import tagged

from ..tools import french

GLOSSARY = """
| English | French | Field or model | Never |
|---|---|---|---|
| lifetime, clock | durée de vie | `lifetime` | `chronomètre`, *horloge* |
| to book (an appointment) | prendre rendez-vous | | `réserver`, livraison |
"""
NBSP = french.NBSP


@tagged("post_install", "-at_install")
class TestFrench(unittest.TestCase):
    """What ./dev lint refuses in i18n/fr.po: each check with a text that is wrong and one that is not."""

    def find_words(self, source, text):
        return french.find_words(source, text, french.read_glossary(GLOSSARY))

    def test_12_06_a_line_of_the_glossary(self):
        clock, book = french.read_glossary(GLOSSARY)
        self.assertEqual(clock, french.Term(("lifetime", "clock"), ("chronomètre",), ("horloge",)))
        self.assertEqual(book.english, ("book",))
        self.assertGreater(len(french.read_glossary((french.REPO / "docs" / "glossary.md").read_text())), 70)

    def test_12_06_words_that_are_never_said(self):
        self.assertIn("chronomètre", self.find_words("Time", "Les chronomètres s'arrêtent")[0])
        self.assertIn("réserver", self.find_words("Call", "Appelez pour réserver")[0])
        self.assertFalse(self.find_words("Delivery", "La livraison"), "what is for readers is not checked")
        self.assertFalse(self.find_words("Time", "{{ chronomètre }}"), "the name of a value is no word")

    def test_12_06_words_that_are_not_said_for_a_term(self):
        self.assertIn("horloge", self.find_words("The clock stops", "L'horloge s'arrête")[0])
        self.assertFalse(self.find_words("Noon", "Midi à l'horloge"))

    def test_12_06_plurals_that_fail_for_one(self):
        for wrong in ("trouvé(s)", "a un(e) rendez-vous", "1 clients", "%(count)s lignes", "le (la) dernier(ère)"):
            self.assertTrue(french.find_plurals(wrong, {"jour"}), wrong)
        for right in ("1 client", "1 mois", "%(n)s jours", "Lignes : %s", "31 clients", "au plus %(limit)s caractères"):
            self.assertFalse(french.find_plurals(right, {"jour"}), right)
        self.assertEqual(french.find_singulars(["1 jour après", "31 clients", "sous 21 jour"]), {"jour"})

    def test_12_06_typography(self):
        wrong = ("Attention !", "Attention!", "Objet: essai", "« Suivi »", "l’atelier", "le “suivi”", "En cours...")
        for text in wrong:
            self.assertTrue(french.find_typography(text), text)
        right = (
            f"Attention{NBSP}!",
            f"Objet{NBSP}: à 9:30",
            f"«{NBSP}Suivi{NBSP}»",
            "l'atelier",
            "https://a.fr?b=1",
            "a != b",
        )
        for text in right:
            self.assertFalse(french.find_typography(text), text)

    def test_12_06_letters_that_double_the_price_of_an_sms(self):
        self.assertIn("ôê", french.find_letters("bientôt prêt")[0])
        self.assertFalse(french.find_letters(f"Révision à 9{NBSP}h, l'été…"))

    def test_12_06_sms_examples_are_read_from_the_data(self):
        with TemporaryDirectory() as folder:
            data = '<odoo><record><field name="body_text">Soon ready</field><field name="x">y</field></record></odoo>'
            Path(folder, "a.xml").write_text(data)
            self.assertEqual(french.read_sms_examples(Path(folder)), ["Soon ready"])
        faults = french.find_faults({"Soon ready": "Bientôt", "Soon": "Bientôt"}, [], ["Soon ready"])
        self.assertEqual(faults, ["'Soon ready': letters outside GSM 03.38 in an SMS: ô"])

    def test_12_06_all_of_it(self):
        self.assertEqual(french.check(), [])
