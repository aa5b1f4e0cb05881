"""./dev demo --day: a workshop's day in minutes, as its dealer management system and a web site tell Odoo of it.

Cars arrive, are worked on, get ready and leave; enquiries come in; whoever gets a text message answers it. All of it
goes the way it goes in life: files and leads are posted with a key, answers come from the provider of text messages.
"""

import json
import re
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.cookiejar import CookieJar
from zoneinfo import ZoneInfo

from .console import DevError

SOURCE = "dms-atelier"
SCENARIOS = ("scenario_model_work_in_progress", "scenario_model_vehicle_ready")
CLOCK = ZoneInfo("Europe/Paris")
OPENS, CLOSES = 8, 18
TICK_SECONDS = 2
LATER_MINUTES = 6  # real-time scenarios look every five minutes for whom they have to write to
HEADERS = (
    "N° OR", "Date ouverture", "Date clôture", "Statut", "Km", "Montant client", "Conseiller", "Code client",
    "Nom client", "Prénom", "Portable", "E-mail", "Immatriculation", "N° châssis", "Marque", "Modèle",
)  # fmt: skip
OPENED, IN_PROGRESS, READY, CLOSED = "Ouvert", "En cours", "Terminé", "Facturé"
HAPPENS = {
    OPENED: "{who} brings the {car}",
    IN_PROGRESS: "Work on the {car} of {who} begins",
    READY: "The {car} of {who} is ready",
    CLOSED: "{who} drives home, {amount} € later",
}


@dataclass(frozen=True)
class Visit:
    """A car at the workshop.

    :ivar tuple hours: (hour of the day, status), in order
    :ivar str answer: what its owner writes back; empty: nothing
    """

    number: int
    first_name: str
    last_name: str
    brand: str
    model: str
    vin: str
    mileage: int
    amount: str
    hours: tuple
    answer: str = ""

    @property
    def mobile(self):
        return f"07 99 99 71 {self.number:02}"

    def describe(self, status):
        who = f"{self.first_name} {self.last_name}"
        return HAPPENS[status].format(who=who, car=self.model, amount=self.amount)

    def get_row(self, status, opened, now):
        """Return the cells of its line, at local moments."""
        closed = now.strftime("%d/%m/%Y %H:%M") if status == CLOSED else ""
        email = f"{self.first_name}.{self.last_name}@example.com".lower()
        return (
            f"OR-{opened:%y%m%d}{self.number:02}", opened.strftime("%d/%m/%Y %H:%M"), closed, status, self.mileage,
            self.amount if status in (READY, CLOSED) else "", "Julien Fabre", f"C90{self.number:02}", self.last_name,
            self.first_name, self.mobile, email, f"GK-1{self.number:02}-RZ", self.vin, self.brand, self.model,
        )  # fmt: skip


VISITS = (
    Visit(1, "Lucie", "Bach", "Renault", "Clio", "VF1RFB00590071011", 48_210, "189,90",
          ((8, OPENED), (8.2, IN_PROGRESS), (9.8, READY), (16, CLOSED)), "Merci, je passe vers 16 h."),
    Visit(2, "Hugo", "Cros", "Renault", "Captur", "VF1RJL00590071028", 71_350, "642,00",
          ((8, OPENED), (8.5, IN_PROGRESS), (15, READY)), "Combien restera-t-il à payer ?"),
    Visit(3, "Jade", "Marty", "Dacia", "Sandero", "UU1DJF00590071035", 23_900, "99,00",
          ((8.5, OPENED), (9, IN_PROGRESS), (10.5, READY), (17.5, CLOSED)), "Super, merci !"),
    Visit(4, "Paul", "Rey", "Dacia", "Duster", "UU1HJD00590071042", 12_050, "0,00",
          ((9, OPENED), (13.5, IN_PROGRESS), (15, READY))),
    Visit(5, "Nina", "Fabre", "Renault", "Mégane", "VF1RFB00590071059", 96_400, "1 284,50",
          ((10, OPENED), (10.5, IN_PROGRESS))),
)  # fmt: skip
LEADS = (
    (9.5, {"type": "used", "person": {"name": "Solène Delmas", "phone": "07 99 99 02 51"},
           "vehicle": {"make": "Dacia", "model": "Sandero"}, "message": "Est-elle toujours disponible ?"}),
    (12, {"type": "new", "person": {"name": "Marc Pons", "email": "marc.pons@example.com"},
          "vehicle": {"make": "Renault", "model": "Captur"}, "message": "Je voudrais l'essayer samedi."}),
    (15.5, {"type": "service", "person": {"name": "Aline Rouquette", "phone": "07 99 99 02 53"},
            "message": "Un rendez-vous pour une vidange ?"}),
)  # fmt: skip


