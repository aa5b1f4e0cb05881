import email
import json
from datetime import datetime, timedelta
from email.policy import default

from freezegun import freeze_time

from odoo.tests import HttpCase
from odoo.tools import html2plaintext

from ...engine.scenario.template_check import find_unwritten
from ..email.smtp_common import SmtpCommon
from ..sms.sms_common import SmsCommon
from .cases import Cases
from .common import MODULE, GalleryCommon

PEOPLE = {
    "woman": {"name": "Claire Martin", "firstname": "Claire", "lastname": "Martin", "courtesy_title": "madam"},
    "man": {"name": "Luc Dubois", "firstname": "Luc", "lastname": "Dubois", "courtesy_title": "sir"},
    "company": {"name": "Garage du Viaur", "is_company": True},
}
# A company has no birthday.
UNKNOWN_TO = {"birthday": ("company",)}
TOWN = "Testbourg"
TOUR = "crm_dealership.gallery_cards"
GALLERY = "/odoo/dealership-gallery"
# Ten on a machine that has other things to do.
SECONDS_PER_CARD = 30


class ClicksCommon(SmtpCommon, SmsCommon, GalleryCommon, HttpCase):
    """The demo dealership at noon of a Wednesday, with a mail server and a provider of text messages of its own.

    The roles of ``DealershipCommon`` are people of the demo dealership, its director reads French; the factories make
    records of its point of sale in Rodez.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        wednesday = cls.now.date() + timedelta(days=(2 - cls.now.weekday()) % 7)
        cls.now = datetime.combine(wednesday, datetime.min.time()) + timedelta(hours=11)
        cls.startClassPatcher(freeze_time(cls.now))
        cls.cases = Cases(cls, cls.now)

    @classmethod
    def _make_company(cls, name):
        names = {"Groupe Aveyron": "causse", "Albi Motors": "albi"}
        return cls.env.ref(f"{MODULE}.demo_company_{names[name]}")

    @classmethod
    def _setup_users(cls):
        cls.user_sales = cls.env.ref(f"{MODULE}.demo_user_sales")
        cls.user_adviser = cls.env.ref(f"{MODULE}.demo_user_adviser")
        cls.user_director = cls.director
        cls.env["res.users"].search([("share", "=", False)]).lang = "fr_FR"

    @classmethod
    def _setup_points_of_sale(cls):
        cls.team_a = cls.env.ref(f"{MODULE}.demo_team_rodez")

    @classmethod
    def _setup_vehicle_models(cls):
        cls.brand_peugeot = cls.env.ref("fleet.brand_peugeot")
        cls.model_208 = cls.env["fleet.vehicle.model"].search([("brand_id", "=", cls.brand_peugeot.id)], limit=1)

    def setUp(self):
        super().setUp()
        self.provider = self.open_provider()

    # -- before ---------------------------------------------------------------------------------------

    def make_people(self, card):
        """A woman, a man and a company of Rodez for whom a card has something to do."""
        people = {}
        for number, (kind, vals) in enumerate(PEOPLE.items()):
            if kind in UNKNOWN_TO.get(self.get_key(card), ()):
                continue
            address = f"{kind}.{card.id}@customer.test"
            phone = f"+33 6 12 {card.id % 100:02} 00 {number:02}"
            people[kind] = self.make_customer(
                lang="fr_FR",
                street="3 rue du Terral",
                city=f"{TOWN} {card.id}",
                user_id=self.user_sales.id,
                email=address,
                phone=phone,
                **vals,
            )
        customers = self.env["res.partner"].union(*people.values())
        for channel in ("email", "sms", "letter"):
            self.env["dealership.consent"]._record(customers, "marketing", channel, True, "Formulaire", self.now)
        for customer in customers:
            self.cases.make(self.get_key(card), customer)
        return people

    @staticmethod
    def get_key(card):
        """Return the external name of a card without what all have in common."""
        return card.get_external_id()[card.id].rpartition("scenario_model_")[2]

    # -- clicks ---------------------------------------------------------------------------------------

    def click_through(self, cards):
        """Configure and run cards in one session of the browser, as the director, in French."""
        described = [self.describe(card) for card in cards.with_user(self.director).with_context(lang="fr_FR")]
        options = {"stepDelay": 0, "startUrl": GALLERY}
        self.start_tour(
            GALLERY,
            TOUR,
            code=f"odoo.dealershipCards = {json.dumps(described)}; odoo.startTour({TOUR!r}, {json.dumps(options)})",
            login=self.director.login,
            timeout=SECONDS_PER_CARD * len(cards),
        )

    def describe(self, card):
        shown = {
            "name": card.name,
            "chips": [card.trigger, card.target, card.action],
            "explanation": html2plaintext(card.explanation)[:30].strip(),
            "title": self.get_title(card),
            "answers": self.get_answers(card),
            "unwritten": any(find_unwritten(step.body_html or "") for step in card.step_ids),
        }
        # A tour looks for texts with ordinary spaces, wherever the page has a no-break one.
        return json.loads(json.dumps(shown).replace("\\u00a0", " "))

    def get_title(self, card):
        return f"Essai {card.id}"

    def get_answers(self, card):
        answers = {}
        if not card.rule_tree:
            rule = {"attribute": "customer.city", "operator": "is", "value": f"{TOWN} {card.id}"}
            targeting = self.make_targeting("customer", [rule], name="Nos trois clients", user_id=self.director.id)
            answers["targeting_id"] = targeting.name
        if card.signatory == "user":
            answers["signatory_user_id"] = self.director.name
        if card.reminder_audience:  # those of one point of sale will do: they are reminded for two months
            answers["team_id"] = self.team_a.name
        return answers

    def get_scenario(self, card):
        return self.env["dealership.scenario"].search([("name", "=", self.get_title(card))])

    # -- after ----------------------------------------------------------------------------------------

    def carry_out(self, scenario, people):
        """Let a scenario do all it has to do; what waits for a person is done by hand for ``people``."""
        self.let_time_pass(scenario)
        while waiting := self.get_deliveries(scenario, "waiting").filtered(lambda due: due.partner_id in people):
            to_send = waiting.filtered(lambda due: due.reason == "by_hand")
            with freeze_time(max(*waiting.mapped("planned_at"), self.now)):  # not before their days
                to_send.action_send()
                (waiting - to_send).action_mark_done()
            self.let_time_pass(scenario)

    def let_time_pass(self, scenario):
        """Send what a scenario has planned, each message at its time."""
        while due := self.get_deliveries(scenario, "planned"):
            moment = max(min(due.mapped("planned_at")), self.now)
            self.send(moment)
            self.env.invalidate_all()
            late = [delivery for delivery in due if delivery.state == "planned" and delivery.planned_at <= moment]
            self.assertFalse(late, "what is due leaves")

    def get_deliveries(self, scenario, *states):
        """Return the deliveries of a scenario in one of some states; all of them without."""
        wanted = [("state", "in", states)] if states else []
        return self.env["dealership.delivery"].search([("scenario_id", "=", scenario.id), *wanted])

    def read_mails(self):
        """Return the e-mails that the server took by their Message-ID."""
        messages = [email.message_from_bytes(content, policy=default) for _from, _to, content in self.sink.messages]
        return {message["Message-ID"]: message for message in messages}

    def read_sms(self):
        """Return the texts that the provider took by our reference, the end of the address it reports to."""
        return {message.fields["StatusCallback"].rpartition("/")[2]: message.body for message in self.provider.messages}
