"""A hundred and twenty nights of reminders, with what has to leave each night worked out by hand.

Days are counted from START, a Monday; the clocks go forward on day 27. The night before a day comes first, then what
happens on that day: a payment of day 9 is known on day 10. Steps: notice 5 days before the due date; reminders 3 days
after it, then 7, 7, 10 and 10 days after the one before; a thank-you 2 days after the payment.
"""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from email import message_from_bytes
from email.policy import default as default_policy
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from .common import ReminderCommon

START = date(2026, 3, 2)
NIGHTS = 120

# Customer: (invoices, events, what is sent).
# An invoice: key: (due on day, amount, options). A credit note has a negative amount and is dated on its day.
# An event: (day, what, key, amount). What is sent: (day, step, keys, total due).
CASES = {
    "Pays On Time": (
        {"a": (10, 100)},
        [(9, "pay", "a")],
        [(5, "notice", "a", "€100.00"), (11, "thanks", "a", "€100.00")],
    ),
    "Pays Early": ({"a": (20, 80)}, [(3, "pay", "a")], [(5, "thanks", "a", "€80.00")]),
    "Pays Late": (
        {"a": (10, 250)},
        [(22, "pay", "a")],
        [
            (5, "notice", "a", "€250.00"),
            (13, "reminder 1", "a", "€250.00"),
            (20, "reminder 2", "a", "€250.00"),
            (24, "thanks", "a", "€250.00"),
        ],
    ),
    "Never Pays": (
        {"a": (10, 10)},
        [],
        [
            (5, "notice", "a", "€10.00"),
            (13, "reminder 1", "a", "€10.00"),
            (20, "reminder 2", "a", "€10.00"),
            (27, "reminder 3", "a", "€10.00"),
            (37, "reminder 4", "a", "€10.00"),
            (47, "reminder 5", "a", "€10.00"),
        ],
    ),
    "Was Late Already": (
        {"a": (-60, 60)},
        [(8, "pay", "a")],
        [(0, "reminder 1", "a", "€60.00"), (7, "reminder 2", "a", "€60.00"), (10, "thanks", "a", "€60.00")],
    ),
    "Two Due Together": (
        {"a": (10, 100), "b": (10, 50)},
        [(15, "pay", "a"), (21, "pay", "b")],
        [
            (5, "notice", "ab", "€150.00"),
            (13, "reminder 1", "ab", "€150.00"),
            # No thank-you for a on day 17: b is overdue.
            (20, "reminder 2", "b", "€50.00"),
            (23, "thanks", "b", "€50.00"),
        ],
    ),
    "Two Due One Week Apart": (
        {"a": (10, 100), "b": (17, 50)},
        [(28, "pay", "a"), (28, "pay", "b")],
        [
            (5, "notice", "a", "€100.00"),
            (12, "notice", "b", "€50.00"),
            (13, "reminder 1", "a", "€100.00"),
            (20, "reminder 1", "b", "€50.00"),
            (20, "reminder 2", "a", "€100.00"),
            (27, "reminder 2", "b", "€50.00"),
            (27, "reminder 3", "a", "€100.00"),
            (30, "thanks", "ab", "€150.00"),
        ],
    ),
    "Pays In Part": (
        {"a": (10, 200)},
        [(14, "pay", "a", 80), (21, "pay", "a")],
        [
            (5, "notice", "a", "€200.00"),
            (13, "reminder 1", "a", "€200.00"),
            (20, "reminder 2", "a", "€120.00"),
            (23, "thanks", "a", "€200.00"),
        ],
    ),
    "Has A Credit Note": (
        {"a": (10, 100), "c": (1, -30)},
        [(21, "match", "ac"), (21, "pay", "a")],
        [
            (5, "notice", "a", "€100.00"),
            (13, "reminder 1", "a", "€70.00"),
            (20, "reminder 2", "a", "€70.00"),
            (23, "thanks", "a", "€100.00"),
        ],
    ),
    "Is Covered By Credit": (
        {"a": (10, 100), "c": (1, -100)},
        [(30, "cancel", "c"), (32, "pay", "a")],
        [(5, "notice", "a", "€100.00"), (31, "reminder 1", "a", "€100.00"), (34, "thanks", "a", "€100.00")],
    ),
    "Credit For The Older": (
        {"a": (10, 50), "b": (17, 100), "c": (1, -60)},
        [(21, "match", "ac")],
        [
            (5, "notice", "a", "€50.00"),
            (12, "notice", "b", "€100.00"),
            # Until day 20 the credit covers a; the message about both deducts it.
            (20, "reminder 1", "ab", "€90.00"),
            (27, "reminder 2", "b", "€90.00"),
            (34, "reminder 3", "b", "€90.00"),
            (44, "reminder 4", "b", "€90.00"),
            (54, "reminder 5", "b", "€90.00"),
        ],
    ),
    "Disputes": (
        {"a": (10, 75)},
        [(8, "block", "a"), (30, "block", "a"), (32, "pay", "a")],
        [(5, "notice", "a", "€75.00"), (31, "reminder 1", "a", "€75.00"), (34, "thanks", "a", "€75.00")],
    ),
    "Disputes One Of Two": (
        {"a": (10, 75), "b": (10, 25)},
        [(8, "block", "a"), (14, "pay", "b")],
        [(5, "notice", "ab", "€100.00"), (13, "reminder 1", "b", "€25.00")],
        # No thank-you for b: a is overdue, disputed or not.
    ),
    "Pays By Instalments": (
        {"a": (100, 400, {"instalments": (10, 40, 70, 100)})},
        [(14, "pay", "a", 100), (38, "pay", "a", 100), (81, "pay", "a", 100), (97, "pay", "a", 100)],
        [
            (5, "notice", "a", "€100.00"),
            (13, "reminder 1", "a", "€100.00"),
            (16, "thanks", "a", "€100.00"),
            (35, "notice", "a", "€100.00"),
            (40, "thanks", "a", "€100.00"),
            (65, "notice", "a", "€100.00"),
            (73, "reminder 1", "a", "€100.00"),
            (80, "reminder 2", "a", "€100.00"),
            (83, "thanks", "a", "€100.00"),
            (95, "notice", "a", "€100.00"),
            (99, "thanks", "a", "€100.00"),
        ],
    ),
    "Gets A New Invoice": (
        {"a": (10, 100), "b": (25, 90, {"from": 12})},
        [(12, "cancel", "a"), (29, "pay", "b")],
        [
            (5, "notice", "a", "€100.00"),
            (20, "notice", "b", "€90.00"),
            (28, "reminder 1", "b", "€90.00"),
            (31, "thanks", "b", "€90.00"),
        ],
    ),
    "Settles With A Credit Note": (
        {"a": (10, 100), "c": (12, -100, {"from": 12})},
        [(12, "match", "ac")],
        [(5, "notice", "a", "€100.00")],
    ),
    "Pays In Francs": (
        {"a": (10, 100, {"currency": "CHF"}), "b": (10, 40)},
        [(14, "pay", "b"), (14, "pay", "a")],
        [
            (5, "notice", "ab", "€40.00 + CHF100.00"),
            (13, "reminder 1", "ab", "€40.00 + CHF100.00"),
            (16, "thanks", "ab", "€40.00 + CHF100.00"),
        ],
    ),
    "Has A Cash Discount": (
        {"a": (10, 100, {"discount_until": 6})},
        [(6, "pay", "a", 100)],
        [(5, "notice", "a", "€100.00"), (8, "thanks", "a", "€100.00")],
    ),
    "Said No": ({"a": (10, 100)}, [(1, "refuse", "a")], []),
    "Buys A Lot": (
        dict.fromkeys("abcdefghijkl", (10, 10)),
        [(14, "pay", key) for key in "abcdefghijk"],
        [
            (5, "notice", "abcdefghijkl", "€120.00"),
            (13, "reminder 1", "abcdefghijkl", "€120.00"),
            (20, "reminder 2", "l", "€10.00"),
            (27, "reminder 3", "l", "€10.00"),
            (37, "reminder 4", "l", "€10.00"),
            (47, "reminder 5", "l", "€10.00"),
        ],
    ),
}


