import doctest

from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from odoo.tests import BaseCase, tagged
from odoo.tools.misc import file_path

from ...engine.reply import keywords, marks, wording
from ...engine.reply.keywords import Found, Keyword, Understanding, read_line, understand

NAMES = ("Zoé Durand", "Garage du Pont")
ANSWERS = {"confirm": ("appointment", True), "move": ("appointment", False)}
# What is understood, "+" where a person has to read it besides → what customers write.
TABLE = {
    "yes": """
        oui merci pour le rappel|yes, thanks for the reminder|Oui merci beaucoup pour le rappel
        Bien noté, merci|OUI 06 12 34 56 78
        oui|OUI|Oui.|OUI!|oui !!!|Oui merci|oui, merci|Oui svp|ouiiii|OUI OUI|Bonjour, oui
        Bonjour oui merci beaucoup
        Oui s'il vous plaît|ok|OK|Okay|Ok merci|ok parfait|D'accord|d’accord merci|Entendu, merci|ça marche
        Ca marche !|C'est bon pour moi|c'est noté merci|Je confirme|Je confirme mon RDV
        je confirme le rendez-vous, merci
        rdv ok|RDV confirmé|OK pour le rdv|je serai là|J'y serai, à demain|Oui à demain|oui je viens
        Pas de problème
        pas de soucis|Oui, bonne journée|Oui. Cordialement, Zoé Durand|oui - Zoé|“Oui”|«oui»|ＯＵＩ|Oui 😊|👍|👍🏽
        ✅ merci
        yes|YES!|Yes please|yes, thank you|yep|Yeah, thanks|Sure, see you tomorrow|I confirm|I'll be there
        ok thx
        no problem|See you then, yes
    """,
    "no": """
        non|NON !|Non merci|nan|Non, merci beaucoup|no|No thanks|nope|Bonjour, non|pas demain|pas demain svp
        Pas possible
        Je ne peux pas|je peux pas venir|Je ne pourrai pas venir, merci|Annuler|j'annule|J'annule mon rdv
        annuler le rdv
        Merci d'annuler mon rendez-vous|Annulez le RDV svp|déplacer mon rdv|reporter svp|Impossible
        empêché, désolé|Désolé, non
        Can't make it|I can't come, thanks|cancel|Please cancel my appointment|reschedule please|not tomorrow
        👎|Non 😕
    """,
    "no+": """
        non, plutôt vendredi|Non. Je suis en vacances jusqu'au 15|pas demain, vendredi si possible|No, I sold it
        Non ! Le bruit est revenu|annuler mon rdv, la voiture est vendue|Je ne peux pas, vous auriez mardi ?
    """,
    "+": """
        oui mais pas demain|Oui mais plutôt mardi|oui si c'est avant midi|Oui à 8h|ok pour mardi ?|oui non
        Oui et non
        oui, enfin non|Oui 👎|yes but not tomorrow|Yes if you have a car for me|oui demain à 14h30
        Oui. Pas Demain
        Quelle facture ?|Je ne trouve pas ma facture|facture fausse !|la facture est trop chère
        Pas de facture|no invoice
        Je n'ai pas besoin de rdv|pas de rdv|RDV trop tard|bon service|Service lamentable|great service
        10h|à 10h|10 h|le 8 mars|8 mars|le 8|le 8/10|le 8/10 à 14h|mardi 8|6 mois|8 jours|2 pneus
        3 semaines d'attente
        10 km|2 fois que je viens|8 €|8€|8 euros|120 €|10%|n°8|12/03/2026|8:30|10h30|08h|8 ou 9|8 ou plutôt 9
        3-4|16/20
        4/5|11|100|1 heure|1 problème avec ma facture|un problème avec ma facture
        10 rue des Lilas, 12000 Rodez|deux pneus
        2 personnes|6 month old car|in 2 days|at 9|on the 8th|8 am|neuf ou occasion|208|8 à 10 jours
        8 h 30|5 étoiles|5 ⭐|16/20 merci|Merci pour la facture|merci pour votre service
        Thanks for the invoice|8 mars à 10h
        Je ne confirme pas|je confirme pas|c'est pas bon|oui je ne viens pas|Je viens de recevoir ma facture
        non pas de problème
        pas oui|facture reçue merci|Pas besoin de facture|mon rdv de mardi est confirmé ?|oui, 8h
        Mon mari a dit oui
        9 rue de la Paix|7 rue Foch|8eme|2 ou 3|2 litres|1 question|1er|Mon 208 est prêt ?
        je veux bien mais quand
        Quand ouvrez-vous ?|Je rappelle demain|Qui êtes-vous|??|Oui ?|stop, j'arrive|Aimé « Répondez OUI »
        نعم لا
    """,
    "": """
        |merci|Merci beaucoup !|Bonjour|Bonne journée|Zoé Durand|06 12 34 56 78|+33 6 12 34 56 78|AA-123-BB|🙏
        ...|à demain
        1-ABC-234|0470 12 34 56|418 555 1234
    """,
    "mark0": "0|zéro|0/10|Note : 0",
    "mark1": "1|1/10|un|un sur dix|one",
    "mark2": "2|deux|2 !|Je mets 2",
    "mark2+": """
        2 encore le même bruit !!|2, encore le même bruit|2 : attente trop longue|Note : 2. Accueil froid
        2/10 trois semaines
        2 toujours en panne
    """,
    "mark6": "6|je mets 6 svp|6 merci|6/10|six|I give 6|Note 6",
    "mark7": "7,5|7.5/10",
    "mark8": """
        8|8/10|8 / 10|8 sur 10|8 out of 10|huit|Huit sur dix|eight|je mets 8|Je mets un 8
        je vous mets 8, merci|note : 8
        Ma note est 8|8 svp|8 !!|8.|(8)|Bonjour, 8|bonjour je donne un 8/10 merci|8 points|8 😊
        I'd give it an 8|8️⃣|8 8
        8 Zoé Durand|pour moi c'est 8|8\nJean Dupont|8/10\nEnvoyé de mon iPhone|8 AA-123-BB|je dirais 8
    """,
    "mark8+": "8 très bien merci|8 mais attente longue|8/10 accueil au top|8 bon accueil",
    "mark9+": "9. Super accueil !|je mets 9 car l'équipe est sympa|9 very good|9 parce que c'était rapide|9?",
    "mark10": "10|10 !!!|10/10|dix|10 sur 10|ten|dix sur dix|Ten out of ten|10/10 merci à toute l'équipe",
    "mark10+": "10 parfait comme accueil|10/10 rien à dire",
    "invoice": """
        FACTURE|facture|Facture svp|FACTURES|ma facture svp|Bonjour, je voudrais ma facture
        la facture s'il vous plaît
        facture AA-123-BB|FACTURE pour AA 123 BB merci|duplicata de facture|invoice please
        I need the invoice|Can I have a copy of my invoice please|invoice thanks
        Facture\nZoé DURAND\n06 12 34 56 78
        FACTURE\n> Votre véhicule est prêt. Répondez FACTURE|ok facture|facture merci, bonne journée
        receipt please
    """,
    "invoice+": """
        Pouvez-vous m'envoyer la facture ?|la facture ?|facture pour vendredi svp
        FACTURE svp et quand ouvrez-vous ?|Facture. Et le bruit est revenu|J'ai payé hier. Facture svp
        invoice, I paid in cash
    """,
    "book": """
        RDV|rdv svp|R.D.V.|Rendez-vous|rendez vous svp|Je voudrais un rdv|prendre rdv|RESERVER|réserver|book
        BOOK!|book please
        I would like an appointment|RDV 06 12 34 56 78|RDV\nJean Dupont|réserver un rdv
        un rendez-vous pour ma voiture
    """,
    "book+": "RDV mardi|RDV svp, mardi si possible|rdv et combien ça coûte ?|book, next week",
    "service": "SERVICE|service svp|entretien|Rdv pour l'entretien|une révision svp|vidange|oil change please",
    "protect": "PROTEGER|protéger|Protégez ma voiture|PROTECT please",
    "yes invoice": "oui, facture svp|Oui et la facture|yes. invoice please",
    "no book": "Non. RDV svp",
    "mark8 invoice": "8, facture svp",
}


