from dataclasses import dataclass

from odoo.tools import SQL

from ...engine.email.tracking import find_links, replace_addresses, replace_links, wrap_document


@dataclass(frozen=True, slots=True)
class TrackedIds:
    """Numbers of the rows of one e-mail, taken before they are written, for its text names them.

    :ivar trace_id: ``mailing.trace``
    :ivar pixel_id: the number that Odoo's open tracking goes by: of a ``mail.mail`` that is never written
    """

    trace_id: int
    pixel_id: int


class EmailTracking:
    """Makes the e-mails of a batch tell of openings and clicks, by Odoo's own routes and models.

    Opening loads ``/mail/track/<number>/<token>/blank.gif``, a link leads to ``/r/<code>/m/<trace>``. Links are looked
    up for the whole batch; each address has one ``link.tracker``, whoever gets it.

    :param env: environment of the sending company, as superuser
    :param count: how many e-mails at most
    """

    def __init__(self, env, count):
        self.env = env
        self.base_url = env["ir.config_parameter"].get_param("web.base.url").rstrip("/")
        self._ids = self._reserve(count)
        self._codes = {}

    def _reserve(self, count):
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval('mailing_trace_id_seq'), nextval('mail_mail_id_seq') FROM generate_series(1, %s)",
                count,
            )
        )
        return iter([TrackedIds(*row) for row in rows])

    def take_ids(self):
        return next(self._ids)

    def shorten(self, texts):
        """Find or make the short code of each address in these HTML texts."""
        urls = dict.fromkeys(url for text in texts for url in find_links(text) if self._is_trackable(url))
        new = [url for url in urls if url not in self._codes]
        if new:
            medium = self.env.ref("utm.utm_medium_email", raise_if_not_found=False)
            trackers = self.env["link.tracker"]._get_for_deliveries(new, medium)
            self._codes.update(zip(new, self._read_codes(trackers), strict=True))

    def _is_trackable(self, url):
        return not url.startswith((f"{self.base_url}/r/", f"{self.base_url}/dealership/unsubscribe/"))

    def _read_codes(self, trackers):
        """Return the newest code of each tracker, as Odoo's own short links have it."""
        rows = self.env["link.tracker.code"].search_fetch(
            [("link_id", "in", trackers.ids)], ["code", "link_id"], order="id"
        )
        codes = {row.link_id.id: row.code for row in rows}
        return [codes[tracker.id] for tracker in trackers]

    def mark(self, ids, html, text, lang):
        """Return the HTML document and the plain text as they leave.

        :param TrackedIds ids:
        :param str lang: Odoo's code, of the text
        """
        addresses = {url: f"{self.base_url}/r/{code}/m/{ids.trace_id}" for url, code in self._codes.items()}
        document = wrap_document(replace_links(html, addresses), lang, self._get_pixel_url(ids.pixel_id))
        return document, replace_addresses(text, addresses)

    def _get_pixel_url(self, pixel_id):
        token = self.env["mail.mail"]._generate_mail_recipient_token(pixel_id)
        return f"{self.base_url}/mail/track/{pixel_id}/{token}/blank.gif"
