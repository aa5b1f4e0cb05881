"""What the columns are called in which files have people: patterns of words without case, accents and punctuation.

Files of people (``engine/targeting/import_columns.py``, ``customer_keys.py``) and feeds
(``models/feed/kind_customer.py``) have these in common, and each some of their own: a DMS has people beside orders,
vehicles and staff, so that a word by itself means less there.
"""

FIRST_NAME = r"first ?name|given name|prenom"
LAST_NAME = r"last ?name|surname|family name|nom de famille|nom d usage"
FULL_NAME = r"full ?name|nom complet|nom (?:et |ou )?prenoms?|prenoms? (?:et )?nom"
COMPANY = r"societe|raison sociale|company|entreprise"
BIRTHDAY = r"(?:date )?(?:de )?naissance|ne ?e? le|birth ?(?:day|date)|date of birth|anniversaire"
ZIP = r"code postal|cp|npa|postal code|postcode|zip(?: code)?"
EMAIL = r"e ?mails?|courriels?|mel|mails?|adresse electronique|adresse de messagerie|messagerie electronique"
MOBILE = r"mobile|portable|gsm|cell|cellulaire|sms|tel port"
PHONE = r"numero de tel|tel fixe|telephones?|phones?|tel|fixe"
VAT = r"(?:numero )?(?:de )?tva(?: intra\w*)?|vat(?: number)?|siren tva|intracommunautaire|tax id"
