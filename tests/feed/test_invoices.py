from datetime import date, datetime

from odoo.tests import tagged

from .test_feed import FeedCommon

NOW = datetime(2026, 11, 20, 7, 0)
INVOICES = """N° facture;Type pièce;Date facture;Échéance;Montant TTC;Reste dû;Statut;Activité;Code client;Nom client;E-mail
F-2019-7;Facture;02/11/2026;30/11/2026;1 234,50;1 234,50;Ouverte;Atelier;C17;Vidal;zoe@vidal.example
F-2019-8;Facture;03/11/2026;;600,00;150,00;Partielle;VN;C17;Vidal;zoe@vidal.example
F-2019-9;Facture;04/11/2026;04/12/2026;80,00;0,00;Soldée;Pièces;C18;Durand;luc@durand.example
A-3;Avoir;05/11/2026;;50,00;50,00;Ouverte;Atelier;C18;Durand;luc@durand.example
F-2019-10;Facture;06/11/2026;;-20,00;-20,00;Ouverte;Atelier;C18;Durand;luc@durand.example
F-2019-11;Facture;06/11/2026;;99,00;99,00;Annulée;Atelier;C18;Durand;luc@durand.example
"""  # noqa: E501 a file has long lines


class InvoiceCommon(FeedCommon):
    """Feeds of invoices and payments, and what became of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own_moves = cls.env["account.move"].search([("company_id", "=", cls.company_a.id)])

    def get_invoices(self):
        moves = self.env["account.move"].search(
            [("dealership_source_id", "=", self.source.id), ("move_type", "in", ("out_invoice", "out_refund"))]
        )
        return {move.name: move for move in moves}

    def assertOffTheBooks(self):  # noqa: N802
        """Whatever was loaded, each entry of it adds up to nothing on two accounts that no other entry touches."""
        accounts = self.env["account.account"].browse(
            [account.id for account in self.company_a._get_open_items_accounts()]
        )
        lines = self.env["account.move.line"].search(
            [("company_id", "=", self.company_a.id), ("move_id", "not in", self.own_moves.ids)]
        )
        self.assertEqual(lines.account_id, accounts)
        self.assertFalse(lines.tax_ids + lines.tax_line_id)
        for move in lines.move_id:
            self.assertAlmostEqual(sum(move.line_ids.mapped("balance")), 0)


@tagged("post_install", "-at_install")
class TestInvoices(InvoiceCommon):
    """A file of invoices and credit notes, as a DMS lists them."""

    def test_10_3_columns_are_guessed(self):
        guess = self.env["dealership.feed"]._guess(INVOICES.encode(), "factures.csv")
        self.assertEqual(guess.kind, "invoice")
        self.assertEqual(
            {column.header: (column.meaning or "").removeprefix("invoice.") for column in guess.column_ids},
            {
                "N° facture": "key",
                "Type pièce": "move_type",
                "Date facture": "invoice_date",
                "Échéance": "invoice_date_due",
                "Montant TTC": "amount_total",
                "Reste dû": "open_amount",
                "Statut": "source_status",
                "Activité": "invoice_reason",
                "Code client": "customer.key",
                "Nom client": "customer.name",
                "E-mail": "customer.email",
            },
        )
        self.assertFalse(guess.code_ids.filtered("is_open").mapped("code"))

    def test_10_3_first_load(self):
        load = self.load(self.make_feed(INVOICES), INVOICES)
        self.assertEqual(load.refused_ids.mapped("message"), [])
        self.assertCounts(load, created=6)
        invoices = self.get_invoices()
        said = {
            name: (move.move_type, move.state, move.amount_total, move.amount_residual, move.payment_state)
            for name, move in invoices.items()
        }
        self.assertEqual(
            said,
            {
                "F-2019-7": ("out_invoice", "posted", 1234.5, 1234.5, "not_paid"),
                "F-2019-8": ("out_invoice", "posted", 600, 150, "partial"),
                "F-2019-9": ("out_invoice", "posted", 80, 0, "paid"),
                "A-3": ("out_refund", "posted", 50, 50, "not_paid"),
                "F-2019-10": ("out_refund", "posted", 20, 20, "not_paid"),
                "F-2019-11": ("out_invoice", "cancel", 99, 99, "not_paid"),
            },
        )
        first = invoices["F-2019-7"]
        self.assertEqual((first.invoice_date, first.invoice_date_due), (date(2026, 11, 2), date(2026, 11, 30)))
        self.assertEqual((first.partner_id.name, first.team_id), ("Vidal", self.team_a))
        self.assertEqual((first.invoice_reason, first.amount_tax), ("workshop", 0))
        self.assertOffTheBooks()

    def test_10_3_same_file_twice_changes_nothing(self):
        feed = self.make_feed(INVOICES)
        self.load(feed, INVOICES)
        count = self.env["account.move"].search_count([])
        self.assertCounts(self.load(feed, INVOICES, datetime(2026, 11, 21)), unchanged=6)
        self.assertEqual(self.env["account.move"].search_count([]), count)

    def test_10_3_totals_are_no_invoices(self):
        feed = self.make_feed(INVOICES)
        totals = "Sous-total Vidal;;;;1 834,50;1 384,50;;;;;\nTOTAL;;;;1 944,50 €;-1 384,50;;;;;\n"
        load = self.load(feed, INVOICES + totals)
        self.assertEqual((load.row_count, load.created_count, load.refused_count), (6, 6, 0))

    def test_10_3_who_is_called_total_is_a_customer(self):
        content = "Nom;E-mail;Code client;Ville\nTotal;;12;Rodez\nTotal Énergies;t@t.example;13;\n"
        feed = self.make_feed(content, "customers.csv")
        self.assertEqual(feed.kind, "customer")
        self.assertEqual(self.load(feed, content).created_count, 2)
