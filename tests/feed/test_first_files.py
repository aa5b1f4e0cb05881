"""The first files of a French dealer management system, as somebody loads them who has never done so."""

from datetime import date, datetime

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_feed import LATER, NOW, FeedCommon

CUSTOMERS = """N° client;Nom;Prénom;Tél. domicile;Tél. portable;Né(e) le;Date modif.
C1;DUPONT;Jean;05 65 42 00 10;06.12.34.00.20;03/02/1961;19/11/2026 18:30
C2;MARTIN;Élodie;05 65 42 01 11;06.12.34.01.21;14/05/1973;19/11/2026 18:30
"""
APPOINTMENTS = """id_rdv;debut;etat;client.code;client.nom;client.tel
R1;27/11/2026 08:30;PLANIFIE;C1;DUPONT;{number}
R2;27/11/2026 09:30;NON_VENU;C2;MARTIN Élodie;05 65 42 01 11
"""
SAME_NUMBER, NEW_NUMBER = "06 12 34 00 20", "06 99 88 77 66"


@tagged("post_install", "-at_install")
class TestFirstFiles(FeedCommon):
    def load_customers(self):
        self.load(self.make_feed(CUSTOMERS, "customers.csv"), CUSTOMERS, filename="customers.csv")
        return self.env["res.partner"].search([("ref", "in", ["C1", "C2"])], order="ref")

    def load_appointments(self, number, now=LATER):
        content = APPOINTMENTS.format(number=number)
        feed = self.source.feed_ids.filtered(lambda feed: feed.kind == "appointment")
        return self.load(feed or self.make_feed(content, "rdv.csv"), content, now=now, filename="rdv.csv")

    def test_15_telephones_are_no_dates(self):
        """“05 65 42 …” doesn't say that months come first, nor “06.12.34.00.20” that amounts have a point."""
        customers = self.load_customers()
        feed = self.source.feed_ids
        self.assertEqual((feed.day_order, feed.decimal_mark), ("dmy", ","))
        self.assertEqual(customers.mapped("birthdate_date"), [date(1961, 2, 3), date(1973, 5, 14)])
        meanings = {column.header: column.meaning for column in feed.column_ids}
        self.assertEqual(meanings["Date modif."], "customer.changed_at")

    def test_15_who_is_only_mentioned_loses_nothing(self):
        """A row about an appointment that says less of its customer than is known takes none of it away."""
        customers = self.load_customers()
        known = customers.read(["name", "lastname", "firstname", "phone", "phone2"])
        load = self.load_appointments(SAME_NUMBER)
        self.assertCounts(load, created=2)
        self.assertEqual(customers.read(["name", "lastname", "firstname", "phone", "phone2"]), known)
        self.assertFalse(load.differences)

    def test_15_who_is_only_mentioned_gets_a_new_number(self):
        customers = self.load_customers()
        self.load_appointments(NEW_NUMBER)
        self.assertEqual(customers[0].name, "Jean DUPONT")
        self.assertEqual((customers[0].phone, customers[0].phone2), (NEW_NUMBER, "05 65 42 00 10"))

    def test_15_a_file_that_was_refused_is_no_first_one(self):
        """The profile was wrong, is mended, and the file of the past comes again: it is still the past."""
        feed = self.make_feed(APPOINTMENTS.format(number=""), "rdv.csv")
        feed.day_order = "mdy"
        load = self.load_appointments("", now=datetime(2026, 11, 20, 7))
        self.assertCounts(load, refused=2)
        self.assertFalse(feed.live_since)
        feed.day_order = "dmy"
        load.action_run_refused()
        self.assertCounts(load, created=2)
        self.assertEqual(feed.live_since, datetime(2026, 11, 20, 7))

    def test_15_run_again_a_row_has_its_remarks_once(self):
        content = CUSTOMERS.replace("Tél. domicile", "E-mail").replace("05 65 42 00 10", "jean@dupont.example")
        content = content.replace("05 65 42 01 11", "elodie@martin.example")
        feed = self.make_feed(content, "customers.csv")
        feed.day_order = "mdy"
        load = self.load(feed, content.replace("jean@", "jean@@"), filename="customers.csv")
        self.assertCounts(load, refused=2)
        self.assertEqual(load.remark_ids.mapped("value"), ["jean@@dupont.example", "14/05/1973"])
        feed.day_order = "dmy"
        load.action_run_refused()
        self.assertCounts(load, created=2)
        self.assertEqual(load.remark_ids.mapped("value"), ["jean@@dupont.example"])

    def test_15_a_date_of_zeros_says_that_there_is_none(self):
        """As many systems write an empty one; a birthday that there can't be costs nobody their customer."""
        content = CUSTOMERS.replace("03/02/1961", "00/00/0000").replace("14/05/1973", "31/02/1973")
        load = self.load(self.make_feed(CUSTOMERS, "customers.csv"), content, filename="customers.csv")
        self.assertCounts(load, created=2)
        self.assertEqual(load.remark_ids.mapped("value"), ["31/02/1973"])

    def test_15_what_changes_is_shown_as_people_write_it(self):
        self.load_customers()
        self.env["res.lang"]._activate_lang("fr_FR")
        news = CUSTOMERS.replace("03/02/1961", "04/02/1961")
        load = self.load(self.source.feed_ids, news, now=LATER, filename="customers.csv").with_context(lang="fr_FR")
        [difference] = load._get_shown_differences()
        self.assertEqual((difference["before"], difference["after"]), ("03/02/1961", "04/02/1961"))

    def test_15_a_model_that_was_unknown_is_told_later(self):
        """An order that says no model came first; what the next file says of it is not a correction's to keep."""
        order = "N° OR;Date ouverture;Statut;Client;Immatriculation{}\nO1;19/11/2026;En cours;Luc Durand;AB-123-CD{}\n"
        content = order.format(";Marque;Modèle", ";Renault;Clio")
        feed = self.make_feed(content)
        load = self.load(feed, order.format("", ""))
        self.assertFalse(load.refused_ids.mapped("message"))
        vehicle = self.get_orders()["O1"].vehicle_id
        self.assertEqual(vehicle.model_id.name, "Unknown Model")
        self.load(feed, content, now=LATER)
        self.assertEqual((vehicle.brand_id.name, vehicle.model_id.name), ("Renault", "Clio"))

    def test_15_hours_are_those_of_the_company(self):
        """Without a point of sale on the feed, nor a time zone of the company's address."""
        self.source.team_id = False
        self.company_a.partner_id.tz = False
        self.company_a.resource_calendar_id.tz = "Europe/Paris"
        self.load_customers()
        self.load_appointments(SAME_NUMBER)
        appointment = self.env["calendar.event"].search([("customer_id.ref", "=", "C1")])
        self.assertEqual(appointment.start, datetime(2026, 11, 27, 7, 30))

    def test_15_a_date_of_an_order_is_not_its_appointments(self):
        for header, meaning in (("Date dispo.", False), ("Date RDV", "repair_order.appointment.start")):
            orders = f"N° OR;Date ouverture;Statut;Code client;{header}\nO1;19/11/2026;En cours;C1;20/11/2026\n"
            meanings = {column.header: column.meaning for column in self.make_feed(orders).column_ids}
            self.assertEqual(meanings[header], meaning)

    def test_15_a_couple_with_one_mailbox(self):
        """Two numbers of the source are two people where their first names say so; written twice, one is one."""
        people = "Code client;Nom;Prénom;Email;Portable\n"
        for code, first in (("C1", "Zoé"), ("C2", "Paul"), ("C3", "ZOE")):
            people += f"{code};Vidal;{first};vidal@customer.test;06 12 34 56 78\n"
        feed = self.make_feed(people, "people.csv")
        for now in (NOW, LATER):
            self.load(feed, people, now, filename="people.csv")
        found = self.env["res.partner"].search([("email", "=", "vidal@customer.test")], order="ref")
        self.assertEqual(found.mapped("ref"), ["C1", "C2"])
        self.assertEqual(found[1].firstname, "Paul")
        known = self.env["dealership.feed.record"].search([("source_id", "=", self.source.id), ("key", "=", "C3")])
        self.assertEqual(known.res_id, found[0].id)

    def test_15_what_the_first_file_could_not_bring_is_no_news_later(self):
        """It was refused in part, and comes again in a file without a date, mended: a status of then is none of now."""
        header = "N° OR;Date ouverture;Statut;Code client;Nom complet\n"
        rows = ["O1;19/11/2025;Prêt;C1;Luc Durand\n", "O2;{};Prêt;C1;Luc Durand\n"]
        feed = self.make_feed(header + "".join(rows).format("20/11/2025").replace("Prêt", "En cours", 1) + rows[0])
        load = self.load(feed, header + "".join(rows).format("hier"))
        self.assertCounts(load, created=1, refused=1)
        third = "O3;20/11/2025;Prêt;C1;Luc Durand\n"
        mended = header + "".join([*rows, third]).format("20/11/2025")
        self.assertCounts(self.load(feed, mended, LATER), created=2, unchanged=1)
        orders = self.get_orders()
        self.assertEqual(orders["O2"].status_since, orders["O2"].opened_at, "as if it had come with the first file")
        self.assertEqual(orders["O3"].status_since, LATER, "what nobody had heard of is news")
        # What happens to it from now on is news.
        news = mended.replace("O2;20/11/2025;Prêt", "O2;20/11/2025;En cours")
        self.assertCounts(self.load(feed, news, datetime(2026, 11, 23, 7)), updated=1, unchanged=2)
        self.assertEqual(orders["O2"].status_since, datetime(2026, 11, 23, 7))

    def test_15_a_name_alone_is_the_whole_name(self):
        orders = "N° OR;Date ouverture;Statut;Nom client\nO1;19/11/2026;En cours;Luc Durand\n"
        meanings = {column.header: column.meaning for column in self.make_feed(orders).column_ids}
        self.assertEqual(meanings["Nom client"], "repair_order.customer.name")

    def test_15_of_two_columns_of_one_name_both_can_be_read(self):
        orders = "N° OR;Date;Date;Statut;Client\nO1;19/11/2026;20/11/2026;En cours;Luc Durand\n"
        feed = self.make_feed(orders)
        self.assertEqual(feed.column_ids.mapped("header"), ["N° OR", "Date", "Date (2)", "Statut", "Client"])
        self.load(feed, orders)
        self.assertEqual(self.get_orders()["O1"].opened_at, datetime(2026, 11, 18, 23))

    def test_15_what_is_expected_of_a_date_is_said(self):
        orders = "N° OR;Date ouverture;Statut;Client\nO1;19/11/2026;En cours;Luc Durand\n"
        load = self.load(self.make_feed(orders), orders.replace("19/11/2026", "11/19/2026"))
        self.assertIn("31/12/2026", load.refused_ids.message)

    def test_15_a_list_of_objects_has_a_limit(self):
        content = b"[" + b"{}," * 200_000 + b"{}]"
        with self.assertRaises(UserError):
            self.env["dealership.feed"]._guess(content, "x.json")
