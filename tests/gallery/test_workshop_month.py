import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from unittest.mock import patch

import pytz
from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.crm_dealership.engine import local_time

from .month_background import draw_background
from .month_table import PEOPLE
from .test_workshop_models import ModelCommon

PARIS = pytz.timezone("Europe/Paris")
FIRST, LAST = datetime(2026, 3, 23), datetime(2026, 4, 24)
OPENS, TICK, PATIENCE = time(7), timedelta(minutes=30), timedelta(hours=3)
# What the table calls them; of a card with two steps, the second has a name of its own.
CARDS = {
    "booking_thanks": ("thanks",),
    "appointment_reminder": ("day", "hours"),
    "appointment_moved": ("moved",),
    "missed_appointment": ("missed",),
    "adviser_introduction": ("intro",),
    "work_in_progress": ("progress",),
    "vehicle_ready": ("ready",),
    "visit_satisfaction": ("survey",),
    "review_request": ("review",),
}
MOMENT = re.compile(r"(\d+)\.(\d+) (\d\d):(\d\d)\s*(.*)")


def read_moment(text):
    """Return a moment of the table, naive UTC, and the words behind it."""
    day, month, hour, minute, rest = MOMENT.fullmatch(text.strip()).groups()
    return to_utc(datetime(2026, int(month), int(day), int(hour), int(minute))), rest


def to_utc(local):
    return local_time.to_utc(local, PARIS)


def to_words(moment):
    local = local_time.to_local(moment, PARIS)
    return f"{local.day}.{local.month} {local:%H:%M}"


def read_people():
    """Yield each person's name, what happens to them, and what they must receive."""
    text = re.sub(r"^--.*$", "", PEOPLE, flags=re.M)
    for block in re.split(r"\n(?=\w)", text.strip()):
        name, _bar, rest = block.partition("|")
        happens, *received = rest.split(">")
        yield name.strip(), _split(happens), [each for part in received for each in _split(part)]


def _split(text):
    return [part.strip() for part in text.split(";") if part.strip()]


def get_ends():
    """Return local day → until when to look: three hours after the last thing of the table; what may not leave is later
    than any of these, or leaves at the next look.
    """
    ends = {}
    background = [(person.name, person.happens, ()) for person in draw_background()]
    for _name, happens, received in (*read_people(), *background):
        for text in (*happens, *received):
            moment = local_time.to_local(read_moment(text)[0], PARIS)
            ends[moment.date()] = max(moment + PATIENCE, ends.get(moment.date(), moment))
    return ends


@dataclass
class Person:
    """A customer of the table with their cars, and what they have with the workshop."""

    customer: object
    cars: list
    appointments: list = field(default_factory=list)
    orders: dict = field(default_factory=dict)  # which car → its last repair order


