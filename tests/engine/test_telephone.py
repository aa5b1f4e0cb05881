import phonenumbers

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_dealership.engine.customer.telephone import is_alone, normalise_phone, read_numbers

# ISO code, where people are, what they write, what it is: the library has an example of each kind of number of each.
TERRITORIES = ("GP", "RE", "GF", "MQ", "YT", "PM")
MOBILE, FIXED = phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE


def get_example(region, kind):
    """Return a number of the library's own as it writes it: in its country, and with its prefix."""
    number = phonenumbers.example_number_for_type(region, kind)
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return national, phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@tagged("post_install", "-at_install")
class TestTelephone(BaseCase):
    def assertReads(self, text, *numbers, country="FR"):
        with self.subTest(text=text, country=country):
            self.assertEqual(read_numbers(text, country), list(numbers))

    def test_15_what_stands_around_a_number(self):
        for text in (
            "06\u202f12\u202f34\u202f56\u202f78",
            "06\u00a012\u00a034\u00a056\u00a078",
            "\u202a+33 6 12 34 56 78\u202c",
            "06‑12‑34‑56‑78",
            "06 12 34 56 78 (bureau)",
            "(bureau) 06 12 34 56 78",
            "Tél. : 06.12.34.56.78",
            "06 12 34 56 78 poste 12",
            "06 12 34 56 78 (poste 12)",
            "06 12 34 56 78 p. 12",
            "06 12 34 56 78 ext 12",
            "+33612345678;ext=12",
            "tel:+33612345678",
            "612345678.0",
            "612345678,0",
            "33612345678.0",
            "6.12345678E8",
            "6,12345678E+08",
            "3.3612345678E10",
            "06/12/34/56/78",
            "0612345678 le soir après 18h",
        ):
            self.assertReads(text, "+33612345678")

    def test_15_several_numbers_in_one_field(self):
        first, second = "+33612345678", "+33565000001"
        for text in (
            "06 12 34 56 78 / 05 65 00 00 01",
            "0612345678/0565000001",
            "0612345678;0565000001",
            "06 12 34 56 78, 05 65 00 00 01",
            "06 12 34 56 78 ou 05 65 00 00 01",
            "06-12-34-56-78 - 05-65-00-00-01",
            "06 12 34 56 78\n05 65 00 00 01",
            "+33 6 12 34 56 78 +33 5 65 00 00 01",
            "0612345678 0565000001",
            "06 12 34 56 78 (Jean) 05 65 00 00 01 (Marie)",
            "+33612345678 ::: 0565000001",
            "06 12 34 56 78 (bureau) poste 12 / 05 65 00 00 01",
        ):
            self.assertReads(text, first, second)
        self.assertReads("06 12 34 56 78 / 0612345678", first)

    def test_15_what_is_no_number(self):
        for text in (
            "",
            "oui",
            "12",
            "3949",
            "12/05/1978",
            "01/02/1978",
            "2024-05-12 10:30:00",
            "6.12E+08",
            "06 12 34",
        ):
            self.assertReads(text)
        self.assertReads("06 12 34 56 78" * 200)

    def test_15_the_french_plan(self):
        """A territory's number, written as there, is the same number all over the plan."""
        for territory in TERRITORIES:
            for kind in (MOBILE, FIXED):
                national, number = get_example(territory, kind)
                if territory == "PM":
                    national = f"0508 {national}" if len(national.replace(" ", "")) == 6 else national
                for country in ("FR", *TERRITORIES):
                    self.assertReads(national, number, country=country)
        for kind in (MOBILE, FIXED):
            national, number = get_example("FR", kind)
            for country in ("FR", *TERRITORIES):
                self.assertReads(national, number, country=country)

    def test_15_the_french_plan_by_hand(self):
        for text, country, number in (
            ("0690 12 34 56", "FR", "+590690123456"),
            ("0692 12 34 56", "FR", "+262692123456"),
            ("0694 12 34 56", "FR", "+594694123456"),
            ("0696 12 34 56", "FR", "+596696123456"),
            ("06 12 34 56 78", "RE", "+33612345678"),
            ("0269 61 23 45", "FR", "+262269612345"),
            ("+33 690 12 34 56", "BE", "+590690123456"),
            ("+262 6 12 34 56 78", "RE", "+33612345678"),
            ("692123456", "FR", "+262692123456"),
            ("0508 41 23 45", "FR", "+508412345"),
            ("0590 12 34 56", "BE", ""),
        ):
            with self.subTest(text=text, country=country):
                self.assertEqual(normalise_phone(text, country), number)

    def test_15_valid_numbers_of_all_countries_are_what_the_library_says(self):
        """Our reading adds to the library, and takes nothing away; the territories of the plan have its own test."""
        plan = {"FR", "GP", "RE", "GF", "MQ", "YT", "BL", "MF", "PM"}
        seen = 0
        for region in sorted(phonenumbers.SUPPORTED_REGIONS - plan):
            for kind in (MOBILE, FIXED):
                example = phonenumbers.example_number_for_type(region, kind)
                if example is None:
                    continue
                seen += 1
                expected = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
                for form in (phonenumbers.PhoneNumberFormat.INTERNATIONAL, phonenumbers.PhoneNumberFormat.E164):
                    self.assertReads(phonenumbers.format_number(example, form), expected)
                national = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.NATIONAL)
                parsed = phonenumbers.parse(national, region)
                if phonenumbers.is_valid_number(parsed):
                    e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
                    self.assertReads(national, e164, country=region)
        self.assertGreater(seen, 400)

    def test_15_what_would_be_lost_is_not_rewritten(self):
        for text, alone in (
            ("06 12 34 56 78", True),
            ("+33612345678", True),
            ("06 12 34 56 78 poste 12", False),
            ("06 12 34 56 78 / 05 65 00 00 01", False),
            ("0612345678#12", False),
        ):
            with self.subTest(text):
                self.assertEqual(is_alone(text, "FR"), alone)
