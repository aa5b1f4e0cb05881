from lxml import html

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...engine.email.machines import Request
from ...models.client.inner_context import with_inner
from ..sms.sms_common import SmsCommon
from .visitor_common import FIREFOX, IPHONE, VisitorCommon

BODY = (
    '<p><a href="https://shop.test/winter">Winter</a> <a href="https://shop.test/summer">Summer</a>'
    ' <a href="https://shop.test/used">Used</a> <a href="{{ unsubscribe_link }}">Unsubscribe</a></p>'
)
GOOGLE = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
APPLE = "Mozilla/5.0"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
)
FIGURES = ("opened_at", "clicked_at", "replied_at", "unsubscribed_at")


@tagged("post_install", "-at_install")
class TestMachines(VisitorCommon):
    """Scanners, previews and proxies count apart: by real e-mails and real HTTP, over Odoo's own routes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.message = cls.make_message(body_html=BODY)

    def setUp(self):
        super().setUp()
        self.delivery = self.deliver(message=self.message)["Jeanne"]
        self.links = self.get_links()

    def get_hidden(self):
        [link] = html.fromstring(self.receive_text()).xpath("//a[@aria-hidden='true']")
        return link

    def assertMachine(self, rule, count=1, name=False):
        self.assertEqual(
            (self.delivery.machine_rule, self.delivery.machine_count, self.delivery.machine_name), (rule, count, name)
        )
        self.assertTrue(self.delivery.machine_at)
        self.assertNobody()

    def assertNobody(self):
        trace = self.get_trace()
        self.assertFalse([name for name in FIGURES if self.delivery[name]])
        self.assertFalse(trace.links_click_ids or trace.links_click_datetime or trace.open_datetime)
        self.assertEqual(trace.trace_status, "sent")

    def assertPerson(self, machines=0):
        self.assertTrue(self.delivery.opened_at)
        self.assertEqual(self.delivery.machine_count, machines)

    # -- each rule --------------------------------------------------------------------------------------

    def test_14_07_head_and_options(self):
        for number, method in enumerate(("HEAD", "OPTIONS"), 1):
            answer = self.fetch(self.links["Winter"], method=method)
            self.assertLess(answer.status_code, 400, method)
            self.assertMachine("method", 2 * number - 1)
            self.fetch(self.get_pixel(), method=method)
            self.assertMachine("method", 2 * number)

    def test_14_07_programs_by_their_name(self):
        self.assertEqual(self.fetch(self.links["Winter"], "WhatsApp/2.23.20.0 A").status_code, 301)
        self.assertMachine("agent", 1, "WhatsApp")
        self.fetch(self.get_pixel(), "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)")
        self.assertMachine("agent", 2, "Slack")
        self.fetch(self.links["Winter"], "python-requests/2.32.3")
        self.assertMachine("agent", 3)
        self.fetch(self.links["Winter"], "")
        self.assertMachine("agent", 4)

    def test_14_07_prefetched(self):
        purposes = {
            "Sec-Purpose": "prefetch;prerender",
            "Purpose": "prefetch",
            "X-Purpose": "preview",
            "X-Moz": "prefetch",
        }
        for number, (name, purpose) in enumerate(purposes.items(), 1):
            self.fetch(self.links["Winter"], headers={name: purpose})
            self.assertMachine("prefetch", number)

    def test_14_07_faster_than_anybody_reads(self):
        self.delivery = self.deliver(minutes=0, message=self.message)["Jeanne"]
        self.links = self.get_links()
        self.fetch(self.links["Winter"])
        self.assertMachine("early")
        self.let_pass(6)
        self.fetch(self.links["Winter"])
        self.assertPerson(1)
        self.assertTrue(self.delivery.clicked_at)

    def test_14_07_before_the_other_server_has_it(self):
        """While it still looks at the message, whatever follows a link of it is itself."""
        self.get_trace().trace_status = "outgoing"
        self.let_pass(-580)
        self.fetch(self.links["Winter"])
        self.assertEqual(self.delivery.machine_rule, "early")
        self.assertFalse(self.delivery.clicked_at)

    def test_14_07_a_burst_is_taken_back(self):
        """The first two looked like a person's; what they brought about is gone with the third."""
        self.fetch(self.get_pixel())
        self.fetch(self.links["Winter"])
        self.assertTrue(self.delivery.clicked_at and self.delivery.opened_at)
        self.fetch(self.links["Summer"])
        self.assertEqual(len(self.get_trace().links_click_ids), 2)
        self.fetch(self.links["Used"])
        self.assertMachine("burst", 4)

    def test_14_07_every_link_of_two(self):
        message = self.make_message(body_html=BODY.replace("used", "summer"))
        self.delivery = self.deliver(message=message)["Jeanne"]
        self.links = self.get_links()
        self.fetch(self.links["Winter"])
        self.fetch(self.links["Summer"])
        self.assertMachine("burst", 2)

    def test_14_07_two_links_of_three_are_a_person(self):
        self.fetch(self.links["Winter"])
        self.fetch(self.links["Summer"])
        self.assertPerson()
        self.assertEqual(len(self.get_trace().links_click_ids), 2)

    def test_14_07_one_after_another_is_a_person(self):
        for name in ("Winter", "Summer", "Used"):
            self.fetch(self.links[name])
            self.let_pass(4)
        self.assertPerson()

    def test_14_07_who_clicks_before_and_after_a_burst(self):
        """What a person did an hour before stays, what the burst did is taken back; a person's click after counts."""
        self.fetch(self.links["Winter"])
        self.let_pass(3600)
        before = fields.Datetime.subtract(self.delivery.clicked_at, hours=1)
        self.delivery.write({"clicked_at": before, "opened_at": before})
        for name in ("Winter", "Summer", "Used"):
            self.fetch(self.links[name], CHROME)
        self.assertEqual((self.delivery.clicked_at, self.delivery.opened_at), (before, before))
        self.assertEqual((self.delivery.machine_rule, self.delivery.machine_count), ("burst", 3))
        self.assertEqual(len(self.get_trace().links_click_ids), 1)
        self.let_pass(10)
        self.fetch(self.links["Used"])
        self.assertEqual(len(self.get_trace().links_click_ids), 2)
        self.assertEqual(self.delivery.machine_count, 3)

    def test_14_07_a_person_after_a_burst(self):
        for name in ("Winter", "Summer", "Used"):
            self.fetch(self.links[name], CHROME)
        self.assertMachine("burst", 3)
        self.let_pass(30)
        self.fetch(self.links["Used"], IPHONE)
        self.assertPerson(3)
        self.assertTrue(self.delivery.clicked_at)
        self.assertEqual(self.get_trace().trace_status, "open")

    # -- the link that no person can see ----------------------------------------------------------------

    def test_14_07_nobody_sees_the_hidden_link(self):
        link = self.get_hidden()
        self.assertEqual((link.text_content(), link.get("tabindex")), ("", "-1"))
        self.assertIn("display:none", link.get("style"))
        self.assertNotIn(link.get("href"), self.receive_text("plain"))
        self.assertNotIn("aria-hidden", str(self.delivery.sent_body))
        followed = self.url_open(link.get("href")[len(self.base) :])
        self.assertEqual(followed.status_code, 200)
        self.assertIn("tells programs", followed.text)

    def test_14_07_who_follows_the_hidden_link_is_a_machine(self):
        """So is what the same visitor did around it, before and after; others meanwhile are none."""
        self.fetch(self.links["Winter"], CHROME)
        self.let_pass(20)
        self.fetch(self.links["Summer"], IPHONE)
        self.let_pass(20)
        self.fetch(self.get_hidden().get("href"), CHROME)
        self.assertEqual((self.delivery.machine_rule, self.delivery.machine_count), ("hidden_link", 2))
        self.assertEqual(self.get_trace().links_click_ids.link_id.url, "https://shop.test/summer")
        self.assertPerson(2)
        self.let_pass(20)
        self.fetch(self.links["Used"], CHROME)
        self.assertPerson(3)
        self.let_pass(61)
        self.fetch(self.links["Used"], CHROME)
        self.assertPerson(3)

    def test_14_07_no_hidden_link_without_links(self):
        self.deliver(message=self.make_message(body_html="<p>Bonjour</p>"))
        self.assertNotIn("aria-hidden", self.receive_text())

    # -- proxies ----------------------------------------------------------------------------------------

    def test_14_07_googles_proxy_loads_what_somebody_reads(self):
        self.fetch(self.get_pixel(), GOOGLE)
        self.assertPerson()

    def test_14_07_apples_proxy_says_nothing(self):
        """Neither opened nor not opened: not in the rate, and in no rule; until somebody does open it."""
        self.fetch(self.get_pixel(), APPLE)
        self.assertMachine("proxy", 1, "Apple Mail Privacy Protection")
        self.assertFalse(self.delivery.measured)
        run = self.delivery.run_id
        self.assertEqual((run.measured_count, run.opened_rate, run.machine_count), (0, 0, 1))
        self.let_pass(60)
        self.fetch(self.get_pixel(), IPHONE)
        self.assertTrue(self.delivery.opened_at and self.delivery.measured)
        run.invalidate_recordset()
        self.assertEqual((run.measured_count, run.opened_rate), (1, 100))

    def test_14_07_behind_a_proxy_a_burst_leaves_nothing_known(self):
        self.fetch(self.get_pixel(), APPLE)
        self.let_pass(60)
        self.fetch(self.links["Winter"], CHROME)
        self.assertTrue(self.delivery.opened_at and self.delivery.measured)
        for name in ("Summer", "Used"):
            self.fetch(self.links[name], CHROME)
        self.assertMachine("burst", 4)
        self.assertFalse(self.delivery.measured)

    def test_14_07_who_withdrew_is_not_even_a_machine(self):
        self.env["dealership.consent"]._record(
            self.jeanne, "measuring", "email", False, "form", company=self.company_a, origin="form"
        )
        self.fetch(self.get_pixel(), APPLE)
        self.fetch(self.get_pixel(), "curl/8.5.0")
        self.assertFalse(self.delivery.machine_count or self.count_visits())

    # -- Safe Links, figures, what is kept --------------------------------------------------------------

    def test_14_07_a_link_checked_when_it_is_clicked(self):
        """Safe Links fetches the page, then lets the person through: one click, a person's."""
        self.fetch(self.links["Winter"], CHROME)
        self.fetch(self.links["Winter"], FIREFOX)
        self.assertPerson()
        self.fetch(self.links["Winter"], method="HEAD")
        self.assertPerson(1)
        run = self.delivery.run_id
        self.assertEqual((run.clicked_count, run.machine_count), (1, 1))

    def test_14_07_machines_are_in_no_rule(self):
        targeting = self.make_targeting(rules=[{"attribute": "message.clicked", "operator": "set"}])
        for method in ("HEAD", "GET"):
            self.fetch(self.links["Winter"], "curl/8.5.0", method=method)
        self.assertNotIn(self.jeanne, self.find(targeting))
        self.fetch(self.links["Winter"])
        self.assertIn(self.jeanne, self.find(targeting))

    def test_14_07_no_address_is_kept(self):
        self.fetch(self.links["Winter"])
        self.fetch(self.links["Winter"], "curl/8.5.0")
        self.assertFalse(self.get_trace().links_click_ids.ip)
        self.env.cr.execute("SELECT * FROM dealership_delivery_visit")
        kept = str(self.env.cr.fetchall())
        self.assertNotIn("127.0.0.1", kept)
        self.assertNotIn("curl", kept)
        self.let_pass(3600)
        self.env["dealership.delivery"]._gc_visits()
        self.assertFalse(self.count_visits())

    def test_14_07_what_a_machine_did_proves_that_it_left(self):
        self.fetch(self.links["Winter"], "curl/8.5.0")
        self.assertTrue(self.delivery._has_surely_left())

    def find(self, targeting):
        return self.env["res.partner"].search(targeting._get_domain())

    def count_visits(self):
        self.env.cr.execute("SELECT count(*) FROM dealership_delivery_visit")
        return self.env.cr.fetchone()[0]

    def test_14_07_pages_decide_nothing_unasked(self):
        """HEAD and OPTIONS, and GET, of everything that the e-mail and the pages behind it lead to."""
        pages = [
            self.delivery._get_unsubscribe_url(),
            self.delivery._get_preferences_url(),
            self.delivery._get_confirmation_url([self.env["dealership.topic"]]),
        ]
        bodies = ({}, {"decision": "refuse"}, {"List-Unsubscribe": "One-Click"}, {"decision": "confirm"})
        before = self.env["dealership.consent"].search_count([])
        for page in pages:
            for method in ("GET", "HEAD", "OPTIONS"):
                for data in bodies:
                    with mute_logger("odoo.http"):  # what the page does not ask for is ignored
                        answer = self.fetch(page, method=method, data=data)
                    self.assertIn(answer.status_code, (200, 405), (page, method))
        self.assertEqual(self.env["dealership.consent"].search_count([]), before)
        self.assertFalse(self.delivery.unsubscribed_at)

    # -- Odoo's own mailings ----------------------------------------------------------------------------

    def test_14_07_odoos_own_mailings_are_as_before(self):
        trace = self.env["mailing.trace"].create(
            {"model": "res.partner", "res_id": self.jeanne.id, "trace_status": "sent", "email": "j@customer.test"}
        )
        link = self.env["link.tracker"].create({"url": "https://shop.test/odoo", "title": "Odoo"})
        self.fetch(f"{self.base}/r/{link.code}/m/{trace.id}", "curl/8.5.0", method="HEAD")
        self.assertEqual((trace.trace_status, trace.links_click_ids.ip), ("open", "127.0.0.1"))
        self.assertTrue(trace.links_click_datetime)
        self.fetch(f"{self.base}/r/{link.code}")
        self.assertEqual(link.count, 2)

    # -- what it costs ----------------------------------------------------------------------------------

    def test_14_07_what_a_visit_costs(self):
        """In queries: a person's second click, and a machine's."""
        self.fetch(self.links["Winter"])
        for agent, count in ((FIREFOX, 21), ("curl/8.5.0", 10), (None, 14)):  # the last as Odoo counts its own
            visitor = agent and Request("GET", agent, (), agent)
            visitor = with_inner(self.env["link.tracker.click"], dealership_visitor=visitor)
            code, _slash, trace = self.links["Winter"].partition("/r/")[2].partition("/m/")
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertQueryCount(count):
                visitor.add_click(code, ip="127.0.0.1", mailing_trace_id=int(trace))
                self.env.flush_all()


