from datetime import date, datetime, time

from odoo.tests import BaseCase, tagged

from ...engine.scenario import message as engine
from ...engine.scenario.message import HeldBack, MessageError, Value, ValueField, Vocabulary
from ...engine.scenario.printing import Amount, Flag

FIELDS = {
    "customer": ("name", "first_name", "city"),
    "vehicle": ("model", "mileage", "age", "delivery_date", "insured", "seen_at"),
    "appointment": ("time",),
    "invoice": ("number", "due_date", "amount"),
    "point_of_sale": ("name", "phone"),
    "company": ("name", "email", "website"),
    "unsubscribe_link": (),
    "preferences_link": (),
    "review_link": (),
}


def make_value(name):
    """A value whose contents are what the source, a dict, has under its name."""
    fields = {
        key: ValueField(
            key.capitalize().replace("_", " "),
            lambda contents, source, key=key: contents.get(key),
            "link" if key == "website" else "text",
        )
        for key in FIELDS[name]
    }
    return Value(name, name.capitalize().replace("_", " "), lambda source: source.get(name, {}), fields)


VOCABULARY = Vocabulary(map(make_value, FIELDS))


def body(text):
    return f"<p>{text}</p>"


def compile_message(subject, body_html, lang="en_US", vocabulary=VOCABULARY):
    return engine.compile_message(subject, body_html, vocabulary, lang)


def compile_text(body_text):
    return engine.compile_text(body_text, VOCABULARY)


def fill(values):
    return {name: VOCABULARY.build(name, values) for name in VOCABULARY}


