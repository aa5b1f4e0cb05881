from odoo.tests import BaseCase, tagged

from ...engine.scenario.plain_text import tidy_plain_text, write_plain_text


@tagged("post_install", "-at_install")
class TestPlainText(BaseCase):
    """What who reads without HTML gets."""

    def test_14_10_plain_text(self):
        for html, text in (
            ("", ""),
            ("<p>One</p><p>Two</p>", "One\n\nTwo"),
            ("<p>One<br>Two</p>\n  <p>Three<br/></p>", "One\nTwo\n\nThree"),
            ("<p>One</p><p><br></p><p>&nbsp;</p><p>Two</p>", "One\n\nTwo"),
            ("<div>One</div><div>Two</div>", "One\nTwo"),
            ("<h2>Title</h2>Text <b>bold</b>, <em>thin</em>.", "Title\n\nText bold, thin."),
            ("<p>a</p><ul><li>b</li><li><p>c</p></li></ul><p>d</p>", "a\n\n- b\n- c\n\nd"),
            ("<ol><li>a</li><li>b<ul><li>c</li></ul></li><li>d</li></ol>", "1. a\n2. b\n  - c\n3. d"),
            ('<p>See <a href="https://a.test/b?c=1&amp;d=2">here</a>.</p>', "See here (https://a.test/b?c=1&d=2)."),
            ('<p><a href="https://a.test/b">https://a.test/b</a></p>', "https://a.test/b"),
            ('<p><a href="mailto:a@b.test">a@b.test</a> <a href="tel:+33565">Call</a></p>', "a@b.test Call (+33565)"),
            ('<p><a href="#">Top</a> <a>None</a></p>', "Top None"),
            ('<p><a href="https://a.test"><img src="/x.png" alt="Our car"/></a></p>', "Our car (https://a.test)"),
            ('<p><a href="https://a.test"><img src="/x.png"/></a>x<img src="/y.png"></p>', "https://a.testx"),
            (
                "<p>a</p><table><tr><th>No.</th><th>Due</th></tr><tr><td><p>F1</p></td><td>10\u00a0€</td></tr></table>",
                "a\n\nNo. | Due\nF1 | 10\u00a0€",
            ),
            (
                '<table role="presentation"><tr><td><p>a</p></td><td>b</td></tr><tr><td>c</td></tr></table>',
                "a\n\nb\nc",
            ),
            ("a<hr>b", "a\n\n---\n\nb"),
            ("<blockquote>a</blockquote>b", "a\n\nb"),
            ("<style>p {}</style><script>x</script><p>a<!-- b -->c</p>", "ac"),
            ("<p>é &lt;b&gt; &amp; 👨‍👩‍👧 « a »</p>", "é <b> & 👨‍👩‍👧 « a »"),
            (
                "<p>a {{ b.c | default('d') }}</p>{% if x %}<p>e</p>{% endif %}",
                "a {{ b.c | default('d') }}\n\n{% if x %}\n\ne\n\n{% endif %}",
            ),
        ):
            with self.subTest(html=html):
                self.assertEqual(write_plain_text(html), text)

    def test_14_10_what_values_leave(self):
        self.assertEqual(tidy_plain_text("\n \na\n\n\n \u00a0\n\nb \nc\n\n"), "a\n\nb \nc")
