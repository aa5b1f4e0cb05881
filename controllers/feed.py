from odoo import http
from odoo.http import request

from ..engine.file.table import MAX_BYTES
from .route import keyed


class FeedAddress(http.Controller):
    """Where a dealer management system posts its files."""

    @keyed("/dealership/feed/<string:source>", right="feed", largest=MAX_BYTES)
    def receive_feed(self, source, key, body, **_form):
        return source._load_feed(body, request.httprequest.args.get("filename", ""))._get_answer()
