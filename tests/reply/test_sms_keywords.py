import doctest

from odoo.tests import BaseCase, tagged

from ...engine.reply import sms_keywords
from ...engine.reply.sms_keywords import START, STOP, read_keyword

NAMES = ("Zoé Durand", "Garage du Pont")

# What customers write → what it means; None: a person has to read it.
TABLE = {
    STOP: [
        # one word, however it is written
        "STOP",
        "stop",
        "Stop.",
        "stop !!!",
        " Stop\n",
        "STOPP",
        "Stopppp",
        "“Stop”",
        "«STOP»",
        "ＳＴＯＰ",
        "S.T.O.P",
        "🛑 STOP 🛑",
        "STOP 😡😡",
        "stop👎🏽",
        "ARRET",
        "arrêt",
        "Arrêter",
        "ARRETT",
        "ARRÊTEZ !",
        "DESABONNER",
        "désabonner",
        "de\u0301sabonner",
        "Désinscription",
        "Unsubscribe",
        "OPT-OUT",
        "optout",
        "STOPALL",
        "Stop all",
        "QUIT",
        "REVOKE",
        "Abmelden",
        "Afmelden",
        "Uitschrijven aub",
        "Ofmellen w.e.g.",
        # more than once, of what, and kindly
        "STOP STOP",
        "stop stop stop!!!",
        "STOP merci",
        "Stop, merci.",
        "Bonjour, stop svp. Merci d’avance",
        "Merci de me désabonner",
        "me désinscrire s'il vous plaît",
        "STOP SMS",
        "Stop pub",
        "STOP à la pub !",
        "Arrêtez vos SMS",
        "Arrêtez de m’envoyer des messages svp",
        "Merci de ne plus m'envoyer de SMS",
        "Je ne veux plus recevoir vos messages",
        "Plus de pub, merci",
        "non merci stop",
        "Please stop",
        "stop please, thanks",
        "Stop texting me",
        "Please remove me from your list",
        "Don't text me",
        "No more messages",
        "Bitte keine SMS mehr",
        "Keine Werbung bitte",
        "STOPP bitte, danke",
        "Hallo, bitte abmelden. Viele Grüße",
        "Stop a.u.b.",
        "Geen sms meer aub",
        "Keng SMS méi w.e.g.",
        "Stopp, villmools merci",
        # the mention copied, a number
        "STOP 36111",
        "STOP au 36111",
        "Stop to 36111",
        "STOP 06 12 34 56 78",
        # a signature below, what is quoted
        "STOP\n\nJean Dupont",
        "STOP\nZoé DURAND\n06 12 34 56 78",
        "Stop\r\n--\r\nJean\r\nchef d'atelier, vient demain",
        "STOP\nEnvoyé de mon iPhone",
        "Stopp\n\nVon meinem iPhone gesendet",
        "stop\nSent from my Galaxy",
        "STOP\nCordialement,\nJean-Luc de La Tour",
        "STOP\njean.dupont@exemple.fr",
        "STOP - Jean Dupont",
        "STOP\n> Bonjour, votre révision arrive à échéance.",
        "Stop\nLe 3 mars 2026 à 10:00, Garage a écrit :\nVotre véhicule est prêt, venez demain",
        # who writes, to whom
        "STOP zoe durand",
        "Stop\nzoé",
        "STOP Garage du Pont",
    ],
    START: [
        "START",
        "start !",
        "UNSTOP",
        "Reprendre",
        "réabonner",
        "Me réabonner svp",
        "start merci",
        "Opt in",
        "Subscribe",
        "START\n\nJean Dupont",
        "START 36111",
        "Bitte wieder anmelden",
    ],
    None: [
        "",
        "👍",
        "Oui",
        "YES",
        "Merci",
        "Non merci",
        "Stop, j'arrive demain",
        "STOP J ARRIVE DEMAIN",
        "STOP\nJ ARRIVE DEMAIN",
        "Stop\nj'arrive demain",
        "Stop\nAppelez-moi",
        "Stop ou encore ?",
        "Stop 06",
        "Arrêt du moteur sur autoroute",
        "Ne pas m'arrêter",
        "Ne stoppez pas les SMS",
        "Don't stop",
        "non stop",
        "Annuler",
        "CANCEL",
        "J'annule, merci de ne plus m'attendre",
        "Je ne veux plus attendre",
        "Mon start & stop ne marche plus",
        "STOP START",
        "Le frein stop est-il prêt ?",
        "Stop au garage demain ?",
        "Can you stop by tomorrow?",
        "Keine Zeit",
        "Ich möchte mich zur Inspektion anmelden",
        "Geen probleem, tot morgen",
        "Aimé « Répondez STOP pour ne plus recevoir nos SMS »",
        "> STOP au 36111",
        "Bonjour Zoé Durand",
        "Merci\nSTOP à la boulangerie d'abord",
        "pas de pub pour moi mais des rappels oui",
    ],
}


@tagged("post_install", "-at_install")
class TestSmsKeywords(BaseCase):
    """What customers write to have no more text messages, or some again."""

    def test_doctests(self):
        self.assertFalse(doctest.testmod(sms_keywords).failed)

    def test_13_what_customers_write(self):
        """STOP is understood as people write it, and nothing else is."""
        self.assertGreater(sum(map(len, TABLE.values())), 120)
        for keyword, texts in TABLE.items():
            for text in texts:
                with self.subTest(text):
                    self.assertEqual(read_keyword(text, NAMES), keyword)

    def test_13_long_texts_are_read_at_once(self):
        """No text, however long, keeps a worker busy."""
        for text in ("stop " * 300, "de " * 500 + "stop", "stop\n" * 300 + "demain", "a" * 1600, "- " * 800):
            read_keyword(text)
