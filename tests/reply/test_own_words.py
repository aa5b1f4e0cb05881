import doctest

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged
from odoo.tools import html_sanitize

from ...engine.reply import own_words
from ...engine.reply.own_words import get_own_html_words, get_own_words

OURS = "> Votre véhicule est prêt.\n> Répondez FACTURE\n"
# What comes in → the customer's own words.
TEXTS = [
    ("Oui merci", "Oui merci"),
    (f"FACTURE\n\nLe 3 mars à 10:12, Garage <a@b.test> a écrit :\n{OURS}", "FACTURE"),
    (f"FACTURE\n\nLe 3 mars à 10:12, Garage du Causse\n<a@b.test> a écrit :\n\n{OURS}", "FACTURE"),
    (f"Yes\nOn Mon, Mar 3, 2026 at 10:12 AM Garage <a@b.test> wrote:\n{OURS}", "Yes"),
    ("Ja\nAm 03.03.2026 um 10:12 schrieb Garage <a@b.test>:\nIhr Auto ist fertig", "Ja"),
    (f"Le 3 mars 2026 à 10:12, Garage <a@b.test> a écrit :\n{OURS}\nMerci, j'arrive", "Merci, j'arrive"),
    ("> Quand venez-vous ?\nDemain\n> Avec la carte grise ?\nOui", "Demain\nOui"),
    ("Non\n\nDe : Garage <a@b.test>\nEnvoyé : lundi 3 mars\nÀ : Zoé\nObjet : Prêt\n\nVenez", "Non"),
    ("No\n________________________________\nFrom: Garage\nSent: Monday\nTo: Zoé\n\nReady", "No"),
    ("Non\n\n-----Message d'origine-----\nDe : Garage\n\nVenez", "Non"),
    ("OK\n-- \nZoé Durand\n06 12 34 56 78", "OK"),
    ("OK\nEnvoyé de mon iPhone", "OK"),
    ("OK\r\n\r\n\r\n\r\nEnvoyé depuis l’application Mail Orange", "OK"),
    # what only looks like it
    ("Le garage m'a écrit : votre voiture est prête", "Le garage m'a écrit : votre voiture est prête"),
    (
        "De : la batterie à : l'alternateur, tout est à changer",
        "De : la batterie à : l'alternateur, tout est à changer",
    ),
    ("On verra bien\nà demain :", "On verra bien\nà demain :"),
    ("", ""),
    (OURS, ""),
]
QUOTE = "<p>Votre véhicule est prêt. Répondez FACTURE</p>"
# HTML as programs write it → the customer's own words.
PAGES = [
    ("<p>Oui <b>merci</b></p>", "Oui merci"),
    (
        (
            f'<div dir="ltr">FACTURE</div><br><div class="gmail_quote"><div class="gmail_attr">Le 3 mars à 10:12,'
            f' Garage &lt;a@b.test&gt; a écrit :<br></div><blockquote class="gmail_quote">{QUOTE}</blockquote></div>'
        ),
        "FACTURE",
    ),
    (
        (
            f'<p>FACTURE</p><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>De :</b> Garage<br>'
            f"<b>Envoyé :</b> lundi<br><b>À :</b> Zoé<br><b>Objet :</b> Prêt</div><div>{QUOTE}</div>"
        ),
        "FACTURE",
    ),
    (
        f'FACTURE<blockquote type="cite"><div>Le 3 mars 2026 à 10:12, Garage a écrit :</div>{QUOTE}</blockquote>',
        "FACTURE",
    ),
    (
        (
            f'<div>FACTURE</div><div>Le 3 mars 2026 à 10:12, Garage a écrit :</div><blockquote type="cite">{QUOTE}'
            "</blockquote><div>Merci</div>"
        ),
        "FACTURE\nMerci",
    ),
    (
        (
            f"<div>Non</div><div><p><b>De :</b> Garage &lt;a@b.test&gt;<br><b>Envoyé :</b> lundi<br><b>À :</b> Zoé<br>"
            f"<b>Objet :</b> Prêt</p></div>{QUOTE}"
        ),
        "Non",
    ),
    ('<p>OK</p><script>alert("x")</script><img src="https://a.test/t.gif" width="1">', "OK"),
    ('<p>OK</p><div class="gmail_signature">Zoé Durand<br>06 12 34 56 78</div>', "OK"),
    ("", ""),
]


@tagged("post_install", "-at_install")
class TestOwnWords(BaseCase):
    def test_doctests(self):
        self.assertFalse(doctest.testmod(own_words).failed)

    def test_texts(self):
        for text, words in TEXTS:
            with self.subTest(text=text):
                self.assertEqual(get_own_words(text), words)

    def test_pages(self):
        """As Odoo keeps them."""
        for page, words in PAGES:
            with self.subTest(page=page):
                kept = html_sanitize(page, sanitize_style=True)
                self.assertEqual(" ".join(get_own_html_words(kept).split()), " ".join(words.split()))

    @settings(max_examples=150, deadline=None)
    @given(st.text(max_size=300))
    def test_any_text_is_read(self, text):
        words = get_own_words(text)
        self.assertEqual(get_own_words(words), words)
        get_own_html_words(html_sanitize(text))
