from datetime import datetime

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ...engine.scenario.message import MessageProblem, Recipient
from ..common import DealershipCommon

NBSP = "\N{NO-BREAK SPACE}"
SHORT = "\N{NARROW NO-BREAK SPACE}"
#: Moment (UTC) → what a customer reads of the next opening, in English and French. Rodez is open from 8:30 to 12:00
#: and from 14:00 to 18:30, on Saturdays from 9:00 to 12:00; the hours were found with a calendar and a clock, by hand.
OPENINGS = {
    # Tuesday
    "2026-03-10 09:00": (
        "tomorrow, Wednesday, from 8:30 AM to 12:00 PM and from 2:00 PM to 6:30 PM",
        "demain mercredi de 8 h 30 à 12 h et de 14 h à 18 h 30",
    ),
    "2026-03-13 09:00": ("tomorrow, Saturday, from 9:00 AM to 12:00 PM", "demain samedi de 9 h à 12 h"),
    # Saturday
    "2026-03-14 09:00": (
        "on Monday, March 16, 2026, from 8:30 AM to 12:00 PM and from 2:00 PM to 6:30 PM",
        "lundi 16 mars 2026 de 8 h 30 à 12 h et de 14 h à 18 h 30",
    ),
    # Friday at 23:30 UTC is Saturday in Rodez: tomorrow is Sunday.
    "2026-03-13 23:30": (
        "on Monday, March 16, 2026, from 8:30 AM to 12:00 PM and from 2:00 PM to 6:30 PM",
        "lundi 16 mars 2026 de 8 h 30 à 12 h et de 14 h à 18 h 30",
    ),
    # The clock goes forward on Sunday the 29th; Saturday at 22:30 UTC is half past eleven of Saturday.
    "2026-03-28 22:30": (
        "on Monday, March 30, 2026, from 8:30 AM to 12:00 PM and from 2:00 PM to 6:30 PM",
        "lundi 30 mars 2026 de 8 h 30 à 12 h et de 14 h à 18 h 30",
    ),
    # Sunday at 22:30 UTC is half past midnight of Monday, by the clock of summer.
    "2026-03-29 22:30": (
        "tomorrow, Tuesday, from 8:30 AM to 12:00 PM and from 2:00 PM to 6:30 PM",
        "demain mardi de 8 h 30 à 12 h et de 14 h à 18 h 30",
    ),
    # The eve of 1 May, a Friday.
    "2026-04-30 09:00": ("on Saturday, May 2, 2026, from 9:00 AM to 12:00 PM", "samedi 2 mai 2026 de 9 h à 12 h"),
    # The inventory closes Wednesday 10 June, and Thursday until 16:00.
    "2026-06-09 09:00": (
        "on Thursday, June 11, 2026, from 4:00 PM to 6:30 PM",
        "jeudi 11 juin 2026 de 16 h à 18 h 30",
    ),
    # 1 December, in French a first.
    "2026-11-28 12:00": (
        "on Tuesday, December 1, 2026, from 8:30 AM to 12:00 PM and from 2:00 PM to 6:30 PM",
        "mardi 1er décembre 2026 de 8 h 30 à 12 h et de 14 h à 18 h 30",
    ),
}


