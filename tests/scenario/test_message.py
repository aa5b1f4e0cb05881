from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged, users

from ...engine.scenario.message import MessageProblem, Recipient, RenderedMessage
from ..common import DealershipCommon


class MessageCommon(DealershipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.customer = cls.make_customer("Jeanne Bonnet", firstname="Jeanne", lastname="Bonnet", lang="en_US")
        cls.vehicle = cls.make_vehicle(cls.customer, delivery_date=date(2025, 11, 1), license_plate="AB-123-CD")

    @classmethod
    def make_message(cls, subject="Hello {{ customer.first_name }}", body="<p>Hello</p>", **vals):
        return cls.env["dealership.message"].create(
            {"name": "Test message", "subject": subject, "body_html": body, **vals}
        )

    def recipient(self, record=None, customer=None, **values):
        customer = customer or self.customer
        record = record or customer
        return Recipient(customer.id, record._name, record.id, **values)

    def render(self, message, record=None, **values):
        return message._render_batch([self.recipient(record, **values)])[0]


@tagged("post_install", "-at_install")
class TestMessage(MessageCommon):
    def test_saving_refuses_with_the_place(self):
        with self.assertRaisesRegex(ValidationError, r'Subject, line 1, column 4: Unknown value "customer.nam"'):
            self.make_message("{{ customer.nam }}")
        message = self.make_message()
        with self.assertRaisesRegex(ValidationError, r"Message, line 1.*vehicle.colour"):
            message.body_html = "<p>{{ vehicle.colour }}</p>"
        with self.assertRaisesRegex(ValidationError, "does not exist for what this message is about"):
            message.subject_category = "invoice"

    def test_what_it_is_made_of_must_be_written(self):
        for vals in ({"subject": False}, {"body_html": "<p><br></p>"}):
            with self.subTest(vals), self.assertRaisesRegex(ValidationError, "still empty"):
                self.make_message().write(vals)

    def test_a_translation_is_checked_too(self):
        message = self.make_message()
        with self.assertRaisesRegex(ValidationError, "customer.prenom"):
            message.with_context(lang="fr_FR").subject = "Bonjour {{ customer.prenom }}"
        with self.assertRaisesRegex(ValidationError, "customer.prenom"):
            message.update_field_translations("subject", {"fr_FR": "Bonjour {{ customer.prenom }}"})

    def test_expressions_survive_odoos_sanitizer(self):
        message = self.make_message(
            body='<p>{{ customer.city | default("Here & there") }} {% if vehicle.mileage > 5 %}far{% endif %}'
            '<a href="{{ unsubscribe_link }}">out</a><script>alert(1)</script></p>'
        )
        message.invalidate_recordset()
        self.customer.city = False
        self.vehicle.mileage = 10
        rendered = self.render(message, self.vehicle, unsubscribe_link="https://example.com/u?a=1&b=2")
        self.assertEqual(
            rendered.body_html,
            '<p>Here &amp; there far<a href="https://example.com/u?a=1&amp;b=2">out</a></p>',
        )

    def test_values_of_every_subject(self):
        appointment = self.make_appointment(self.customer, datetime(2026, 7, 1, 12, 30), vehicle_id=self.vehicle.id)
        order = self.make_repair_order(
            self.customer, self.vehicle, name="OR-7", appointment_id=appointment.id, customer_pay_amount=120
        )
        lead = self.make_lead(self.customer, brand_id=self.brand_renault.id)
        invoice = self.make_invoice(self.customer, amount=250.0)
        for record, source, expected in (
            (self.vehicle, "{{ vehicle.name }} {{ vehicle.license_plate }}", "Peugeot (test) 208 AB-123-CD"),
            (
                appointment,
                "{{ appointment.date }} {{ appointment.time }} {{ appointment.kind }} {{ vehicle.model }}",
                "July 1, 2026 2:30\u202fPM Workshop 208",
            ),
            (
                order,
                "{{ repair_order.reference }} {{ repair_order.amount }} {{ appointment.date | date('short') }}",
                "OR-7 €120.00 7/1/26",
            ),
            (lead, "{{ lead.enquiry }} {{ lead.brand }}", "New (VN) Renault (test)"),
            (invoice, "{{ invoice.amount }} {{ invoice.amount_due }}", "€250.00 €250.00"),
            (
                self.customer,
                "{{ customer.name }} {{ customer.city }} {{ company.name }}",
                "Jeanne Bonnet Rodez Groupe Aveyron",
            ),
        ):
            with self.subTest(record._name):
                self.assertEqual(self.render(self.make_message(source), record).subject, expected)

    def test_time_of_the_point_of_sale(self):
        appointment = self.make_appointment(self.customer, datetime(2026, 7, 1, 22, 30))
        message = self.make_message("{{ appointment.date }} {{ appointment.time }}")
        self.assertEqual(self.render(message, appointment).subject, "July 2, 2026 12:30\u202fAM")
        self.team_b.tz = "America/Martinique"
        self.assertEqual(self.render(message, appointment, team_id=self.team_b.id).subject, "July 1, 2026 6:30\u202fPM")

    def test_salutation_of_a_woman_a_man_and_a_company(self):
        man = self.make_customer("Paul Durand", lastname="Durand", firstname="Paul", courtesy_title="sir", lang="en_US")
        unknown = self.make_customer("Dominique Petit", lastname="Petit", lang="en_US")
        company = self.make_customer("Transports Roux", is_company=True, courtesy_title="sir", lang="en_US")
        self.customer.courtesy_title = "madam"
        message = self.make_message("Dear {{ customer.salutation }}")
        people = (self.customer, man, unknown, company)
        subjects = [m.subject for m in message._render_batch([self.recipient(customer=person) for person in people])]
        self.assertEqual(subjects, ["Dear Ms Bonnet", "Dear Mr Durand", "Dear Dominique Petit", "Dear Sir or Madam"])

    def test_each_in_their_own_language(self):
        french = self.make_customer("Paul Durand", lastname="Durand", courtesy_title="sir", lang="fr_FR")
        message = self.make_message("Delivered {{ vehicle.delivery_date }}", "<p>Dear {{ customer.salutation }}</p>")
        message.with_context(lang="fr_FR").write(
            {
                "subject": "Livrée le {{ vehicle.delivery_date }}",
                "body_html": "<p>Bonjour {{ customer.salutation }}</p>",
            }
        )
        vehicle = self.make_vehicle(french, delivery_date=date(2025, 8, 1))
        english, in_french, forced = message._render_batch(
            [
                self.recipient(self.vehicle),
                self.recipient(vehicle, french),
                self.recipient(vehicle, french, lang="en_US"),
            ]
        )
        self.assertEqual(english.subject, "Delivered November 1, 2025")
        self.assertEqual(in_french.subject, "Livrée le 1er août 2025")
        self.assertEqual(in_french.body_html, "<p>Bonjour Monsieur Durand</p>")
        self.assertEqual(forced.subject, "Delivered August 1, 2025")

    @freeze_time("2026-11-21 10:00:00")
    def test_age_in_full_years(self):
        message = self.make_message("{{ vehicle.age }}")
        self.assertEqual(self.render(message, self.vehicle).subject, "1")
        self.vehicle.first_registration_date = date(2020, 11, 22)
        self.assertEqual(self.render(message, self.vehicle).subject, "5")

    def test_one_missing_value_holds_back_one_message(self):
        nameless = self.make_customer("Martin", email="m@customer.test")
        message = self.make_message()
        fine, held, gone = message._render_batch(
            [
                self.recipient(self.vehicle),
                self.recipient(self.vehicle, nameless),
                Recipient(self.customer.id, "fleet.vehicle", 2**31 - 1),
            ]
        )
        self.assertIsInstance(fine, RenderedMessage)
        self.assertIsInstance(held, MessageProblem)
        self.assertEqual((held.code, held.value), ("missing_value", "customer.first_name"))
        self.assertIn("Customer: First name", held.text)
        self.assertEqual(gone.code, "record")

    def test_number_of_queries_does_not_grow(self):
        message = self.make_message(
            "{{ customer.salutation }} {{ vehicle.name }}",
            "<p>{{ referenced_user.name }} {{ point_of_sale.address }} {{ company.name }} {{ vehicle.age }}</p>",
        )
        self.team_a.write({"street": "1 place de la Cité", "zip": "12000", "city": "Rodez"})
        recipients = []
        for number in range(30):
            customer = self.make_customer(f"Customer {number}")
            vehicle = self.make_vehicle(customer)
            recipients.append(self.recipient(vehicle, customer, user_id=self.user_sales.id, team_id=self.team_a.id))

        def count(amount):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rendered = message._render_batch(recipients[:amount])
            self.assertTrue(all(isinstance(item, RenderedMessage) for item in rendered))
            return self.cr.sql_log_count - before

        count(1)  # fills the caches of languages, selections and rights
        self.assertEqual(count(30), count(2))
        self.env.invalidate_all()
        with self.assertQueryCount(16):
            message._render_batch(recipients)

    @users("test_sales")
    def test_salespeople_read_but_do_not_write(self):
        message = self.make_message().with_env(self.env)
        self.assertEqual(self.render(message, self.vehicle).subject, "Hello Jeanne")
        with self.assertRaises(AccessError):
            message.subject = "x"

    def test_what_values_are_called(self):
        """As chips say them; what is no value, or none that one prints, has no name."""
        paths = ["customer.first_name", "vehicle.license_plate", "unsubscribe_link", "customer", "x.y", "default", ""]
        self.assertEqual(
            self.env["dealership.message"].with_user(self.user_director).get_value_labels(paths),
            {
                "customer.first_name": "Customer: first name",
                "vehicle.license_plate": "Vehicle: registration plate",
                "unsubscribe_link": "Unsubscribe link",
            },
        )

    def test_picker_offers_the_values_of_the_subject_first(self):
        values = self.env["dealership.message"].get_picker_values("vehicle")
        self.assertEqual(values[0]["name"], "vehicle")
        model = {"path": "vehicle.model", "label": "Model", "link": False, "more": False}
        self.assertIn(model, values[0]["fields"])
        self.assertNotIn("invoice", [value["name"] for value in values])
        review = {"path": "review_link", "label": "Review link", "link": True, "more": False}
        self.assertIn(review, values[-1]["fields"])

    def test_11_12_addresses_that_cannot_be_read(self):
        """Odoo answers them with a traceback when it makes addresses whole."""
        for address in ("/web/../x.png", "//host.test/x.png"):
            for text in ('<p><img src="%s"/>Hello</p>', "<p style=\"background: url('%s')\">Hello</p>"):
                body = text % address
                with self.subTest(body):
                    try:
                        self.make_message(body_html=body)
                    except ValidationError as error:
                        self.assertIn("write it whole", str(error))
        with self.assertRaisesRegex(ValidationError, "write it whole"):
            self.make_message(body_html="<p style=\"background: url('//host.test/x.png')\">Hello</p>")
