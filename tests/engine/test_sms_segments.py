import doctest
import json
import re
from pathlib import Path

from odoo.tests import BaseCase, tagged

from ...engine.sms import segments as sms_segments
from ...engine.sms.segments import _LOOKALIKES, BASIC, EXTENSION, GSM7, SIZES, UCS2, measure_sms, simplify

SCRIPT = Path(__file__).parents[2] / "static/src/message/sms_segments.js"


@tagged("post_install", "-at_install")
class TestSmsSegments(BaseCase):
    """What a text message costs."""

    def assertSize(self, text, encoding, characters, segments):
        size = measure_sms(text)
        self.assertEqual((size.encoding, size.characters, size.segments), (encoding, characters, segments), text)

    def test_doctests(self):
        self.assertFalse(doctest.testmod(sms_segments).failed)

    def test_limits(self):
        self.assertSize("", GSM7, 0, 0)
        for length, segments in {1: 1, 160: 1, 161: 2, 306: 2, 307: 3, 459: 3, 460: 4}.items():
            self.assertSize("a" * length, GSM7, length, segments)
        for length, segments in {1: 1, 70: 1, 71: 2, 134: 2, 135: 3}.items():
            self.assertSize("ç" * length, UCS2, length, segments)

    def test_alphabet_has_128_places(self):
        """One of them is the escape to the extension table."""
        self.assertEqual(len(set(BASIC)), 128 - 1)
        self.assertEqual(len(set(EXTENSION)), 10)

    def test_french(self):
        self.assertSize("Votre véhicule est à l'atelier, réglé à 120 €", GSM7, 45, 1)
        self.assertEqual(measure_sms("Fenêtre, forêt, garçon, Noël").costly, "êçë")
        self.assertFalse(measure_sms("ÉéèàùÇ").costly)

    def test_pairs_are_not_cut(self):
        """The sign that would begin in the last place of a part moves to the next."""
        self.assertSize("a" * 152 + "€" + "a" * 152, GSM7, 305, 3)
        self.assertSize("a" * 151 + "€" + "a" * 153, GSM7, 305, 2)
        self.assertSize("ê" * 66 + "\N{AUTOMOBILE}" + "ê" * 66, UCS2, 133, 3)

    def test_simplify_leaves_accents(self):
        self.assertEqual(simplify("Noël’s\N{NO-BREAK SPACE}!"), "Noël's !")
        self.assertEqual(measure_sms(simplify("« Prêt » – c’est ça…")).costly, "«ê»ç")

    def test_form_counts_by_the_same_tables(self):
        script = SCRIPT.read_text()
        found = re.findall(r"^const (BASIC|EXTENSION|\w+_SIZES) =\s+(.*?);$", script, re.M | re.S)
        constants = {name: json.loads(text) for name, text in found}
        self.assertEqual(constants["BASIC"], BASIC)
        self.assertEqual(constants["EXTENSION"], EXTENSION)
        self.assertEqual((*constants["GSM7_SIZES"],), SIZES[GSM7])
        self.assertEqual((*constants["UCS2_SIZES"],), SIZES[UCS2])

    def test_form_measures_what_leaves(self):
        """A text full of no-break spaces, as French has, is told at its price."""
        [entries] = re.findall(r"^const LOOKALIKES = \{(.*?)\};$", SCRIPT.read_text(), re.M | re.S)
        pairs = re.findall(r"""^\s+("[^"]+"): ("[^"]*"|'"'),$""", entries, re.M)
        shown = {ord(json.loads(char)): '"' if text == "'\"'" else json.loads(text) for char, text in pairs}
        self.assertEqual(shown, {code: text or "" for code, text in _LOOKALIKES.items()})