def to_date(day):
    return START + timedelta(days=day)


@tagged("post_install", "-at_install")
class TestSimulation(ReminderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for step in cls.scenario.step_ids:
            label = f"{step.reminder_role} {step.reminder_level or ''}".strip()
            step.message_id = cls.make_reminder_message(
                name=label, subject=label + "|{{ statement.numbers }}|{{ statement.total_due }}"
            )
        cls.env.ref("base.CHF").active = True
        cls.env["res.currency.rate"].create(
            {
                "currency_id": cls.env.ref("base.CHF").id,
                "name": "2025-01-01",
                "rate": 0.95,
                "company_id": cls.company_a.id,
            }
        )
        cls.documents = defaultdict(dict)
        cls.keys = {}

    def setUp(self):
        super().setUp()
        self.sent = defaultdict(list)
        self.bodies = {}
        self.startPatcher(patch.object(IrMail_Server, "_connect__", lambda *args, **kwargs: None))
        self.startPatcher(
            patch.object(IrMail_Server, "send_email", lambda _server, message, *_, **__: self.keep(message))
        )

    def test_each_night_sends_what_was_worked_out(self):
        self.assertGreaterEqual(sum(len(case[0]) for case in CASES.values()), 40)
        for name in CASES:
            self.make_customer(name)
        for self.day in range(NIGHTS):
            self.make_documents(self.day)
            self.pass_night(to_date(self.day))
            self.make_happen(self.day)
        for name, (_documents, _events, expected) in CASES.items():
            with self.subTest(customer=name):
                self.assertEqual(sorted(self.sent[name]), sorted(expected))
        self.assertIn("98.00", self.bodies["Has A Cash Discount", 5], "the notice says what an early payment saves")

    # -- what happens ---------------------------------------------------------------------------------

    def make_documents(self, day):
        for name, (documents, _events, _expected) in CASES.items():
            customer = self.env["res.partner"].search([("name", "=", name)])
            for key, (due, amount, *options) in documents.items():
                options = options[0] if options else {}
                if options.get("from", 0) == day:
                    document = self.make_document(customer, due, amount, options)
                    self.documents[name][key] = document
                    self.keys[document.name] = key

    def make_document(self, customer, due, amount, options):
        if amount < 0:
            return self.make_credit_note(customer, to_date(due), -amount)
        vals = {}
        dated = min(to_date(due) - timedelta(days=30), to_date(options.get("from", 0)) - timedelta(days=1))
        if "currency" in options:
            vals["currency_id"] = self.env.ref(f"base.{options['currency']}").id
        if "instalments" in options:
            vals["invoice_payment_term_id"] = self.make_terms(dated, options["instalments"]).id
        elif "discount_until" in options:
            vals["invoice_payment_term_id"] = self.make_discount(dated, due, options["discount_until"]).id
        else:
            vals["invoice_date_due"] = to_date(due)
        return self.make_invoice(customer, amount, invoice_date=dated, **vals)

    def make_terms(self, dated, days):
        share = 100 / len(days)
        lines = [
            Command.create({"value": "percent", "value_amount": share, "nb_days": (to_date(day) - dated).days})
            for day in days
        ]
        return self.env["account.payment.term"].create({"name": "Instalments", "line_ids": lines})

    def make_discount(self, dated, due, until):
        return self.env["account.payment.term"].create(
            {
                "name": "Two percent",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": (to_date(until) - dated).days,
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 100, "nb_days": (to_date(due) - dated).days})
                ],
            }
        )

    def make_happen(self, day):
        with freeze_time(datetime.combine(to_date(day), time(9))):
            for name, (_documents, events, _expected) in CASES.items():
                for event in events:
                    if event[0] == day:
                        getattr(self, f"do_{event[1]}")(self.get_documents(name, event[2]), *event[3:])

    def get_documents(self, name, keys):
        return self.env["account.move"].union(*(self.documents[name][key] for key in keys))

    def do_pay(self, invoices, amount=None):
        self.pay(invoices, to_date(self.day), amount)

    def do_match(self, documents):
        documents.line_ids.filtered(lambda line: line.account_type == "asset_receivable").reconcile()

    def do_block(self, invoices):
        invoices.action_toggle_block_payment()

    def do_cancel(self, documents):
        documents.button_draft()
        documents.button_cancel()

    def do_refuse(self, invoices):
        self.env["dealership.consent"].create(
            {"partner_id": invoices.partner_id.id, "purpose": "payment", "channel": "email", "granted": False}
        )

    def keep(self, message):
        message = message_from_bytes(message.as_bytes(), policy=default_policy)
        [address] = message["To"].addresses
        step, numbers, total = message["Subject"].replace("\N{NO-BREAK SPACE}", " ").split("|")
        keys = "".join(sorted(self.keys[number] for number in numbers.split(", ")))
        self.sent[address.display_name].append((self.day, step, keys, total))
        self.bodies[address.display_name, self.day] = message.get_body(("html",)).get_content()
        return message["Message-Id"]
