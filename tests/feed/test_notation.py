from datetime import date, datetime

import pytz

from odoo.tests import BaseCase, tagged

from ...engine.feed import notation as written
from ...engine.feed.merge import merge

PARIS = pytz.timezone("Europe/Paris")
FRENCH = written.Notation(PARIS)
AMERICAN = written.Notation(PARIS, written.MONTH_FIRST, written.POINT)


@tagged("post_install", "-at_install")
class TestNotation(BaseCase):
    """What the cells of a file say."""

    def check(self, read, cases, notation=FRENCH):
        for text, expected in cases.items():
            with self.subTest(text=text):
                if expected is None:
                    with self.assertRaises(written.Unreadable):
                        read(text, notation)
                else:
                    self.assertEqual(read(text, notation), expected)

    def test_days(self):
        tenth = date(2026, 3, 10)
        self.check(
            written.read_date,
            {
                "10/03/2026": tenth,
                "10.03.26": tenth,
                "10-3-2026": tenth,
                "2026-03-10": tenth,
                "2026/03/10": tenth,
                "20260310": tenth,
                "2026-03-10T23:30:00Z": date(2026, 3, 11),
                "10/03/2026 14:05": tenth,
                "46091": tenth,  # as spreadsheets count
                "46091.75": tenth,
                "46091,75": tenth,
                "10/03/69": date(1969, 3, 10),
                "31/02/2026": None,
                "10/13/2026": None,
                "10/03/1026": None,
                "demain": None,
                "12345678": None,
                "0": None,
            },
        )
        self.check(written.read_date, {"03/10/2026": tenth, "13/10/2026": None}, AMERICAN)

    def test_moments(self):
        self.check(
            written.read_moment,
            {
                "10/03/2026 14:05": datetime(2026, 3, 10, 13, 5),
                "10/03/2026 14h05": datetime(2026, 3, 10, 13, 5),
                "10/03/2026 à 14h": datetime(2026, 3, 10, 13),
                "46091,75": datetime(2026, 3, 10, 17),
                "2026-03-10T14:05:00+99:99": None,
                "2026-03-10T14:05:09.123": datetime(2026, 3, 10, 13, 5, 9),
                "2026-03-10T14:05:09+05:30": datetime(2026, 3, 10, 8, 35, 9),
                "2026-03-10 14:05 Z": datetime(2026, 3, 10, 14, 5),
                "20260310140509": datetime(2026, 3, 10, 13, 5, 9),
                "46091.5": datetime(2026, 3, 10, 11),
                "10/03/2026": datetime(2026, 3, 9, 23),
                "29/03/2026 02:30": datetime(2026, 3, 29, 1),  # an hour that there was not
                "25/10/2026 02:30": datetime(2026, 10, 25, 0, 30),  # the first of two
                "10/03/2026 25:00": None,
                "10/03/2026 bientôt": None,
            },
        )
        self.check(written.read_moment, {"3/10/2026 2:05 PM": datetime(2026, 3, 10, 13, 5)}, AMERICAN)

    def test_amounts(self):
        self.check(
            written.read_amount,
            {
                "1 234,56 €": 1234.56,
                "1\u202f234,56": 1234.56,
                "1.234,56": 1234.56,
                "12,50-": -12.5,
                "(12,50)": -12.5,
                "-0,01": -0.01,
                "1234": 1234.0,
                "1.234": 1234.0,  # a point sets thousands off
                "12.5": 12.5,  # what a spreadsheet made of it
                "1,2E3": 1200.0,
                "gratuit": None,
                "1,2,3": None,
            },
        )
        self.check(written.read_amount, {"1,234.56": 1234.56, "1,234": 1234.0, "$12.50": 12.5}, AMERICAN)

    def test_other_values(self):
        self.check(written.read_integer, {"12 345 km": 12345, "12.345": 12345, "12345.0": 12345, "douze": None})
        self.check(written.read_plate, {"ab123cd": "AB-123-CD", "1234 xy 12": "1234 XY 12", "?": None})
        self.check(
            written.read_vin,
            {
                "vf1 rfb00 565-432109": "VF1RFB00565432109",
                "VF1RFBO0565432109": None,
                "VF1RFB005654321098": None,
                "INCONNU": None,
            },
        )
        self.check(written.read_flag, {"Oui": True, "N": False, "peut-être": None})

    def test_notation_is_guessed(self):
        self.assertEqual(written.guess_day_order(["03/04/2026", "12/31/2026"]), written.MONTH_FIRST)
        self.assertEqual(written.guess_day_order(["03/04/2026", "31/12/2026"]), written.DAY_FIRST)
        self.assertEqual(written.guess_day_order(["03/04/2026"]), written.DAY_FIRST)
        self.assertEqual(written.guess_day_order(["05 65 42 00 10", "99/99/2026", "31/12/2026"]), written.DAY_FIRST)
        self.assertEqual(written.guess_day_order(["12-31-26 08:15"]), written.MONTH_FIRST)
        self.assertEqual(written.guess_decimal_mark(["12.50", "1,234.00"]), written.POINT)
        self.assertEqual(written.guess_decimal_mark(["06.12.34.00.20", "31.12.26", "M.2", "1 234,5 €"]), written.COMMA)
        self.assertEqual(written.guess_decimal_mark(["12,50", "1.234,00"]), written.COMMA)


@tagged("post_install", "-at_install")
class TestMerge(BaseCase):
    """What is written of what a source says."""

    def check(self, *, before, stood, here, says, written_as, then_stands):
        said_before = {} if before is None else {"phone": before}
        result = merge({"phone": says}, said_before, {"phone": stood} if stood else {}, {"phone": here})
        self.assertEqual(result.changes, {} if written_as is None else {"phone": written_as})
        self.assertEqual(result.stood, {"phone": then_stands} if then_stands else {})

    def test_news_and_corrections(self):
        self.check(before="1", stood=None, here="1", says="2", written_as="2", then_stands=None)
        self.check(before="1", stood=None, here="1", says="1", written_as=None, then_stands=None)
        self.check(before="1", stood=None, here="9", says="1", written_as=None, then_stands=None)
        # Corrected here: it stays, and stays when there are further news.
        self.check(before="1", stood=None, here="9", says="2", written_as=None, then_stands="1")
        self.check(before="2", stood="1", here="9", says="3", written_as=None, then_stands="1")
        # Emptied here is filled again by news, not by what was said before.
        self.check(before="1", stood=None, here=None, says="1", written_as=None, then_stands=None)
        self.check(before="1", stood=None, here=None, says="2", written_as="2", then_stands=None)

    def test_first_word(self):
        self.check(before=None, stood=None, here=None, says="1", written_as="1", then_stands=None)
        # What was here before is no correction: the first word leaves it, news overwrite it.
        self.check(before=None, stood=None, here="9", says="1", written_as=None, then_stands="9")
        self.check(before="1", stood="9", here="9", says="2", written_as="2", then_stands=None)
        self.check(before="1", stood="9", here="8", says="2", written_as=None, then_stands="9")

    def test_emptied_by_the_source(self):
        result = merge({"closed_at": None}, {"closed_at": "x"}, {}, {"closed_at": "x"})
        self.assertEqual(result.changes, {"closed_at": None})

    def test_the_source_has_the_last_word(self):
        result = merge({"phone": "1"}, {"phone": "1"}, {}, {"phone": "9"}, source_wins=True)
        self.assertEqual(result.changes, {"phone": "1"})