@tagged("post_install", "-at_install")
class TestMessageCheck(BaseCase):
    """What may be saved; the place of the fault is part of the answer."""

    def assertRefused(self, source, text, place="Subject, line 1", part="subject"):
        arguments = {"subject": (source, "x"), "body": ("x", source)}[part]
        with self.assertRaises(MessageError) as caught:
            compile_message(*arguments)
        error = caught.exception
        self.assertIn(text, error.text._translate("en_US"))
        self.assertEqual(error.place._translate("en_US"), place)

    def test_unknown_names_are_refused_with_their_place(self):
        self.assertRefused("{{ client.name }}", 'Unknown value "client.name"', "Subject, line 1, column 4")
        self.assertRefused("Dear {{ customer.nam }}", 'Unknown value "customer.nam"', "Subject, line 1, column 9")
        self.assertRefused(
            "<p>Hello</p>\n<p>{{ vehicle.colour }}</p>", "vehicle.colour", "Message, line 2, column 7", part="body"
        )

    def test_a_value_needs_its_field(self):
        self.assertRefused("{{ customer }}", "Say which field", "Subject, line 1, column 4")
        self.assertRefused("{{ review_link.url }}", "Unknown value", "Subject, line 1, column 4")

    def test_a_value_of_another_subject_is_refused(self):
        about_vehicles = Vocabulary(VOCABULARY.values(), {"vehicle"}, {"vehicle", "customer"})
        compile_message("{{ vehicle.model }}", "x", vocabulary=about_vehicles)
        with self.assertRaisesRegex(MessageError, "does not exist for what this message is about"):
            compile_message("{{ invoice.number }}", "x", vocabulary=about_vehicles)

    def test_the_sandbox_cannot_be_left(self):
        for source in (
            "{{ ''.__class__ }}",
            "{{ customer.__class__ }}",
            "{{ customer.name.__class__.__mro__ }}",
            "{{ customer['name'] }}",
            "{{ customer.name.format(1) }}",
            "{{ self }}",
            "{{ cycler.__init__.__globals__ }}",
            "{{ customer | attr('name') }}",
            "{{ lipsum() }}",
        ):
            with self.subTest(source), self.assertRaises(MessageError):
                compile_message(source, "x")

    def test_nothing_can_run_long_or_print_much(self):
        for source in (
            "{% for a in range(999999999) %}x{% endfor %}",
            "{{ 'a' * 999999999 }}",
            "{{ 9 ** 9 ** 9 }}",
            "{% macro m() %}{{ m() }}{% endmacro %}",
            "{% include 'x' %}",
            "{% import 'x' as x %}",
            "{% set a = 'a' %}",
            "{{ 'a' | center(999999999) }}",
            "{% filter upper %}a{% endfilter %}",
        ):
            with self.subTest(source), self.assertRaises(MessageError):
                compile_message(source, "x")

    def test_deep_and_long_templates_are_refused(self):
        self.assertRefused("{{ " + "(" * 50_000 + ")" * 50_000 + "}}", "too deeply", "Message, line 1", part="body")
        self.assertRefused("{% if review_link %}" * 9_000, "too deeply", "Message, line 1", part="body")
        self.assertRefused("x" * 1_000_000, "too long", "Message, line 1", part="body")
        self.assertRefused("x" * 501, "too long")

    def test_11_12_every_other_syntax_is_refused_in_words(self):
        """Whatever Jinja2 knows, in both parts: never an error that is none of a template."""
        for source in (
            "{% autoescape false %}{{ customer.name }}{% endautoescape %}",
            "{{ " + "9" * 190_000 + " }}",
            "{{ " + "9" * 300 + " }}",
            "{{ 0x" + "f" * 400 + " }}",
            "{{ 1e999 }}",
            "{{ '\\ud800' }}",
            "{{ '\\0' }}",
            "{{ '\\N{NOTHING}' }}",
            "{% if 1 %}" + "{% elif 1 %}x" * 4_000 + "{% endif %}",
            "{% extends 'x' %}",
            "{% block a %}{% endblock %}",
            "{% with a = 1 %}{% endwith %}",
            "{% call m() %}{% endcall %}",
            "{% trans %}a{% endtrans %}",
            "{% do 1 %}",
            "{% debug %}",
            "{{ -1 }}",
            "{{ 1 is odd }}",
            "{# ",
            "{{",
        ):
            for compile_it in (compile_text, lambda body: compile_message("x", body)):
                with self.subTest(source[:40]), self.assertRaises(MessageError) as caught:
                    compile_it(source)
                self.assertTrue(str(caught.exception))

    def test_syntax_errors_are_explained(self):
        self.assertRefused("{{ customer.name", "This cannot be understood")
        self.assertRefused("a\n<p>{% if %}</p>", "This cannot be understood", "Message, line 2", part="body")

    def test_filters_and_their_arguments(self):
        compile_message("{{ vehicle.delivery_date | date('short') | default('soon') }}", "x")
        compile_message("{{ customer.first_name | default(customer.name) }}", "x")
        self.assertRefused("{{ customer.name | safe }}", 'Unknown filter "safe"', "Subject, line 1, column 20")
        for source in ("{{ customer.name | default }}", "{{ vehicle.delivery_date | date('yy') }}"):
            self.assertRefused(source, "not used as it should be", f"Subject, line 1, column {source.index('|') + 3}")

    def test_a_link_cannot_start_with_a_customers_words(self):
        self.assertRefused('<a href="{{ customer.name }}">x</a>', "is not a link", "Message, line 1", part="body")
        compile_message("x", '<a href="{{ review_link }}">x</a><a href="mailto:{{ company.email }}">y</a>')

    def test_11_10_however_it_is_written(self):
        """What is before the end of the host is the author's, in each way in which Jinja2 can write it."""
        for address in (
            "{{ (customer.name) }}",
            "{{ '' }}{{ customer.name }}",
            "{{ '' ~ customer.name }}",
            "{{ customer.name | default('https://a.test/') }}",
            "{{ review_link | default(customer.name) }}",
            "{{ review_link or customer.name }}",
            "{{ customer.name if customer.city else review_link }}",
            "{% if customer.city %}{{ customer.name }}{% endif %}",
            "{% if customer.city %}https://a.test/{% else %}{% endif %}{{ customer.name }}",
            "{% if 1 == 2 %}{% elif customer.city %}{{ customer.name }}{% endif %}",
            "https://{{ customer.name }}/",
            "https://a.test{{ customer.name }}",
            "https://a.test@{{ customer.name }}/",
            "https:{{ customer.name }}",
            "//{{ customer.name }}",
            "/{{ customer.name }}",
            " {{ customer.name }}",
            "{# #}{{ customer.name }}",
            "{{ 'java' }}script:alert(1)",
            "x{{ review_link }}",
            "{{ customer.name == 'x' }}",
        ):
            for attribute in ("href", "src", "background", "action", "data-x"):
                with self.subTest(address=address, attribute=attribute):
                    self.assertRefused(
                        f'<p>\n<a {attribute}="{address}">x</a></p>', "is not a link", "Message, line 2", "body"
                    )
        for source in (
            '<a hr{{ "" }}ef="{{ customer.name }}">x</a>',
            '<a {% if customer.city %}href="{% endif %}{{ customer.name }}">x</a>',
            '<a href="{% if customer.city %}https://a.test/" title="{% endif %}{{ customer.name }}">x</a>',
            '<p style="background: url({{ customer.name }})">x</p>',
            "<{{ customer.name }}>x</p>",
        ):
            with self.subTest(source):
                self.assertRefused(source, "cannot stand here", "Message, line 1", "body")

    def test_11_10_nothing_hides_behind_braces_that_mean_nothing(self):
        hidden = '&lt;a href="{{ customer.name }}"&gt;x&lt;/a&gt;'
        self.assertRefused("{% raw %}{{{% endraw %}" + hidden, "Only values", "Message, line 1", "body")
        message = compile_message("x", "{# {{ #}" + hidden)
        context = fill({"customer": {"name": "Zoé"}})
        self.assertEqual(message.render(context).body_html, '&lt;a href="Zoé"&gt;x&lt;/a&gt;')

    def test_11_10_what_leads_where_the_author_says(self):
        for address in (
            "{{ review_link }}",
            "{{ (unsubscribe_link) }}",
            "{{ review_link | default('https://a.test') }}",
            "{{ company.website or 'https://a.test/' }}{{ customer.name }}",
            "https://a.test/{{ customer.name }}",
            "https://a.test?name={{ customer.name }}",
            "{% if customer.city %}https://a.test/{% else %}https://b.test/{% endif %}{{ customer.name }}",
            "{{ 'https://a.test/' ~ customer.name }}",
            "tel:{{ point_of_sale.phone }}",
            "/page/{{ customer.name }}",
            "#{{ customer.name }}",
            "https://a.test/?a=x{{ review_link }}",
        ):
            with self.subTest(address):
                compile_message("x", f'<a title="{{{{ customer.name }}}}" href="{address}">x</a>')


