from odoo import api, models
from odoo.exceptions import AccessError

# What sets our short links apart from those that others make of the same address.
LABEL = "Dealership CRM"
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
    def _get_for_deliveries(self, urls, medium):
        """Return the short links of these addresses, in their order; missing ones are made.

        :param medium: ``utm.medium``, perhaps none
        """
        # A title is given, for Odoo would fetch the page to find one.
        return self.search_or_create(
            [{"url": url, "title": url, "label": LABEL, "medium_id": medium.id if medium else False} for url in urls]
        )

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
