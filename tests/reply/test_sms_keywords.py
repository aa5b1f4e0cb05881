import doctest

from odoo.tests import BaseCase, tagged

from ...engine.reply import sms_keywords
from ...engine.reply.sms_keywords import read_keyword


@tagged("post_install", "-at_install")
class TestSmsKeywords(BaseCase):
    def test_doctests(self):
        self.assertFalse(doctest.testmod(sms_keywords).failed)

    def test_opting_out(self):
        for text in ("STOP", "stop.", "Stop\n", "ARRET", "arrêt", "Arrêter", "DESABONNER", "désabonner", "STOP SMS"):
            self.assertEqual(read_keyword(text), "stop", text)
        for text in ("de\u0301sabonner", "ＳＴＯＰ", "“Stop”", "STOP 36111", "Unsubscribe"):
            self.assertEqual(read_keyword(text), "stop", text)

    def test_opting_in(self):
        for text in ("START", "Reprendre", "réabonner"):
            self.assertEqual(read_keyword(text), "start", text)

    def test_answers(self):
        for text in ("Oui", "Stop ou encore ?", "Ne pas m'arrêter", "Annuler", "non stop", "Stop 06", "👍", ""):
            self.assertIsNone(read_keyword(text), text)
