"""By which numbers a source knows what it speaks of, however they are written, and what has none."""

from odoo.tests import BaseCase, tagged

from ...engine.feed.notation import Unreadable, read_number
from ...engine.feed.source_key import fold_source_key, tidy_source_key
from .test_feed import LATER, ORDERS, FeedCommon
from .test_superseded_rows import LAST, write

# Notations of one number, and of two.
SAME = [
    ("OR-9", "or-9"),
    (" OR-9 ", "OR-9\u00a0"),
    ("OR  9", "OR\u202f9"),
    ("OR\u20139", "OR-9"),
    ("99.0", "99"),
    ("99,0", "99"),
    ("fac-2026-ab12", "FAC-2026-AB12"),
    ("\u200eOR-9", "OR-9"),
    ("été-1", "ÉTÉ-1"),
]
DIFFERENT = [
    ("0099", "99"),
    ("99.00", "99"),
    ("1.000", "1"),
    ("A99.0", "A99"),
    ("OR 9", "OR9"),
    ("1 11", "11 1"),
    ("aB3x9", "Ab3X9"),
    ("k3x9q", "K3X9Q"),
    ("OR/9", "OR-9"),
    ("ÉTÉ-1", "ETE-1"),
]


@tagged("post_install", "-at_install")
class TestNotationOfNumbers(BaseCase):
    def test_15_what_is_one_number(self):
        for one, other in SAME:
            with self.subTest(one=one):
                self.assertEqual(fold_source_key(one), fold_source_key(other))

    def test_15_what_is_two_numbers(self):
        for one, other in DIFFERENT:
            with self.subTest(one=one):
                self.assertNotEqual(fold_source_key(one), fold_source_key(other))

    def test_15_folded_once_is_folded(self):
        for text in (each for pair in SAME + DIFFERENT for each in pair):
            self.assertEqual(fold_source_key(fold_source_key(text)), fold_source_key(text))

    def test_15_it_is_shown_as_it_is_written(self):
        self.assertEqual([tidy_source_key(text) for text in (" or-9", "99.0", "0099")], ["or-9", "99", "0099"])

    def test_15_a_number_that_a_spreadsheet_has_cut(self):
        """2,02611E+11 is the number of a hundred thousand records."""
        for text in ("2,02611E+11", "2E+11"):
            with self.assertRaises(Unreadable):
                read_number(text, None)


@tagged("post_install", "-at_install")
class TestSourceKeys(FeedCommon):
    def test_15_another_notation_is_the_same_record(self):
        """In each kind, and for what waits for it."""
        for kind in ("customer", "appointment", "repair_order", "vehicle_sale", "invoice", "payment"):
            with self.subTest(kind=kind):
                content = write(kind)
                feed = self.make_feed(content, f"{kind}.csv", kind=kind)
                load = self.load(feed, content, filename=f"{kind}.csv")
                self.assertEqual((load.created_count + load.updated_count, load.unchanged_count), (1, 1))
                header, _line, rows = content.partition("\n")
                rows = "".join(f"{row[0].lower()}{row[1:]}\n" for row in rows.splitlines())
                other = header + "\n" + rows.replace(";C1;", ";c1;")
                self.assertNotEqual(other, content)
                self.assertCounts(self.load(feed, other, LATER, filename=f"{kind}.csv"), unchanged=2)

    def test_15_what_waits_for_another_notation(self):
        orders = "Numero OR;Date;Statut;Numero client\n7;01/11/2026;Ouvert;c1\n"
        customers = "Code client;Nom;Prenom;Email\nC1;Vidal;Zoé;zoe@vidal.example\n"
        load = self.load(self.make_feed(orders), orders)
        self.assertCounts(load, waiting=1)
        self.assertEqual(load.waiting_ids.value, "c1")
        self.load(self.make_feed(customers, "c.csv"), customers, filename="c.csv")
        self.assertCounts(load, created=1)

    def test_15_a_number_is_shown_as_the_source_writes_it(self):
        content = ORDERS.replace("OR-1;", "or-1;").replace("OR-2;", "99.0;").replace("OR-3;", "0099;")
        self.load(self.make_feed(ORDERS), content)
        self.assertEqual(set(self.get_orders()), {"or-1", "99", "0099"})

    def test_15_a_complete_list_in_another_notation_settles_nothing(self):
        content = write("invoice")
        feed = self.make_feed(content, "i.csv", kind="invoice", lists_all_open=True)
        self.load(feed, content, filename="i.csv")
        load = self.load(feed, content.replace("F1;", " f1;"), LATER, filename="i.csv")
        self.assertEqual((load.absent_count, load.absent_doubt), (0, False))


@tagged("post_install", "-at_install")
class TestNameless(FeedCommon):
    """Customers who are only called something: no number, no address tells them."""

    content = (
        "N° OR;Date ouverture;Statut;Client;Immatriculation\n"
        "O1;19/11/2026;En cours;Luc Durand;AB-123-CD\nO2;19/11/2026;En cours;Luc Durand;\n"
    )

    def find_customers(self):
        return self.env["res.partner"].search([("company_id", "=", self.company_a.id), ("name", "ilike", "durand")])

    def test_15_they_are_made_once(self):
        feed = self.make_feed(self.content)
        self.assertCounts(self.load(feed, self.content), created=2)
        luc = self.find_customers()
        before = self.read_tables()
        self.assertCounts(self.load(feed, self.content, LATER), unchanged=2)
        self.assertEqual(self.read_tables(), before)
        # One of the orders alone, whose name somebody has corrected.
        luc.name = "Luc Durand-Vidal"
        head, _first, second = self.content.splitlines()
        self.assertCounts(self.load(feed, f"{head}\n{second}\n", LAST), unchanged=1)
        self.assertEqual(self.find_customers(), luc)

    def test_15_another_name_is_somebody_else(self):
        feed = self.make_feed(self.content)
        self.load(feed, self.content)
        luc = self.find_customers()
        self.load(feed, self.content.replace("Luc Durand;AB", "Anne Durand;AB"), LATER)
        self.assertEqual(self.get_orders()["O1"].partner_id.name, "Anne Durand")
        self.assertEqual((luc.name, self.get_orders()["O2"].partner_id), ("Luc Durand", luc))

    def test_15_who_is_erased_is_not_filled_again(self):
        feed = self.make_feed(self.content)
        self.load(feed, self.content)
        luc = self.find_customers()
        luc._erase(LATER)
        self.get_orders()["O1"].unlink()
        self.load(feed, self.content, LATER)
        self.assertFalse(self.find_customers())

    def test_15_undone_nothing_is_remembered(self):
        feed = self.make_feed(self.content)
        load = self.load(feed, self.content)
        load._start_undo()
        self.assertEqual((load.state, self.find_customers()), ("undone", self.env["res.partner"]))
        self.assertFalse(self.env["dealership.feed.record"].search([("source_id", "=", self.source.id)]))
