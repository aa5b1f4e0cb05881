import hashlib
import hmac
import secrets

from odoo import api, fields, models
from odoo.tools import SQL

from ..client.internal_fields import with_internal_fields

# What a key may be good for: the kind of a post, and the field that allows it.
RIGHTS = {"adf": "may_post_adf", "lead": "may_post_leads", "feed": "may_post_feed"}
# What every key begins with: whoever finds one in a log knows what to look for, and where to revoke it.
MARK = "dks"
SHOWN = 6


class DealershipSourceKey(models.Model):
    """A key by which a source proves that a post is its own (``Authorization: Bearer …``).

    Only its hash is kept: 32 random bytes need no salt and no slow hash. A source may have several at a time, so that
    a new one is in use before the former is revoked. A revoked key stays in the list, for what was posted with it.
    """

    _name = "dealership.source.key"
    _description = "Key of a Data Source"
    _order = "revoked_at desc nulls first, id desc"

    source_id = fields.Many2one("dealership.source", required=True, readonly=True, index=True, ondelete="cascade")
    name = fields.Char(
        string="Used By",
        required=True,
        default=lambda self: self.env._("New key"),
        help="Which program has it: so that it is known what stops when it is revoked.",
    )
    beginning = fields.Char(string="Begins With", readonly=True, help="Enough to tell a key, too little to use it.")
    key_hash = fields.Char(readonly=True, copy=False, groups="base.group_system")
    may_post_leads = fields.Boolean(string="Leads", default=True)
    may_post_adf = fields.Boolean(string="ADF", default=True)
    may_post_feed = fields.Boolean(string="Feeds")
    made_at = fields.Datetime(string="Made On", readonly=True, default=fields.Datetime.now)
    last_used_at = fields.Datetime(string="Last Used On", readonly=True)
    revoked_at = fields.Datetime(string="Revoked On", readonly=True)

    _key_hash_unique = models.UniqueIndex("(key_hash)")

    @api.model
    def _make(self, source):
        """Make a key of a source; return the action that shows it.

        :param source: ``dealership.source`` whose keys the user may make
        """
        secret = f"{MARK}_{secrets.token_urlsafe(32)}"
        key = with_internal_fields(self).create(
            {
                "source_id": source.id,
                "beginning": secret[: len(MARK) + 1 + SHOWN],
                "name": source.name,
                "may_post_feed": bool(source.feed_ids),
            }
        )
        key.sudo().key_hash = _hash(secret)  # sudo: nobody reads or writes hashes
        return self.env["dealership.source.key.shown"]._show(key, secret)

    def action_revoke(self):
        """Have the keys open nothing any more, from now on."""
        self.check_access("write")
        keys = self.filtered(lambda key: not key.revoked_at)
        with_internal_fields(keys).revoked_at = fields.Datetime.now()

    @api.model
    def _find(self, code, secret):
        """Return the key that a post shows, in superuser mode; empty when the source has none such.

        :param str code: of the source, as it stands in the address
        :param str secret: what the post shows
        """
        # sudo: a source has no user; the key is the right
        keys = self.sudo().search_fetch(
            [
                ("source_id.code", "=", code.replace("\0", "")),
                ("source_id.active", "=", True),
                ("revoked_at", "=", False),
            ],
            ["key_hash", "source_id", *RIGHTS.values()],
        )
        given = _hash(secret)
        # All are compared: how long it takes tells nothing.
        fitting = [key for key in keys if hmac.compare_digest(key.key_hash or "", given)]
        return fitting[0] if fitting else keys.browse()

    def _allows(self, right):
        """Return whether it is good for a kind of post, a key of ``RIGHTS``."""
        return bool(self[RIGHTS[right]])

    def _describe_rights(self):
        """Return in words what it is good for."""
        return ", ".join(
            self._fields[name]._description_string(self.env) for name in RIGHTS.values() if self[name]
        ) or self.env._("nothing yet")

    def _note_use(self, now):
        """Note when the key was used, once a minute at most, and without waiting for whoever notes it just now."""
        self.env.cr.execute(
            SQL(
                """UPDATE dealership_source_key SET last_used_at = %(now)s
                    WHERE id IN (SELECT id FROM dealership_source_key
                                  WHERE id = ANY(%(ids)s)
                                    AND (last_used_at IS NULL OR last_used_at < %(now)s - interval '1 minute')
                                    FOR NO KEY UPDATE SKIP LOCKED)""",
                now=now,
                ids=self.ids,
            ),
            log_exceptions=False,
        )
        self.invalidate_recordset(["last_used_at"])


def _hash(secret):
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