@tagged("post_install", "-at_install")
class TestMachinesSms(SmsCommon, VisitorCommon):
    """Messengers look at the links of text messages to show what is behind them."""

    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].set_param("web.base.url", self.base_url())
        self.base = self.base_url()
        self.provider = self.open_provider()
        self.message.body_text = "Offre : https://dealer.test/offers"
        self.make_numbered("One", 1)
        self.delivery = self.run_and_send(self.make_sms_scenario())["One"]
        self.let_pass(600)
        [message] = [each for each in self.provider.messages if each.to.endswith("1")]
        self.link = message.body.partition(" : ")[2].split()[0]

    def test_14_07_a_preview_is_no_click(self):
        agents = {
            "WhatsApp/2.23.20.0 A": "WhatsApp",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 "
            "Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0": "Facebook, or Apple's Messages",
        }
        for number, (agent, name) in enumerate(agents.items(), 1):
            self.assertEqual(self.fetch(self.link, agent).status_code, 301)
            self.assertEqual((self.delivery.machine_name, self.delivery.machine_count), (name, number))
        self.fetch(self.link, method="HEAD")
        self.assertEqual((self.delivery.machine_rule, self.delivery.machine_count), ("method", 3))
        self.assertFalse(self.delivery.clicked_at or self.get_trace().links_click_ids)
        self.fetch(self.link, IPHONE)
        self.assertTrue(self.delivery.clicked_at)
        self.assertEqual(len(self.get_trace().links_click_ids), 1)
