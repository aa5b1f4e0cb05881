"""Files of repair orders as a dealer management system writes them, of a group of any size."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

HEADERS = [
    *("N° OR", "Date ouverture", "Date clôture", "Statut", "Km", "Montant client", "Code client", "Nom client"),
    *("Prénom", "Portable", "E-mail", "Code véhicule", "Immatriculation", "N° châssis", "Marque", "Modèle"),
]
MOST_ROWS = 200_000  # of a file
VEHICLES, CUSTOMERS = 0.3, 0.25  # per repair order
_FIRST_DAY = datetime(2016, 1, 4, 8, 0)
_MINUTES = 10 * 365 * 24 * 60
_MODELS = [("Renault", "Clio"), ("Renault", "Mégane"), ("Peugeot", "208"), ("Peugeot", "3008"), ("Citroën", "C3")]
_LETTERS = "ABCDEFGHJKLMNPQRSTVWXYZ"


def make_rows(count: int, seed: int = 2026, more_km: int = 0) -> Iterator[list]:
    """Yield the rows of so many repair orders, as texts; the same ones for the same seed.

    :param int more_km: what the mileage of each is above that of the file before
    """
    dice = Random(seed)
    vehicles, customers = max(int(count * VEHICLES), 1), max(int(count * CUSTOMERS), 1)
    for number in range(count):
        vehicle = number % vehicles
        customer = vehicle % customers
        opened = _FIRST_DAY + timedelta(minutes=dice.randrange(_MINUTES))
        brand, model = _MODELS[vehicle % len(_MODELS)]
        yield [
            f"OR{number:07}",
            f"{opened:%d/%m/%Y %H:%M}",
            f"{opened + timedelta(hours=dice.randrange(4, 72)):%d/%m/%Y %H:%M}",
            "Facturé",
            str(dice.randrange(200_000) + more_km),
            f"{dice.randrange(3_000)},{dice.randrange(100):02}",
            f"C{customer:06}",
            f"Vidal{customer}",
            "Zoé",
            make_mobile(customer),
            f"zoe{customer}@vidal.example",
            f"V{vehicle:06}",
            make_plate(vehicle),
            f"VF1RFB0{vehicle:010}",
            brand,
            model,
        ]


def make_mobile(number: int) -> str:
    """Return a French mobile phone of its own for each number below 70 million."""
    digits = f"{612_000_000 + number:010}"
    return " ".join(digits[place : place + 2] for place in range(0, 10, 2))


def make_plate(number: int) -> str:
    """Return a French plate of its own for each number below 280 million."""
    rest, digits = divmod(number, 1_000)
    letters = ""
    for _place in range(4):
        rest, place = divmod(rest, len(_LETTERS))
        letters += _LETTERS[place]
    return f"{letters[:2]}-{digits:03}-{letters[2:]}"


def make_files(rows: Iterator[list]) -> Iterator[bytes]:
    """Yield files of no more rows than one may have."""
    lines = []
    for row in rows:
        lines.append(";".join(row))
        if len(lines) == MOST_ROWS:
            yield _join(lines)
            lines = []
    if lines:
        yield _join(lines)


def _join(lines):
    return "\n".join([";".join(HEADERS), *lines, ""]).encode()
