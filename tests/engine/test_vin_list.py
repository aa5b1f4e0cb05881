from datetime import date
from io import BytesIO

from openpyxl import Workbook

from odoo.tests import BaseCase

from ...engine.file.errors import TableFileError
from ...engine.recall.vin_list import read_vins
from .test_table_file import english

TODAY = date(2026, 11, 30)
ONE, TWO, THREE = "VF3CCHMZ6JT000001", "WVWZZZ1KZAW000002", "JTDKW923405000003"


class TestVinList(BaseCase):
    """Vehicle identification numbers, in whatever lists of them manufacturers give."""

    def take(self, text):
        content = text.encode() if isinstance(text, str) else text
        vins, problems = read_vins(content, TODAY)
        return vins, [(each.line, each.value, english(each.reason)) for each in problems]

    def test_10_05_one_per_line(self):
        self.assertEqual(self.take(f"{ONE}\n{TWO}\n"), ({ONE: None, TWO: None}, []))

    def test_10_05_a_single_one(self):
        self.assertEqual(self.take(ONE), ({ONE: None}, []))

    def test_10_05_in_any_column_however_written(self):
        text = f"Modèle;N° de série;Client\n208;vf3 cchmz6jt-000001;Bonnet\nGolf;{TWO};Roux\n"
        self.assertEqual(self.take(text), ({ONE: None, TWO: None}, []))

    def test_10_05_without_header(self):
        self.assertEqual(self.take(f"208;{ONE}\nGolf;{TWO}\n"), ({ONE: None, TWO: None}, []))

    def test_10_05_repaired_on(self):
        for header in ("Date de réparation", "Réparé le", "Repaired on", "Completion date", "Date réalisation"):
            with self.subTest(header=header):
                text = f"VIN;{header}\n{ONE};12/10/2026\n{TWO};\n"
                self.assertEqual(self.take(text), ({ONE: date(2026, 10, 12), TWO: None}, []))

    def test_10_05_days_that_are_none(self):
        text = f"VIN;Repaired on\n{ONE};soon\n{TWO};01/12/2026\n{THREE};30/11/2026\n"
        vins, problems = self.take(text)
        self.assertEqual(vins, {ONE: None, TWO: None, THREE: TODAY})
        self.assertEqual(
            problems,
            [
                (2, "soon", "No day: taken as not repaired yet."),
                (3, "01/12/2026", "A day to come: taken as not repaired yet."),
            ],
        )

    def test_10_05_twice_and_once_repaired(self):
        text = f"VIN;Repaired on\n{ONE};12/10/2026\n{ONE.lower()};\n"
        self.assertEqual(self.take(text)[0], {ONE: date(2026, 10, 12)})

    def test_10_05_what_is_none_is_told(self):
        """A digit that is missing, the letter O for a zero: nobody is left out in silence, be it the first."""
        short, wrong = ONE[:-1], ONE.replace("0", "O")
        vins, problems = self.take(f"{short}\n{ONE}\n{wrong}\n")
        self.assertEqual(vins, {ONE: None})
        self.assertEqual([(line, value) for line, value, _reason in problems], [(1, short), (3, wrong)])

    def test_10_05_workbook(self):
        book = Workbook()
        for row in (["VIN", "Réparé le"], [ONE, date(2026, 10, 12)], [TWO, None]):
            book.active.append(row)
        content = BytesIO()
        book.save(content)
        self.assertEqual(self.take(content.getvalue()), ({ONE: date(2026, 10, 12), TWO: None}, []))

    def test_10_05_no_list(self):
        for text in ("", "Modèle;Client\n208;Bonnet\n", "%PDF-1.4"):
            with self.subTest(text=text), self.assertRaises(TableFileError):
                read_vins(text.encode(), TODAY)