def read_ready_words():
    """Return the words that the addon brings along."""
    tree = etree.parse(file_path("crm_dealership/data/reply/dealership_keyword_data.xml"))
    return [make_keyword({field.get("name"): field for field in record}) for record in tree.iter("record")]


def make_keyword(fields):
    lines = [read_line(line) for line in fields["words"].text.splitlines()]
    assert all(lines)
    return Keyword(
        fields["key"].text,
        tuple(line for line in lines if isinstance(line, str)),
        tuple(line for line in lines if isinstance(line, tuple)),
        alone="alone" not in fields,
        answer=ANSWERS.get(fields["action"].text, ()),
    )


READY = [keyword for keyword in read_ready_words() if keyword.key not in ("stop", "start")]


def describe(understanding):
    found = [f"{found.key}{'' if found.mark is None else found.mark}" for found in understanding.found]
    return " ".join(found) + ("+" if understanding.says_more else "")


def get_lines():
    for expected, texts in TABLE.items():
        for line in texts.replace("\\n", "\n").strip("\n").split("\n        "):
            yield from ((expected, text) for text in line.split("|"))


# What may stand around whatever is said.
KINDLY = (
    "Bonjour",
    "merci",
    "svp",
    "s'il vous plaît",
    "Merci d'avance",
    "please",
    "thanks",
    "Hello",
    "cdt",
    "Bonne journée",
)
MARKS_AROUND = st.text(st.sampled_from(list(" .,!;…\n😊")), max_size=4)
# One line each: a signature below may be told by its capitals.
SURE = [(expected, text) for expected, text in get_lines() if expected and "+" not in expected and "\n" not in text]


