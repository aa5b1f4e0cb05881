import doctest

from odoo.tests import TransactionCase, tagged

from ...engine.scenario import foreign_names, foreign_values
from ...engine.scenario.foreign_values import convert, find_foreign
from ...engine.scenario.values import Value, ValueField, Vocabulary


def make_value(name, *fields, **options):
    return Value(name, name, None, {field: ValueField(field, None) for field in fields}, **options)


VOCABULARY = Vocabulary(
    [
        make_value("customer", "name", "first_name", "last_name", "phone"),
        make_value("vehicle", "name", "model", "brand", "license_plate"),
        make_value("appointment", "date", "time"),
        make_value("invoice", "amount", "amount_due", "date"),
        make_value("referenced_user", "name"),
        make_value("company", "name"),
        make_value("unsubscribe_link"),
        make_value("booking_link"),
        make_value("shop_link"),
        make_value("warranty", "name", "terms"),
        make_value("service_manager", "name"),
        make_value("point_of_sale", "name", "next_opening"),
    ],
    own={"appointment"},
    available={"customer", "vehicle", "appointment", "referenced_user", "company", "unsubscribe_link"}
    | {"booking_link", "shop_link", "warranty", "service_manager", "point_of_sale"},
)
CONVERTED = {
    "{ customer.name }": "{{ customer.name }}",
    "{customer.name}": "{{ customer.name }}",
    "{ customer.meta_vehicle_model }": "{{ vehicle.model }}",
    "{ customer.meta_vehicle_make }": "{{ vehicle.brand }}",
    "{ appointment.start_at_date }": "{{ appointment.date }}",
    "{ appointment.start_at_time }": "{{ appointment.time }}",
    "{ customer.name | fallback }": '{{ customer.name | default("fallback") }}',
    "{ customer.name | cher client }": '{{ customer.name | default("cher client") }}',
    "{ customer.name | 'you \"there\"' }": '{{ customer.name | default("you \\"there\\"") }}',
    "{ client.prénom|default:'vous' }": '{{ customer.first_name | default("vous") }}',
    "{ customer.name | upper }": "{{ customer.name }}",
    "${client.nom}": "{{ customer.name }}",
    "${ vehicule.immatriculation }": "{{ vehicle.license_plate }}",
    "{prenom}": "{{ customer.first_name }}",
    "{firstName}": "{{ customer.first_name }}",
    "{date}": "{{ appointment.date }}",
    "{ rendez_vous.heure }": "{{ appointment.time }}",
    "{ conseiller.nom }": "{{ referenced_user.name }}",
    "{ dealer.opening_hours_tomorrow }": "{{ point_of_sale.next_opening }}",
    "{ site.horaires_demain }": "{{ point_of_sale.next_opening }}",
    "{ booking_url }": "{{ booking_link }}",
    "{ lien_de_prise_de_rdv }": "{{ booking_link }}",
    "{ accessory_shop }": "{{ shop_link }}",
    "{ warranty.name }": "{{ warranty.name }}",
    "{ garantie.conditions }": "{{ warranty.terms }}",
    "{ service_manager.name }": "{{ service_manager.name }}",
    "{ chef_d_atelier.nom }": "{{ service_manager.name }}",
    "[Nom du responsable après-vente]": "{{ service_manager.name }}",
    "[LIEN DE RENDEZ-VOUS]": "{{ booking_link }}",
    "{ vehicle.warranty_end }": "[[vehicle.warranty_end]]",  # this vehicle says none, and a warranty has no end
    "[NOM DU CLIENT]": "{{ customer.name }}",
    "[Date du rendez-vous]": "{{ appointment.date }}",
    "[Prénom]": "{{ customer.first_name }}",
    "[ENTER THE MAKER]": "[[ENTER THE MAKER]]",
    "[Saisir le modèle]": "[[Saisir le modèle]]",
    "[VOTRE NOM]": "[[VOTRE NOM]]",
    "[LIEN DE PAIEMENT]": "[[LIEN DE PAIEMENT]]",
    "{ customer.meta_colour | blue }": "[[customer.meta_colour]]",
    "{ facture.montant }": "[[facture.montant]]",  # a message about an appointment knows no invoice
    "${prix}": "[[prix]]",
}
LEFT_ALONE = [
    "{ 19 990 € }",
    "{19.990}",
    "{19 990 € TTC}",
    "{TTC}",
    "{}",
    '{"name": "Zoé", "vehicle": {"model": 208}}',
    "{name: 'x', date: 1}",
    "https://example.com/{customer.name}/book?at={date}",
    "www.example.com/${client.nom}",
    "p.lead { color: red }",
    "{conditions.pdf}",
    "{e.g}",
    "[URGENT] Your car",
    "[OFFRE SPECIALE]",
    "[GARAGE MARTIN] Rappel",
    "[1] and [2], a[NOM]",
    "[Km] [sic] […] []",
    "[Votre garage]",
    "[[your news]]",
    "[Prénom](https://example.com)",
    "{{ customer.name }} {% if customer.city %}{{ customer.city }}{% endif %}",
]
HTML_CONVERTED = {
    "<p>{&nbsp;customer.name&nbsp;}</p>": "<p>{{ customer.name }}</p>",
    "<p>{ <b>client</b>.nom }</p>": "<p>{{ customer.name }}<b></b></p>",
    "<b>Dear { customer</b>.name | A &amp; B }": '<b>Dear {{ customer.name | default("A &amp; B") }}</b>',
    "<p>&#123;nom&#125; &#91;PRENOM&#93;</p>": "<p>{{ customer.name }} {{ customer.first_name }}</p>",
    "<p>{\u200bnom}</p>": "<p>{{ customer.name }}</p>",
    '<a href="${unsubscribe}">Stop</a>': '<a href="{{ unsubscribe_link }}">Stop</a>',
    '<a href="%7B%20customer.url%20%7D">Book</a>': '<a href="[[customer.url]]">Book</a>',
    # What prints a name is no address.
    '<a href="{ customer.name }">Book</a>': '<a href="[[customer.name]]">Book</a>',
}
HTML_LEFT_ALONE = [
    "<style>.a{b.c} td { font.size | x }</style><p>Hello</p>",
    '<p style="width: {customer.name}" title="[NOM]">Hello</p>',
    "<!--[if mso]><p>[NOM]</p><![endif]--><p>Hello</p>",
    '<a href="https://example.com/{customer.name}">Book</a>',
    '<img src="https://example.com/${nom}.png"/>',
    "<p>{</p><p>customer.name }</p>",
    "<p>Only {19 990 €} on <b>[URGENT]</b></p>",
    "<script>let a = {nom};</script>",
]


