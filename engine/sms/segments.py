"""How many parts a text message takes on the air, which is what it costs.

The alphabets and sizes are those of 3GPP TS 23.038 (the GSM 7 bit default alphabet, its extension table, UCS-2) and of
TS 23.040 (a part of a longer text gives up six octets to the header that joins it to the others). The form counts with
the same tables in ``static/src/message/sms_segments.js``; a test compares the two.
"""

from dataclasses import dataclass

GSM7 = "gsm7"
UCS2 = "ucs2"

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = "\f^{}\\[~]|€"

# Units of a single message and of one part of several: septets, or octet pairs.
SIZES = {GSM7: (160, 153), UCS2: (70, 67)}
# What typing programs put in by themselves, and what every phone shows instead.
_LOOKALIKES = str.maketrans(
    {
        "\N{NO-BREAK SPACE}": " ",
        "\N{NARROW NO-BREAK SPACE}": " ",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{HORIZONTAL ELLIPSIS}": "...",
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "\N{ZERO WIDTH SPACE}": None,
        "\t": " ",
    }
)
_UNITS = {**dict.fromkeys(BASIC, 1), **dict.fromkeys(EXTENSION, 2)}


@dataclass(frozen=True, slots=True)
class SmsSize:
    """The size of a text: ``characters`` as people count them, ``segments`` as the provider bills them.

    :ivar costly: characters that turn the whole text into UCS-2, each once, in order
    """

    encoding: str
    characters: int
    segments: int
    costly: str = ""


def measure_sms(text):
    """Return the ``SmsSize`` of a text.

    >>> measure_sms("Bonjour")
    SmsSize(encoding='gsm7', characters=7, segments=1, costly='')
    >>> measure_sms("a" * 160).segments, measure_sms("a" * 161).segments, measure_sms("a" * 307).segments
    (1, 2, 3)
    >>> measure_sms("€" * 80).segments, measure_sms("€" * 81).segments
    (1, 2)
    >>> measure_sms("Tout est prêt")
    SmsSize(encoding='ucs2', characters=13, segments=1, costly='ê')
    >>> measure_sms("ê" * 71).segments, measure_sms("\\N{AUTOMOBILE}" * 35).segments
    (2, 1)
    """
    costly = "".join(dict.fromkeys(char for char in text if char not in _UNITS))
    encoding = UCS2 if costly else GSM7
    units = [2 if ord(char) > 0xFFFF else 1 for char in text] if costly else [_UNITS[char] for char in text]
    return SmsSize(encoding, len(text), _count_parts(units, *SIZES[encoding]), costly)


def simplify(text):
    """Return the text with what word processors put in replaced by what the GSM alphabet has.

    Letters with accents are left alone: they are how the name of a customer or a town is spelt.

    >>> simplify("L\\u2019atelier\\u00a0: 9\\u201312 h\\u2026")
    "L'atelier : 9-12 h..."
    """
    return text.translate(_LOOKALIKES)


def _count_parts(units, single, part):
    """Return the number of parts: a character of two units is never cut in two."""
    if sum(units) <= single:
        return 1 if units else 0
    parts, free = 1, part
    for unit in units:
        if unit > free:
            parts, free = parts + 1, part
        free -= unit
    return parts
