"""What workshops and their programs call the states of a repair order, beside the names that Odoo shows.

Files that Odoo's own import reads and feeds of a DMS understand the same.
"""

from ..plain_words import find_meaning

# In French and English, and abbreviated: status → pattern of words without case, accents and punctuation.
STATUS_WORDS = {
    "open": r"ouverte?|creee?|open(ed)?|nouveau|nouvelle|new|created|enregistree?|preparee?|planifiee?|planned"
    r"|(en )?attente|recue?|reception|o|ouv",
    "in_progress": r"en ?cours|in ?progress|travaux( en cours)?|demarree?|commencee?|started|working|wip|ec",
    "ready": r"(vehicule )?prete?|ready|(travaux )?terminee?s?|finie?|finished|completed|controlee?"
    r"|a (livrer|restituer)|t|ter|term",
    "closed": r"clos|closed?|cloturee?|fermee?|facturee?|invoiced|soldee?|livree?|restituee?|archivee?|done|c|clo",
    "cancelled": r"annulee?|cancell?ed|abandonnee?|supprimee?|deleted|void|x|ann",
}


def find_status(text):
    """Return the status that a text means, empty when none of ours is called so.

    >>> find_status("Clôturée"), find_status("EN COURS"), find_status("42")
    ('closed', 'in_progress', '')
    """
    return find_meaning(text, STATUS_WORDS) or ""