@tagged("post_install", "-at_install")
class TestWorkshopMonth(ModelCommon):
    """A month of a workshop lived through, against what a person worked out for each customer (``month_table.py``)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.email = "accueil@groupe-aveyron.test"
        cls.team_a.review_url = "https://reviews.example/rodez"
        cls.people = {
            name: cls._make_person(name, two="car 2" in " ".join(happens)) for name, happens, _received in read_people()
        }
        cls.background = draw_background()
        cls.people |= {person.name: cls._make_person(person.name, two=False) for person in cls.background}
        # The workshop was at work before.
        cls.make_repair_order(cls.customer, opened_at=FIRST - timedelta(days=3), status="in_progress", name="Before")

    @classmethod
    def _make_person(cls, name, two):
        customer = cls.make_customer(name, phone=False)
        return Person(customer, [cls.make_vehicle(customer) for _number in range(2 if two else 1)])

    def test_16_everybody_receives_what_they_must_and_nothing_else(self):
        self.assertGreaterEqual(len(self.people) - len(self.background), 60)
        names = self.make_scenarios()
        happens = sorted(self.read_events(), key=lambda event: event[0])
        self.live(happens)
        for name, _happens, received in read_people():
            with self.subTest(name):
                self.assertEqual(self.get_received(name, names), received)
        self.assertBackground(names)

    def assertBackground(self, names):
        """Of those who were drawn: whoever came was not missed, each car that got ready was told so, nothing twice."""
        received = self.count_received(names)
        for person in self.background:
            found = received[self.people[person.name].customer]
            with self.subTest(person.name):
                self.assertEqual(found["missed"], person.missed)
                self.assertEqual(found["ready"], person.readies)
                self.assertEqual(found["intro"], person.orders)
                self.assertEqual(found["survey"], found["review"])
                twice = {label for label, count in found.items() if count > 1 and label not in ("ready", "day")}
                self.assertFalse(twice)

    def count_received(self, names):
        """Return customer → label → how many messages."""
        found = {self.people[person.name].customer: Counter() for person in self.background}
        domain = [("partner_id", "in", [customer.id for customer in found]), ("state", "=", "sent")]
        for delivery in self.env["dealership.delivery"].search([*domain, ("gathered_into_id", "=", False)]):
            found[delivery.partner_id][names[delivery.step_id]] += 1
        return found

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 60))

    def make_scenarios(self):
        """Put all cards to work before the first day; return what the table calls each step."""
        names = {}
        with freeze_time(to_utc(FIRST)):
            for card, labels in CARDS.items():
                scenario = self.make_scenario_of(card, state="draft")
                scenario.with_user(self.user_director).action_activate()
                names.update(zip(scenario.step_ids.sorted(), labels, strict=True))
        return names

    def read_events(self):
        background = [(person.name, person.happens, ()) for person in self.background]
        for name, happens, _received in (*read_people(), *background):
            for event in happens:
                moment, words = read_moment(event)
                yield moment, self.people[name], words.split()

    def live(self, happens):
        """Let everything happen, and the house look at its scenarios every half hour."""
        moment, ends = FIRST, get_ends()
        while moment <= LAST + timedelta(days=1):
            if moment.time() >= OPENS and moment <= ends.get(moment.date(), FIRST):
                now = to_utc(moment)
                while happens and happens[0][0] <= now:
                    at, person, words = happens.pop(0)
                    with freeze_time(at):
                        getattr(self, f"happens_{words[0]}")(person, at, words[1:])
                with freeze_time(now):
                    self.env["dealership.scenario"]._cron_run_scenarios()
                    while self.env["dealership.delivery"]._process_due(now):
                        pass
            moment += TICK

    def get_received(self, name, names):
        sent = self.env["dealership.delivery"].search(
            [
                ("partner_id", "=", self.people[name].customer.id),
                ("state", "=", "sent"),
                ("gathered_into_id", "=", False),
            ]
        )
        found = sorted((delivery.sent_at, names[delivery.step_id]) for delivery in sent)
        return [f"{to_words(moment)} {label}" for moment, label in found]

    # -- what happens ----------------------------------------------------------------------------------

    def happens_book(self, person, now, words):
        start, rest = read_moment(" ".join(words))
        car = person.cars["car 2" in rest]
        appointment = self.make_appointment(person.customer, start, vehicle_id=car.id)
        person.appointments.append(self.date_creation(appointment, now))

    def happens_move(self, person, now, words):
        start, _rest = read_moment(" ".join(words))
        person.appointments[-1].write({"start": start, "stop": start + timedelta(hours=1)})

    def happens_cancel(self, person, now, words):
        person.appointments[-1].action_cancel_appointment()

    def happens_miss(self, person, now, words):
        person.appointments[-1].action_miss_appointment()

    def happens_open(self, person, now, words):
        linked = person.appointments[-1:] if "unlinked" not in words else []
        brought_by = self.people[words[words.index("for") + 1]] if "for" in words else person
        order = self.make_repair_order(
            brought_by.customer,
            None if "nocar" in words else person.cars["car" in words],
            name=f"RO {person.customer.name} {len(person.orders)}",
            opened_at=now,
            appointment_id=linked[0].id if linked else False,
        )
        person.orders["car" in words] = order

    def happens_ready(self, person, now, words):
        person.orders["car" in words].action_ready()

    def happens_unready(self, person, now, words):
        person.orders[False].status = "in_progress"

    def happens_close(self, person, now, words):
        person.orders["car" in words].action_close()

    def happens_reopen(self, person, now, words):
        person.orders[False].status = "in_progress"

    def happens_cancelorder(self, person, now, words):
        person.orders[False].status = "cancelled"

    def happens_answer(self, person, now, words):
        survey = self.get_survey(person)
        self.env["mail.thread"].message_process(
            False,
            f"From: {person.customer.name} <{survey.address}>\nTo: accueil@groupe-aveyron.test\nSubject: Re: visit\n"
            f"Message-Id: <answer-{survey.id}@customer.test>\nIn-Reply-To: {survey.email_message_id}\n\n{words[0]}\n",
        )

    def happens_read(self, person, now, words):
        self.get_survey(person).reading_id.with_user(self.user_adviser)._action_done()

    def happens_noaddress(self, person, now, words):
        person.customer.email = False

    def happens_address(self, person, now, words):
        person.customer.email = "back@customer.test"

    def happens_optout(self, person, now, words):
        self.env["dealership.consent"]._record(person.customer, "marketing", "email", False, "form")

    def get_survey(self, person):
        return self.env["dealership.delivery"].search(
            [("partner_id", "=", person.customer.id), ("scenario_id.asks_for", "=", "opinion")], limit=1
        )
