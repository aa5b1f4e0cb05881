"""What else goes on in the workshop of ``month_table.py``: two advisers, forty appointments a day, in its words.

Drawn, the same each time: one in ten is moved, eight in a hundred miss it, fifteen in a hundred have somebody else
bring the car, five in a hundred orders are reopened after the car was ready. Nobody collects a car before they can have
been told that it is ready. Of these people it is known what must not happen, and how often what must.
"""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

DAILY, ADVISERS = 40, 2
MOVED, MISSED, BROUGHT_BY_OTHERS, REOPENED = 0.10, 0.08, 0.15, 0.05
_FIRST_DAY, _LAST_DAY = datetime(2026, 3, 25), datetime(2026, 4, 22)
_EASTER_MONDAY = datetime(2026, 4, 6)
_OPENS, _SLOT = timedelta(hours=7, minutes=30), timedelta(minutes=22)


@dataclass
class Passer:
    """Somebody of the background: what happens to them, and what they must have received in the end, as ``Counter``."""

    name: str
    happens: list = field(default_factory=list)
    missed: bool = False
    readies: int = 0
    orders: int = 0


def draw_background(seed=16):
    """Return the people of a month's appointments, with those who bring the cars of others."""
    chance, people = random.Random(seed), []
    for day in _get_working_days():
        for number in range(DAILY):
            start = day + _OPENS + _SLOT * (number // ADVISERS)
            people += _draw_visit(chance, f"P{day:%m%d}-{number}", start)
    return people


def _get_working_days():
    count = (_LAST_DAY - _FIRST_DAY).days + 1
    days = [_FIRST_DAY + timedelta(days=number) for number in range(count)]
    return [day for day in days if day.weekday() < 5 and day != _EASTER_MONDAY]


def _draw_visit(chance, name, start):
    person = Passer(name)
    booked = start - timedelta(days=chance.randint(1, 2), minutes=chance.randint(5, 90))
    if chance.random() < MOVED:
        other = start - timedelta(hours=24) if chance.random() < 0.5 else start + timedelta(minutes=50)
        person.happens += [_say(booked, "book", other), _say(booked + timedelta(minutes=40), "move", start)]
    else:
        person.happens.append(_say(booked, "book", start))
    if chance.random() < MISSED:
        person.missed = True
        return [person]
    if chance.random() < BROUGHT_BY_OTHERS:
        bringer = Passer(f"{name}-by", orders=1)
        bringer.readies = _draw_order(chance, person, start, f"open for {bringer.name}")
        return [person, bringer]
    person.orders, person.readies = 1, _draw_order(chance, person, start, "open")
    return [person]


def _draw_order(chance, person, start, opening):
    """Have a car taken in about when it was to come, done later and collected; return how often it got ready."""
    opened = start + timedelta(minutes=chance.randint(-8, 15))
    ready = opened + timedelta(minutes=chance.randint(100, 170))
    person.happens += [_say(opened, opening), _say(ready, "ready")]
    readies = 1
    if chance.random() < REOPENED:
        again = ready + timedelta(minutes=100)
        person.happens += [_say(ready + timedelta(minutes=65), "unready"), _say(again, "ready")]
        ready, readies = again, 2
    person.happens.append(_say(ready + timedelta(minutes=35), "close"))
    return readies


def _say(moment, what, until=None):
    """Return an event in the words of the table."""
    words = [f"{moment.day}.{moment.month} {moment:%H:%M} {what}"]
    if until:
        words.append(f"{until.day}.{until.month} {until:%H:%M}")
    return " ".join(words)
