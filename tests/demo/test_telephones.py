import re
from itertools import product
from pathlib import Path

import phonenumbers

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_dealership.demo import calls
from odoo.addons.crm_dealership.demo.customers import PHONE_NOTATIONS

ROOT = Path(__file__).parents[2]
TEXTS = [*ROOT.glob("demo/*.*"), ROOT / "tools" / "workshop_day.py"]
# A number of ten digits in pairs, or after the prefix of France.
NUMBER = re.compile(r"(?<![\w.+-])(?:\+33 ?[1-9]|0[1-9])(?:[ .]?\d\d){4}(?![\w-])")
MOBILE = phonenumbers.PhoneNumberType.MOBILE


def _read(text):
    """Return the number that the library, which nobody here wrote, takes a text for; None where it is none."""
    number = phonenumbers.parse(text, "FR")
    return number if phonenumbers.is_valid_number(number) else None


def _is_mobile(text):
    number = _read(text)
    return bool(number) and phonenumbers.number_type(number) == MOBILE


@tagged("post_install", "-at_install")
class TestTelephones(BaseCase):
    """Every telephone number of the demo is one to the library: else nobody could be called or written to."""

    def test_15_numbers_that_are_written_out(self):
        found = [(path.name, number) for path in TEXTS for number in NUMBER.findall(path.read_text())]
        self.assertGreater(len(found), 20)
        self.assertEqual([each for each in found if not _read(each[1])], [])
        self.assertEqual([each for each in found if each[1].startswith(("06", "07")) and not _is_mobile(each[1])], [])

    def test_15_numbers_of_customers_and_strangers(self):
        pairs = [10, 37, 99]
        customers = [form.format(*digits) for form in PHONE_NOTATIONS for digits in product(pairs, pairs)]
        strangers = [calls.STRANGERS.format(number) for number in (0, 1234, 9999)]
        self.assertEqual([number for number in customers + strangers if not _is_mobile(number)], [])
        written = [number for path in TEXTS for number in NUMBER.findall(path.read_text())]
        strangers_begin = _read(strangers[0]).national_number // 10_000
        of_others = [
            number for number in customers + written if _read(number).national_number // 10_000 == strangers_begin
        ]
        self.assertEqual(of_others, [], "a stranger would be somebody")
