import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.modules.neutralize import neutralize_database

from .administrators import tell_administrators
from .dealership_database import COPY, DOUBT, ORIGINAL

_logger = logging.getLogger(__name__)

DECISION = "mail.mail_activity_data_warning"


class DealershipDatabase(models.Model):
    """Somebody says what a database is that is not the one that sent before, and it stands in the chatter who did.

    It concerns all companies, and what Odoo itself sends: whoever may change the system says it.
    """

    _inherit = "dealership.database"

    may_decide = fields.Boolean(compute="_compute_may_decide")
    due_count = fields.Integer(string="Messages Due", compute="_compute_due_count")

    @api.depends_context("uid")
    def _compute_may_decide(self):
        self.may_decide = self.env.user.has_group("base.group_system")

    def _compute_due_count(self):
        self.due_count = self.env["dealership.delivery"]._count_due(fields.Datetime.now())

    # -- actions --------------------------------------------------------------------------------------

    def action_copy(self):
        """Say that it is a copy: everything that leaves is switched off, of Odoo's as well, as by `odoo neutralize`.

        :raise UserError: it is the one that sends, or a copy already
        """
        database = self._lock_for_decision(DOUBT)
        database._decide(COPY, self.env._("It is a copy: everything that leaves is switched off."))
        self.env.flush_all()
        neutralize_database(self.env.cr)
        self.env.invalidate_all(flush=False)
        self.env.registry.clear_all_caches()
        return self._reload()

    def action_moved(self):
        """Say that it takes the place of the one that sent before: it sends what is due from now on.

        What was due before may have left from there: it waits for a person, with Odoo's own e-mails and text messages.

        :raise UserError: it is the one that sends already
        """
        database = self._lock_for_decision(DOUBT, COPY)
        now = fields.Datetime.now()
        # sudo: what is due of all companies is put before people
        parked = self.env["dealership.delivery"].sudo()._park_due(now)
        for queue in ("mail.mail", "sms.sms", "mailing.mailing"):
            self.env[queue].sudo()._park_due(now)
        words = self.env._(
            "It sends from now on. Messages that were due before, and wait for a person: %s", len(parked)
        )
        database._decide(ORIGINAL, words, moved_at=now)
        self.env["dealership.delivery"]._trigger_sending()
        return self._reload()

    def _lock_for_decision(self, *statuses):
        self.ensure_one()
        self.check_access("read")
        if not self.may_decide:
            raise AccessError(
                self.env._("It concerns all companies: a system administrator (Settings) says what this database is.")
            )
        # sudo: nobody else writes it
        database = self.sudo()
        database.lock_for_update()
        if self._get_status() not in statuses:
            raise UserError(self.env._("Nothing is to be decided: somebody has said already what this database is."))
        return database

    def _decide(self, role, words, **vals):
        self.write({"role": role, "told_fingerprint": False, **self._read_fingerprint(), **vals})
        self.activity_unlink([DECISION])
        self.message_post(body=words, author_id=self.env.user.partner_id.id)
        _logger.warning("Database %s: user %s has said: %s", self.env.cr.dbname, self.env.uid, role)

    def _reload(self):
        # The warning stands on every screen.
        return {"type": "ir.actions.client", "tag": "reload"}

    # -- telling --------------------------------------------------------------------------------------

    @api.model
    def _tell_administrators(self):
        """Tell the Administrators, once, that this is another database: within it, for nothing leaves it."""
        # sudo: nobody else writes it
        database = self.sudo().search([], limit=1).try_lock_for_update()
        fingerprint = " ".join(value or "-" for value in self._read_fingerprint().values())
        if not database or database.told_fingerprint == fingerprint:
            return
        database.told_fingerprint = fingerprint
        _logger.warning("Database %s is another than the one that sent before: nothing leaves it", self.env.cr.dbname)
        database.message_post(body=self._get_held_words(DOUBT))
        tell_administrators(
            database,
            DECISION,
            lambda told: (told.env._("Is this database a copy?"), told._get_held_words(DOUBT)),
        )
