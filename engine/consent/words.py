"""Words of decisions: what one decides about, and where it was decided."""

from ..contact.purposes import PURPOSES

MEASURING = "measuring"
# What customers decide about: why we write, and whether it is noted who opens it.
CONSENT_PURPOSES = [*PURPOSES, (MEASURING, "Measuring Openings")]
YES, NO = "yes", "no"
ANSWERS = [(YES, "Yes"), (NO, "No")]
ORIGINS = [
    ("form", "Form"),
    ("counter", "At the Counter"),
    ("call", "Call"),
    ("keyword", "Keyword by SMS"),
    ("page", "Link in a Message"),
    ("mail_program", "Mail Program"),
    ("import", "Import"),
    ("feed", "Another System"),
    ("other", "Other"),
]
# What a file or another system says of a customer: no word of theirs, unless the proof comes with it.
SECOND_HAND = ("import", "feed")
# What somebody of the dealership hears of or reads; all else only machines claim, of what they received.
BY_STAFF = ("form", "counter", "call", "other")
