from datetime import datetime
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ...models.feed import bulk_creation
from ...models.feed.bulk_creation import BulkCreation
from .test_feed import LATER, FeedCommon

HEADER = (
    "N° OR;Date ouverture;Date clôture;Statut;Km;Montant client;Code client;Nom client;Prénom;Portable;E-mail;"
    "Société;Code postal;Date de naissance;Code véhicule;Immatriculation;N° châssis;Marque;Modèle;Travaux\n"
)
MODELS = (
    "res.partner",
    "fleet.vehicle",
    "dealership.vehicle.owner",
    "dealership.repair.order",
    "dealership.feed.record",
)
# Moments at which a row was made.
NOT_COMPARED = {"create_date", "write_date", "calendar_last_notif_ack"}


def make_history(count, start=0):
    """Return a file of old orders: companies and people, with and without telephone, of two brands, open and closed."""
    lines = []
    for number in range(start, start + count):
        closed = f"{number % 28 + 1:02}/03/2024 17:00" if number % 3 else ""
        customer = number // 2
        company = f"Garage {customer} SARL" if customer % 7 == 0 else ""
        mobile = f"06 12 34 {customer // 100:02} {customer % 100:02}" if customer % 4 else ""
        brand = ("Renault;Clio", "Peugeot;208")[number % 2]
        lines.append(
            f"OR-{number};{number % 28 + 1:02}/03/2024 08:15;{closed};{'Facturé' if closed else 'En cours'};{number};"
            f"{number},50;C{customer};Vidal{customer};Zoé;{mobile};z{customer}@vidal.example;"
            f"{company};69{customer % 1000:03};{customer % 28 + 1:02}/05/1980;V{number};"
            f"AB-{number % 900 + 100}-CD;VF1RFB00{number:09};{brand};Révision"
        )
    return HEADER + "\n".join(lines) + "\n"


@tagged("post_install", "-at_install")
class TestBulkCreation(FeedCommon):
    """History is made many records at once, and is what it would be had each been made by itself."""

    def load_by_itself(self, feed, content):
        """Load as if everything were news, which is made by Odoo's own ``create``."""
        with patch.object(BulkCreation, "make", lambda creation, vals_list: creation.model.create(vals_list)):
            return self.load(feed, content)

    def read_history(self, load, feed, content):
        """Return what a load makes, told by names, not by ids, and take it back."""
        savepoint = self.cr.savepoint()
        try:
            made = load(feed, content)
            self.assertCounts(made, created=60)
            self.env.flush_all()
            return {model: self.read_table(model) for model in MODELS}
        finally:
            savepoint.rollback()
            savepoint.close(rollback=False)
            self.env.invalidate_all(flush=False)

    def read_table(self, model):
        """Return the new rows of a table, each with places in it instead of the ids of rows that were made with it."""
        rows = self.env.execute_query_dict(
            SQL("SELECT * FROM %s WHERE id > %s ORDER BY id", self.get_table(model), self.last[model])
        )
        return sorted((self.tell(model, row) for row in rows), key=str)

    def tell(self, model, row):
        told = {}
        for name, value in row.items():
            linked = self.get_linked_model(model, name, row)
            if name not in {*NOT_COMPARED, "id"}:
                told[name] = self.env[linked].browse(value).display_name if linked and value else value
        if "said" in told:
            told["said"] = {name: value for name, value in told["said"].items() if not name.endswith("_id")}
        return told

    def get_linked_model(self, model, name, row):
        if name == "res_id":
            return row["res_model"]
        return getattr(self.env[model]._fields.get(name), "comodel_name", None)

    def get_table(self, model):
        return SQL.identifier(self.env[model]._table)

    def setUp(self):
        super().setUp()
        self.last = {
            model: self.env.execute_query(SQL("SELECT coalesce(max(id), 0) FROM %s", self.get_table(model)))[0][0]
            for model in MODELS
        }

    def test_made_as_one_by_one(self):
        content = make_history(60)
        feed = self.make_feed(content)
        at_once = self.read_history(self.load, feed, content)
        by_itself = self.read_history(self.load_by_itself, feed, content)
        self.maxDiff = 4_000
        for model in MODELS:
            self.assertTrue(by_itself[model], model)
            for once, alone in zip(at_once[model], by_itself[model], strict=True):
                self.assertEqual(once, alone, model)

    def test_as_many_queries_for_more(self):
        feed = self.make_feed(make_history(60))
        self.load(feed, make_history(100))
        counts = []
        for count, start in ((100, 1_000), (300, 2_000)):
            before = self.cr.sql_log_count
            self.load(feed, make_history(count, start), filename="orders_2024-03-30.csv")
            counts.append(self.cr.sql_log_count - before)
        self.assertLess(counts[1] - counts[0], 30)

    def test_what_another_addon_does_is_done(self):
        content = make_history(60)
        feed = self.make_feed(content)
        orders = type(self.env["dealership.repair.order"])
        made = []
        create = orders.create

        def count(records, vals_list):
            made.extend(vals_list)
            return create(records, vals_list)

        with patch.object(bulk_creation, "_KNOWN_ADDONS", frozenset()), patch.object(orders, "create", count):
            self.load(feed, content)
        self.assertEqual(len(made), 60)

    def test_links_to_another_company_are_refused(self):
        stranger = self.make_customer(company_id=self.company_b.id, team_id=False)
        creation = BulkCreation(
            self.env["dealership.repair.order"].with_company(self.company_a).sudo(), ("company_id", "team_id")
        )
        own = self.make_customer(company_id=self.company_a.id)
        vals_list = [
            {
                "name": f"X{number}",
                "company_id": self.company_a.id,
                "team_id": self.team_a.id,
                "opened_at": datetime(2024, 3, 1),
                "partner_id": stranger.id if number == 29 else own.id,
            }
            for number in range(30)
        ]
        with self.assertRaisesRegex(UserError, "X29"):
            creation.make(vals_list)

    def test_history_wakes_nothing_and_news_does(self):
        self.env["base.automation"].create(
            {
                "name": "Say so",
                "model_id": self.env["ir.model"]._get_id("dealership.repair.order"),
                "trigger": "on_create_or_write",
                "action_server_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Say so",
                            "model_id": self.env["ir.model"]._get_id("dealership.repair.order"),
                            "state": "code",
                            "code": "record.write({'description': 'Woken'})",
                        },
                    )
                ],
            }
        )
        feed = self.make_feed(make_history(60))
        self.load(feed, make_history(60))
        orders = self.env["dealership.repair.order"].search([("name", "like", "OR-")])
        self.assertNotIn("Woken", orders.mapped("description"))
        self.load(feed, make_history(30, start=100), now=LATER)
        self.assertEqual(
            set(self.env["dealership.repair.order"].search([("name", "=like", "OR-1__")]).mapped("description")),
            {"Woken"},
        )
