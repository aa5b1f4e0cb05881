from email import message_from_bytes, message_from_string
from email.header import decode_header, make_header
from email.policy import default
from unicodedata import category

from hypothesis import example, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...engine.email.addresses import BadAddress, format_address, get_envelope_address
from ...engine.email.mime import build_attachment, build_email

TO = "jean@customer.test"
HEADERS = {"From": format_address("Hélène Cazals", "helene@causse.test"), "To": TO, "Subject": "Été"}
FRENCH = "Entretien à prévoir, " + "très " * 40 + "bientôt : « Château d'Œuvré », 12 €"
GREEK = "Υπενθύμιση για το όχημά σας " * 8 + "τέλος"
CARS = "🚗👨‍👩‍👧‍👦" * 40
LONG = (FRENCH, GREEK, CARS, "x" * 300, "a=?utf-8?q?b?= c", "=?utf-8?b?4pi6?=", "Jean, " * 60 + "fin", "a" * 76 + " é")
NAMES = (
    "old@ex.example",
    "Bike@Home",
    "a, b <x@y.example>",
    'Jeanne "J" \\ Élise <z@z.example>',
    "Jeanne; bea@ex.example, carl@ex.example",
    "=?utf-8?q?old=40ex.example?=",
    "=?utf-8?q?a?=, é <b@c.example>",
    "\u202eÉlise <x@y.example>\u202c",
    "(Jean) é",
    "Garage:;",
    "@",
    '"',
    "\\",
)


def _is_written(character):
    return category(character) not in ("Cc", "Cs", "Zl", "Zp") and (character == " " or not character.isspace())


ONE_LINE = (
    st.text(max_size=150)
    .map(lambda text: " ".join("".join(filter(_is_written, text)).split(" ")))
    .map(lambda text: " ".join(filter(None, text.split(" "))))
)


