"""Rows of one file that say different things of one record: a system that writes a row per line of work does."""

import json
from datetime import datetime
from unittest.mock import patch

from odoo.tests import tagged

from ...engine.feed.superseded import FileSayings, Superseded
from ...models.feed import feed_loading
from .test_feed import LATER, NOW, ORDERS, FeedCommon

LAST = datetime(2026, 11, 22, 7)
# Kind → the header, two rows about one record, the field in which they differ, and what the last says of it.
PAYER = "C1;Luc Durand"
FILES = {
    "customer": (
        "Code client;Nom;Prénom;Ville;Email\n",
        ["C9;Vidal;Zoé;Millau;z@vidal.test\n", "C9;Vidal;Zoé;Rodez;z@vidal.test\n"],
        ("city", "Rodez"),
    ),
    "vehicle": (
        "Immatriculation;Marque;Modèle;Km\n",
        ["AB-123-CD;Renault;Clio;100\n", "AB 123 CD;Renault;Clio;200\n"],
        ("mileage", 200),
    ),
    "appointment": (
        "N° RDV;Début;Statut;Code client;Nom complet\n",
        [f"R1;27/11/2026 08:30;Confirmé;{PAYER}\n", f"R1;27/11/2026 08:30;Annulé;{PAYER}\n"],
        ("appointment_status", "cancelled"),
    ),
    "repair_order": (
        "N° OR;Date ouverture;Statut;Code client;Nom complet;Immatriculation\n",
        [f"O1;19/11/2026;En cours;{PAYER};AB-123-CD\n", f"O1;19/11/2026;Prêt;{PAYER};AB-123-CD\n"],
        ("status", "ready"),
    ),
    "vehicle_sale": (
        "N° vente;Date vente;Prix vente;Code acheteur;Nom complet;Immatriculation\n",
        [f"S1;19/11/2026;100;{PAYER};AB-123-CD\n", f"S1;19/11/2026;200;{PAYER};AB-123-CD\n"],
        ("price", 200),
    ),
    "invoice": (
        "N° facture;Date facture;Total TTC;Reste dû;Code client;Nom complet\n",
        [f"F1;19/11/2026;120,00;120,00;{PAYER}\n", f"F1;19/11/2026;120,00;20,00;{PAYER}\n"],
        ("source_settled", 100),
    ),
    "payment": (
        "N° paiement;Date paiement;Montant;Mode de paiement;Code client;Nom complet\n",
        [f"P1;19/11/2026;120,00;Chèque;{PAYER}\n", f"P1;19/11/2026;120,00;Virement;{PAYER}\n"],
        ("ref", "Virement"),
    ),
}


def write(kind):
    header, rows, _differing = FILES[kind]
    return header + "".join(rows)


