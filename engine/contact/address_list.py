"""A file of e-mail addresses and telephone numbers, whatever else stands in its rows, as those addresses alone."""

from odoo.tools.translate import LazyTranslate

from ..customer.email_address import read_emails
from ..customer.telephone import read_numbers
from ..file.errors import RowProblem, TableFileError
from ..file.table import detect_format, read_rows
from ..targeting.customer_keys import EMAIL, MOBILE, PHONE
from ..targeting.import_columns import guess_meanings, has_header

_lt = LazyTranslate(__name__, default_lang="en_US")

ADDRESSES = (EMAIL, MOBILE, PHONE)
SAMPLE_ROWS = 1_000


def normalise_addresses(text, country_code):
    """Return the addresses of a text, each in the one way in which contacts have it; none of what is no address.

    >>> normalise_addresses("Jeanne <JEANNE@x.test>, home@x.test", "FR")
    ['jeanne@x.test', 'home@x.test']
    >>> normalise_addresses("06 12 34 56 78", "FR"), normalise_addresses("12", "FR")
    (['+33612345678'], [])
    """
    return read_emails(text) if "@" in text else read_numbers(text, country_code)


def read_addresses(content, keys, country_code):
    """Return the addresses of a file of CSV or XLSX, each once, and the ``RowProblem`` of what is none.

    :param bytes content: of the file
    :param keys: every ``CustomerKey``, by which columns are told
    :param str country_code: ISO code of the country of numbers without a prefix
    :raise TableFileError: the file is no table, or has no column of addresses
    """
    file_format = detect_format(content)
    rows = list(read_rows(content, file_format, has_header=False))
    named = bool(rows) and has_header(rows[0].values, keys)
    rows = list(read_rows(content, file_format, has_header=named))
    header, people = (rows[0].values, rows[1:]) if named else ((), rows)
    columns = _find_columns(header, people, keys)
    if not columns:
        raise TableFileError(
            _lt("No column holds e-mail addresses or telephone numbers. Name it “E-mail” or “Phone” in the first row.")
        )
    addresses, problems = {}, []
    for row in people:
        found, wrong = _read_row(row, columns, country_code)
        addresses |= dict.fromkeys(found)
        problems += wrong
    return list(addresses), problems


def _find_columns(header, people, keys):
    """Return the places of the columns of addresses, told by their names, or by most of what stands in them."""
    width = max(map(len, [header, *(row.values for row in people)]), default=0)
    return [place for place in range(width) if _is_of_addresses(place, header, people[:SAMPLE_ROWS], keys)]


def _is_of_addresses(place, header, people, keys):
    name = header[place] if place < len(header) else ""
    # Each column by itself: two of telephone numbers are two.
    if name and guess_meanings([name], [], keys)[0] in ADDRESSES:
        return True
    values = [row.values[place] for row in people if place < len(row.values) and row.values[place]]
    alike = [value for value in values if guess_meanings([""], [[value]], keys)[0] in ADDRESSES]
    return len(alike) * 2 > len(values)


def _read_row(row, columns, country_code):
    """Return the addresses of a row, and its problems."""
    if row.problem:
        return [], [RowProblem(row.number, "", row.problem)]
    values = [row.values[place] for place in columns if place < len(row.values) and row.values[place]]
    read = [(value, normalise_addresses(value, country_code)) for value in values]
    wrong = [
        RowProblem(row.number, value, _lt("Neither an e-mail address nor a telephone number."))
        for value, found in read
        if not found
    ]
    if not values:
        wrong = [RowProblem(row.number, "", _lt("No e-mail address and no telephone number in this row."))]
    return [address for _value, found in read for address in found], wrong
