from odoo import api, models
from odoo.exceptions import AccessError

# What sets our short links apart from those that others make of the same address.
LABEL = "Dealership CRM"
# Addresses of our own that are no content: short links and customers' pages.
OWN_PAGES = ("r/", "dealership/unsubscribe/", "dealership/preferences/", "dealership/hidden-link")
# What decides where a short link leads, and whose it is.
LEADING_FIELDS = frozenset({"url", "code", "link_code_ids", "label", "campaign_id", "medium_id", "source_id"})


class LinkTracker(models.Model):
    """A short link of ours leads where the message said, also long after it was approved and sent.

    Whoever sends mailings may change and delete any short link. Ours have a label that no mailing gives, so that none
    that others have made is taken for one; only those who set the system up may lead them elsewhere, as when a page
    has moved.
    """

    _inherit = "link.tracker"

    @api.model
    def _filter_counted(self, urls, base_url):
        """Return those addresses of which clicks are counted, each once: all but short links and customers' pages.

        :param str base_url: where the links of the company that sends lie
        """
        ours = tuple(f"{base_url}/{path}" for path in OWN_PAGES)
        return [url for url in dict.fromkeys(urls) if not url.startswith(ours)]

    @api.model
    def _get_codes_for_deliveries(self, urls, medium):
        """Return address → the code of its short link; missing ones are made.

        :param urls: each once
        :param medium: ``utm.medium``, perhaps none
        """
        if not urls:
            return {}
        # A title is given, for Odoo would fetch the page to find one.
        trackers = self.search_or_create(
            [{"url": url, "title": url, "label": LABEL, "medium_id": medium.id if medium else False} for url in urls]
        )
        # The newest of each, as Odoo's own short links have it, which look for it one by one.
        rows = self.env["link.tracker.code"].search_fetch(
            [("link_id", "in", trackers.ids)], ["code", "link_id"], order="id"
        )
        codes = {row.link_id: row.code for row in rows}
        return {url: codes[tracker] for url, tracker in zip(urls, trackers, strict=True)}

    def write(self, vals):
        if LEADING_FIELDS & vals.keys():
            self._check_not_in_deliveries()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_deliveries(self):
        self._check_not_in_deliveries()

    def _check_not_in_deliveries(self):
        if self.env.su or self.env.user.has_group("base.group_system"):
            return
        if ours := self.filtered(lambda tracker: tracker.label == LABEL):
            raise AccessError(
                self.env._(
                    "%s stands in messages that scenarios have sent, and leads where they say. "
                    "Make a link of your own.",
                    ours[0].title or ours[0].url,
                )
            )