@tagged("post_install", "-at_install")
class TestSupersededRows(FeedCommon):
    def get_record(self, feed):
        model = feed._get_kind()._feed_model
        known = self.env["dealership.feed.record"].search([("source_id", "=", self.source.id)])
        return self.env[model].browse(known.filtered(lambda each: each.kind == feed.kind).mapped("res_id"))

    def test_15_the_last_row_of_each_kind_holds(self):
        self.team_a.country_id = self.env.ref("base.fr")
        for kind, (_header, _rows, (name, value)) in FILES.items():
            with self.subTest(kind=kind):
                content = write(kind)
                feed = self.make_feed(content, f"{kind}.csv", kind=kind)
                load = self.load(feed, content, filename=f"{kind}.csv")
                self.assertEqual(load.refused_ids.mapped("message"), [])
                self.assertCounts(load, created=1, unchanged=1)
                self.assertEqual(load.superseded_count, 1)
                self.assertEqual((load.superseded_ids.row_number, load.superseded_ids.state), (2, "superseded"))
                record = self.get_record(feed)
                self.assertEqual((len(record), record[name]), (1, value))
                before = self.read_tables()
                for now in (LATER, LAST):
                    load = self.load(feed, content, now, filename=f"{kind}.csv")
                    self.assertCounts(load, unchanged=2)
                self.assertEqual(self.read_tables(), before)

    def test_15_in_whichever_chunk(self):
        content = write("repair_order")
        feed = self.make_feed(content)
        self.startPatcher(patch.object(feed_loading, "CHUNK_ROWS", 1))
        load = self.load(feed, content)
        self.assertCounts(load, created=1, unchanged=1)
        self.assertEqual(load.superseded_count, 1)
        order = self.get_orders()["O1"]
        before = self.read_tables(), order.status_since
        self.load(feed, content, LATER)
        self.assertEqual((self.read_tables(), order.status_since), before)

    def test_15_the_last_by_the_sources_own_time(self):
        content = (
            "N° OR;Date ouverture;Statut;Code client;Nom complet;Modifié le\n"
            "O1;19/11/2026;Prêt;C1;Luc Durand;20/11/2026 07:00\n"
            "O1;19/11/2026;En cours;C1;Luc Durand;20/11/2026 06:00\n"
        )
        feed = self.make_feed(content)
        load = self.load(feed, content)
        self.assertEqual((self.get_orders()["O1"].status, load.superseded_ids.row_number), ("ready", 3))
        before = self.read_tables()
        self.load(feed, content, LATER)
        self.assertEqual(self.read_tables(), before)

    def test_15_rows_that_say_the_same_supersede_nothing(self):
        content = write("repair_order")
        load = self.load(self.make_feed(content), content.replace("Prêt", "En cours"))
        self.assertCounts(load, created=1, unchanged=1)
        self.assertFalse(load.superseded_count)

    def test_15_a_row_that_cannot_be_read_supersedes_nothing(self):
        content = write("repair_order")
        load = self.load(self.make_feed(content), content.replace("O1;19/11/2026;Prêt", "O1;hier;Prêt"))
        self.assertCounts(load, created=1, refused=1)
        self.assertEqual(self.get_orders()["O1"].status, "in_progress")

    def test_15_a_row_that_is_mended_is_no_later_than_it_stands(self):
        """The first row was refused for an unknown code; once that is told, the last one still holds."""
        content = write("repair_order")
        feed = self.make_feed(content)
        load = self.load(feed, content.replace("En cours", "Pièces"))
        self.assertCounts(load, created=1, refused=1)
        feed.code_ids.filtered("is_open").value = "in_progress"
        load.action_run_refused()
        self.assertCounts(load, created=1, unchanged=1)
        self.assertEqual((self.get_orders()["O1"].status, load.superseded_count), ("ready", 1))

    def test_15_what_orders_say_of_one_customer(self):
        """The customer is spoken of by each order, and moved between two of them; both orders are taken in."""
        content = ORDERS.replace("06 12 34 56 78;zoe@vidal.example;AB-123-CD", "06 99 99 99 99;zoe@vidal.example;x", 1)
        feed = self.make_feed(ORDERS)
        for size in (1_000, 1):
            with patch.object(feed_loading, "CHUNK_ROWS", size):
                load = self.load(feed, content, LATER)
            self.assertFalse(load.superseded_count)
        zoe = self.get_orders()["OR-1"].partner_id
        self.assertEqual(zoe.phone_sanitized, "+33612345678")
        before = self.read_tables()
        self.assertCounts(self.load(feed, content, LAST), unchanged=3)
        self.assertEqual(self.read_tables(), before)

    def test_15_objects_that_each_say_a_part(self):
        """What no later object says again is not superseded."""
        first = {"orderId": "O1", "opened": "2026-11-19", "status": "En cours", "km": 5}
        first["client"] = {"clientId": "C1", "name": "Luc Durand"}
        whole = json.dumps([first, {**first, "status": "Prêt"}])
        content = json.dumps([first, {"orderId": "O1", "opened": "2026-11-19", "status": "Prêt"}])
        feed = self.make_feed(whole, "orders.json")
        load = self.load(feed, content, NOW)
        self.assertEqual(load.refused_ids.mapped("message"), [])
        order = self.get_orders()["O1"]
        self.assertEqual((order.status, order.mileage, load.superseded_count), ("ready", 5, 0))
        before = self.read_tables()
        self.assertCounts(self.load(feed, content, LATER), unchanged=2)
        self.assertEqual(self.read_tables(), before)

    def test_15_payments_of_several_invoices_are_several(self):
        invoices = write("invoice").replace("F1;19/11/2026;120,00;20,00", "F2;19/11/2026;120,00;120,00")
        payments = (
            "N° paiement;Date paiement;Montant;N° facture\nP1;19/11/2026;60,00;F1\nP1;19/11/2026;70,00;F2\n"
            "P1;19/11/2026;80,00;F2\n"
        )
        self.load(self.make_feed(invoices, "i.csv", kind="invoice"), invoices, filename="i.csv")
        feed = self.make_feed(payments, "p.csv", kind="payment")
        load = self.load(feed, payments, filename="p.csv")
        self.assertEqual(load.refused_ids.mapped("message"), [])
        self.assertCounts(load, created=2, unchanged=1)
        self.assertEqual(sorted(self.get_record(feed).mapped("source_settled")), [60, 80])

    def test_15_tried_says_the_same(self):
        content = write("repair_order")
        load = self.load(self.make_feed(content), content, dry_run=True)
        self.assertCounts(load, created=1, unchanged=1)
        self.assertEqual(load.superseded_count, 1)


@tagged("post_install", "-at_install")
class TestFileSayings(FeedCommon):
    def find(self, *sayings):
        found = FileSayings()
        for number, (said_at, values) in enumerate(sayings, start=1):
            found.add("", "O1", said_at, number, values)
        return found.find_superseded()[""]

    def test_15_each_value_by_whatever_row_says_it_last(self):
        self.assertEqual(
            self.find((NOW, {"a": 1, "b": 1}), (NOW, {"b": 2}), (NOW, {"a": 3})),
            {1: Superseded(frozenset("ab"), 3)},
        )

    def test_15_amounts_that_python_hashes_alike_differ(self):
        self.assertEqual(hash(-1), hash(-2))
        self.assertEqual(self.find((NOW, {"a": -1}), (NOW, {"a": -2})), {1: Superseded(frozenset("a"), 2)})
