import re
from datetime import timedelta

from lxml import html

from odoo import fields
from odoo.fields import Domain
from odoo.tests import HttpCase, tagged
from odoo.tools import hash_sign, mute_logger

from ...models.email.preferences_confirmation import CONFIRMATION_SCOPE
from ..ledger.common import NOW, DeliveryCommon

CHANNELS = ("email", "sms", "phone", "letter")
EVERYTHING_REFUSED = sorted((channel, "", False) for channel in CHANNELS)


@tagged("post_install", "-at_install")
class TestPreferences(DeliveryCommon, HttpCase):
    """The public page on which customers say what they want to hear of, and how."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consents = cls.env["dealership.consent"]
        cls.jeanne = cls.make_townsman("Jeanne", lang="en_US")
        cls.env["dealership.topic"].search(Domain.TRUE).active = False
        cls.tyres, cls.hidden, cls.foreign_topic = cls.env["dealership.topic"].create(
            [
                {"name": "Tyres", "company_id": cls.company_a.id},
                {"name": "Archived", "active": False},
                {"name": "Foreign", "company_id": cls.company_b.id},
            ]
        )
        cls.team_a.trading_name = "Garage du Rouergue"
        cls.scenario = cls.make_scenario(cls.targeting, name="Spring offer")
        cls.delivery = cls.scenario._run(NOW).delivery_ids
        cls.env["dealership.delivery"]._process_due(NOW)
        cls.url = cls.local(cls.delivery._get_preferences_url())

    @classmethod
    def local(cls, url):
        return url[url.index("/dealership/") :]

    def decide(self, channel, granted, topic=None):
        self.consents._record(self.jeanne, "marketing", channel, granted, "form", NOW, self.company_a, topic=topic)

    def decisions(self, customer=None, since=None):
        lines = (customer or self.jeanne).consent_ids - (self.consents if since is None else since)
        lines = lines.filtered(lambda line: line.purpose == "marketing")
        return sorted((line.channel, line.topic_id.name or "", line.granted) for line in lines)

    def read_ticks(self, *keys):
        page = html.fromstring(self.url_open(self.url).content)
        ticks = {box.get("value"): box.get("checked") is not None for box in page.xpath("//input[@type='checkbox']")}
        return {key: ticks[key] for key in keys or ticks}

    def submit(self, **changes):
        """Change some ticks of the page; its form is sent as a browser without script does."""
        form = html.fromstring(self.url_open(self.url).content).xpath("//form")[0]
        shown = [field.get("value") for field in form.xpath(".//input[@name='shown']")]
        ticked = [key for key, is_ticked in {**self.read_ticks(), **changes}.items() if is_ticked]
        return self.url_open(self.url, data={"decision": "save", "shown": shown, "ticked": ticked})

    def find_confirmation(self):
        mail = self.env["mail.mail"].search([("email_to", "=", self.jeanne.email)], order="id desc", limit=1)
        return mail and self.local(re.search(r'href="([^"]+)"', mail.body_html)[1])

    # -- looking --------------------------------------------------------------------------------------

    def test_13_what_holds_is_ticked(self):
        self.decide("email", True)
        self.decide("email", False, self.tyres)
        self.decide("letter", False)
        tyres = f"-{self.tyres.id}"
        keys = {f"{key}{topic}" for key in CHANNELS for topic in ("", tyres)}
        self.assertEqual(set(self.read_ticks()), {*keys, "measuring"})
        expected = {"email": True, f"email{tyres}": False, "letter": False, f"letter{tyres}": False}
        self.assertEqual(self.read_ticks(*expected), expected)
        page = self.url_open(self.url)
        self.assertIn("Garage du Rouergue", page.text)
        self.assertFalse(html.fromstring(page.content).xpath("//script"))

    def test_13_without_a_decision_the_law_holds(self):
        rules = self.env["dealership.contact.rule"]
        own = {"kind": "consent", "channel": "letter", "purpose": "marketing", "company_id": self.company_a.id}
        rule = rules.create({**own, "need": "opt_out", "note": "Test"})
        for need, ticked in (("opt_out", True), ("opt_in", False)):
            rule.need = need
            with self.subTest(need):
                self.assertEqual(self.read_ticks("letter"), {"letter": ticked})

    def test_13_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.tyres.with_context(lang="fr_FR").name = "Pneus"
        self.jeanne.lang = "fr_FR"
        page = self.url_open(self.url).text
        for text in ("Pneus", "Enregistrer", "Vos préférences", "Courrier"):
            self.assertIn(text, page)
        self.submit(sms=not self.read_ticks()["sms"])
        self.assertIn("Garage du Rouergue peut me contacter", self.jeanne.consent_ids[0].wording)
        self.assertIn("Page des préférences", self.jeanne.consent_ids[0].source)

    @mute_logger("odoo.http")
    def test_13_looking_decides_nothing(self):
        """Whatever a scanner of e-mails asks, and with whatever it asks for."""
        self.company_a.dealership_double_opt_in = True
        for url in (self.url, self.local(self.delivery._get_confirmation_url([self.tyres.browse()]))):
            for method in ("GET", "HEAD", "OPTIONS"):
                for said in ("withdraw", "save", "confirm"):
                    self.url_open(f"{url}?decision={said}&ticked=sms", method=method)
                    self.url_open(url, data={"decision": said, "ticked": "sms"}, method=method)
            self.url_open(url, data={"decision": "maybe"})
        self.assertEqual(self.decisions(), [])
        self.assertFalse(self.find_confirmation())

    # -- deciding -------------------------------------------------------------------------------------

    def test_13_only_what_was_changed_is_written_down(self):
        self.decide("email", True)
        self.decide("sms", False)
        before = self.jeanne.consent_ids
        self.assertIn("Your preferences are saved", self.submit().text)
        self.assertEqual(self.decisions(since=before), [])
        self.submit(**{f"email-{self.tyres.id}": False})
        self.assertEqual(self.decisions(since=before), [("email", "Tyres", False)])
        line = self.jeanne.consent_ids - before
        self.assertEqual((line.origin, line.company_id), ("page", self.company_a))
        self.assertEqual(line.wording, "Garage du Rouergue may contact me. E-mail: Tyres")
        self.assertTrue(line.wording_version)
        self.assertIn("Spring offer", line.source)

    def test_13_a_topic_that_was_left_as_it_is_stays(self):
        """Lines about no topic speak of all of them."""
        self.decide("email", True)
        key = f"email-{self.tyres.id}"
        self.submit(email=False)
        self.assertEqual(self.read_ticks("email", key), {"email": False, key: True})
        self.assertTrue(self.delivery.unsubscribed_at)
        self.submit(**{key: False})
        self.submit(email=True)
        self.assertEqual(self.read_ticks("email", key), {"email": True, key: False})
        self.assertFalse(self.delivery.unsubscribed_at)

    def test_13_a_page_that_was_open_meanwhile(self):
        """What was decided since is not taken back by a tick that nobody touched."""
        self.decide("email", False)
        before = self.jeanne.consent_ids
        self.url_open(self.url, data={"decision": "save", "shown": ["email", "sms"], "ticked": ["email"]})
        self.assertEqual({channel for channel, _topic, _granted in self.decisions(since=before)}, {"sms"})

    def test_13_withdrawal_of_everything(self):
        self.decide("email", True, self.tyres)
        before = self.jeanne.consent_ids
        page = self.url_open(self.url, data={"decision": "withdraw"})
        self.assertIn("You will get no more offers and news", page.text)
        self.assertEqual(self.decisions(since=before), EVERYTHING_REFUSED)
        self.assertEqual(set(self.read_ticks().values()), {False})
        after = self.jeanne.consent_ids
        self.url_open(self.url, data={"decision": "withdraw"})
        self.assertEqual(self.jeanne.consent_ids, after)
        again = self.make_scenario(self.targeting, topic_id=self.tyres.id)._run(NOW).delivery_ids
        self.assertEqual((again.state, again.reason), ("skipped", "refused"))

    def test_13_withdrawal_right_after_a_change_of_mind(self):
        """The second withdrawal within a minute is no double click of the first."""
        self.url_open(self.url, data={"decision": "withdraw"})
        self.submit(**{f"email-{self.tyres.id}": True})
        self.assertEqual(self.read_ticks(f"email-{self.tyres.id}"), {f"email-{self.tyres.id}": True})
        self.url_open(self.url, data={"decision": "withdraw"})
        self.assertEqual(set(self.read_ticks().values()), {False})

    def test_13_all_customers_of_the_address_in_this_company(self):
        vals = {"email": self.jeanne.email, "phone": False}
        paul = self.make_customer("Paul", **vals)
        foreign = self.make_customer("Jeanne", **vals, team_id=self.team_foreign.id)
        self.url_open(self.url, data={"decision": "withdraw"})
        self.assertEqual(self.decisions(paul), EVERYTHING_REFUSED)
        self.assertFalse(foreign.consent_ids)

    def test_13_foreign_and_archived_topics_are_not_decided(self):
        keys = [f"email-{topic.id}" for topic in (self.foreign_topic, self.hidden)] + ["email-x", "fax"]
        shown = [key for key, ticked in self.read_ticks().items() if ticked]
        self.url_open(self.url, data={"decision": "save", "shown": shown, "ticked": shown + keys})
        self.assertEqual(self.decisions(), [])

    # -- whose link -----------------------------------------------------------------------------------

    def test_13_wrong_and_foreign_tokens(self):
        token = self.url.rpartition("/")[2]
        other = self.delivery._get_unsubscribe_url().rpartition("/")[2]
        confirmation = self.delivery._get_confirmation_url([self.tyres]).rpartition("/")[2]
        wrong = ("x", "é", token[:-4], token[:-2] + "AA", "0" * 500, other)
        urls = [f"/dealership/preferences/{one}" for one in (*wrong, confirmation)]
        urls += [f"{self.url}/confirm/{one}" for one in (*wrong, token)]
        urls += [f"/dealership/preferences/{one}/confirm/{confirmation}" for one in wrong]
        for url in urls:
            for data in (None, {"decision": "confirm" if "/confirm/" in url else "withdraw"}):
                with self.subTest(url=url, data=data):
                    page = self.url_open(url, data=data)
                    self.assertEqual(page.status_code, 404)
                    self.assertIn("This link is not valid", page.text)
        self.assertEqual(self.url_open(f"/dealership/unsubscribe/{token}").status_code, 404)
        self.assertEqual(self.decisions(), [])

    def test_13_a_customer_who_was_merged(self):
        paul = self.make_customer("Paul", email=self.jeanne.email)
        self.env["base.partner.merge.automatic.wizard"]._merge((self.jeanne + paul).ids, paul)
        self.url_open(self.url, data={"decision": "withdraw"})
        self.assertEqual(self.decisions(paul), EVERYTHING_REFUSED)

    def test_13_a_customer_who_was_erased(self):
        self.jeanne._erase()
        again = self.make_customer("Jeanne", email="jeanne@customer.test")
        for data in (None, {"decision": "withdraw"}, {"decision": "save", "ticked": "email"}):
            self.assertEqual(self.url_open(self.url, data=data).status_code, 404)
        self.assertFalse((self.jeanne + again).consent_ids)

    def test_13_the_unsubscribe_page_leads_here(self):
        url = self.local(self.delivery._get_unsubscribe_url())
        for data in (None, {"decision": "refuse"}, {"decision": "accept"}):
            page = html.fromstring(self.url_open(url, data=data).content)
            [link] = page.xpath("//a/@href")
            self.assertEqual(self.local(link), self.url)

    # -- double opt-in --------------------------------------------------------------------------------

    def ask_for_emails(self):
        self.company_a.dealership_double_opt_in = True
        self.decide("email", False)
        return self.submit(email=True, sms=not self.read_ticks()["sms"])

    def test_13_a_yes_counts_once_it_is_confirmed(self):
        page = self.ask_for_emails()
        self.assertIn("Please look into your mailbox", page.text)
        self.assertEqual(self.read_ticks("email"), {"email": False})
        self.assertIn("sms", {channel for channel, _topic, _granted in self.decisions()})
        before = self.jeanne.consent_ids
        confirmation = self.find_confirmation()
        self.assertIn("Yes, I want them", self.url_open(confirmation).text)
        self.assertEqual(self.jeanne.consent_ids, before)
        page = self.url_open(confirmation, data={"decision": "confirm"})
        self.assertIn("Your preferences are saved", page.text)
        self.assertIn(("email", "", True), self.decisions(since=before))
        self.assertEqual(
            {form.get("action") for form in html.fromstring(page.content).xpath("//form")},
            {self.delivery._get_preferences_url()},
        )

    def test_13_a_no_needs_no_confirmation(self):
        self.company_a.dealership_double_opt_in = True
        self.decide("email", True)
        self.submit(email=False)
        self.assertIn(("email", "", False), self.decisions())
        self.assertFalse(self.find_confirmation())

    def test_13_a_confirmation_that_is_too_old(self):
        self.ask_for_emails()
        before = self.jeanne.consent_ids
        scope = f"{CONFIRMATION_SCOPE} {self.delivery.id} {self.jeanne.email}"
        for age, status in ((timedelta(seconds=-1), 404), (timedelta(hours=1), 200)):
            token = hash_sign(self.env(su=True), scope, [[0], "2100-01-01 00:00:00"], expiration=age)
            page = self.url_open(f"{self.url}/confirm/{token}", data={"decision": "confirm"})
            self.assertEqual(page.status_code, status)
            self.assertEqual(self.jeanne.consent_ids == before, status == 404)

    def test_13_what_is_confirmed_is_said(self):
        """In the e-mail and on its page, in the customer's language, and so is that a link is good no more."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.tyres.with_context(lang="fr_FR").name = "Pneus"
        self.jeanne.lang = "fr_FR"
        self.company_a.dealership_double_opt_in = True
        self.decide("email", False)
        self.submit(**{f"email-{self.tyres.id}": True})
        mail = self.env["mail.mail"].search([("email_to", "=", self.jeanne.email)], order="id desc", limit=1)
        page = self.url_open(self.find_confirmation())
        for text in (mail.body_html, page.text):
            self.assertEqual(html.fromstring(text).xpath("//li/text()"), ["Pneus"])
        self.assertIn(self.jeanne.email, page.text)
        self.decide("email", False)
        page = self.url_open(f"{self.url}/confirm/x")
        self.assertIn("Ce lien n'est plus valable", html.fromstring(page.content).xpath("//h1/text()"))
        [link] = html.fromstring(page.content).xpath("//a/@href")
        self.assertEqual(self.local(link), self.url)

    def test_13_who_refused_since_is_not_brought_back(self):
        self.ask_for_emails()
        confirmation = self.find_confirmation()
        later = "2100-01-01 00:00:00"
        self.consents._record(self.jeanne, "marketing", "email", False, "call", later, self.company_a, origin="call")
        self.assertEqual(self.url_open(confirmation, data={"decision": "confirm"}).status_code, 404)
        self.assertEqual(self.read_ticks("email"), {"email": False})

    def test_13_another_address_confirms_nothing(self):
        self.ask_for_emails()
        confirmation = self.find_confirmation()
        self.delivery.address = "somebody@else.test"
        self.assertEqual(self.url_open(confirmation, data={"decision": "confirm"}).status_code, 404)

    def test_13_not_asked_for_without_end(self):
        """A few e-mails a day to an address, from whichever message it is asked; the page says the same."""
        partner = self.make_townsman("Jean", email=self.jeanne.email)
        other = self.make_scenario(self.targeting, purpose="service")._run(NOW).delivery_ids
        mails = self.env["mail.mail"].search_count([("email_to", "=", self.jeanne.email)])
        self.company_a.dealership_double_opt_in = True
        asked = self.delivery + other.filtered(lambda one: one.partner_id in self.jeanne + partner)
        for number in range(4):
            for delivery in asked:
                self.decide("email", False)
                url = self.local(delivery._get_preferences_url())
                page = self.url_open(url, data={"decision": "save", "ticked": ["email"]})
                self.assertIn("Please look into your mailbox", page.text, number)
        sent = self.env["mail.mail"].search_count([("email_to", "=", self.jeanne.email)]) - mails
        self.assertEqual(sent, 3)
        for delivery in asked:
            delivery.confirmation_asked_at = fields.Datetime.now() - timedelta(days=1, minutes=1)
        self.url_open(self.url, data={"decision": "save", "ticked": ["email"]})
        sent = self.env["mail.mail"].search_count([("email_to", "=", self.jeanne.email)]) - mails
        self.assertEqual(sent, 4)

    # -- in messages ----------------------------------------------------------------------------------

    def test_13_authors_may_place_the_link(self):
        message = self.make_message(body_html='<p><a href="{{ preferences_link }}">Choose</a></p>')
        [rendered] = message._render_batch([self.delivery._get_recipient(self.user_sales)])
        self.assertIn(f'<a href="{self.delivery._get_preferences_url()}">Choose</a>', rendered.body_html)
