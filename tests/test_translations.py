import re

from odoo.tests import TransactionCase, tagged

from ..tools import french, translations


def find_values(text):
    """Return the values that a message asks for, as in ``point_of_sale.phone``."""
    asked = re.findall(r"\{\{.*?\}\}|\{%.*?%\}", text, re.DOTALL)
    return set(re.findall(r"\b[a-z_]+\.[a-z_]+\b", " ".join(asked)))


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    def test_every_term_has_its_french(self):
        """When this fails: ./dev translate, then fill in the empty ones in i18n/fr.po."""
        template = translations.export(self.env)
        self.assertGreater(len(template), 900)
        self.assertEqual(translations.find_problems(template, french.read_translations()), [])

    def test_12_06_fields_of_odoo_have_our_labels_in_french(self):
        """As they were installed, and when a language is loaded anew."""
        self.assertFrenchLabels()
        modules = ["sales_team", "crm", "sale", translations.ADDON]
        self.env["ir.module.module"]._load_module_terms(modules, ["fr_FR"], overwrite=True)
        self.assertFrenchLabels()

    def test_16_12_every_value_of_a_message_is_in_its_french(self):
        """None is lost on the way: the telephone of the point of sale, where the adviser has none."""
        messages = {english: text for english, text in french.read_translations().items() if "{{" in english}
        self.assertGreater(len(messages), 100)
        for english, text in messages.items():
            with self.subTest(english):
                # French greets by the title, whose name comes after it.
                missing = find_values(english) - find_values(text) - {"customer.salutation"}
                self.assertEqual(missing, set())

    def assertFrenchLabels(self):
        translated = french.read_translations()
        for model, name in (("crm.team", "name"), ("crm.lead", "team_id"), ("account.move", "team_id")):
            labels = [
                self.env[model].with_context(lang=lang).fields_get([name], ["string"])[name]["string"]
                for lang in ("en_US", "fr_FR")
            ]
            with self.subTest(f"{model}.{name}"):
                self.assertEqual(labels, ["Point of Sale", translated["Point of Sale"]])
