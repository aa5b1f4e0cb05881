import re

# What must not be read in any text that somebody gets, and what it would mean.
FAULTS = {
    "an expression": r"\{\{|\}\}|\{%|%\}",
    "a value that is none": r"\b(False|None|null|undefined|nan)\b",
    "two spaces": r"[^\S\n]{2,}\S",
    "a space before a stop": r"[ \u00a0][.,](?!\w)",
    "nothing between stops": r",\s*[,.]|\(\s*\)",
    "nobody greeted": r"(?m)^(Bonjour|Dear|Hello|Cher|Chère)\s*[,.]",
    "markup": r"&(nbsp|amp|lt|gt|quot|#\d+);|</?(p|br|div|b|t)\b",
}
# In French: a mark of two parts has a no-break space before it, and nothing is left in English.
FRENCH_FAULTS = {
    "a mark without its no-break space": r"(?<![\u00a0\u202f?!])[?!;](?=\s|$)|(?<![\u00a0\u202f]):(?=\s|$)|« | »",
    "English": r"\b(Dear|Hello|Thank you|Yours|regards|your|please|from|with|the)\b",
}


def find_faults(text, french=True):
    """Return what is wrong with a text as people read it: ``["two spaces: «…»", …]``."""
    patterns = {**FAULTS, **(FRENCH_FAULTS if french else {})}
    prose = re.sub(r"https?://\S+|\S+@\S+", "…", text)
    found = ((fault, re.search(pattern, prose)) for fault, pattern in patterns.items())
    return [f"{fault}: «{_excerpt(prose, match)}»" for fault, match in found if match]


def _excerpt(text, match):
    return text[max(match.start() - 30, 0) : match.end() + 30].replace("\n", "⏎")
