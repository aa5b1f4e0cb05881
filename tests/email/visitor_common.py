import re
from html import unescape
from unittest.mock import patch

from lxml import html

from odoo import fields
from odoo.tests import HttpCase
from odoo.tools import SQL

from .smtp_common import SmtpCommon

PIXEL = re.compile(r'<img src="([^"]+/blank\.gif)"')
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.3.1 Mobile/15E148 Safari/604.1"
)


class VisitorCommon(SmtpCommon, HttpCase):
    """Opens and clicks what was sent by real HTTP, as a browser does unless told otherwise.

    The clock of the visits stands still but for ``let_pass``: how quickly one follows another decides what it is, and
    a machine that runs tests may be slow.
    """

    def setUp(self):
        super().setUp()
        self.clock = fields.Datetime.now()
        self.opener.headers["User-Agent"] = FIREFOX
        self.base = self.env["ir.config_parameter"].get_param("web.base.url")

    def deliver(self, minutes=10, **vals):
        """Send, so long ago that whoever reads it has had the time to."""
        deliveries = super().deliver(**vals)
        self.let_pass(60 * minutes)
        return deliveries

    def let_pass(self, seconds):
        """Put what was sent, and visited, back in time."""
        self.env.flush_all()
        for table, column in (("mailing_trace", "create_date"), ("dealership_delivery_visit", "visited_at")):
            table, column = SQL.identifier(table), SQL.identifier(column)
            self.env.cr.execute(SQL("UPDATE %s SET %s = %s - %s * interval '1 s'", table, column, column, seconds))
        self.env.invalidate_all()

    def fetch(self, url, agent=None, **options):
        """Fetch an address of a message, without following it."""
        self.assertTrue(url.startswith(self.base), url)
        self.env.flush_all()
        headers = options.pop("headers", {}) | ({} if agent is None else {"User-Agent": agent})
        with patch.object(fields.Datetime, "now", return_value=self.clock):
            answer = self.url_open(url[len(self.base) :], allow_redirects=False, headers=headers, **options)
        self.env.invalidate_all()
        return answer

    def get_links(self):
        """Return text → address of the links of the last e-mail."""
        return {link.text: link.get("href") for link in html.fromstring(self.receive_text()).iter("a")}

    def get_pixel(self):
        [url] = PIXEL.findall(self.receive_text())
        return unescape(url)

    def get_trace(self, delivery=None):
        delivery = delivery or self.delivery
        return self.env["mailing.trace"].search([("dealership_delivery_id", "=", delivery.id)])
