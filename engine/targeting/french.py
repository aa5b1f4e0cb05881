"""Articles, which French puts before every noun: "dont la ville est …", "dont l'énergie est …"."""

from .sentence import lower

# The gender of a label is that of its first word; the endings say it of most, these are the others.
FEMININE_WORDS = """
année banque campagne civilité classe clé couleur date devise durée entreprise étape étiquette fiche fin forme image
jante langue ligne liste marge marque mise note part pièce période personne plaque position préférence puissance remise
rue source taxe ville zone équipe
"""
MASCULINE_WORDS = "commentaire comité compte contrat fichier lycée musée numéro risque silence trophée"
SINGULAR_WORDS = "accès avis cas mois pays permis poids prix taux temps"
FEMININE = frozenset(FEMININE_WORDS.split())
MASCULINE = frozenset(MASCULINE_WORDS.split())
SINGULAR_IN_S = frozenset(SINGULAR_WORDS.split())
FEMININE_ENDINGS = ("tion", "sion", "té", "ie", "ure", "ance", "ence", "ette", "ude", "ière", "aison")
VOWELS = frozenset("aàâeéèêiîoôuœ")
MUTE_H = ("heure", "historique", "homme", "horaire", "hôtel", "humeur")


def with_article(label):
    """Return a label after its definite article: "ville" → "la ville", "énergie" → "l'énergie".

    Of a plural, which the rest of the sentence could not agree with, it returns "le champ « … »".
    """
    noun = lower(label)
    head = noun.split(" ")[0].split("-")[0].lower()
    if head.endswith(("s", "x")) and head not in SINGULAR_IN_S:
        return f"le champ «\N{NO-BREAK SPACE}{label}\N{NO-BREAK SPACE}»"
    if head[:1] in VOWELS or head.startswith(MUTE_H):
        return f"l'{noun}"
    return f"la {noun}" if is_feminine(head) else f"le {noun}"


def is_feminine(head):
    return head in FEMININE or (head not in MASCULINE and head.endswith(FEMININE_ENDINGS))
