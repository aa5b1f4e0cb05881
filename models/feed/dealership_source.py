from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.feed.load_states import HTTP
from ...engine.feed.table import read_headers
from ...engine.file.errors import TableFileError
from ..database.administrators import tell_administrators

WARNING = "mail.mail_activity_data_warning"
# A file that took longer is dated by when it came in: clocks that are wrong by years are not rare.
LONGEST_DELAY = timedelta(days=31)


class DealershipSource(models.Model):
    """A source whose files are loaded by feeds."""

    _inherit = "dealership.source"

    feed_ids = fields.One2many("dealership.feed", "source_id", string="Feeds")
    feed_url = fields.Char(compute="_compute_feed_url", string="Address for Files")

    @api.depends("code")
    def _compute_feed_url(self):
        base_url = self.get_base_url()
        for source in self:
            source.feed_url = source.code and f"{base_url}/dealership/feed/{source.code}"

    def _load_feed(self, content, filename):
        """Load a file by the feed that it is for: at once, a large one in the background.

        :param bytes content:
        :param str filename: may say when the file was made
        :return: ``dealership.feed.load``
        :raise UserError: it is no table, or fits no feed
        """
        load = self._find_feed(content)._make_load(content, filename, came_by=HTTP)
        load._start(dry_run=False)
        return load

    def _queue_feed(self, content, filename, came_by, given_at, **vals):
        """Have a file loaded in the background by the feed that it is for: nobody waits for it.

        :param bytes content:
        :param str filename: may say when the file was made
        :param str came_by: a key of ``WAYS``
        :param datetime given_at: naive UTC, when it was sent or written by the clock of whoever did; perhaps None
        :param vals: further ones of the load
        :return: ``dealership.feed.load``
        :raise UserError: it is no table, or fits no feed
        """
        now = fields.Datetime.now()
        believed = given_at if given_at and now - LONGEST_DELAY < given_at <= now else None
        load = self._find_feed(content)._make_load(content, filename, came_by=came_by, given_at=believed, **vals)
        load._begin(content, now, dry_run=False)
        load._wake_scheduler()
        return load

    def _in_words(self):
        """Return the source in the language of its company: what comes in by itself is told in nobody else's."""
        return self.with_context(lang=self.company_id._get_lang())

    def _ask_for_a_look(self, summary, words):
        """Have Administrators look at what came in, once until they have.

        :param str summary: what the activity is called
        :param str words: what came in, and what to do
        """
        if self.activity_search([WARNING], additional_domain=[("summary", "=", summary)]):
            return
        tell_administrators(self, WARNING, lambda _told: (summary, words))

    def _find_feed(self, content):
        """Return the feed whose columns a file has.

        :raise UserError: there is none, or the file is no table
        """
        try:
            headers = set(read_headers(content))
        except TableFileError as error:
            raise UserError(self.env._(error.message)) from error
        shares = {feed: feed._get_share_of(headers) for feed in self.feed_ids}
        best = max(shares, key=shares.get, default=None)
        if not best or not shares[best]:
            raise UserError(self.env._("None of the feeds of %s reads a file with these columns.", self.name))
        return best
