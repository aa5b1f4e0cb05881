"""What workshops and their programs call the states of a repair order, beside the names that Odoo shows."""

from ..plain_words import plain_words

# In French and English, and abbreviated; without case, accents and punctuation.
_WORDS = {
    "open": "ouvert ouverte cree creee nouveau nouvelle new created planifie planned attente recu o ouv",
    "in_progress": "encours en_cours travaux demarre demarree commence started working wip ec inprogress",
    "ready": "pret prete termine terminee vehicule_pret fini finie finished completed a_livrer a_restituer t ter term",
    "closed": "clos close cloture cloturee ferme fermee facture facturee livre livree restitue invoiced done c clo",
    "cancelled": "annule annulee abandonne abandonnee supprime canceled void x ann",
}
_STATUSES = {word.replace("_", " "): status for status, words in _WORDS.items() for word in words.split()}


def find_status(text):
    """Return the status that a text means, empty when none of ours is called so.

    >>> find_status("Clôturée"), find_status("EN COURS"), find_status("42")
    ('closed', 'in_progress', '')
    """
    return _STATUSES.get(" ".join(plain_words(text)), "")
