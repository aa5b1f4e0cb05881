"""The French of i18n/fr.po, as ./dev lint reads it: words, plurals, typography, and the letters of the example SMS.

The words are those of docs/glossary.md. What is checked here is what a machine can tell; what reads well is for people.
"""

import importlib.util
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import polib

REPO = Path(__file__).parent.parent

# What is not prose: values and conditions of a message, tags, placeholders, addresses, names of the gallery's icons.
NOT_PROSE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|<[^>]*>|%\(\w+\)[a-z]|%[sd]|https?://\S+|\bvehicle\.\w+", re.DOTALL)
NBSP = "\N{NO-BREAK SPACE}"
TYPOGRAPHY = {
    "an ordinary space before a mark of two parts": re.compile(r" [:;?!»](?!=)"),
    "no space before a mark of two parts": re.compile(r"[^\W\d_][;?!](?=\s|$)|[^\W\d_]:(?=\s)|[^\s«]»"),
    "an ordinary space after «": re.compile(r"«(?!\N{NO-BREAK SPACE})"),
    "a curly apostrophe": re.compile("[\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}]"),
    "quotation marks of another language": re.compile(
        "[\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}]"
    ),
    "three dots": re.compile(r"\.\.\."),
}
# "(s)", "un(e)", "dernier(ère)".
ALTERNATIVE = re.compile(r"\w\((?:s|e|es|ère|ne|nt|x)\)")
ONE_OF_MANY = re.compile(r"(?<![\d,])1 (?!mois\b|fois\b|cas\b)[^\W\d_]+s\b")
COUNTED = re.compile(r"%(?:\((?P<name>\w+)\))?s (?P<noun>[a-zà-ÿ]+s)\b")
INVARIABLE = {"après", "cas", "dans", "fois", "mois", "plus", "sans", "vers"}
# Numbers that are never one.
MANY = {"limit", "length", "characters"}
ENDINGS = r"(?:e?s?|nt)"


@dataclass(frozen=True)
class Term:
    """A line of the glossary: what French never says, anywhere or where the English has one of ``english``."""

    english: tuple[str, ...]
    anywhere: tuple[str, ...]
    here: tuple[str, ...]


def read_glossary(text):
    """Return the ``Term`` of each line of the tables of docs/glossary.md."""
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in text.splitlines() if "|" in line]
    return [_read_row(row) for row in rows if len(row) == 4 and row[0] != "English" and set(row[0]) != {"-"}]


def _read_row(row):
    terms = re.sub(r"\([^)]*\)", "", row[0]).split(",")
    english = tuple(term.strip().removeprefix("to ") for term in terms)
    return Term(english, tuple(re.findall(r"`([^`]+)`", row[3])), tuple(re.findall(r"\*([^*]+)\*", row[3])))


def find_words(source, french, terms):
    """Return the words that a translation must not use, with what the glossary calls it."""
    text, english = NOT_PROSE.sub(" ", french), NOT_PROSE.sub(" ", source)
    found = []
    for term in terms:
        is_meant = any(re.search(rf"\b{re.escape(word)}s?\b", english, re.IGNORECASE) for word in term.english)
        for word in term.anywhere + (term.here if is_meant else ()):
            if re.search(rf"\b{re.escape(word)}{ENDINGS}\b", text, re.IGNORECASE):
                found.append(f"not “{word}” (“{', '.join(term.english)}” in docs/glossary.md)")
    return found


def find_plurals(french, singulars):
    """Return the plurals that fail for one: ``singulars`` are the nouns that some text has after a “1”."""
    faults = []
    if ALTERNATIVE.search(french):
        faults.append("two forms in brackets: write a text for one and a text for many")
    if ONE_OF_MANY.search(french):
        faults.append("a plural after 1")
    for match in COUNTED.finditer(french):
        noun = match["noun"]
        if match["name"] not in MANY and noun not in INVARIABLE and noun.removesuffix("s") not in singulars:
            faults.append(f"“{match[0]}” has no text for one")
    return faults


def find_singulars(texts):
    """Return the nouns that stand after a “1” in some text."""
    return {noun for text in texts for noun in re.findall(r"(?<!\d)1 ([a-zà-ÿ]+)\b", text)}


def find_typography(french):
    """Return what is wrong with the marks and spaces of a translation."""
    text = NOT_PROSE.sub("x", french)
    return [fault for fault, pattern in TYPOGRAPHY.items() if pattern.search(text)]


def find_letters(text):
    """Return what makes an SMS twice as dear: letters outside the alphabet of GSM 03.38."""
    segments = _load_segments()
    costly = segments.measure_sms(segments.simplify(text)).costly
    return [f"letters outside GSM 03.38 in an SMS: {costly}"] if costly else []


def read_sms_examples(folder):
    """Return the texts of the example SMS in the data files of a folder."""
    fields = [field for file in sorted(folder.rglob("*.xml")) for field in ElementTree.parse(file).iter("field")]
    return [field.text for field in fields if field.get("name") == "body_text" and field.text]


def find_faults(translations, terms, examples):
    """Return ``["English: fault"]`` of ``{English: French}`` and of the texts of the example SMS, which are English."""
    singulars = find_singulars(translations.values())
    faults = []
    for source, french in translations.items():
        found = [*find_words(source, french, terms), *find_plurals(french, singulars), *find_typography(french)]
        if source in examples:
            found += find_letters(french)
        faults += [f"{source[:70]!r}: {fault}" for fault in found]
    return faults + [f"{text[:70]!r}: {fault}" for text in examples for fault in find_letters(text)]


@cache
def _load_segments():
    """Load how the addon counts SMS by its file: the addon itself needs Odoo."""
    spec = importlib.util.spec_from_file_location("segments", REPO / "engine" / "sms" / "segments.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_translations():
    """Return ``{English: French}`` as i18n/fr.po has it."""
    return {entry.msgid: entry.msgstr for entry in polib.pofile(str(REPO / "i18n" / "fr.po"))}


def check():
    """Return the faults of this checkout."""
    terms = read_glossary((REPO / "docs" / "glossary.md").read_text())
    return find_faults(read_translations(), terms, read_sms_examples(REPO / "data"))


if __name__ == "__main__":
    found = check()
    print(*found, sep="\n")
    sys.exit(bool(found))
