from odoo import models
from odoo.exceptions import UserError

from .dealership_database import DOUBT


class FetchmailServer(models.Model):
    """Mailboxes are left alone as long as nobody knows whether this is a copy.

    What one database fetches, the other never gets: answers and opt-outs of customers would be lost with the copy. One
    that is said to be a copy has its incoming servers switched off by Odoo; whoever switches one on means it.
    """

    _inherit = "fetchmail.server"

    def _fetch_mail(self, *args, **options):
        """Return the error that the button shows, as Odoo's own does; its scheduled action comes again."""
        databases = self.env["dealership.database"]
        if databases._get_status() == DOUBT:
            databases._holds_back()
            return UserError(databases._get_held_words(DOUBT))
        return super()._fetch_mail(*args, **options)
