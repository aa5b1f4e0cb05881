"""Translation files of the addon: what belongs in them, and what is wrong with them.

Runs inside Odoo (the shell, the tests), where `polib` is at hand and a database says which terms there are.
"""

import re
from collections import Counter
from io import BytesIO
from urllib.parse import unquote

import polib

from odoo.modules import get_module_path
from odoo.tools.translate import trans_export

ADDON = "crm_dealership"
LANGUAGE = "fr"
# Dates and build numbers would change the files at every export.
METADATA = {
    "Project-Id-Version": "Odoo Server 19.0",
    "Report-Msgid-Bugs-To": "",
    "Language-Team": "",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "",
}
FRENCH_METADATA = {**METADATA, "Language": LANGUAGE, "Plural-Forms": "nplurals=2; plural=(n > 1);"}

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]")
# {{ vehicle.name | default("car") }}: the name counts, the fallback is translated.
VALUE = re.compile(r"\{\{\s*([\w.]+)")
# How somebody is addressed, and where a letter does it again, is a matter of the language.
FORMS_OF_ADDRESS = {"customer.title", "customer.salutation"}
TAG = re.compile(r"</?([a-zA-Z][\w-]*)")


def export(env):
    """Return a `POFile` of all terms of the addon, without translations."""
    buffer = BytesIO()
    trans_export(None, [ADDON], buffer, "po", env)
    template = polib.pofile(buffer.getvalue().decode())
    template[:] = [entry for entry in template if not _is_of_tests(entry)]
    template.metadata = dict(METADATA)
    template.header = (
        f"Translation of Odoo Server.\nThis file contains the translation of the following modules:\n\t* {ADDON}"
    )
    return template


def _is_of_tests(entry):
    """An addon of the tests has terms as well, which nobody reads."""
    return all(place.startswith(f"code:addons/{ADDON}/tests/") for place, _line in entry.occurrences)


def get_path(name):
    """Return the path of a file of i18n/."""
    return f"{get_module_path(ADDON)}/i18n/{name}"


def merge(template, translations):
    """Return a `POFile` with the terms of `template`, translated as far as `translations` goes."""
    merged = polib.POFile()
    merged.metadata = dict(FRENCH_METADATA)
    merged.header = template.header
    for entry in template:
        merged.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgstr=translations.get(entry.msgid, ""),
                comment=entry.comment,
                occurrences=entry.occurrences,
            )
        )
    return merged


def find_problems(template, translations):
    """Return one line per term of `template` that lacks its translation, or whose translation breaks it."""
    problems = []
    for entry in template:
        problem = _find_problem(entry.msgid, translations.get(entry.msgid, ""))
        if problem:
            problems.append(f"{problem}: {entry.msgid!r}")
    return problems


def _find_problem(source, translation):
    if not translation.strip():
        return "no French"
    if Counter(PLACEHOLDER.findall(source)) != Counter(PLACEHOLDER.findall(translation)):
        return "other placeholders"
    if _get_values(source) != _get_values(translation):
        return "other values"
    if Counter(TAG.findall(source)) != Counter(TAG.findall(translation)):
        return "other tags"
    return ""


def _get_values(text):
    return set(VALUE.findall(unquote(text) if "%20" in text else text)) - FORMS_OF_ADDRESS