@tagged("post_install", "-at_install")
class TestMessageRendering(BaseCase):
    def render(self, subject, body_html="<p>x</p>", lang="en_US", **values):
        return compile_message(subject, body_html, lang).render(fill(values))

    def test_empty_values_take_the_fallback(self):
        source = '{{ customer.first_name | default("Madam, Sir") }}'
        for empty in (None, "", False):
            self.assertEqual(self.render(source, customer={"first_name": empty}).subject, "Madam, Sir")
        self.assertEqual(self.render(source, customer={"first_name": "Zoé"}).subject, "Zoé")
        self.assertEqual(self.render("{{ vehicle.age | default('?') }}", vehicle={"age": 0}).subject, "0")

    def test_french_marks_keep_their_no_break_space(self):
        message = self.render("Encore\n une\u00a0question\u202f?  Oui")
        self.assertEqual(message.subject, "Encore une\u00a0question\u202f? Oui")

    def test_a_full_stop_follows_its_link(self):
        message = self.render("x", '<p>Tell us <a href="https://a.test">here</a>. Thanks</p>')
        self.assertIn("Tell us here (https://a.test). Thanks", message.body_text)

    def test_a_missing_value_holds_the_message_back(self):
        for source in ("{{ vehicle.model }}", "{{ vehicle.model | upper }}", "{{ 'A ' ~ vehicle.model }}"):
            with self.subTest(source), self.assertRaises(HeldBack) as caught:
                self.render("x", body(source))
            self.assertEqual((caught.exception.code, caught.exception.value), ("missing_value", "vehicle.model"))
            self.assertIn("Vehicle: Model", caught.exception.text._translate("en_US"))

    def test_a_missing_value_is_false_in_a_condition(self):
        source = "{% if vehicle.model %}the {{ vehicle.model }}{% else %}the car{% endif %}"
        self.assertEqual(self.render(source).subject, "the car")
        self.assertEqual(self.render(source, vehicle={"model": "208"}).subject, "the 208")
        with self.assertRaises(HeldBack):
            self.render("{% if vehicle.mileage > 100 %}x{% endif %}")

    def test_a_senseless_comparison_holds_the_message_back(self):
        with self.assertRaises(HeldBack) as caught:
            self.render("{% if vehicle.model > 100 %}x{% endif %}", vehicle={"model": "208"})
        self.assertEqual(caught.exception.code, "template")

    def test_customer_data_is_hostile(self):
        name = '<script>alert(1)</script>"\r\nBcc: everyone@example.com {{ company.name }}'
        message = self.render(
            "For {{ customer.name }}",
            body('{{ customer.name }}<img alt="{{ customer.name }}"/>'),
            customer={"name": name},
        )
        self.assertNotIn("<script>", message.body_html)
        self.assertNotIn('"\r\n', message.body_html)
        self.assertIn("{{ company.name }}", message.body_html, "a value is never a template")
        self.assertNotIn("\n", message.subject)
        self.assertNotIn("\r", message.subject)
        self.assertIn("<script>", message.subject, "a subject is plain text")

    def test_dates_and_amounts_in_the_recipients_language(self):
        source = (
            "{{ invoice.due_date }}; {{ invoice.due_date | date('short') }}; {{ appointment.time }}; "
            "{{ invoice.amount }}; {{ vehicle.mileage }}"
        )
        values = {
            "invoice": {"due_date": date(2026, 11, 1), "amount": Amount(1234.5, "EUR")},
            "appointment": {"time": time(14, 30)},
            "vehicle": {"mileage": 45000},
        }
        self.assertEqual(
            self.render(source, lang="fr_FR", **values).subject,
            "1er novembre 2026; 01/11/2026; 14\u00a0h\u00a030; 1\u202f234,50\u00a0€; 45\u202f000",
        )
        self.assertEqual(
            self.render(source, lang="en_GB", **values).subject, "1 November 2026; 01/11/2026; 14:30; €1,234.50; 45,000"
        )

    def test_12_01_yes_no_and_moments(self):
        values = {"insured": Flag(False, "Non"), "seen_at": datetime(2026, 11, 1, 14, 30)}
        source = "{{ vehicle.insured }}; {% if vehicle.insured %}x{% else %}y{% endif %}; {{ vehicle.seen_at }}; "
        source += "{{ vehicle.seen_at | date('short') }}; {{ vehicle.seen_at | time }}; {{ vehicle.insured | upper }}"
        self.assertEqual(
            self.render(source, lang="fr_FR", vehicle=values).subject,
            "Non; y; 1er novembre 2026, 14\u00a0h\u00a030; 01/11/2026; 14\u00a0h\u00a030; NON",
        )

    def test_12_01_what_cannot_be_read_is_not_taken_for_missing(self):
        """A field that fails, in whatever way, holds its message back and says which it is, fallback or not."""
        for error in (AttributeError("no such thing"), KeyError("x"), ValueError("x"), TypeError("x")):

            def fail(contents, source, error=error):
                raise error

            value = Value("car", "Car", lambda source: source, {"age": ValueField("Age", fail)})
            vocabulary = Vocabulary([value])
            compiled = engine.compile_message("{{ car.age | default('x') }}", "x", vocabulary)
            with self.subTest(error), self.assertRaises(HeldBack) as caught:
                compiled.render({"car": vocabulary.build("car", {"a": 1})})
            self.assertEqual((caught.exception.code, caught.exception.value), ("unreadable", "car.age"))
            self.assertIn("Car: Age", caught.exception.text._translate("en_US"))

    def test_expressions_survive_the_editor(self):
        message = self.render(
            "x",
            "<p>{{&nbsp;customer.city | default(&quot;A &amp; B&quot;) }} {% if vehicle.age &gt; 3 %}old{% endif %}"
            ' <a href="{{%20unsubscribe_link%20}}">out</a></p>',
            vehicle={"age": 5},
            unsubscribe_link="https://example.com/u?a=1&b=2",
        )
        self.assertEqual(message.body_html, '<p>A &amp; B old <a href="https://example.com/u?a=1&amp;b=2">out</a></p>')

    def test_a_text_message_is_plain(self):
        compiled = compile_text("Dear {{ customer.name }},\nsee you")
        rendered = compiled.render(fill({"customer": {"name": "Tom & <b>Co</b>"}}))
        self.assertEqual(rendered.body_text, "Dear Tom & <b>Co</b>,\nsee you")
        self.assertEqual((rendered.subject, str(rendered.body_html)), ("", ""))
        with self.assertRaisesRegex(MessageError, "customer.nam"):
            compile_text("{{ customer.nam }}")
        with self.assertRaisesRegex(MessageError, "too long"):
            compile_text("x" * 2001)

    def test_plain_text_alternative(self):
        message = self.render(
            "x",
            '<p>Hello {{ customer.name }},</p><p>See <a href="{{ review_link }}">here</a></p>',
            customer={"name": "Jo & Co <ltd>"},
            review_link="https://example.com/r?a=1&b=2",
        )
        self.assertEqual(message.body_text, "Hello Jo & Co <ltd>,\n\nSee here (https://example.com/r?a=1&b=2)")
