import csv
import io
import tracemalloc
import zipfile

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_dealership.engine.file.spreadsheet import PIECE, neutralise, open_xlsx, write_csv

ROW = ["Jeanne Bonnet", "jeanne.bonnet@customer.test", "06 12 34 56 78", "12 rue de l'Embergue", "12000", "Rodez"]


def make_rows(count):
    return ([*ROW, str(number)] for number in range(count))


@tagged("post_install", "-at_install")
class TestSpreadsheet(BaseCase):
    def test_formulas_are_neutralised(self):
        for value in ("=1+1", "+33 6", "-1", "@SUM(A1)", "\t=1", "\r=1"):
            self.assertEqual(neutralise(value), f"'{value}")
        self.assertEqual([neutralise(value) for value in (None, False, 0, "1=1")], ["", "", "0", "1=1"])

    def test_csv(self):
        content = b"".join(write_csv([["Nom", "N°"], ["a;b", 1]])).decode("utf-8-sig")
        self.assertEqual(list(csv.reader(io.StringIO(content), delimiter=";")), [["Nom", "N°"], ["a;b", "1"]])

    def test_xlsx_leaves_in_pieces(self):
        pieces = list(open_xlsx(make_rows(20_000), "People"))
        self.assertGreater(len(pieces), 2)
        self.assertTrue(all(len(piece) <= PIECE for piece in pieces))
        with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as book:
            self.assertIn(b">19999<", book.read("xl/worksheets/sheet1.xml"))

    def test_memory_does_not_grow_with_the_rows(self):
        """Ten times the rows, and hardly more memory at once: nothing keeps them."""
        for write in (lambda rows: open_xlsx(rows, "People"), write_csv):
            few, many = (self.measure_peak(write, count) for count in (2_000, 20_000))
            self.assertLess(many, few + 200_000)

    def measure_peak(self, write, count):
        """Return how many bytes writing so many rows holds at once, at most."""
        tracemalloc.start()
        try:
            for _piece in write(make_rows(count)):
                pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
