import json
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from ..documented import DOCS, read_examples
from .test_feed import ORDERS, FeedCommon

NO_COUNTS = dict.fromkeys(("created_count", "updated_count", "unchanged_count", "waiting_count", "refused_count"), 0)


@tagged("post_install", "-at_install")
class TestPosting(FeedCommon, HttpCase):
    """Files that come by HTTP, as a scheduled job of a DMS posts them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.secret = cls.source.action_make_key()["context"]["default_secret"]
        cls.source.key_ids.may_post_feed = True
        cls.feed = cls.make_feed(ORDERS)

    def post(self, content, filename="orders_2026-11-20.csv", secret=None):
        headers = {"Authorization": f"Bearer {secret or self.secret}", "Content-Type": "text/csv"}
        url = f"/dealership/feed/{self.source.code}?filename={filename}"
        return self.url_open(url, data=content.encode(), headers=headers)

    def post_and_count(self, content, **options):
        response = self.post(content, **options)
        self.assertEqual(response.status_code, 200, response.text)
        return {name: value for name, value in response.json().items() if name in NO_COUNTS}

    def test_10_3_a_night_and_the_next(self):
        self.assertEqual(self.post_and_count(ORDERS), {**NO_COUNTS, "created_count": 3})
        self.assertEqual(self.post_and_count(ORDERS), {**NO_COUNTS, "unchanged_count": 3})
        news = ORDERS.replace("En cours", "Prêt")
        counts = self.post_and_count(news, filename="orders_2026-11-21.csv")
        self.assertEqual(counts, {**NO_COUNTS, "updated_count": 1, "unchanged_count": 2})
        self.assertEqual(self.source.request_ids.mapped("kind"), ["feed"] * 3)
        self.assertEqual(self.feed.load_count, 3)

    def test_10_3_the_feed_is_told_by_its_columns(self):
        customers = "Code client;Nom;Prenom;Email\nC1;Vidal;Zoé;zoe@vidal.example\n"
        feed = self.make_feed(customers)
        self.assertEqual(self.post_and_count(customers), {**NO_COUNTS, "created_count": 1})
        self.assertEqual((feed.load_count, self.feed.load_count), (1, 0))

    def test_10_3_what_no_feed_reads_is_said(self):
        for content in ("Couleur;Taille\nrouge;12\n", "%PDF-1.7 \x01"):
            response = self.post(content)
            self.assertEqual((response.status_code, response.json()["error"]), (422, "unreadable"))
            self.assertTrue(response.json()["message"])
        self.assertFalse(self.feed.load_ids)

    def test_15_a_file_that_comes_while_another_is_loaded_waits_for_it(self):
        """To be told that it is wrong, a sender would never send it again."""
        with patch.object(type(self.env["dealership.feed.load"]), "_lock", return_value=False):
            response = self.post(ORDERS)
        self.assertEqual((response.status_code, response.json()["state"]), (200, "running"), response.text)
        self.feed.load_ids._process(ORDERS.encode())
        self.assertEqual((self.feed.load_ids.state, self.feed.load_ids.created_count), ("done", 3))

    def test_15_what_no_database_keeps(self):
        """NUL, halves of characters, and a number beyond all numbers: of a name of a file, of a column, in a value."""
        order = {"N° OR": "A\ud8001", "Date ouverture": "2026-11-19 08:00", "Statut": "En cours", "Nom client": "X\0"}
        order |= {"Immatriculation": "AB-123-CD", "\udfff": "1", "\0": "2", "Km": 12.0, "Montant client": 1.5}
        endless = {**order, "N° OR": "A2", "Montant client": "1e999"}
        counts = self.post_and_count(json.dumps([order, endless]), filename="o%00%ED%A0%80rders.json")
        self.assertEqual(counts, {**NO_COUNTS, "created_count": 1, "refused_count": 1})
        self.assertEqual(self.get_orders()["A1"].mileage, 12)
        self.assertEqual(self.feed.load_ids.refused_ids.column, "Montant client")

    def test_15_a_whole_number_is_the_same_however_a_program_writes_it(self):
        order = {"Date ouverture": "2026-11-19 08:00", "Statut": "En cours", "Nom client": "X", "Code client": 17.0}
        order["Immatriculation"] = "AB-123-CD"
        for number in (1001, 1001.0, "1001"):
            self.post_and_count(json.dumps([{"N° OR": number, **order}]), filename="orders.json")
        self.assertEqual((list(self.get_orders()), self.get_orders()["1001"].partner_id.ref), (["1001"], "17"))

    def test_10_3_a_key_for_leads_opens_no_feed(self):
        self.source.key_ids.may_post_feed = False
        self.assertEqual(self.post(ORDERS).status_code, 403)
        self.assertFalse(self.feed.load_ids)

    def test_10_3_a_new_key_of_a_source_with_feeds_is_good_for_them(self):
        """And says so: a key that is refused in the night helps nobody."""
        action = self.env["dealership.source.key"]._make(self.source)
        self.assertEqual(action["context"]["default_good_for"], "ADF, Leads, Feeds")
        self.secret = action["context"]["default_secret"]
        self.assertEqual(self.post(ORDERS).status_code, 200)
        action = self.env["dealership.source.key"]._make(self.source.copy({"name": "Portal"}))
        self.assertEqual(action["context"]["default_good_for"], "ADF, Leads")

    def test_10_3_the_example_of_the_docs_does_what_it_says(self):
        self.source.code = "dms"
        [(path, headers, body)] = read_examples("feeds.md", self.secret)
        self.assertEqual(body, "@orders.csv")
        answer = self.url_open(path, data=ORDERS.encode(), headers=headers)
        self.assertEqual(answer.status_code, 200, answer.text)
        page = (DOCS / "feeds.md").read_text()
        shown = json.loads(page[page.index("```json") + 7 : page.index("```\n", page.index("```json"))])
        self.assertEqual({**answer.json(), "load": 7}, shown)

    def test_10_3_the_description_names_every_value_of_the_answer(self):
        names = self.feed._load(ORDERS.encode(), "orders.csv")._get_answer()
        text = (DOCS / "feeds.yaml").read_text()
        self.assertFalse([name for name in names if f"{name}: {{ type:" not in text and f"{name}:\n" not in text])
