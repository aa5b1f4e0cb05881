import logging

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

ORIGINAL = "original"
COPY = "copy"
DOUBT = "doubt"


class DealershipDatabase(models.Model):
    """Which database this is, and whether anything may leave it: a copy must not send what the original sends.

    From the first run, activation or sending on there is one record, with the database's *fingerprint*: Odoo's uuid of
    it, what PostgreSQL calls the server and the database. Whatever a copy is made by, one of them is another then.

    ========  ====================================================  ==================================================
    status    when                                                  what leaves
    ========  ====================================================  ==================================================
    original  it is the database that was noted                     everything
    doubt     it is another: a copy, a restored backup, or moved    nothing, until somebody says which it is
    copy      somebody has said so, or it was neutralised           nothing
    ========  ====================================================  ==================================================

    ``_may_send()`` is the one place that decides; it is asked when work is taken up and again before anything leaves.
    It is one statement of a tenth of a millisecond, so nothing of it is kept: a database may be put in the place of
    another under the feet of a process. What can't be told from the original: docs/copies.md.
    """

    _name = "dealership.database"
    _description = "This Database"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _rec_name = "uuid"

    role = fields.Selection([(ORIGINAL, "Original"), (COPY, "Copy")], required=True, default=ORIGINAL, readonly=True)
    uuid = fields.Char(string="Odoo's Identifier of the Database", readonly=True)
    system_identifier = fields.Char(string="PostgreSQL's Identifier of the Server", readonly=True)
    database_oid = fields.Char(string="PostgreSQL's Number of the Database", readonly=True)
    moved_at = fields.Datetime(
        readonly=True, help="What was due by then may have left from elsewhere: it waits for a person."
    )
    told_fingerprint = fields.Char(readonly=True, help="The database that Administrators have been told of.")
    status = fields.Selection([(ORIGINAL, "Sends"), (DOUBT, "A Copy?"), (COPY, "Copy")], compute="_compute_status")

    _one_only = models.UniqueIndex("((TRUE))")

    def _compute_display_name(self):
        self.display_name = self.env.cr.dbname

    def _compute_status(self):
        self.status = self._get_status()

    # -- may it send? ---------------------------------------------------------------------------------

    @api.model
    def _may_send(self):
        """Return whether anything may leave this database."""
        return self._get_status() == ORIGINAL

    @api.model
    def _check_may_send(self):
        """Called before somebody has something leave.

        :raise UserError: when nothing may leave this database
        """
        self._note()
        if status := self._get_holding_status():
            raise UserError(self._get_held_words(status))

    @api.model
    def _holds_back(self):
        """Return whether a scheduled action is to leave everything as it is; Administrators are told, once."""
        status = self._get_holding_status()
        if status == DOUBT:
            self._tell_administrators()
        return bool(status)

    @api.model
    def _get_holding_status(self):
        """Return why nothing leaves, empty when everything may."""
        status = self._get_status()
        return "" if status == ORIGINAL else status

    @api.model
    def _get_status(self):
        """Return what the table above says; a database that has never sent anything is an original."""
        self.flush_model(["role", "uuid", "system_identifier", "database_oid"])
        rows = self.env.execute_query(
            SQL(
                "SELECT role, uuid, system_identifier, database_oid, %s FROM dealership_database",
                self._get_fingerprint_sql(),
            )
        )
        if not rows:
            return ORIGINAL
        [(role, *fingerprints)] = rows
        if role == COPY:
            return COPY
        return ORIGINAL if _is_same(fingerprints[:3], fingerprints[3:]) else DOUBT

    @api.model
    def _get_moved_at(self):
        """Return when somebody said that the database had moved, None when nobody has."""
        self.flush_model(["moved_at"])
        rows = self.env.execute_query(SQL("SELECT moved_at FROM dealership_database"))
        return rows[0][0] if rows else None

    @api.model
    def _get_held_words(self, status):
        if status == COPY:
            return self.env._(
                "Nothing leaves this database: it is a copy. Should it send in place of the original, a system "
                "administrator says so under Dealership > Configuration > This Database."
            )
        return self.env._(
            "Nothing leaves this database: it is another than the one that sent before, perhaps a copy. A system "
            "administrator says which it is under Dealership > Configuration > This Database."
        )

    # -- its fingerprint ------------------------------------------------------------------------------

    @api.model
    def _note(self):
        """Note which database this is, once: before anything is planned, run or sent."""
        if self.env.cr.readonly or self.env.execute_query(SQL("SELECT 1 FROM dealership_database")):
            return
        try:
            with self.env.cr.savepoint():
                self.env.cr.execute(
                    SQL(
                        """INSERT INTO dealership_database (role, uuid, system_identifier, database_oid, create_date)
                           SELECT %s, %s, now() AT TIME ZONE 'UTC' ON CONFLICT DO NOTHING""",
                        ORIGINAL,
                        self._get_fingerprint_sql(),
                    ),
                    log_exceptions=False,
                )
        except SerializationFailure:
            # Another process did at this moment, and it is the same database.
            return
        self.invalidate_model(flush=False)
        _logger.info("Database %s: this is the one whose messages it sends", self.env.cr.dbname)

    @api.model
    def _read_fingerprint(self):
        """Return the values of this database by field."""
        [row] = self.env.execute_query(SQL("SELECT %s", self._get_fingerprint_sql()))
        return dict(zip(("uuid", "system_identifier", "database_oid"), row, strict=True))

    @api.model
    def _get_fingerprint_sql(self):
        """Return three columns; NULL for what a hosted PostgreSQL keeps to itself."""
        system = SQL("(SELECT system_identifier::text FROM pg_control_system())")
        return SQL(
            """(SELECT value FROM ir_config_parameter WHERE key = 'database.uuid'), %s,
               (SELECT oid::text FROM pg_database WHERE datname = current_database())""",
            system if self._may_read_system_identifier() else SQL("NULL"),
        )

    @api.model
    @tools.ormcache()
    def _may_read_system_identifier(self):
        [[allowed]] = self.env.execute_query(SQL("SELECT has_function_privilege('pg_control_system()', 'EXECUTE')"))
        return allowed


def _is_same(noted, found):
    """Return whether two fingerprints are of one database, by what is known of both."""
    return all(one == other for one, other in zip(noted, found, strict=True) if one and other)
