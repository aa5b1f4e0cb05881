import json
from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ...models.feed import feed_load_running, feed_loading
from ..common import DealershipCommon

NOW = datetime(2026, 11, 20, 7, 0)
LATER = datetime(2026, 11, 21, 7, 0)
ORDERS = """N° OR;Date ouverture;Date clôture;Statut;Km;Montant client;Conseiller;Code client;Nom client;Prénom;Portable;E-mail;Immatriculation;N° châssis;Marque;Modèle
OR-1;12/11/2026 08:15;13/11/2026 17:30;Facturé;45 210;1 234,56;Adrien Costes;C17;Vidal;Zoé;06 12 34 56 78;zoe@vidal.example;AB-123-CD;VF1RFB00565432109;Renault;Clio
OR-2;19/11/2026 09:00;;En cours;12000;;;C18;Durand;Luc;;luc@durand.example;EF-456-GH;;Peugeot;208
OR-3;20/11/2026 07:45;;Prêt;8000;0,00;;C17;Vidal;Zoé;06 12 34 56 78;zoe@vidal.example;AB-123-CD;VF1RFB00565432109;Renault;Clio
"""  # noqa: E501 a file has long lines


class FeedCommon(DealershipCommon):
    """A source, and feeds as an administrator makes them of samples."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = cls.env["dealership.source"].create(
            {"name": "DMS", "company_id": cls.company_a.id, "team_id": cls.team_a.id}
        )

    @classmethod
    def make_feed(cls, content, filename="orders.csv", **vals):
        """A feed as an administrator makes it of a sample, unchanged."""
        return cls.env["dealership.feed"]._guess(content.encode(), filename)._keep(cls.source, **vals)

    def load(self, feed, content, now=NOW, **options):
        return feed._load(content.encode(), options.pop("filename", "orders.csv"), now=now, **options)

    def assertCounts(self, load, **counts):  # noqa: N802
        names = ("created", "updated", "unchanged", "waiting", "refused")
        self.assertEqual({name: load[f"{name}_count"] for name in names}, {**dict.fromkeys(names, 0), **counts})

    def read_tables(self):
        """Where PostgreSQL keeps each row that a feed may write: whatever is written lies elsewhere then."""
        self.env.flush_all()
        tables = ("res_partner", "fleet_vehicle", "calendar_event", "dealership_repair_order")
        tables += ("dealership_vehicle_owner", "account_move")
        return {
            table: self.env.execute_query(SQL("SELECT id, ctid::text FROM %s ORDER BY id", SQL.identifier(table)))
            for table in tables
        }

    def get_orders(self):
        orders = self.env["dealership.repair.order"].search([("company_id", "=", self.company_a.id)])
        return {order.name: order for order in orders}


@tagged("post_install", "-at_install")
class TestFeed(FeedCommon):
    """A file of repair orders, with their customers and vehicles, as a workshop's system writes it."""

    def test_15_customers_speak_the_language_of_the_company(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.company_a.partner_id.lang = "fr_FR"
        self.env.user.lang = "en_US"
        self.load(self.make_feed(ORDERS), ORDERS)
        customers = self.env["res.partner"].search(
            [("company_id", "=", self.company_a.id), ("ref", "in", ("C17", "C18"))]
        )
        self.assertEqual(customers.mapped("lang"), ["fr_FR", "fr_FR"])

    def test_15_what_is_made_is_called_the_same_whoever_loads(self):
        """By the language of the company; what is wrong with a row is told to whoever loads it, in theirs."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.company_a.partner_id.lang = "fr_FR"
        self.env.user.lang = "en_US"
        self.load(self.make_feed(ORDERS), ORDERS.replace("Peugeot;208", ";").replace("19/11/2026 09:00", ""))
        load = self.load(self.source.feed_ids, ORDERS.replace("Peugeot;208", ";").replace("OR-3;20/11", "OR-3;31/02"))
        vehicle = self.env["fleet.vehicle"].search([("license_plate", "=", "EF-456-GH")])
        self.assertEqual((vehicle.brand_id.name, vehicle.model_id.name), ("Marque inconnue", "Modèle inconnu"))
        self.assertIn("Not readable", load.refused_ids.message)

    def test_15_nobody_is_born_in_the_future(self):
        """A source that writes two digits of a year means one that is over."""
        people = "Code client;Nom;Date de naissance\n"
        for code, day in (("C1", "29/02/48"), ("C2", "01/02/08"), ("C3", "12/05/1978"), ("C4", "")):
            people += f"{code};Vidal {code};{day}\n"
        self.load(self.make_feed(people, "people.csv"), people, filename="people.csv")
        born = self.env["res.partner"].search([("ref", "in", ["C1", "C2", "C3", "C4"])], order="ref")
        self.assertEqual(born.mapped("birthdate_date"), [date(1948, 2, 29), date(2008, 2, 1), date(1978, 5, 12), False])

    def test_15_codes_of_a_status_are_those_of_odoos_own_import(self):
        feed = self.make_feed(ORDERS.replace("Facturé", "CLO").replace("Prêt", "T").replace("En cours", "Wip"))
        meant = {code.code: code.value for code in feed.code_ids if code.meaning == "repair_order.status"}
        self.assertEqual(meant, {"CLO": "closed", "Wip": "in_progress", "T": "ready"})

    def test_columns_are_guessed(self):
        guess = self.env["dealership.feed"]._guess(ORDERS.encode(), "orders.csv")
        self.assertEqual(guess.kind, "repair_order")
        self.assertEqual(
            {column.header: column.meaning.removeprefix("repair_order.") for column in guess.column_ids},
            {
                "N° OR": "key",
                "Date ouverture": "opened_at",
                "Date clôture": "closed_at",
                "Statut": "status",
                "Km": "mileage",
                "Montant client": "customer_pay_amount",
                "Conseiller": "advisor_id",
                "Code client": "customer.key",
                "Nom client": "customer.lastname",
                "Prénom": "customer.firstname",
                "Portable": "customer.mobile",
                "E-mail": "customer.email",
                "Immatriculation": "vehicle.license_plate",
                "N° châssis": "vehicle.vin_sn",
                "Marque": "vehicle.brand",
                "Modèle": "vehicle.model",
            },
        )
        self.assertEqual(
            {code.code: code.value for code in guess.code_ids},
            {"Facturé": "closed", "En cours": "in_progress", "Prêt": "ready"},
        )

    def test_first_load(self):
        load = self.load(self.make_feed(ORDERS), ORDERS)
        self.assertEqual(load.refused_ids.mapped("message"), [])
        self.assertCounts(load, created=3)
        orders = self.get_orders()
        first = orders["OR-1"]
        self.assertEqual(first.opened_at, datetime(2026, 11, 12, 7, 15))
        self.assertEqual((first.status, first.closed_at), ("closed", datetime(2026, 11, 13, 16, 30)))
        self.assertEqual((first.status_since, first.dms_status_since), (first.closed_at,) * 2)
        self.assertEqual((first.mileage, first.customer_pay_amount), (45210, 1234.56))
        self.assertEqual((first.advisor_id, first.dms_status_code), (self.user_adviser, "Facturé"))
        self.assertEqual(first.partner_id.name, "Zoé Vidal")
        self.assertEqual(first.partner_id.phone_sanitized, "+33612345678")
        self.assertEqual((first.vehicle_id.license_plate, first.vehicle_id.owner_id), ("AB-123-CD", first.partner_id))
        self.assertEqual(first.vehicle_id.model_id.display_name, "Renault/Clio")
        # One customer and one vehicle, however often a file names them.
        self.assertEqual(orders["OR-3"].partner_id, first.partner_id)
        self.assertEqual(orders["OR-3"].vehicle_id, first.vehicle_id)
        # History: ready since it was opened, at the earliest, and not since this moment.
        self.assertEqual(orders["OR-3"].status_since, datetime(2026, 11, 20, 6, 45))
        self.assertEqual(orders["OR-3"].dms_status_since, datetime(2026, 11, 20, 6, 45))

    def test_same_file_twice_changes_nothing(self):
        feed = self.make_feed(ORDERS)
        self.load(feed, ORDERS)
        before = [order.write_date for order in self.get_orders().values()]
        self.assertCounts(self.load(feed, ORDERS, LATER), unchanged=3)
        self.assertEqual([order.write_date for order in self.get_orders().values()], before)
        self.assertEqual(len(self.get_orders()), 3)

    def test_news_are_dated_by_the_file(self):
        feed = self.make_feed(ORDERS)
        self.load(feed, ORDERS)
        news = ORDERS.replace("En cours;12000", "Prêt;12000").replace("OR-3", "OR-4")
        load = self.load(feed, news, LATER, filename="orders_20261121_0630.csv")
        self.assertCounts(load, created=1, updated=1, unchanged=1)
        self.assertEqual(self.get_orders()["OR-2"].status_since, datetime(2026, 11, 21, 5, 30))
        self.assertEqual(self.get_orders()["OR-4"].status_since, datetime(2026, 11, 21, 5, 30))

    def test_16_11_a_code_of_its_own_is_dated_by_the_file(self):
        """Another code of the same status: since when the file was made; the status is as old as it was."""
        feed = self.make_feed(ORDERS + ORDERS.splitlines()[3].replace("OR-3", "OR-9").replace("Prêt", "Terminé") + "\n")
        self.load(feed, ORDERS)
        order = self.get_orders()["OR-3"]
        self.assertEqual((order.status, order.dms_status_code), ("ready", "Prêt"))
        before = order.status_since
        news = ORDERS.replace("Prêt", "Terminé")
        self.load(feed, news, LATER, filename="orders_20261121_0630.csv")
        self.assertEqual((order.dms_status_code, order.status_since), ("Terminé", before))
        self.assertEqual(order.dms_status_since, datetime(2026, 11, 21, 5, 30))
        self.load(feed, news.replace("45 210", "45 300"), LATER + timedelta(days=2), filename="orders_20261123.csv")
        self.assertEqual(order.dms_status_since, datetime(2026, 11, 21, 5, 30))

    def test_older_file_overwrites_nothing(self):
        feed = self.make_feed(ORDERS)
        self.load(feed, ORDERS.replace("En cours", "Prêt"), filename="orders_2026-11-20.csv")
        load = self.load(feed, ORDERS, LATER, filename="orders_2026-11-19.csv")
        self.assertCounts(load, unchanged=3)
        self.assertEqual(self.get_orders()["OR-2"].status, "ready")

    def test_corrections_stay(self):
        feed = self.make_feed(ORDERS)
        self.load(feed, ORDERS)
        customer = self.get_orders()["OR-1"].partner_id
        customer.phone = "06 99 99 99 99"
        self.load(feed, ORDERS.replace("06 12 34 56 78", "06 11 11 11 11"), LATER)
        self.assertEqual(customer.phone, "06 99 99 99 99")
        feed.overwrites = True
        self.load(feed, ORDERS.replace("06 12 34 56 78", "06 11 11 11 12"), datetime(2026, 11, 22))
        self.assertEqual(customer.phone, "06 11 11 11 12")

    def test_dry_run_changes_nothing(self):
        feed = self.make_feed(ORDERS)
        people = self.env["res.partner"].search_count([])
        load = self.load(feed, ORDERS, dry_run=True)
        self.assertCounts(load, created=3)
        self.assertEqual(load.state, "tried")
        self.assertEqual(self.get_orders(), {})
        self.assertEqual(self.env["res.partner"].search_count([]), people)
        self.assertFalse(feed.live_since)
        self.load(feed, ORDERS)
        load = self.load(feed, ORDERS.replace("45 210", "45 300"), LATER, dry_run=True)
        self.assertCounts(load, updated=1, unchanged=2)
        [difference] = load._get_shown_differences()
        self.assertEqual((difference["row"], difference["field"]), (2, "Mileage (km)"))
        self.assertEqual((difference["before"], difference["after"]), ("45210", "45300"))
        self.assertEqual(self.get_orders()["OR-1"].mileage, 45210)

    def test_bad_rows_stop_no_other(self):
        feed = self.make_feed(ORDERS)
        bad = ORDERS.replace("19/11/2026 09:00", "hier").replace("OR-3", "").replace("zoe@vidal.example", "zoe@")
        load = self.load(feed, bad)
        self.assertCounts(load, created=1, refused=2)
        self.assertEqual(
            [(row.row_number, row.column, row.value) for row in load.refused_ids],
            [(3, "Date ouverture", "hier"), (4, "N° OR", "")],
        )
        self.assertEqual([(row.row_number, row.value) for row in load.remark_ids], [(2, "zoe@"), (4, "zoe@")])
        self.assertFalse(self.get_orders()["OR-1"].partner_id.email)

    def test_rule_of_the_database_refuses_one_row(self):
        feed = self.make_feed(ORDERS)
        bad = ORDERS.replace("13/11/2026 17:30", "11/11/2026 17:30")
        load = self.load(feed, bad)
        self.assertCounts(load, created=2, refused=1)
        self.assertIn("closed before it was opened", load.refused_ids.message)

    def test_unknown_code_is_asked_for(self):
        feed = self.make_feed(ORDERS)
        load = self.load(feed, ORDERS.replace("En cours", "Pièces"))
        self.assertCounts(load, created=2, refused=1)
        code = feed.code_ids.filtered("is_open")
        self.assertEqual(code.mapped("code"), ["Pièces"])
        code.value = "in_progress"
        load.with_user(self.user_administrator).action_run_refused()
        self.assertCounts(load, created=3)
        self.assertEqual(self.get_orders()["OR-2"].status, "in_progress")

    def test_any_order_of_files(self):
        orders = "Numero OR;Date;Statut;Numero client;Numero vehicule\n7;01/11/2026;Ouvert;C1;V1\n"
        vehicles = "Numero vehicule;VIN;Marque;Modele;Code client\nV1;VF1RFB00565432109;Renault;Clio;C1\n"
        customers = "Code client;Nom;Prenom;Email\nC1;Vidal;Zoé;zoe@vidal.example\n"
        feeds = [self.make_feed(content) for content in (orders, vehicles, customers)]
        self.assertEqual([feed.kind for feed in feeds], ["repair_order", "vehicle", "customer"])
        loads = [self.load(feeds[0], orders), self.load(feeds[1], vehicles)]
        self.assertCounts(loads[0], waiting=1)
        self.assertCounts(loads[1], waiting=1)
        self.load(feeds[2], customers)
        self.assertCounts(loads[0], created=1)
        self.assertCounts(loads[1], created=1)
        order = self.get_orders()["7"]
        self.assertEqual(order.partner_id.name, "Zoé Vidal")
        self.assertEqual(order.vehicle_id.owner_id, order.partner_id)
        self.assertEqual(order.status_since, order.opened_at)

    def test_known_customers_are_recognised(self):
        zoe = self.make_customer(name="Zoé Vidal", email="ZOE@vidal.example", phone="05 65 00 00 00")
        self.load(self.make_feed(ORDERS), ORDERS)
        self.assertEqual(self.get_orders()["OR-1"].partner_id, zoe)
        self.assertEqual(zoe.phone, "05 65 00 00 00")

    def test_brought_by_somebody_else(self):
        """Whoever pays for an order need not own the vehicle."""
        owner = self.make_customer(name="Anne Vidal")
        vehicle = self.make_vehicle(owner, license_plate="ab 123 cd")
        self.load(self.make_feed(ORDERS), ORDERS)
        self.assertEqual(self.get_orders()["OR-1"].vehicle_id, vehicle)
        self.assertEqual(vehicle.owner_id, owner)

    def test_erased_is_not_brought_back(self):
        feed = self.make_feed(ORDERS)
        self.load(feed, ORDERS)
        order = self.get_orders()["OR-1"]
        customer = order.partner_id
        customer._erase(NOW)
        memory = self.env["dealership.feed.record"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", customer.id)]
        )
        self.assertEqual((memory.said, memory.closed), (False, True))
        self.load(feed, ORDERS.replace("06 12 34 56 78", "06 11 11 11 11").replace("45 210", "45 300"), LATER)
        self.assertEqual((customer.phone, customer.email, order.partner_id), (False, False, customer))
        self.assertEqual(order.mileage, 45300)
        # Another system knows them by another number: they come as somebody whom one must not write to.
        other = self.env["dealership.source"].create(
            {"name": "Other", "code": "other", "company_id": self.company_a.id}
        )
        content = "Code client;Nom;Email\nX1;Vidal;zoe@vidal.example\n"
        self.load(self.make_feed(content, source_id=other.id), content, LATER)
        back = self.env["res.partner"].search([("ref", "=", "X1")])
        self.assertTrue(back.erased_at)

    def test_merged_customers_are_followed(self):
        feed = self.make_feed(ORDERS)
        self.load(feed, ORDERS)
        zoe = self.get_orders()["OR-1"].partner_id
        kept = self.make_customer(name="Zoé V.")
        self.env["base.partner.merge.automatic.wizard"]._merge([zoe.id, kept.id], kept)
        self.assertCounts(self.load(feed, ORDERS, LATER), unchanged=3)
        self.load(feed, ORDERS.replace("OR-3", "OR-9"), LATER)
        self.assertEqual(self.get_orders()["OR-9"].partner_id, kept)

    def test_large_file_in_the_background(self):
        """Chunk by chunk, and the file is read for all of them at once: a chunk costs no more at its end."""
        feed = self.make_feed(ORDERS)
        self.startPatcher(patch.object(feed_load_running, "AT_ONCE_ROWS", 1))
        self.startPatcher(patch.object(feed_loading, "CHUNK_ROWS", 1))
        read = self.startPatcher(patch.object(feed_load_running, "read_lines", wraps=feed_load_running.read_lines))
        commit = self.startPatcher(patch.object(type(self.env["ir.cron"]), "_commit_progress"))
        load = feed._make_load(ORDERS.encode(), "orders.csv")
        load.with_user(self.user_administrator).action_load()
        self.assertEqual((load.state, load.row_count, load.done_count), ("running", 3, 0))
        self.env["dealership.feed.load"]._cron_process()
        self.assertEqual((load.state, load.done_count), ("done", 3))
        self.assertCounts(load, created=3)
        self.assertEqual(read.call_count, 2)
        self.assertEqual([call.args[:1] for call in commit.call_args_list[1:]], [(1,), (1,), (1,), (0,)])

    def test_taken_up_where_it_stopped(self):
        """Rows that a worker has committed before it was killed are not counted twice."""
        feed = self.make_feed(ORDERS)
        load = feed._make_load(ORDERS.encode(), "orders.csv")
        load._begin(ORDERS.encode(), NOW, False)
        with patch.object(feed_loading, "CHUNK_ROWS", 1):
            next(load._work(ORDERS.encode()))
        self.assertEqual((load.state, load.done_count), ("running", 1))
        load._process(ORDERS.encode())
        self.assertEqual((load.state, load.done_count), ("done", 3))
        self.assertCounts(load, created=3)

    def test_what_is_not_said_empties_nothing(self):
        feed = self.make_feed(ORDERS)
        self.load(feed, ORDERS)
        customer = self.get_orders()["OR-1"].partner_id
        self.load(feed, ORDERS.replace("zoe@vidal.example", "zoe@"), LATER)
        self.assertEqual(customer.email, "zoe@vidal.example", "what cannot be read is left out")
        lines = [line.split(";") for line in ORDERS.splitlines()]
        place = lines[0].index("E-mail")
        shorter = "\n".join(";".join(cell for at, cell in enumerate(line) if at != place) for line in lines)
        self.load(feed, shorter, datetime(2026, 11, 22))
        self.assertEqual(customer.email, "zoe@vidal.example", "a column that is not there says nothing")
        self.load(feed, ORDERS.replace("zoe@vidal.example", ""), datetime(2026, 11, 23))
        self.assertFalse(customer.email, "an empty cell says that there is none any more")

    def test_json(self):
        content = json.dumps(
            {
                "appointments": [
                    {
                        "appointmentId": 5,
                        "start": "2026-12-01T09:30:00+01:00",
                        "status": "confirmed",
                        "type": "Atelier",
                        "customer": {"customerId": "C9", "lastName": "Roux", "email": "r@roux.example"},
                        "vehicle": {"plate": "GH-789-JK"},
                    }
                ]
            }
        )
        feed = self.make_feed(content, "rdv.json")
        self.assertEqual(feed.kind, "appointment")
        load = self.load(feed, content)
        self.assertEqual(load.refused_ids.mapped("message"), [])
        self.assertCounts(load, created=1)
        event = self.env["calendar.event"].search([("customer_id.email", "=", "r@roux.example")])
        self.assertEqual((event.start, event.appointment_status), (datetime(2026, 12, 1, 8, 30), "confirmed"))
        self.assertEqual(event.appointment_kind, "workshop")
        self.assertFalse(event.partner_ids & event.customer_id)

    def test_what_is_no_table(self):
        for content in (b"", b"%PDF-1.7", b"[1, 2]", b"{"):
            with self.subTest(content=content), self.assertRaises(UserError):
                self.env["dealership.feed"]._guess(content, "x.csv")


@tagged("post_install", "-at_install")
class TestVehicleFeed(FeedCommon):
    """A file of vehicles, as a fleet of customers is written out."""

    def test_10_05_what_dates_follow_from(self):
        self.team_a.country_id = self.env.ref("base.fr")
        vehicles = (
            "Code véhicule;Immatriculation;Marque;Modèle;Énergie;Genre;Usage;Date 1ère mise en circulation;"
            "Dernier contrôle technique\n"
            "V1;AB-123-CD;Renault;Master;GO;CTTE;;14/02/2018;31/03/2026\n"
            "V2;AB-124-CD;Renault;Clio;ES;VP;Taxi;14/02/2018;31/03/2026\n"
            "V3;AB-125-CD;Renault;Clio;ES;VP;;14/02/2018;31/03/2096\n"
        )
        feed = self.make_feed(vehicles)
        self.assertEqual(feed.kind, "vehicle")
        load = self.load(feed, vehicles)
        self.assertCounts(load, created=2, refused=1)
        self.assertIn("future", load.refused_ids.message)
        van, taxi = (
            self.env["fleet.vehicle"].search([("license_plate", "=", plate)]) for plate in ("AB-123-CD", "AB-124-CD")
        )
        self.assertEqual((van.registered_as, van.fuel_type, taxi.vehicle_use), ("van", "diesel", "taxi"))
        self.assertEqual(str(van.next_inspection_date), "2028-03-31")
        self.assertEqual(str(van.next_emissions_date), "2027-03-31")
        self.assertEqual((taxi.inspection_state, taxi.next_inspection_date), ("excluded", False))
        # Nobody says that it is electric.
        self.assertFalse(van.model_id.default_fuel_type)
