from odoo.tests import BaseCase, tagged

from ...engine.email.tracking import find_links, replace_addresses, replace_links, wrap_document


@tagged("post_install", "-at_install")
class TestDeliveryTracking(BaseCase):
    def test_links_are_found_once_and_unescaped(self):
        text = (
            """<A class="x" HREF='https://a.test'>1</A><a href="https://b.test/?x=1&amp;y=é">2</a>"""
            """<a href="https://a.test">3</a><a>4</a><a href="#top">5</a><a href="/shop">6</a><link href="https://c.test">"""
        )
        self.assertEqual(find_links(text), ["https://a.test", "https://b.test/?x=1&y=é"])

    def test_only_whole_addresses_are_replaced(self):
        addresses = {"https://a.test/b": "https://s.test/1?a&b"}
        text = '<a id="1" href="https://a.test/b">https://a.test/b</a><a href="https://a.test/bc">2</a>'
        self.assertEqual(
            replace_links(text, addresses),
            '<a id="1" href="https://s.test/1?a&amp;b">https://a.test/b</a><a href="https://a.test/bc">2</a>',
        )
        self.assertEqual(
            replace_addresses("(https://a.test/b) https://a.test/bc, https://a.test/b!", addresses),
            "(https://s.test/1?a&b) https://a.test/bc, https://s.test/1?a&b!",
        )

    def test_a_document_has_its_language_and_perhaps_a_pixel(self):
        document = wrap_document("<p>x</p>", "fr_FR", "https://s.test/?a&b")
        self.assertIn('<html lang="fr">', document)
        self.assertIn('<p>x</p><img src="https://s.test/?a&amp;b"', document)
        self.assertNotIn("<img", wrap_document("<p>x</p>", "fr_FR"))
