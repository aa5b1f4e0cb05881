from datetime import timedelta

from odoo import api, fields, models

MINUTE = timedelta(minutes=1)


class DealershipSource(models.Model):
    """How a post is let in, and written down."""

    _inherit = "dealership.source"

    @api.model
    def _admit(self, code, secret):
        """Return the key with which a source posts; empty when it has none such."""
        return self.env["dealership.source.key"]._find(code, secret)

    def _is_over_limit(self, now):
        """Return whether the source has posted as often within a minute as it may.

        Posts that are being worked on at this moment are not counted: the limit keeps a program that has gone wrong
        from filling the database, and need not be exact.
        """
        self.ensure_one()
        domain = [("source_id", "=", self.id), ("received_at", ">", now - MINUTE)]
        requests = self.env["dealership.source.request"]
        return requests.search_count(domain, limit=self.rate_limit) >= self.rate_limit

    def _note_request(self, key, kind, now, size, counts):
        """Write down a post.

        :param dict counts: by the names of the fields
        """
        key._note_use(now)
        return self.env["dealership.source.request"].create(
            {
                "source_id": self.id,
                "key_id": key.id,
                "kind": kind,
                "received_at": fields.Datetime.to_string(now),
                "size": size,
                **counts,
            }
        )