@tagged("post_install", "-at_install")
class TestTradeValues(DealershipCommon):
    """What messages say of a point of sale and of a make there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        week = [(day, hours) for day in range(5) for hours in ((8.5, 12), (14, 18.5))]
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Rodez",
                "tz": "Europe/Paris",
                "company_id": cls.company_a.id,
                "attendance_ids": [
                    Command.clear(),
                    *(
                        Command.create({"name": "Open", "dayofweek": str(day), "hour_from": opens, "hour_to": closes})
                        for day, (opens, closes) in [*week, (5, (9, 12))]
                    ),
                ],
            }
        )
        cls.env["resource.calendar.leaves"].create(
            [
                {
                    "name": "Inventory",
                    "calendar_id": cls.calendar.id,
                    "company_id": cls.company_a.id,
                    "date_from": start,
                    "date_to": end,
                }
                for start, end in (
                    ("2026-06-09 22:00:00", "2026-06-11 14:00:00"),
                    ("2026-11-29 23:00:00", "2026-11-30 22:59:59"),
                )
            ]
        )
        cls.team_a.write(
            {
                "resource_calendar_id": cls.calendar.id,
                "tz": "Europe/Paris",
                "booking_url": "https://book.test/rodez",
                "warranty_name": "Serenity",
                "warranty_terms": "up to 5 years",
                "service_manager_id": cls.user_adviser.id,
            }
        )
        cls.customer = cls.make_customer("Jeanne Rouquette")
        cls.vehicle = cls.make_vehicle(cls.customer, team_id=cls.team_a.id)

    def make_values(self, **vals):
        vals = {"team_id": self.team_a.id, "brand_id": self.brand_peugeot.id, **vals}
        return self.env["dealership.make.values"].create(vals)

    def render(self, text, record=None, **recipient):
        record = record if record is not None else self.vehicle
        message = self.env["dealership.message"].create(
            {"name": "Test", "subject": "Test", "body_html": f"<p>{text}</p>", "company_id": self.company_a.id}
        )
        customer = record if record._name == "res.partner" else self.customer
        recipient = {"partner_id": customer.id, "res_model": record._name, "res_id": record.id, **recipient}
        [rendered] = message._render_batch([Recipient(**recipient)])
        return rendered if isinstance(rendered, MessageProblem) else rendered.body_html

    def test_16_13_tomorrow_or_the_next_day_that_is_open(self):
        for moment, said in OPENINGS.items():
            for lang, text in zip(("en_US", "fr_FR"), said, strict=True):
                with self.subTest(moment=moment, lang=lang):
                    opening = self.team_a.with_context(lang=lang)._get_next_opening(datetime.fromisoformat(moment))
                    self.assertEqual(opening.replace(NBSP, " ").replace(SHORT, " "), text)

    def test_16_13_the_clock_of_the_point_of_sale(self):
        """On Monday at 22:30 in Paris, Reunion has Tuesday already."""
        moment = datetime(2026, 3, 9, 21, 30)
        self.team_a.tz = "Indian/Reunion"
        self.assertIn("tomorrow, Wednesday", self.team_a._get_next_opening(moment))
        self.team_a.tz = "Europe/Paris"
        self.assertIn("tomorrow, Tuesday", self.team_a._get_next_opening(moment))

    def test_16_13_an_hour_that_the_clock_skips(self):
        """Open on Sundays from 2:30: on the day that the clock goes forward, from 3:00."""
        self.calendar.attendance_ids = [
            Command.clear(),
            Command.create({"name": "Night", "dayofweek": "6", "hour_from": 2.5, "hour_to": 5}),
        ]
        said = self.team_a.with_context(lang="fr_FR")._get_next_opening(datetime(2026, 3, 28, 9))
        self.assertEqual(said.replace(NBSP, " "), "demain dimanche de 3 h à 5 h")

    def test_16_13_hours_that_nobody_has_said(self):
        """Flexible hours are no hours to come at, and what is closed for good does not open."""
        moment = datetime(2026, 3, 10, 9)
        self.team_a.closed_on_holidays = False
        self.calendar.attendance_ids = [Command.clear()]
        self.assertIsNone(self.team_a._get_next_opening(moment))
        self.calendar.attendance_ids = [
            Command.create({"name": "Open", "dayofweek": "0", "hour_from": 8, "hour_to": 12})
        ]
        self.env["resource.calendar.leaves"].create(
            {
                "name": "For good",
                "calendar_id": self.calendar.id,
                "company_id": self.company_a.id,
                "date_from": "2026-01-01 00:00:00",
                "date_to": "2030-01-01 00:00:00",
            }
        )
        self.assertIsNone(self.team_a._get_next_opening(moment))

    def test_16_13_a_message_in_the_language_of_its_customer(self):
        self.customer.lang = "fr_FR"
        self.team_a.with_context(lang="fr_FR").warranty_terms = "jusqu'à 5 ans"
        body = str(self.render("{{ warranty.name }} {{ warranty.terms }}; {{ point_of_sale.next_opening }}"))
        self.assertIn("Serenity jusqu'à 5 ans; ", body.replace("&#39;", "'"))
        self.assertRegex(body, " de 9| de 8")
        self.customer.lang = "en_US"
        self.assertIn("Serenity up to 5 years", self.render("{{ warranty.name }} {{ warranty.terms }}"))

    def test_16_13_a_company_alone_has_the_hours_of_the_company(self):
        """What belongs to no point of sale, of whatever company is at work."""
        self.company_b.resource_calendar_id.attendance_ids = [
            Command.clear(),
            *(Command.create({"name": "B", "dayofweek": str(day), "hour_from": 1, "hour_to": 2}) for day in range(7)),
        ]
        stray = self.make_vehicle(self.customer, team_id=False, company_id=self.company_b.id)
        self.customer.team_id = False
        text = "{{ point_of_sale.next_opening }}{% if booking_link %}!{% endif %}"
        self.assertRegex(self.render(text, stray), "from 1:00[ \u202f]AM to 2:00[ \u202f]AM<")

    def test_16_13_a_make_goes_before_its_point_of_sale(self):
        self.make_values(booking_url="https://book.test/peugeot", service_manager_id=self.user_sales.id)
        text = '<a href="{{ booking_link }}">x</a> {{ service_manager.name }} {{ warranty.name }}'
        body = self.render(text)
        self.assertIn("https://book.test/peugeot", body)
        self.assertIn("Sandrine Vidal Serenity", body, "what the make leaves empty is that of the point of sale")
        clio = self.make_vehicle(self.customer, team_id=self.team_a.id, model_id=self.model_clio.id)
        body = self.render(text, clio)
        self.assertIn("https://book.test/rodez", body)
        self.assertIn("Adrien Costes", body)

    def test_16_13_one_batch_of_several_makes(self):
        self.make_values(booking_url="https://book.test/peugeot")
        clio = self.make_vehicle(self.customer, team_id=self.team_a.id, model_id=self.model_clio.id)
        message = self.env["dealership.message"].create(
            {"name": "T", "subject": "T", "body_html": '<p><a href="{{ booking_link }}">x</a></p>'}
        )
        vehicles = [self.vehicle, clio, self.vehicle]
        rendered = message._render_batch([Recipient(self.customer.id, "fleet.vehicle", each.id) for each in vehicles])
        makes = ["peugeot" in each.body_html for each in rendered]
        self.assertEqual(makes, [True, False, True])

    def test_16_13_the_make_of_what_it_is_about(self):
        self.make_values(booking_url="https://book.test/peugeot")
        text = '<a href="{{ booking_link }}">x</a>'
        order = self.make_repair_order(self.customer, self.vehicle)
        appointment = self.make_appointment(self.customer, vehicle_id=self.vehicle.id)
        lead = self.make_lead(self.customer, brand_id=self.brand_peugeot.id)
        of_vehicle = self.make_lead(self.customer, vehicle_id=self.vehicle.id, brand_id=False)
        self.customer.team_id = self.team_a
        for record in (order, appointment, lead, of_vehicle, self.customer):
            with self.subTest(record=record):
                self.assertIn("https://book.test/peugeot", self.render(text, record))
        other = self.make_lead(self.customer, vehicle_id=self.vehicle.id, brand_id=self.brand_renault.id)
        self.assertIn("https://book.test/rodez", self.render(text, other), "who asks for a Renault gets its link")
        unknown = self.make_appointment(self.customer)
        self.assertIn("https://book.test/rodez", self.render(text, unknown))

    def test_16_13_another_point_of_sale_says_its_own(self):
        self.make_values(booking_url="https://book.test/peugeot")
        text = "{% if booking_link %}booked{% else %}answer{% endif %}"
        self.assertIn("booked", self.render(text))
        self.assertIn("answer", self.render(text, team_id=self.team_b.id))

    def test_16_13_what_is_empty_is_held_back_or_left_out(self):
        self.team_a.write({"booking_url": False, "service_manager_id": False})
        problem = self.render('<a href="{{ booking_link }}">x</a>')
        self.assertEqual((problem.code, problem.value), ("missing_value", "booking_link"))
        self.assertIn(">your team<", self.render('<b>{{ service_manager.name | default("your team") }}</b>'))

    def test_16_13_who_has_left_is_not_named(self):
        self.user_adviser.active = False
        self.assertIn(">your team<", self.render('<b>{{ service_manager.name | default("your team") }}</b>'))
        self.make_values(service_manager_id=self.user_adviser.id)
        self.team_a.service_manager_id = self.user_sales
        self.assertIn("Sandrine Vidal", self.render("{{ service_manager.name }}"), "those of the make have left")

    def test_16_13_links_are_web_addresses(self):
        refused = [
            "book.test",
            "www.book.test/rodez",
            "ftp://book.test",
            "javascript:alert(1)",
            "https://",
            "https:///x",
            "https://book.test/a b",
            "https://[::1",
            "mailto:a@book.test",
            "//book.test",
        ]
        for field in ("booking_url", "shop_url", "review_url"):
            for link in refused:
                with self.subTest(field=field, link=link), self.assertRaises(ValidationError):
                    self.team_a[field] = link
        with self.assertRaises(ValidationError):
            self.make_values(shop_url="shop.test")
        for link in ("http://book.test", "https://book.test:8443/é?a=1&b=2#c", False):
            self.team_a.booking_url = link

    def test_16_13_one_line_for_each_make(self):
        self.make_values()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.make_values()

    def test_16_13_the_form(self):
        with Form(self.team_a, "crm_dealership.crm_team_view_form_site") as form:
            form.shop_url = "https://shop.test"
            with form.make_values_ids.new() as line:
                line.brand_id = self.brand_renault
                line.warranty_name = "Renault Plus"
        self.assertEqual(self.team_a._get_trade_value("warranty_name", self.brand_renault), "Renault Plus")
        self.assertEqual(self.team_a._get_trade_value("shop_url", self.brand_renault), "https://shop.test")

    def test_16_13_every_message_can_say_them(self):
        for subject in ("customer", "vehicle", "appointment", "lead", "invoice"):
            offered = self.env["dealership.message.values"]._get_vocabulary(subject).available
            self.assertLessEqual({"booking_link", "shop_link", "warranty", "service_manager"}, offered)
