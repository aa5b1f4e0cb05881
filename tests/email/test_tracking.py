import re
from base64 import b64decode
from email.message import EmailMessage
from html import unescape
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.mail.tests.common import mail_new_test_user

from .visitor_common import PIXEL, VisitorCommon

BODY = (
    "<p>Bonjour {{ customer.name }}</p>"
    '<p><a href="https://shop.test/winter?a=1&amp;b=2">Winter tyres</a> or '
    '<a class="button" href="https://shop.test/summer">summer tyres</a>, <a href="https://shop.test/summer">again</a></p>'
    '<p><a href="tel:+33565000000">Call</a> <a href="mailto:garage@aveyron.test">Write</a></p>'
    '<p><a href="{{ unsubscribe_link }}">Unsubscribe</a></p>'
)
GIF = b64decode("R0lGODlhAQABAIAAANvf7wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==")


@tagged("post_install", "-at_install")
class TestTracking(VisitorCommon):
    """What the e-mails tell of their readers: by real e-mails, real HTTP and Odoo's own routes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.message = cls.make_message(body_html=BODY)

    def setUp(self):
        super().setUp()
        self.delivery = self.deliver(message=self.message)["Jeanne"]
        self.html = self.receive_text()

    def test_opened(self):
        [url] = PIXEL.findall(self.html)
        self.assertFalse(self.delivery.opened_at)
        picture = self.fetch(unescape(url))
        self.assertEqual((picture.status_code, picture.headers["Content-Type"]), (200, "image/gif"))
        self.assertTrue(self.delivery.opened_at)
        self.assertFalse(self.delivery.clicked_at)
        self.assertEqual(self.get_trace().trace_status, "open")
        opened_at = self.delivery.opened_at
        self.fetch(unescape(url))
        self.assertEqual(self.delivery.opened_at, opened_at, "the first time counts")

    def test_a_forged_opening_is_none(self):
        [url] = PIXEL.findall(self.html)
        forged = url.replace("/mail/track/", "/mail/track/1")
        self.assertEqual(self.fetch(unescape(forged)).status_code, 401)
        self.assertFalse(self.delivery.opened_at)

    def test_clicked(self):
        links = self.get_links()
        answer = self.fetch(links["Winter tyres"])
        self.assertEqual(answer.status_code, 301)
        self.assertRegex(answer.headers["Location"], r"^https://shop\.test/winter\?a=1&b=2&utm_medium=")
        self.assertTrue(self.delivery.clicked_at and self.delivery.opened_at, "who clicks has opened")
        self.fetch(links["Winter tyres"])
        self.let_pass(5)
        self.fetch(links["summer tyres"])
        clicks = self.get_trace().links_click_ids
        self.assertEqual(len(clicks), 3)
        self.assertEqual(
            set(clicks.link_id.mapped("url")), {"https://shop.test/winter?a=1&b=2", "https://shop.test/summer"}
        )

    def test_only_web_pages_are_tracked(self):
        links = self.get_links()
        self.assertEqual(links["Call"], "tel:+33565000000")
        self.assertEqual(links["Write"], "mailto:garage@aveyron.test")
        self.assertEqual(links["Unsubscribe"], self.delivery._get_unsubscribe_url())
        self.assertEqual(links["summer tyres"], links["again"])

    def test_12_own_links_lie_where_the_company_has_its_website(self):
        """With Odoo's website that is another address than the parameter's: who opts out is not counted as a click."""
        for name in ("res.company", "dealership.delivery"):
            self.startPatcher(patch.object(self.registry[name], "get_base_url", lambda _self: "https://aveyron.test"))
        delivery = self.deliver(message=self.message)["Jeanne"]
        self.html = self.receive_text()
        links = self.get_links()
        self.assertTrue(delivery._get_unsubscribe_url().startswith("https://aveyron.test/"))
        self.assertEqual(links["Unsubscribe"], delivery._get_unsubscribe_url())
        self.assertTrue(links["summer tyres"].startswith("https://aveyron.test/r/"))
        self.assertTrue(PIXEL.search(self.html)[1].startswith("https://aveyron.test/"))

    def test_the_plain_text_leads_there_too(self):
        text = self.receive_text("plain")
        self.assertIn(self.get_links()["summer tyres"], text)
        self.assertIn(self.delivery._get_unsubscribe_url(), text)
        self.assertNotIn("shop.test", text)
        self.assertNotIn("blank.gif", text)

    def test_11_10_nobody_reports_by_hand(self):
        """People who send Odoo's own mailings may change any trace; our ledger believes routes and gateway only."""
        mailer = mail_new_test_user(self.env, "test_mailer", groups="mass_mailing.group_mass_mailing_user")
        trace = self.get_trace().with_user(mailer)
        figures = ("opened_at", "clicked_at", "replied_at", "bounced_at")
        for method in ("set_opened", "set_clicked", "set_replied", "set_bounced"):
            getattr(trace, method)()
            getattr(trace.browse(), method)(domain=[("id", "=", trace.id)])
            with self.subTest(method):
                self.assertFalse(any(self.delivery[name] for name in figures))
        self.assertEqual(self.delivery.state, "sent")

    def test_11_10_a_gateway_of_any_user_reports(self):
        mailer = mail_new_test_user(self.env, "test_mailer", groups="mass_mailing.group_mass_mailing_user")
        references = self.delivery.email_message_id
        self.env["mail.thread"].with_user(mailer)._routing_handle_bounce(
            EmailMessage(),
            {
                "bounced_email": False,
                "bounced_partner": self.env["res.partner"],
                "bounced_msg_ids": [references],
                "body": "No such user",
                "email_from": "postmaster@customer.test",
                "to": "info@aveyron.test",
                "bounced_message": self.env["mail.message"],
                "parent_id": False,
                "is_bounce": True,
                "message_id": "<b@customer.test>",
            },
        )
        self.assertTrue(self.delivery.bounced_at)

    def test_unsubscribed(self):
        self.fetch(self.get_links()["Unsubscribe"], data={"decision": "refuse"})
        self.assertTrue(self.delivery.unsubscribed_at)

    def test_the_copy_on_the_record_tells_nothing(self):
        copy = str(self.delivery.sent_body)
        self.assertIn("https://shop.test/winter?a=1&amp;b=2", copy)
        self.assertNotIn("/r/", copy)
        self.assertNotIn("blank.gif", copy)
        self.assertNotIn("/dealership/unsubscribe/", copy)

    def test_a_picture_is_seen_without_logging_in(self):
        picture = self.env["ir.attachment"].create({"name": "car.gif", "raw": GIF, "mimetype": "image/gif"})
        [token] = picture.generate_access_token()
        source = f'<p><img src="/web/image/{picture.id}?access_token={token}"></p>'
        self.deliver(message=self.make_message(body_html=source))
        url = re.search(r'<img src="([^"]+access_token=[^"]+)"', self.receive_text())[1]
        answer = self.fetch(unescape(url))
        self.assertEqual((answer.status_code, answer.content), (200, GIF))

    def test_an_address_has_one_tracker_whoever_gets_it(self):
        for name in ("Paul", "Anna", "Bea"):
            self.make_townsman(name)
        trackers = self.env["link.tracker"].search([("url", "=like", "https://shop.test/%")])
        self.assertEqual(len(trackers), 2)
        self.deliver(message=self.message)
        self.assertEqual(self.env["link.tracker"].search([("url", "=like", "https://shop.test/%")]), trackers)
        codes = {re.search(r"/r/(\w+)/m/", content.decode())[1] for _s, _r, content in self.sink.messages}
        self.assertEqual(len(codes), 1, "all the first links have one code")

    def test_each_recipient_moves_their_own_figures(self):
        self.make_townsman("Paul")
        deliveries = self.deliver(message=self.message)
        [paul] = [content for _s, [address], content in self.sink.messages if address == "paul@customer.test"]
        trace = int(re.search(rb"/m/(\d+)", paul.replace(b"=\r\n", b""))[1])
        self.assertEqual(self.env["mailing.trace"].browse(trace).dealership_delivery_id, deliveries["Paul"])

    def test_11_10_nobody_leads_the_links_of_ours_elsewhere(self):
        """Whoever sends mailings may write short links: theirs, not those in messages that were approved and sent."""
        mailer = mail_new_test_user(
            self.env, "test_linker", groups="base.group_user,mass_mailing.group_mass_mailing_user"
        )
        ours = self.env["link.tracker"].search([("url", "=like", "https://shop.test/winter%")]).with_user(mailer)
        for vals in ({"url": "https://evil.test"}, {"label": False}, {"code": "evil"}, {"source_id": False}):
            with self.subTest(vals), self.assertRaises(AccessError):
                ours.write(vals)
        with self.assertRaises(AccessError):
            ours.unlink()
        ours.title = "Winter"
        ours.with_user(self.env.ref("base.user_admin")).url = "https://shop.test/moved"
        theirs = self.env["link.tracker"].with_user(mailer)
        theirs = theirs.create({"url": "https://shop.test/spring", "title": "Spring", "medium_id": ours.medium_id.id})
        message = self.make_message(body_html='<p><a href="https://shop.test/spring">Spring</a></p>')
        self.deliver(message=message)
        self.assertEqual(self.env["link.tracker"].search_count([("url", "=", "https://shop.test/spring")]), 2)
        theirs.url = "https://shop.test/other"
        theirs.unlink()
