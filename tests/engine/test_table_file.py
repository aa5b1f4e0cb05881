import io
import random
import zipfile
from dataclasses import replace
from datetime import date, datetime

from openpyxl import Workbook

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_dealership.engine.file import table, xlsx_reader
from odoo.addons.crm_dealership.engine.file.csv_reader import find_encoding
from odoo.addons.crm_dealership.engine.file.errors import TableFileError
from odoo.addons.crm_dealership.engine.file.spreadsheet import neutralise, write_csv, write_xlsx
from odoo.addons.crm_dealership.engine.file.table import count_rows, detect_format, list_sheets, read_rows

PEOPLE = "Réf client;Nom;Téléphone\nC1;Bonnet;06 12 34 56 78\nC2;Éric;0565000000\n"
EXPECTED = [
    (1, ("Réf client", "Nom", "Téléphone")),
    (2, ("C1", "Bonnet", "06 12 34 56 78")),
    (3, ("C2", "Éric", "0565000000")),
]


def english(text):
    return text and text._translate("en_US")


def make_xlsx(rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def replace_part(content, name, text):
    """Return an XLSX file with one part forged."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            target.writestr(part.filename, text if part.filename == name else source.read(part))
    return buffer.getvalue()


class FileCase(BaseCase):
    def read_numbered(self, content, **kwargs):
        return [(row.number, row.values) for row in self.read_all(content, **kwargs)]

    def read_all(self, content, **kwargs):
        return list(read_rows(content, detect_format(content), **kwargs))

    def assertRefused(self, content, text):
        with self.assertRaises(TableFileError) as caught:
            count_rows(content, detect_format(content))
            self.read_numbered(content)
        self.assertIn(text, english(caught.exception.message))


@tagged("post_install", "-at_install")
class TestCsv(FileCase):
    def test_encodings(self):
        unicode = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
        for encoding in (*unicode, "cp1252", "latin-1", "iso8859-15", "mac-roman", "cp850"):
            with self.subTest(encoding):
                self.assertEqual(self.read_numbered(PEOPLE.encode(encoding)), EXPECTED)

    def test_15_encodings_of_longer_files(self):
        """The accents may stand far behind, in capitals or not; what is told must be written in the same letters."""
        rows = [f"C{number};Durand;Rodez;06 12 34 {number % 90 + 10} 78" for number in range(3_000)]
        for accents in (
            ["C1;Lefèvre;Onet-le-Château;", "C2;Noël;Béziers;"],
            ["C1;HÉLÈNE GÉRARD;SÈTE;", "C2;AÏCHA;NÎMES;"],
        ):
            text = "\r\n".join(["Réf client;Nom;Ville;Téléphone", *rows, *accents, ""])
            for encoding in ("utf-8", "utf-16", "cp1252", "latin-1", "mac-roman", "cp850"):
                with self.subTest(encoding=encoding, accents=accents):
                    content = text.encode(encoding)
                    self.assertEqual(content.decode(find_encoding(content)).lstrip("\ufeff"), text)

    def test_15_totals_and_titles_are_rows_of_the_file(self):
        content = "Clients;;\n;;\nNom;Tél;Ville\nBonnet;0612345678;Rodez\nTotal;;1\n".encode()
        self.assertEqual(detect_format(content).skipped, 1)
        self.assertEqual([number for number, _values in self.read_numbered(content)], [3, 4, 5])
        self.assertEqual(count_rows(content, detect_format(content)), 3)

    def test_separators(self):
        for separator in (";", ",", "\t", "|"):
            with self.subTest(separator):
                content = PEOPLE.replace(";", separator).encode()
                self.assertEqual(detect_format(content).separator, separator)
                self.assertEqual(self.read_numbered(content), EXPECTED)

    def test_commas_inside_values_do_not_mislead(self):
        content = b'name;address\n"Bonnet, Jeanne";"1, rue Haute"\n"Fabre, Luc";"2, rue Basse"\n'
        self.assertEqual(self.read_numbered(content)[1], (2, ("Bonnet, Jeanne", "1, rue Haute")))

    def test_excels_announcement_of_the_separator(self):
        self.assertEqual(self.read_numbered(b"sep=|\nname|city\nJean, A|b\n")[0], (2, ("name", "city")))

    def test_quotes_hold_separators_and_line_breaks(self):
        content = b'name;note\n"Le; Goff";"two\nlines"\nnext;row\n'
        self.assertEqual(
            self.read_numbered(content), [(1, ("name", "note")), (2, ("Le; Goff", "two\nlines")), (3, ("next", "row"))]
        )

    def test_old_line_ends(self):
        self.assertEqual(
            self.read_numbered(b"name;city\rBonnet;Rodez\r"), [(1, ("name", "city")), (2, ("Bonnet", "Rodez"))]
        )

    def test_one_column(self):
        self.assertEqual(self.read_numbered(b"email\na@customer.test\n"), [(1, ("email",)), (2, ("a@customer.test",))])

    def test_blank_rows_are_left_out_but_numbers_are_those_of_the_file(self):
        self.assertEqual(self.read_numbered(b"a;b\n\n;;\nc;d\n"), [(1, ("a", "b")), (4, ("c", "d"))])

    def test_rows_too_short_are_read_and_rows_too_long_are_not_trusted(self):
        rows = self.read_all(b"a;b\n1\n1;2;3\n1;2;;\n")
        self.assertEqual([bool(row.problem) for row in rows], [False, False, True, False])
        self.assertIn("separator inside a value", english(rows[2].problem))

    def test_without_header_no_width_is_known(self):
        self.assertFalse(any(row.problem for row in self.read_all(b"1;2\n1;2;3\n", has_header=False)))

    def test_nul_and_invisible_characters_are_dropped(self):
        self.assertEqual(self.read_numbered(b"name;city\nBon\x00net;Rodez\n" * 20)[1], (2, ("Bonnet", "Rodez")))

    def test_our_own_exports_come_back_as_they_were(self):
        self.assertEqual(
            self.read_numbered(b"phone;name\n'+33612345678;'quoted'\n")[1], (2, ("+33612345678", "'quoted'"))
        )

    def test_formulas_are_texts(self):
        formula = '=HYPERLINK("http://evil.test")'
        self.assertEqual(
            self.read_numbered(f'name;x\n"{formula.replace(chr(34), chr(34) * 2)}";1\n'.encode())[1][1][0], formula
        )

    def test_refusals(self):
        noise = random.Random(1).randbytes(20_000)
        for content, text in (
            (b"", "empty"),
            (b" \n\r\n\0", "empty"),
            (noise, "not a text file"),
            (b"%PDF-1.7 ...", "not a table"),
            (b"\xd0\xcf\x11\xe0" + noise, "old kind"),
            (b"x" * (table.MAX_BYTES + 1), "50 MB"),
            (b";".join([b"v"] * 201), "more than 200 columns"),
            (b"a\n" * (table.MAX_ROWS + 1), "200,000 rows"),
            (b'name;x\n"never closed;1\n' + b"x" * 200_000, "after row 1"),
            (b"name;x\n" + b";" * 2_000_000, "Row 2 is longer"),
            (b"name;x\n" + b'"\n' + b'";;;"\n' * 180_000, "Row 2 is longer"),
        ):
            with self.subTest(text):
                self.assertRefused(content, text)

    def test_an_open_quote_is_told_where_it_swallowed_rows(self):
        rows = self.read_all(b'name;x\nfirst;1\n"open;2\nlost;3\nlost;4\n')
        self.assertEqual([bool(row.problem) for row in rows], [False, False, True])

    def test_long_values_are_cut_and_told(self):
        row = self.read_all(b"name;x\n" + b"y" * 6_000 + b";1\n")[1]
        self.assertEqual(len(row.values[0]), table.MAX_CELL)
        self.assertIn("goes on and on", english(row.problem))


@tagged("post_install", "-at_install")
class TestXlsx(FileCase):
    def test_values_are_read_as_people_write_them(self):
        content = make_xlsx([["Nom", "Tel", "Naissance"], ["Bonnet", 612345678, None], [], ["Éric", 5.5, True]])
        self.assertEqual(
            self.read_numbered(content),
            [(1, ("Nom", "Tel", "Naissance")), (2, ("Bonnet", "612345678")), (4, ("Éric", "5.5", "True"))],
        )
        self.assertEqual(count_rows(content, detect_format(content)), 3)

    def test_15_dates_and_numbers_as_text(self):
        rows = [["Tel", "Né le", "Montant", "Code"], ["0612345678", date(1978, 5, 12), 1234.5, 612345678.0]]
        rows.append([612345678, datetime(2024, 5, 12, 10, 30), 6.12345678e8, "00012"])
        self.assertEqual(
            [values for _number, values in self.read_numbered(make_xlsx(rows))][1:],
            [
                ("0612345678", "1978-05-12", "1234.5", "612345678"),
                ("612345678", "2024-05-12 10:30:00", "612345678", "00012"),
            ],
        )

    def test_15_the_sheet_with_the_table(self):
        book = Workbook()
        book.active.title = "Notice"
        book.active.append(["Lisez-moi"])
        people, towns = book.create_sheet("Clients"), book.create_sheet("Villes")
        for row in (["Fichier"], ["Nom", "Tel"], ["Bonnet", "0612345678"]):
            people.append(row)
        for _number in range(30):
            towns.append(["12000", "Rodez", "Aveyron"])
        book.create_sheet("Cachée").sheet_state = "hidden"
        buffer = io.BytesIO()
        book.save(buffer)
        content = buffer.getvalue()
        self.assertEqual(detect_format(content).sheet, "Villes")
        rated = detect_format(content, rate=lambda rows: any("Tel" in row for row in rows))
        self.assertEqual((rated.sheet, rated.skipped), ("Clients", 1))
        self.assertEqual(list_sheets(content, rated), ["Notice", "Clients", "Villes"])
        self.assertEqual(count_rows(content, rated), 2)
        with self.assertRaises(TableFileError) as caught:
            list(read_rows(content, replace(rated, sheet="Cachée")))
        self.assertIn("It has: Notice, Clients, Villes", english(caught.exception.message))

    def test_formulas_are_never_evaluated(self):
        self.assertEqual(self.read_numbered(make_xlsx([["name", "x"], ["=1+1", "y"]]))[1], (2, ("", "y")))

    def test_damaged_files(self):
        content = make_xlsx([["name"], ["Bonnet"]])
        sheet = "xl/worksheets/sheet1.xml"
        for forged in (
            content[: len(content) // 2],
            b"PK\x03\x04" + b"\0" * 100,
            replace_part(content, sheet, "<worksheet><broken"),
            replace_part(content, "xl/workbook.xml", "no xml"),
        ):
            self.assertRefused(forged, "damaged")

    def test_zip_bomb(self):
        content = make_xlsx([["name"]])
        bomb = replace_part(content, "xl/worksheets/sheet1.xml", "<worksheet>" + " " * (80 * 1024 * 1024))
        self.assertLess(len(bomb), 200_000)
        self.assertRefused(bomb, "unpacks to far more")

    def test_entities_are_refused(self):
        content = make_xlsx([["name"]])
        sheet = (
            '<?xml version="1.0"?><!--{}--><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
            "<worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>"
        ).format("padding" * 10_000)
        for text in (sheet, sheet.encode("utf-16")):
            self.assertRefused(replace_part(content, "xl/worksheets/sheet1.xml", text), "an attack")

    def test_11_11_what_cannot_be_inspected_is_refused(self):
        """expat stops at the first letter where lxml, which openpyxl reads styles with, goes on to the end."""
        content = make_xlsx([["name"], ["Bonnet"]])
        junk = "<junk/>" * 20
        for name, text in (
            ("xl/styles.xml", f'\ufeff<?xml version="1.0" encoding="UTF-16"?><styleSheet>{junk}</styleSheet>'),
            ("xl/styles.xml", f'<?xml version="1.0" encoding="UTF-16"?><styleSheet>{junk}</styleSheet>'),
            ("xl/styles.xml", f'<?xml version="1.0" encoding="no-such"?><styleSheet>{junk}</styleSheet>'),
            ("xl/workbook.xml", "<!DOCTYPE x"),
            ("xl/_rels/workbook.xml.rels", '<?xml version="1.0" encoding="UTF-16"?><Relationships/>'),
            ("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row><c><v>1</v></c></row>"),
        ):
            with self.subTest(name=name, text=text[:50]):
                self.assertRefused(replace_part(content, name, text), "damaged")

    def test_11_11_whatever_it_is_called(self):
        """The table of contents says what a part is, not its name: a picture may be declared to be the workbook."""
        parts = {}
        with zipfile.ZipFile(io.BytesIO(make_xlsx([["name"], ["Bonnet"]]))) as archive:
            for name in archive.namelist():
                parts[name.replace("workbook.xml", "book.png")] = archive.read(name)
        contents = "[Content_Types].xml"
        parts[contents] = parts[contents].replace(b"xl/workbook.xml", b"xl/book.png")
        misleading = '\ufeff<?xml version="1.0" encoding="UTF-16"?>'.encode()
        for declaration, refused in ((b"", False), (misleading, True)):
            buffer = io.BytesIO()
            with zipfile.ZipFile(buffer, "w") as archive:
                for name, text in parts.items():
                    archive.writestr(name, declaration + text if name == "xl/book.png" else text)
            if refused:
                self.assertRefused(buffer.getvalue(), "damaged")
            else:
                self.assertEqual(self.read_numbered(buffer.getvalue())[1], (2, ("Bonnet",)))

    def test_11_11_pictures_are_left_alone(self):
        buffer = io.BytesIO(make_xlsx([["name"], ["Bonnet"]]))
        with zipfile.ZipFile(buffer, "a") as archive:
            archive.writestr("xl/media/image1.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 100)
            archive.writestr("xl/printerSettings/printerSettings1.bin", b"\0P\0r\0i")
        self.assertEqual(self.read_numbered(buffer.getvalue()), [(1, ("name",)), (2, ("Bonnet",))])

    def test_masses_of_elements_are_refused(self):
        content = make_xlsx([["name"]])
        for limit, body in (
            ("MAX_KEPT_ELEMENTS", "<junk/>" * 20),
            ("MAX_CELLS", f"<sheetData><row>{'<c/>' * 20}</row></sheetData>"),
            ("MAX_SHEET_ROWS", '<sheetData><row r="4000000000"/></sheetData>'),
            ("MAX_WIDE_CELLS", "<sheetData><row>" + 20 * '<c r="ZZZ1"/>' + "</row></sheetData>"),
        ):
            with self.subTest(limit):
                self.patch(xlsx_reader, limit, 10)
                forged = replace_part(content, "xl/worksheets/sheet1.xml", f"<worksheet>{body}</worksheet>")
                self.assertRefused(forged, "unpacks to far more")


@tagged("post_install", "-at_install")
class TestSpreadsheet(FileCase):
    def test_formulas_are_neutralised(self):
        for text in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"):
            self.assertEqual(neutralise(text), f"'{text}")
        for text, expected in (("plain", "plain"), (None, ""), (False, ""), (12, "12"), (-1, "'-1")):
            self.assertEqual(neutralise(text), expected)

    def test_files_can_be_read_again(self):
        rows = [["Name", "Formula"], ["Éric; the 2nd", "=1+1"]]
        file = io.BytesIO()
        write_xlsx(rows, file, "Report")
        for content in (b"".join(write_csv(rows)), file.getvalue()):
            self.assertEqual([values for _number, values in self.read_numbered(content)], [tuple(row) for row in rows])
        self.assertIn(b"'=1+1", b"".join(write_csv(rows)))
