from datetime import date, datetime

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ...engine.scenario.message import MessageProblem, Recipient
from ..common import DealershipCommon


def make_fields(env, **declared):
    """Add fields to vehicles as people do; the registry forgets them at the end of the class."""
    model_id = env["ir.model"]._get_id("fleet.vehicle")
    for name, vals in declared.items():
        label = name.removeprefix("x_").capitalize()
        env["ir.model.fields"].create({"name": name, "field_description": label, "model_id": model_id, **vals})


@tagged("post_install", "-at_install")
class TestMessageMoreFields(DealershipCommon):
    """12.01: any stored field of a record, one made by hand included, is offered in messages as it is in rules."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_fields(
            cls.env,
            x_colour={"ttype": "char"},
            x_note={"ttype": "html"},
            x_seen_at={"ttype": "datetime"},
            x_weight={"ttype": "float"},
            x_for_export={"ttype": "boolean"},
            x_keeper_id={"ttype": "many2one", "relation": "res.users"},
            x_site_ids={"ttype": "many2many", "relation": "crm.team"},
        )
        cls.customer = cls.make_customer(lang="fr_FR")
        cls.vehicle = cls.make_vehicle(
            cls.customer,
            acquisition_date=date(2025, 8, 1),
            x_colour="Nacre & noir",
            x_note="<p>Petite <b>rayure</b></p>",
            x_seen_at=datetime(2026, 11, 1, 22, 30),
            x_weight=1234.5,
            x_keeper_id=cls.user_adviser.id,
            x_site_ids=[Command.set((cls.team_a + cls.team_b).ids)],
        )

    def render(self, source, record=None, **vals):
        message = self.make_message(subject=source, subject_category="vehicle", **vals)
        record = record or self.vehicle
        [rendered] = message._render_batch([Recipient(self.customer.id, record._name, record.id)])
        return rendered

    def test_12_01_printed_by_type_in_the_readers_language(self):
        sale_type = dict(
            self.vehicle.with_context(lang="fr_FR")
            ._fields["sale_type"]
            ._description_selection(self.env(context={"lang": "fr_FR"}))
        )["vn"]
        for field, printed in (
            ("x_colour", "Nacre & noir"),
            ("x_note", "Petite *rayure*"),
            ("x_seen_at", "1er novembre 2026, 23\u00a0h\u00a030"),
            ("x_weight", "1\u202f234,5"),
            ("x_for_export", "Non"),
            ("x_keeper_id", "Adrien Costes"),
            ("x_site_ids", "Millau, Rodez"),
            ("acquisition_date", "1er août 2025"),
            ("sale_type", sale_type),
        ):
            with self.subTest(field):
                self.assertEqual(self.render(f"{{{{ vehicle.{field} }}}}").subject, printed)
        self.assertEqual(self.render("{{ vehicle.x_seen_at | date('short') }}").subject, "01/11/2026")
        source = "{% if vehicle.x_for_export %}yes{% else %}no{% endif %}"
        self.assertEqual(self.render(source).subject, "no")

    def test_12_01_with_a_fallback_or_held_back(self):
        self.vehicle.x_colour = False
        self.assertEqual(self.render('{{ vehicle.x_colour or "…" }}').subject, "…")
        self.assertEqual(self.render('{{ vehicle.x_colour | default("…") }}').subject, "…")
        held = self.render("{{ vehicle.x_colour }}")
        self.assertEqual((held.code, held.value), ("missing_value", "vehicle.x_colour"))
        self.assertIn("Vehicle: Colour", held.text)

    def test_12_01_offered_as_in_rules(self):
        """What declared values hold already is not offered again under the same name; nothing else is missing."""
        director = self.env(user=self.user_director)
        catalogue = director["dealership.targeting"]._catalogue()
        offered = {value["name"]: value for value in director["dealership.message"].get_picker_values()}
        for category in catalogue["categories"]:
            if category["key"] not in offered:
                continue
            fields = {field["path"] for field in offered[category["key"]]["fields"]}
            more = {attribute["key"] for attribute in category["attributes"] if attribute["group"] == "more"}
            self.assertEqual(more - fields, set(), category["key"])
        self.assertIn("vehicle.x_colour", {field["path"] for field in offered["vehicle"]["fields"]})
        for field in director["fleet.vehicle"]._fields.values():
            if not director["fleet.vehicle"]._has_field_access(field, "read"):
                self.assertNotIn(f"vehicle.{field.name}", {field["path"] for field in offered["vehicle"]["fields"]})

    def test_12_01_links_of_values(self):
        """A repair order speaks of its appointment and its vehicle, an appointment of the enquiry it was made for."""
        lead = self.make_lead(self.customer, name="Family car")
        appointment = self.make_appointment(self.customer, opportunity_id=lead.id, vehicle_id=self.vehicle.id)
        order = self.make_repair_order(self.customer, self.vehicle, appointment_id=appointment.id)
        for record, source, expected in (
            (appointment, "{{ lead.name }}; {{ vehicle.x_colour }}", "Family car; Nacre & noir"),
            (order, "{{ appointment.name }}; {{ vehicle.model }}", f"{appointment.name}; 208"),
        ):
            category = {"calendar.event": "appointment"}.get(record._name, "repair_order")
            message = self.make_message(subject=source, subject_category=category)
            [rendered] = message._render_batch([Recipient(self.customer.id, record._name, record.id)])
            self.assertEqual(rendered.subject, expected)


@tagged("post_install", "-at_install")
class TestMessageFieldDeleted(DealershipCommon):
    def test_12_01_a_field_that_is_deleted_holds_its_message_back(self):
        make_fields(self.env, x_colour={"ttype": "char"})
        customer = self.make_customer()
        vehicle = self.make_vehicle(customer)
        message = self.make_message(subject="{{ vehicle.x_colour or 'x' }}", subject_category="vehicle")
        self.env["ir.model.fields"]._get("fleet.vehicle", "x_colour").unlink()
        [problem] = message._render_batch([Recipient(customer.id, "fleet.vehicle", vehicle.id)])
        self.assertIsInstance(problem, MessageProblem)
        self.assertIn('Subject, line 1, column 4: Unknown value "vehicle.x_colour"', problem.text)
        with self.assertRaisesRegex(ValidationError, "vehicle.x_colour"):
            message.body_html = "<p>changed</p>"
