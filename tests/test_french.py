import unittest
from datetime import date, time
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from babel import Locale
from jinja2 import Template
from lxml import etree

from odoo.tests import TransactionCase, tagged

from ..engine.sms.segments import measure_sms, simplify
from ..engine.written_dates import write_date, write_time
from ..tools import french

GLOSSARY = """
| English | French | Field or model | Never |
|---|---|---|---|
| lifetime, clock | durée de vie | `lifetime` | `chronomètre`, *horloge* |
| to book (an appointment) | prendre rendez-vous | | `réserver`, livraison |
"""
NBSP = french.NBSP
ALWAYS = ("1", "True")
# Names neither short nor long, as they are in a dealership.
ORDINARY = {
    "customer": {"salutation": "Madame Rouquette"},
    "vehicle": {"model": "C5 Aircross"},
    "point_of_sale": {"name": "Causse Automobiles Rodez", "phone": "05 65 42 00 00"},
    "company": {"name": "Causse Automobiles"},
    "referenced_user": {"name": "Julien Fabre", "phone": "05 65 42 00 10"},
    "appointment": {"date": "1er décembre 2026", "time": "14 h 30"},
    "lead": {"brand": "Peugeot"},
    "repair_order": {"amount": "1 250,00 €"},
    "review_link": "https://causse.fr/r/Ab3/m/12",
}
LINKS = dict.fromkeys(("booking_link", "shop_link"), "https://causse.fr/r/Ab3/m/12")


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

    def test_12_06_sms_examples_fit_one_sms_with_ordinary_names(self):
        translations = french.read_translations()
        for english in french.read_sms_examples(french.REPO / "data"):
            for text, links in product((english, translations[english]), ({}, LINKS)):
                sms = simplify(Template(text).render(ORDINARY | links))
                with self.subTest(sms=sms):
                    self.assertLessEqual(measure_sms(sms).segments, 1)

    def test_12_06_days_and_hours(self):
        french_locale, english_locale = Locale("fr", "FR"), Locale("en", "GB")
        first, tenth, last = date(2026, 12, 1), date(2026, 12, 10), date(2026, 12, 21)
        self.assertEqual(write_date(first, "long", french_locale), "1er décembre 2026")
        self.assertEqual(write_date(first, "full", french_locale), "mardi 1er décembre 2026")
        self.assertEqual(write_date(first, "short", french_locale), "01/12/2026")
        self.assertEqual(write_date(tenth, "long", french_locale), "10 décembre 2026")
        self.assertEqual(write_date(last, "long", french_locale), "21 décembre 2026")
        self.assertEqual(write_date(first, "long", english_locale), "1 December 2026")
        self.assertEqual(write_time(time(14, 30), "short", french_locale), f"14{NBSP}h{NBSP}30")
        self.assertEqual(write_time(time(8), "HH:mm", french_locale), f"8{NBSP}h")
        self.assertEqual(write_time(time(8), "HH:mm", english_locale), "08:00")

    def test_12_06_all_of_it(self):
        self.assertEqual(french.check(), [])


@tagged("post_install", "-at_install")
class TestFrenchOfViews(TransactionCase):
    """Our views show fields and parts of Odoo's views too: what they say is said in the words of the glossary."""

    # Odoo's own settings are Odoo's; a list of ours can't say what kinds of invoices there are.
    elsewhere = ("res.config.settings", "account.move")

    def test_12_06_views_speak_the_words_of_the_glossary(self):
        terms = french.read_glossary((french.REPO / "docs" / "glossary.md").read_text())
        ours = self.env["ir.model.data"].search([("module", "=", "crm_dealership"), ("model", "=", "ir.ui.view")])
        views = self.env["ir.ui.view"].browse(ours.mapped("res_id")).exists()
        views = views.filtered(lambda view: view.mode == "primary" and view.model not in self.elsewhere)
        checked = 0
        for view in views.filtered(lambda view: view.type in ("form", "list", "kanban", "search")):
            # What is not translated yet is what test_translations tells of.
            for text in self.read_texts(view, "fr_FR") - self.read_texts(view, "en_US"):
                checked += 1
                with self.subTest(view=view.xml_id, text=text):
                    self.assertEqual(french.find_words("", text, terms), [])
        self.assertGreater(checked, 1000)

    def read_texts(self, view, lang):
        """Return what people read in a view: texts, and the labels of fields where the view gives them none."""
        model = self.env[view.model].with_context(lang=lang)
        root = etree.fromstring(model.get_view(view.id, view.type)["arch"])
        return set(self.read_nodes(root, model))

    def read_nodes(self, node, model):
        for child in node.iterchildren(tag=etree.Element):
            if child.get("invisible") in ALWAYS or child.get("column_invisible") in ALWAYS:
                continue
            yield from (child.get(name) for name in ("string", "placeholder", "help", "confirm") if child.get(name))
            yield from (text.strip() for text in (child.text, child.tail) if text and text.strip())
            field = model._fields.get(child.get("name")) if child.tag == "field" else None
            if field and node.tag in ("group", "list", "search") and not child.get("string"):
                yield field.get_description(model.env, ["string"])["string"]
            linked = field and field.comodel_name in self.env
            yield from self.read_nodes(child, model.env[field.comodel_name] if linked else model)