@tagged("post_install", "-at_install")
class TestMime(BaseCase):
    """What is written is read by the standard library's parsers, which nobody here wrote."""

    def parse(self, message):
        return message_from_bytes(message.as_bytes(), policy=default)

    def build(self, files=(), **headers):
        return build_email(TO, {**HEADERS, **headers}, "text", "<p>text</p>", files)

    def assertWellFormed(self, message):
        """No encoded word is longer than 75 bytes, no line with one longer than 76 (RFC 2047, section 2)."""
        wire = message.as_bytes()
        self.assertTrue(wire.isascii())
        head = wire.partition(b"\r\n\r\n")[0]
        for line in head.splitlines():
            self.assertLessEqual(len(line), 998)
            for word in line.split():
                if word.startswith(b"=?"):
                    self.assertLessEqual(len(word), 75, word)
                    self.assertLessEqual(len(line), 76, line)

    def test_accents_in_headers(self):
        message = self.parse(self.build())
        self.assertEqual(message["From"].addresses[0].display_name, "Hélène Cazals")
        self.assertEqual(message["Subject"], "Été")

    def test_the_sender_that_odoo_puts_in_at_the_last_moment(self):
        """Odoo replaces the sender, as plain text, where the mail server only sends for its own address."""
        message = self.build()
        message.replace_header("From", '"Hélène Cazals" <notifications@causse.test>')
        [sender] = self.parse(message)["From"].addresses
        self.assertEqual((sender.display_name, sender.addr_spec), ("Hélène Cazals", "notifications@causse.test"))
        self.assertTrue(message.as_bytes().isascii())

    @settings(deadline=None, max_examples=100)
    @given(ONE_LINE)
    @example(FRENCH)
    @example(GREEK)
    @example(CARS)
    def test_14_10_a_subject_is_read_as_it_was_written(self, subject):
        message = self.build(Subject=subject)
        self.assertWellFormed(message)
        self.assertEqual(self.parse(message)["Subject"], subject)

    def test_14_10_long_texts(self):
        for text in LONG:
            with self.subTest(text=text[:30]):
                message = self.build(Subject=text)
                self.assertWellFormed(message)
                self.assertEqual(self.parse(message)["Subject"], text)

    @settings(deadline=None, max_examples=100)
    @given(ONE_LINE)
    def test_14_02_a_name_is_no_address(self, name):
        self.check_name(name)

    def test_14_02_names_that_look_like_addresses(self):
        for name in (*NAMES, *LONG):
            with self.subTest(name=name[:30]):
                self.check_name(name)

    def check_name(self, name):
        message = self.build(To=format_address(name, TO))
        self.assertWellFormed(message)
        [address] = self.parse(message)["To"].addresses
        self.assertEqual(address.addr_spec, TO)
        # That of Python 3.11 keeps the spaces between encoded words in a name, against RFC 2047, section 6.2.
        shown = address.display_name
        words = message.as_bytes().decode().partition("\nTo: ")[2].partition("jean@")[0].rstrip("<")
        if words.count("=?") > 1:
            shown = str(make_header(decode_header(words)))
        self.assertEqual(shown.strip(), name[:200].strip())
        self.assertEqual(message.recipient, TO)

    def test_14_02_line_breaks_and_controls_are_taken_out(self):
        message = self.build(To=format_address("Jeanne\r\nBcc: all@ex.example\r\n\r\n\x07\x1b[31m\x00 é", TO))
        received = self.parse(message)
        self.assertNotIn("Bcc", received)
        [address] = received["To"].addresses
        self.assertEqual((address.addr_spec, address.display_name), (TO, "Jeanne Bcc: all@ex.example [31m é"))

    def test_14_02_an_address_is_of_one_mailbox(self):
        self.assertEqual(get_envelope_address("jean@garage-été.test"), "jean@xn--garage-t-h1ab.test")
        self.assertEqual(get_envelope_address("jérôme+x@ex.example"), "jérôme+x@ex.example")
        bad = "a@b@c.example", '"a b"@c.example', "a@b.example;c@d.example", "a,b@c.example", "a@", "@b", "a", "a@b c"
        for address in (
            *bad,
            "a@-🚗-.example",
            "<a@b.example>",
            "a@b.example\n",
            "a\r\nRCPT TO:<x@y.example>@b.example",
        ):
            with self.subTest(address=address), self.assertRaises(BadAddress):
                get_envelope_address(address)

    def test_14_02_international_addresses(self):
        message = self.build(From=format_address("Été", "info@garage-été.test"))
        self.assertIn(b"<info@xn--garage-t-h1ab.test>", message.as_bytes())
        message = self.build(To=format_address("Jérôme", "jérôme@customer.test"))
        with self.assertRaises(UnicodeError):
            message.as_bytes()
        international = message.as_bytes(policy=message.policy.clone(utf8=True))
        [address] = message_from_string(international.decode(), policy=default)["To"].addresses
        self.assertEqual((address.display_name, address.addr_spec), ("Jérôme", "jérôme@customer.test"))

    @settings(deadline=None, max_examples=100)
    @given(ONE_LINE.filter(bool))
    def test_14_10_the_name_of_a_file_is_read_as_it_was_written(self, name):
        self.check_file_name(name)

    def test_14_10_names_of_files(self):
        for name in ("Tarifs été.pdf", 'a "b" \\ c; d=.pdf', "x" * 300 + ".pdf", *NAMES, *LONG):
            with self.subTest(name=name[:30]):
                self.check_file_name(name)

    def check_file_name(self, name):
        message = self.build([build_attachment(name, "application/pdf", b"%PDF")])
        wire = message.as_bytes()
        self.assertTrue(wire.isascii())
        [part] = self.parse(message).iter_attachments()
        self.assertEqual(part.get_filename(), name)
        header = wire.partition(b"Content-Disposition:")[2].partition(b"\r\n\r\n")[0]
        self.assertLessEqual(max(map(len, header.splitlines())), 110)