def describe_understood(text, **options):
    return describe(understand(text, READY, NAMES, **options))


@tagged("post_install", "-at_install")
class TestKeywords(BaseCase):
    """What customers' answers say, by the words that the addon brings along."""

    def test_doctests(self):
        for module in (keywords, marks, wording):
            self.assertFalse(doctest.testmod(module).failed)

    def test_what_customers_write(self):
        self.assertGreater(len(list(get_lines())), 330)
        for expected, text in get_lines():
            with self.subTest(text):
                self.assertEqual(describe_understood(text), expected)

    def test_scale(self):
        """A mark is one on the scale that was asked for."""
        for text, expected in (("4/5", "mark4"), ("5", "mark5"), ("5 étoiles", "mark5"), ("5 ⭐", "mark5"), ("8", "+")):
            with self.subTest(text):
                self.assertEqual(describe_understood(text, scale=(1, 5)), expected)
        self.assertEqual(describe_understood("0", scale=(1, 10)), "+")

    def test_the_narrowest_has_the_word(self):
        everywhere = Keyword("everywhere", ("oui", "ok"))
        here = [Keyword("here", ("oui",), rank=1), Keyword("here too", (read_line("Oui !"),), rank=1)]
        self.assertEqual(understand("oui", [everywhere, *here]).found, (Found("here"), Found("here too")))
        self.assertEqual(understand("ok", [everywhere, *here]).found, (Found("everywhere"),))

    def test_ranges_of_marks(self):
        table = [Keyword("bad", (), ((0, 6),)), Keyword("good", (), ((9, 10),)), Keyword("all", (), ((0, 10),))]
        self.assertEqual(understand("je mets 3", table).found, (Found("bad", 3), Found("all", 3)))
        self.assertEqual(understand("8", table).found, (Found("all", 8),))

    def test_words_of_any_script(self):
        table = [Keyword("yes", (read_line("نعم"), read_line("да")))]
        self.assertEqual(understand("نعم!", table).found, (Found("yes"),))
        self.assertEqual(understand("да, спасибо", table), Understanding((), True))

    def test_long_texts_are_read_at_once(self):
        for text in (
            "oui " * 3000,
            "8 " * 5000,
            "facture. " * 1500,
            "x" * 10000,
            "je voudrais " * 900,
            "0" * 10000,
            "- " * 900,
        ):
            understand(text, READY, NAMES)

    @example(("mark8", "pour moi c'est 8"), "merci", "", str, "", "")
    @example(("yes", "Bien noté, merci"), "merci", "", str, "", "")
    @settings(max_examples=300, deadline=None)
    @given(
        st.sampled_from(SURE),
        st.sampled_from(KINDLY) | st.just(""),
        st.sampled_from(KINDLY) | st.just(""),
        st.sampled_from([str, str.upper, str.lower, str.capitalize, wording.simplify]),
        MARKS_AROUND,
        MARKS_AROUND,
    )
    def test_what_is_around_changes_nothing(self, line, before, after, spell, opening, closing):
        """Politeness, case, accents and punctuation."""
        expected, text = line
        written = spell(f"{opening}{before} {text}{closing} {after}")
        self.assertEqual(describe_understood(written), expected)

    @settings(max_examples=200, deadline=None)
    @given(st.text(max_size=200))
    def test_any_text_is_read(self, text):
        understood = understand(text, READY, NAMES)
        self.assertEqual(understood, understand(text, READY, NAMES))