@tagged("post_install", "-at_install")
class TestForeignValues(TransactionCase):
    """16.10 Values as other programs write them: what is one, and what it becomes."""

    def test_16_10_doctests(self):
        for module in (foreign_names, foreign_values):
            self.assertFalse(doctest.testmod(module).failed)

    def test_16_10_texts(self):
        for text, ours in CONVERTED.items():
            for before, after in (("", ""), ("Hello ", ", how are you?"), ("(", ")")):
                with self.subTest(text):
                    self.assertEqual([each.raw for each in find_foreign(before + text + after)], [text])
                    self.assertEqual(convert(before + text + after, VOCABULARY), before + ours + after)

    def test_16_10_what_only_looks_like_one(self):
        for text in LEFT_ALONE:
            with self.subTest(text):
                self.assertEqual(find_foreign(text), [])
                self.assertEqual(convert(text, VOCABULARY), text)

    def test_16_10_html(self):
        for source, ours in HTML_CONVERTED.items():
            with self.subTest(source):
                self.assertEqual(convert(source, VOCABULARY, is_html=True), ours)

    def test_16_10_html_that_only_looks_like_it(self):
        for source in HTML_LEFT_ALONE:
            with self.subTest(source):
                self.assertEqual(find_foreign(source, is_html=True), [])

    def test_16_10_many_in_one_text(self):
        text = " ".join(CONVERTED)
        self.assertEqual(convert(text, VOCABULARY), " ".join(CONVERTED.values()))
        self.assertEqual(find_foreign(convert(text, VOCABULARY)), [])
        self.assertEqual(convert(convert(text, VOCABULARY), VOCABULARY), convert(text, VOCABULARY))

    def test_16_10_texts_of_odoo_have_none(self):
        """Nobody of us wrote these: templates and pages with styles, scripts and values of Odoo's own."""
        templates = self.env["mail.template"].search([])
        views = self.env["ir.ui.view"].search([("type", "=", "qweb")], limit=300)
        self.assertGreater(len(templates), 10)
        texts = [*((each, each.body_html) for each in templates), *((each, each.arch) for each in views)]
        for record, source in texts:
            found = find_foreign(str(source or ""), is_html=True)
            self.assertEqual([each.raw for each in found], [], record.display_name)

    def test_16_10_ours_have_none(self):
        for lang, _name in self.env["res.lang"].get_installed():
            for step in self.env["dealership.scenario.model.step"].with_context(lang=lang).search([]):
                texts = (step.subject, step.body_text)
                found = [each.raw for text in texts for each in find_foreign(text or "")]
                self.assertEqual(found + find_foreign(str(step.body_html or ""), is_html=True), [], step.display_name)
