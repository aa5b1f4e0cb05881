from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ...models.feed import feed_loading
from ..invoice.common import ReminderCommon
from .test_invoices import InvoiceCommon

HEADER = "N° facture;Type pièce;Date facture;Échéance;Montant TTC;Reste dû;Statut;Code client;Nom client;E-mail\n"
CUSTOMER = "C17;Vidal;zoe@vidal.example"
PAYMENTS = "N° règlement;Date règlement;Montant;Statut;N° facture;Code client\n"
FIRST = datetime(2026, 11, 20, 7, 0)


def make_sample(header=HEADER, **further):
    """A file in which each word stands that the feed has to know."""
    statuses = ("Ouverte", "Partielle", "Soldée", "Annulée")
    return header + "".join(
        row(f"S{number}", "1,00", status=status, kind=kind, **further)
        for number, (status, kind) in enumerate(zip(statuses, ("Facture", "Avoir") * 2, strict=True))
    )


def row(number, left, total="100,00", status="", kind="Facture", issued="02/11/2026", due="15/11/2026"):
    return f"{number};{kind};{issued};{due};{total};{left};{status};{CUSTOMER}\n"


@tagged("post_install", "-at_install")
class TestInvoiceStates(InvoiceCommon):
    """What a source says of its invoices by and by, the accounts follow."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.feed = cls.make_feed(make_sample(), "invoices.csv")
        cls.payments = cls.make_feed(
            f"{PAYMENTS}P0;03/11/2026;1,00;Encaissé;F1;C17\nP0;03/11/2026;1,00;Rejeté;F1;C17\n",
            "payments.csv",
            kind="payment",
        )
        cls.day = FIRST

    def say(self, *rows, feed=None, header=HEADER, **options):
        self.day += timedelta(days=1)
        return self.load(feed or self.feed, header + "".join(rows), self.day, **options)

    def pay(self, *rows):
        return self.say(*rows, feed=self.payments, header=PAYMENTS)

    def assertLeft(self, left, payment_state, number="F1"):  # noqa: N802
        invoice = self.get_invoices()[number]
        self.assertEqual((invoice.amount_residual, invoice.payment_state), (left, payment_state))
        self.assertOffTheBooks()
        return invoice

    def test_10_3_partial_paid_and_open_again(self):
        for left, state in (("100,00", "not_paid"), ("40,00", "partial"), ("0,00", "paid"), ("100,00", "not_paid")):
            self.say(row("F1", left))
            self.assertLeft(float(left.replace(",", ".")), state)
        balancing = self.env["account.move"].search([("is_balancing", "=", True), ("state", "=", "posted")])
        self.assertFalse(balancing)

    def test_10_3_cancelled_and_back(self):
        self.say(row("F1", "40,00"))
        self.say(row("F1", "0,00", status="Annulée"))
        self.assertEqual(self.assertLeft(100, "not_paid").state, "cancel")
        self.assertFalse(self.env["dealership.receivable"].search([("partner_id.name", "=", "Vidal")]))
        self.say(row("F1", "40,00", status="Partielle"))
        self.assertEqual(self.assertLeft(40, "partial").state, "posted")

    def test_10_3_corrected_there(self):
        self.say(row("F1", "40,00"))
        self.say(row("F1", "60,00", total="120,00", issued="03/11/2026", due="20/12/2026"))
        invoice = self.assertLeft(60, "partial")
        self.assertEqual((invoice.amount_total, invoice.invoice_date), (120, date(2026, 11, 3)))
        self.assertEqual(invoice.line_ids.filtered("date_maturity").date_maturity, date(2026, 12, 20))
        self.assertEqual(invoice.name, "F1")
        load = self.say(row("F1", "60,00", total="120,00", kind="Avoir", issued="03/11/2026"))
        self.assertCounts(load, refused=1)

    def test_10_3_payments_and_matchings(self):
        self.say(row("F1", ""), row("F2", ""))
        self.pay("P1;10/11/2026;30,00;Encaissé;;C17\n", "P2;10/11/2026;150,00;Encaissé;;C17\n")
        self.assertLeft(100, "not_paid")
        receivable = self.env["dealership.receivable"].search([("partner_id.name", "=", "Vidal")])
        self.assertEqual((receivable.total_due, receivable.in_favour), (20, -180))
        self.pay("P1;10/11/2026;30,00;Encaissé;F1;C17\n", "P2;10/11/2026;70,00;Encaissé;F1;C17\n")
        self.assertLeft(0, "paid")
        self.pay("P2;10/11/2026;80,00;Encaissé;F2;C17\n")
        self.assertLeft(20, "partial", "F2")
        self.pay("P2;10/11/2026;80,00;Rejeté;F2;C17\n")
        self.assertLeft(100, "not_paid", "F2")
        self.assertFalse(self.env["dealership.receivable"].search([("partner_id.name", "=", "Vidal")]).in_favour)

    def test_10_3_a_payment_takes_the_place_of_what_was_known(self):
        self.say(row("F1", "40,00"))
        self.pay("P1;10/11/2026;50,00;Encaissé;F1;C17\n")
        self.assertLeft(40, "partial")
        self.pay("P3;10/11/2026;60,00;Encaissé;F1;C17\n")
        self.assertLeft(0, "paid")
        self.say(row("F1", "0,00"))
        self.assertLeft(0, "paid")

    def test_10_3_a_payment_waits_for_its_invoice(self):
        load = self.pay("P1;10/11/2026;30,00;Encaissé;F1;C17\n")
        self.assertCounts(load, waiting=1)
        self.say(row("F1", ""))
        self.assertLeft(70, "partial")
        self.assertCounts(load, created=1)

    def test_10_3_credit_notes_reduce(self):
        header = HEADER.replace("Statut", "Facture d'origine")
        feed = self.make_feed(
            header + row("F1", "1,00", status="F0") + row("A1", "1,00", status="F0", kind="Avoir"), "x.csv"
        )
        meanings = {column.header: column.meaning for column in feed.column_ids}
        self.assertEqual(meanings["Facture d'origine"], "invoice.credited.key")
        self.say(row("F1", "70,00"), feed=feed, header=header)
        self.say(row("A1", "0,00", total="30,00", status="F1", kind="Avoir"), feed=feed, header=header)
        self.assertLeft(70, "partial")
        self.assertLeft(0, "paid", "A1")
        self.say(row("A2", "", total="-70,00", status="F1"), feed=feed, header=header)
        self.assertLeft(0, "reversed")

    def test_10_3_paid_here_stays_paid(self):
        """Somebody at the counter notes a payment that the source has not heard of yet."""
        self.say(row("F1", "100,00"))
        invoice = self.get_invoices()["F1"]
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"amount": 60})
        )
        self.assertEqual(wizard.journal_id.dealership_source_id, self.source)
        wizard._create_payments()
        self.assertLeft(40, "partial")
        self.say(row("F1", "100,00"))
        self.assertLeft(40, "partial")
        self.say(row("F1", "40,00"))
        self.assertLeft(40, "partial")
        self.say(row("F1", "0,00"))
        self.assertLeft(0, "paid")

    def test_10_3_older_overwrites_nothing(self):
        self.day = datetime(2026, 11, 26)
        self.say(row("F1", "0,00"), filename="invoices_2026-11-25.csv")
        self.say(row("F1", "100,00"), filename="invoices_2026-11-24.csv")
        self.assertLeft(0, "paid")

    # -- complete lists ---------------------------------------------------------------------------------

    def make_many(self, count):
        self.feed.lists_all_open = True
        self.say(*[row(f"F{number}", "100,00") for number in range(1, count + 1)])

    def get_open(self):
        return {number for number, invoice in self.get_invoices().items() if invoice.amount_residual}

    def test_10_3_what_a_complete_list_lacks_is_settled(self):
        self.make_many(4)
        load = self.say(row("F2", "100,00"), row("F4", "100,00"), dry_run=True)
        self.assertEqual(load.absent_count, 2)
        self.assertEqual(len(self.get_open()), 4)
        load = self.say(row("F2", "100,00"), row("F4", "100,00"))
        self.assertEqual((load.absent_count, load.absent_doubt), (2, False))
        self.assertEqual(self.get_open(), {"F2", "F4"})
        self.assertLeft(0, "paid").line_ids.flush_recordset()
        self.assertCounts(self.say(row("F1", "100,00"), row("F2", "100,00")), updated=1, unchanged=1)
        self.assertEqual(self.get_open(), {"F1", "F2"})
        self.say(row("F4", "100,00"), filename="old_2026-11-22.csv")
        self.assertEqual(self.get_open(), {"F1", "F2"})

    def test_10_3_what_is_paid_already_is_not_missing(self):
        """Neither its payments nor a person have to be doubted because a list of open items lacks what is settled."""
        self.make_many(3)
        self.say(row("F1", ""), row("F2", "100,00"), row("F3", "100,00"))
        self.pay("P1;10/11/2026;100,00;Encaissé;F1;C17\n")
        load = self.say(row("F2", "100,00"))
        self.assertEqual((load.absent_count, self.get_open()), (1, {"F2"}))
        self.assertEqual(self.get_invoices()["F1"].source_status, "open")

    def test_10_3_a_list_that_is_no_complete_one_settles_nothing(self):
        self.make_many(3)
        self.feed.lists_all_open = False
        self.say(row("F2", "100,00"))
        self.assertEqual(len(self.get_open()), 3)

    def test_10_3_a_file_broken_off_settles_nothing_before_somebody_looks(self):
        self.make_many(30)
        load = self.say(row("F1", "100,00"), row("F2", "100,00"))
        self.assertEqual((load.absent_count, len(self.get_open())), (28, 30))
        activity = load.activity_ids.filtered(lambda each: each.user_id == self.user_administrator)
        self.assertIn("broken off", activity.note)
        with self.assertRaises(UserError):
            self.say(row("F1", "100,00"), dry_run=True).action_settle_absent()
        load.with_user(self.user_administrator).action_settle_absent()
        self.assertEqual(self.get_open(), {"F1", "F2"})
        self.assertFalse(load.activity_ids)
        with self.assertRaises(UserError):
            load.with_user(self.user_administrator).action_settle_absent()

    def test_10_3_refused_rows_settle_nothing(self):
        self.make_many(3)
        load = self.say(row("F1", "100,00"), row("F2", "cent"))
        self.assertCounts(load, unchanged=1, refused=1)
        self.assertEqual(len(self.get_open()), 3)
        self.assertIn("refused", load.absent_doubt)

    def test_10_3_another_site_is_left_alone(self):
        self.make_many(2)
        other = self.feed.copy({"team_id": self.team_b.id})
        self.say(row("B1", "100,00"), feed=other)
        self.assertEqual(self.get_open(), {"F1", "F2", "B1"})
        self.assertEqual(self.get_invoices()["B1"].team_id, self.team_b)

    def test_10_3_taken_up_again_before_the_end(self):
        self.make_many(3)
        with patch.object(feed_loading, "CHUNK_ROWS", 1):
            load = self.say(row("F3", "100,00"), row("F4", "100,00"))
        self.assertEqual((load.absent_count, self.get_open()), (2, {"F3", "F4"}))


@tagged("post_install", "-at_install")
class TestLoadedInvoicesInTheBooks(InvoiceCommon):
    """Who keeps books here finds nothing of it in them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.feed = cls.make_feed(make_sample(), "invoices.csv")
        cls.feed._load((HEADER + row("F1", "40,00")).encode(), "x.csv", now=FIRST)
        cls.invoice = cls.env["account.move"].search(
            [("dealership_source_id", "=", cls.source.id), ("name", "=", "F1")]
        )
        cls.accountant = cls._make_user("test_books", "Anne Compte", "account.group_account_manager", cls.company_a)

    def test_10_3_nothing_is_sent_or_printed(self):
        invoice = self.invoice.with_user(self.accountant)
        self.assertFalse(invoice.display_send_button)
        for attempt in (
            invoice.action_send_and_print,
            lambda: self.env["account.move.send"]._generate_and_send_invoices(invoice),
            lambda: self.env["ir.actions.report"]._render_qweb_pdf("account.account_invoices", invoice.ids),
            lambda: self.env["ir.actions.report"]._render_qweb_html("account.account_invoices", invoice.ids),
        ):
            with self.assertRaises(UserError):
                attempt()

    def test_10_3_seen_at_the_point_of_sale(self):
        invoice = self.invoice.with_user(self.user_sales)
        self.assertEqual(invoice.read(["dealership_source_id", "source_status"])[0]["dealership_source_id"][1], "DMS")
        self.assertIn(invoice, invoice.search([("dealership_source_id", "!=", False)]))
        self.assertFalse(self.env["account.move"].with_user(self.user_foreign).search([("id", "=", invoice.id)]))

    def test_10_3_no_turnover(self):
        report = self.env["account.invoice.report"]
        self.assertFalse(report.search([("move_id", "=", self.invoice.id)]))
        own = self.make_invoice(self.make_customer())
        self.assertTrue(report.search([("move_id", "=", own.id)]))

    def test_10_3_nobody_writes_in_its_journals(self):
        customer = self.make_customer()
        with self.assertRaisesRegex(ValidationError, "comes from DMS"):
            self.make_invoice(customer, journal_id=self.invoice.journal_id.id, posted=False)
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=self.invoice.ids
        )
        with self.assertRaises(ValidationError):
            wizard.create({"journal_id": self.invoice.journal_id.id}).refund_moves()
        self.assertFalse(self.make_invoice(customer).dealership_source_id)

    def test_10_3_its_accounts_meet_no_others(self):
        bank = self.env["account.journal"].create(
            {"name": "Bank", "code": "BNK", "type": "bank", "company_id": self.company_a.id}
        )
        receivable, _counterpart = self.company_a._get_open_items_accounts()
        lines = [
            Command.create({"account_id": bank.default_account_id.id, "debit": 40, "credit": 0}),
            Command.create({"account_id": receivable.id, "debit": 0, "credit": 40}),
        ]
        entry = self.env["account.move"].create({"journal_id": bank.id, "move_type": "entry", "line_ids": lines})
        with self.assertRaisesRegex(UserError, "kept elsewhere"):
            entry.action_post()

    def test_10_3_what_is_in_the_books_is_not_loaded(self):
        customer = self.invoice.partner_id
        self.make_invoice(customer, ref="F77")
        load = self.feed._load((HEADER + row("F77", "100,00") + row("F78", "1,00")).encode(), "x.csv", now=FIRST)
        self.assertCounts(load, created=1, refused=1)
        self.assertIn("your own accounts", load.refused_ids.message)

    def test_10_3_closed_periods(self):
        """Nothing is added to a closed period or taken out of it."""
        self.company_a.fiscalyear_lock_date = date(2026, 11, 30)
        content = HEADER + row("F1", "0,00", status="Annulée") + row("F2", "100,00")
        self.feed._load(content.encode(), "x.csv", now=datetime(2026, 12, 2, 7, 0))
        self.assertEqual((self.invoice.state, self.invoice.amount_residual), ("posted", 0))
        second = self.env["account.move"].search([("name", "=", "F2")])
        self.assertEqual((second.invoice_date, second.date > date(2026, 11, 30)), (date(2026, 11, 2), True))

    def test_10_3_other_currencies(self):
        self.env.ref("base.USD").active = True
        self.env["res.currency.rate"].create(
            [
                {
                    "name": "2026-01-01",
                    "rate": 1.0,
                    "currency_id": self.env.ref("base.USD").id,
                    "company_id": self.company_a.id,
                },
                {
                    "name": "2026-11-15",
                    "rate": 2.0,
                    "currency_id": self.env.ref("base.USD").id,
                    "company_id": self.company_a.id,
                },
            ]
        )
        header = HEADER.replace("Statut", "Devise")
        feed = self.make_feed(header + row("U1", "100,00", status="USD"), "usd.csv")
        content = header + row("U1", "100,00", status="USD") + row("U2", "1,00", status="XXX")
        load = feed._load(content.encode(), "usd.csv", now=FIRST)
        self.assertCounts(load, created=1, refused=1)
        self.assertIn("XXX", load.refused_ids.message)
        paid = header + row("U1", "40,00", status="$")
        feed._load(paid.encode(), "usd.csv", now=datetime(2026, 11, 22))
        invoice = self.env["account.move"].search([("name", "=", "U1")])
        self.assertEqual(
            (invoice.currency_id.name, invoice.amount_residual, invoice.amount_residual_signed), ("USD", 40, 40)
        )
        paid = header + row("U1", "0,00", status="USD")
        feed._load(paid.encode(), "usd.csv", now=datetime(2026, 11, 23))
        self.assertEqual(invoice.payment_state, "paid")
        self.assertOffTheBooks()

    def test_10_3_customers_see_no_second_document(self):
        user = self._make_user("test_portal_loaded", "Paule Portal", "base.group_portal", self.company_a)
        self.invoice.partner_id.parent_id = False
        user.partner_id = self.invoice.partner_id
        self.assertFalse(self.env["account.move"].with_user(user).search([("id", "=", self.invoice.id)]))

    def test_10_3_due_by_the_term_of_the_customer(self):
        term = self.env["account.payment.term"].create(
            {"name": "30", "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})]}
        )
        self.invoice.partner_id.property_payment_term_id = term
        self.feed._load((HEADER + row("F5", "9,00", total="9,00", due="")).encode(), "x.csv", now=FIRST)
        invoice = self.env["account.move"].search([("name", "=", "F5")])
        self.assertEqual(invoice.invoice_date_due, date(2026, 12, 2))


@tagged("post_install", "-at_install")
class TestReminding(InvoiceCommon, ReminderCommon):
    """Loaded invoices are reminded of like any others, history once somebody has said so."""

    def test_10_3_reminded_of_what_came_after(self):
        feed = self.make_feed(HEADER + row("F1", "100,00", status="Ouverte"), "invoices.csv")
        self.load(feed, HEADER + row("F1", "100,00"), FIRST)
        night = date(2026, 11, 28)
        self.pass_night(night)
        self.assertEqual(self.get_sent(night), {})
        content = HEADER + row("F1", "100,00") + row("F2", "80,00", issued="21/11/2026", due="22/11/2026")
        self.load(feed, content + row("F3", "80,00", issued="01/11/2026", due="02/11/2026"), datetime(2026, 11, 21, 7))
        self.assertEqual(feed.held_count, 2)
        self.pass_night(night)
        self.assertEqual(self.get_sent(night), {"Vidal": [("reminder1", ["F2"])]})
        feed.with_user(self.user_administrator).reminds_of_history = True
        self.assertEqual(feed.held_count, 0)
        night = date(2026, 11, 29)
        self.pass_night(night)
        self.assertEqual(self.get_sent(night), {"Vidal": [("reminder1", ["F1", "F3"])]})
        self.load(feed, HEADER + row("F2", "0,00", issued="21/11/2026", due="22/11/2026"), datetime(2026, 11, 29, 7))
        night = date(2026, 12, 6)
        self.pass_night(night)
        self.assertEqual(self.get_sent(night), {"Vidal": [("reminder2", ["F1", "F3"])]})

    def test_10_3_thanked_for_what_was_paid_only(self):
        """What has vanished from a list of open items may have been paid, or not."""
        feed = self.make_feed(make_sample(), "invoices.csv", reminds_of_history=True)
        vidal, other = HEADER + row("F1", "100,00"), row("F2", "90,00").replace("C17;Vidal;zoe", "C18;Durand;luc")
        self.load(feed, vidal + other, FIRST)
        self.pass_night(date(2026, 11, 21))
        self.load(feed, HEADER + row("F1", "0,00"), datetime(2026, 11, 22, 7))
        feed.lists_all_open = True
        self.load(feed, HEADER + row("F1", "0,00"), datetime(2026, 11, 22, 8))
        self.assertFalse(sum(invoice.amount_residual for invoice in self.get_invoices().values()))
        self.pass_night(date(2026, 11, 23))
        night = date(2026, 11, 24)
        self.pass_night(night)
        self.assertEqual(self.get_sent(night), {"Vidal": [("thanks", ["F1"])]})

    def test_10_3_disputes_stay(self):
        feed = self.make_feed(HEADER + row("F1", "100,00", status="Ouverte"), "invoices.csv", reminds_of_history=True)
        self.load(feed, HEADER + row("F1", "100,00"), FIRST)
        invoice = self.get_invoices()["F1"]
        invoice.action_toggle_block_payment()
        self.load(feed, HEADER + row("F1", "60,00"), datetime(2026, 11, 21, 7))
        self.assertEqual((invoice.payment_state, invoice.amount_residual), ("blocked", 60))

    def test_10_3_erased_and_merged(self):
        feed = self.make_feed(HEADER + row("F1", "100,00", status="Ouverte"), "invoices.csv")
        self.load(feed, HEADER + row("F1", "0,00"), FIRST)
        zoe = self.get_invoices()["F1"].partner_id
        kept = self.make_customer(name="Zoé V.")
        self.env["base.partner.merge.automatic.wizard"]._merge([zoe.id, kept.id], kept)
        self.load(feed, HEADER + row("F2", "0,00"), datetime(2026, 11, 21, 7))
        self.assertEqual(self.get_invoices()["F2"].partner_id, kept)
        kept._erase(FIRST)
        self.load(feed, HEADER + row("F3", "10,00"), datetime(2026, 11, 22, 7))
        self.assertEqual((self.get_invoices()["F3"].partner_id, kept.email), (kept, False))
