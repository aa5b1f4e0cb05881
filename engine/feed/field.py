"""What a file of a DMS can say of a record: one declaration per column that people may choose.

Each kind of record (``models/feed/kind_*.py``) lists its fields; reading, guessing, the choice on the screen and the
writing follow from them.
"""

from dataclasses import dataclass, field

# What is in the cells of a column.
TEXT, NAME, EMAIL, PHONE, VIN, PLATE = "text", "name", "email", "phone", "vin", "plate"
CONSENT = "consent"  # yes, no, or since when
NUMBER = "number"  # by which the source knows a record: ``source_key.py``
INTEGER, AMOUNT, DATE, MOMENT, FLAG = "integer", "amount", "date", "moment", "flag"
# Words of the source's own, which the profile translates: into a choice, a point of sale, a member of staff.
CHOICE, SITE, STAFF = "choice", "site", "staff"
CODES = frozenset({CHOICE, SITE, STAFF})

# Nobody loses a repair order for a mistyped address: it is left out, and said.
_DISPENSABLE = frozenset({EMAIL, PHONE, VIN, PLATE, STAFF})

KEY, CHANGED_AT = "key", "changed_at"


@dataclass(frozen=True)
class FeedField:
    """One thing that a column can hold.

    :param str name: of the field of the model that keeps it; KEY and CHANGED_AT are kept by the feed itself
    :param label: ``LazyGettext``
    :param str type: of the constants above
    :param str headers: pattern of the headers of such a column: words without case, accents and punctuation
    :param str part_headers: the same where the record is only a part of what the row is about, if not the same
    :param bool required: whether a record can't be made without it
    :param dict words: of a CHOICE, value → pattern of the words and codes that mean it
    :param str code_name: of the field that keeps the source's own code beside the value
    :param bool dispensable: whether a record is taken in without it, where it can't be read
    :param str path: with the part of the record that it belongs to: ``vehicle.license_plate``; set by the kind
    """

    name: str
    label: object
    type: str = TEXT
    headers: str = ""
    part_headers: str = ""
    required: bool = False
    words: dict = field(default_factory=dict)
    code_name: str = ""
    dispensable: bool = False
    path: str = ""

    @property
    def is_dispensable(self):
        """Whether a row is taken in without this value, where it can't be read."""
        return self.dispensable or self.type in _DISPENSABLE

    def __hash__(self):
        return hash(self.path)
