from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.feed.table import read_headers
from ...engine.file.errors import TableFileError


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
        load = self._find_feed(content)._make_load(content, filename)
        load._start(dry_run=False)
        return load

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