class Day:
    """What happens from opening to closing, told to Odoo as it happens.

    An order that stands since the morning was opened 95 minutes before we began: whoever waits is written to at once.

    :param post: callable (path, content, content type), which posts with the key of the source
    :param tell: callable (text), for whoever watches
    :param datetime start: local, when it begins
    """

    def __init__(self, post, tell, start):
        self.post = post
        self.tell = tell
        self.start = start
        orders = [
            (hour, number, visit, status) for visit in VISITS for number, (hour, status) in enumerate(visit.hours)
        ]
        self._to_come = sorted([*orders, *((hour, 0, lead, "") for hour, lead in LEADS)], key=lambda each: each[:2])

    @property
    def is_over(self):
        return not self._to_come

    def go_on(self, hour, now):
        """Have happen what does until an hour of the day; ``now`` is the local moment at which Odoo hears of it."""
        happened = []
        while self._to_come and self._to_come[0][0] <= hour:
            happened.append(self._to_come.pop(0))
        rows = []
        for at, _number, what, status in happened:
            if status:
                self.tell(f"{_show(at)}  {what.describe(status)}")
                rows.append(what.get_row(status, self.start - timedelta(minutes=95), now))
            else:
                self.tell(f"{_show(at)}  {what['person']['name']} asks: {what['message']}")
                name = f"{self.start:%y%m%d%H%M}-{what['person']['name'].partition(' ')[0].lower()}"
                self.post(f"/dealership/lead/{SOURCE}", json.dumps({"id": name, **what}).encode(), "application/json")
        if rows:
            self.post(f"/dealership/feed/{SOURCE}", _write(rows), "text/csv")


def _show(hour):
    return f"{int(hour):02}:{round(hour % 1 * 60):02}"


def _write(rows):
    return "".join(";".join(map(str, row)) + "\n" for row in (HEADERS, *rows)).encode()


class Phones:
    """Whoever has got a text message answers it, once.

    :param str mailbox: its address
    :param tell: callable (text)
    """

    def __init__(self, mailbox, tell):
        self.mailbox = mailbox
        self.tell = tell
        self._silent = {visit for visit in VISITS if visit.answer}
        # Of a day that was played before.
        self._answered = {message for visit in self._silent for message in self._find_messages(visit)}

    @property
    def are_silent(self):
        """Whether nobody is left who answers."""
        return not self._silent

    def answer(self):
        for visit in list(self._silent):
            for message in self._find_messages(visit):
                if message not in self._answered:
                    self._open(message, urllib.parse.urlencode({"text": visit.answer}).encode())
                    self._answered.add(message)
                    self._silent.discard(visit)
                    self.tell(f"       {visit.first_name} {visit.last_name} answers: {visit.answer}")

    def _find_messages(self, visit):
        """Return the paths of the text messages to somebody."""
        number = f"+33{visit.mobile.replace(' ', '')[1:]}"
        return re.findall(r"href='/(sms/[\w-]+)'", self._open(f"?address={urllib.parse.quote(number)}"))

    def _open(self, path, content=None):
        with urllib.request.urlopen(urllib.parse.urljoin(self.mailbox, path), content, timeout=60) as answer:
            return answer.read().decode()


class Administrator:
    """Does what an administrator does once, in the web client: makes the key, and puts the scenarios to work.

    :param str address: of Odoo
    :param str database: its name
    """

    def __init__(self, address, database, login="admin"):
        self.address = address
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self._ask("/web/session/authenticate", {"db": database, "login": login, "password": login})

    def make_key(self):
        """Return a key by which files and leads may be posted."""
        [source] = self.call("dealership.source", "search", [("code", "=", SOURCE)])
        secret = self.call("dealership.source", "action_make_key", [source])["context"]["default_secret"]
        [key] = self.call("dealership.source.key", "search", [("source_id", "=", source)], limit=1, order="id desc")
        self.call("dealership.source.key", "write", [key], {"name": "./dev demo --day", "may_post_feed": True})
        return secret

    def activate(self):
        """Have the gallery's cards at work for whoever waits for a car."""
        for name in SCENARIOS:
            domain = [("module", "=", "crm_dealership"), ("name", "=", name)]
            [found] = self.call("ir.model.data", "search_read", domain, ["res_id"])
            card = found["res_id"]
            active = [("scenario_model_id", "=", card), ("state", "=", "active")]
            if not self.call("dealership.scenario", "search_count", active):
                wizard = self.call("dealership.scenario.configure", "create", {"model_id": card})
                self.call("dealership.scenario.configure", "action_create_and_activate", [wizard])

    def call(self, model, method, *args, **kwargs):
        names = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self._ask(f"/web/dataset/call_kw/{model}/{method}", names)

    def _ask(self, path, params):
        request = urllib.request.Request(
            f"{self.address}{path}", json.dumps({"params": params}).encode(), {"Content-Type": "application/json"}
        )
        with self._opener.open(request, timeout=120) as opened:
            answer = json.load(opened)
        if "error" in answer:
            raise DevError(f"{path}: {answer['error']['data']['message']}")
        return answer["result"]


def play(address, database, mailbox, tell, minutes):
    """Play the day against a running demo.

    :param str address: of Odoo
    :param str database: its name
    :param str mailbox: address of the local mailbox
    :param tell: callable (text)
    :param float minutes: that it takes
    """
    administrator = Administrator(address, database)
    administrator.activate()
    key = administrator.make_key()

    def post(path, content, kind):
        headers = {"Content-Type": kind, "Authorization": f"Bearer {key}"}
        urllib.request.urlopen(urllib.request.Request(f"{address}{path}", content, headers), timeout=120).close()

    began = time.monotonic()
    day, phones = Day(post, tell, datetime.now(CLOCK)), Phones(mailbox, tell)
    while not (day.is_over and phones.are_silent):
        passed = (time.monotonic() - began) / 60
        if passed > minutes + LATER_MINUTES:
            break
        day.go_on(OPENS + min(passed / minutes, 1) * (CLOSES - OPENS), datetime.now(CLOCK))
        phones.answer()
        time.sleep(TICK_SECONDS)
    tell(
        f"{_show(CLOSES)}  The workshop closes. Open Scenarios, Deliveries and the mailbox to see what the day brought."
    )
