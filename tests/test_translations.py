from odoo.tests import TransactionCase, tagged

from ..tools import french, translations


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    def test_every_term_has_its_french(self):
        """When this fails: ./dev translate, then fill in the empty ones in i18n/fr.po."""
        template = translations.export(self.env)
        self.assertGreater(len(template), 900)
        self.assertEqual(translations.find_problems(template, french.read_translations()), [])
