from dataclasses import dataclass

from odoo.tools import SQL

from ...engine.email.tracking import HIDDEN_PATH, find_links, replace_addresses, replace_links, wrap_document


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
    up for the whole batch; each address has one ``link.tracker``, whoever gets it. E-mails with links have one more
    that no person can see: whoever follows it is a machine.

    :param env: environment of the sending company, as superuser
    :param count: how many e-mails at most
    """

    def __init__(self, env, count):
        self.env = env
        self.base_url = env.company.get_base_url().rstrip("/")
        self._hidden_url = f"{self.base_url}{HIDDEN_PATH}"
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
        trackers = self.env["link.tracker"]
        urls = trackers._filter_counted((url for text in texts for url in find_links(text)), self.base_url)
        if urls:
            urls.append(self._hidden_url)
        medium = self.env.ref("utm.utm_medium_email", raise_if_not_found=False)
        self._codes = trackers._get_codes_for_deliveries(urls, medium)

    def mark(self, ids, measured, html, text, lang):
        """Return the HTML document and the plain text as they leave.

        :param TrackedIds ids:
        :param bool measured: whether it tells that it was opened
        :param str lang: Odoo's code, of the text
        """
        addresses = {url: f"{self.base_url}/r/{code}/m/{ids.trace_id}" for url, code in self._codes.items()}
        pixel_url = self._get_pixel_url(ids.pixel_id) if measured else ""
        linked = replace_links(html, addresses)
        hidden_url = addresses.get(self._hidden_url, "") if linked != html else ""
        return wrap_document(linked, lang, pixel_url, hidden_url), replace_addresses(text, addresses)

    def _get_pixel_url(self, pixel_id):
        token = self.env["mail.mail"]._generate_mail_recipient_token(pixel_id)
        return f"{self.base_url}/mail/track/{pixel_id}/{token}/blank.gif"
