import logging
from dataclasses import dataclass

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...engine.email.breaker import LEAST_DEAD, LONGEST, SHARE, WINDOW, is_burst, sum_up_words
from ...engine.ledger import states
from ..contact.dealership_dead_address import BURST
from ..database.administrators import tell_administrators

_logger = logging.getLogger(__name__)

ADMINISTRATOR = "crm_dealership.group_dealership_administrator"
WARNING = "mail.mail_activity_data_warning"


@dataclass(frozen=True)
class Burst:
    """What came back at once.

    :ivar mail_server: ``ir.mail_server``; none, with a domain or for Odoo's own configuration
    :ivar domain: of the recipients; empty for all of a server
    :ivar begun_at: when the first of it left, naive UTC
    :ivar rows: ``dealership.dead.address``
    :ivar messages: how many left, at least
    """

    mail_server: object
    domain: str
    begun_at: object
    rows: object
    messages: int


class DealershipSendingPause(models.Model):
    """Nothing is sent through an outgoing server, or to a domain, of which so much came back at once that the addresses
    can't be the trouble: a relay that answers "no such user" to everybody must not kill 20,000 addresses.

    What has left since ``begun_at`` is not believed: its addresses are alive again, and it is sent once more when an
    Administrator has mended the cause and resumes. Until then what is due waits, whatever it is about.

    It is judged by whoever notes that an address is dead, in the same transaction: by the dead of an hour, and by the
    messages that left meanwhile, counted on indexes and no further than the answer needs.
    """

    _name = "dealership.sending.pause"
    _description = "Pause in Sending"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "paused_at desc, id desc"

    mail_server_id = fields.Many2one(
        "ir.mail_server", string="Outgoing Server", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    domain = fields.Char(string="Recipients' Domain", readonly=True)
    begun_at = fields.Datetime(
        string="First One Left At",
        readonly=True,
        required=True,
        help="What left from then on is not believed to be dead.",
    )
    paused_at = fields.Datetime(readonly=True, required=True)
    message_count = fields.Integer(string="E-mails Sent", readonly=True, help="Those that left in this time, at least.")
    dead_count = fields.Integer(string="Refusals", readonly=True, help="Of so many it was said: no such address.")
    words = fields.Text(string="Most Frequent Words", readonly=True)
    waiting_count = fields.Integer(string="Messages That Wait", compute="_compute_waiting_count")
    resumed_at = fields.Datetime(readonly=True)
    resumed_by_id = fields.Many2one("res.users", readonly=True)

    _open_unique = models.UniqueIndex("(COALESCE(mail_server_id, 0), COALESCE(domain, '')) WHERE resumed_at IS NULL")

    @api.depends("mail_server_id", "domain")
    def _compute_display_name(self):
        for pause in self:
            server = pause.mail_server_id.name or self.env._("Odoo's own mail server")
            pause.display_name = pause.domain or server

    def _compute_waiting_count(self):
        """Of all pauses together: what waits for which is found out when it is its turn."""
        # sudo: how many is no secret
        deliveries = self.env["dealership.delivery"].sudo()
        count = deliveries.search_count([("state", "=", states.PLANNED), ("reason", "=", states.SENDING_PAUSED)])
        self.waiting_count = count

    # -- actions --------------------------------------------------------------------------------------

    def action_resume(self):
        """Send again what waits.

        :raise AccessError: for who is no Administrator
        :raise UserError: somebody has done so already
        """
        self.check_access("read")
        if not self.env.user.has_group(ADMINISTRATOR):
            raise AccessError(self.env._("Administrators of the dealership resume sending: ask one of them."))
        # sudo: nobody else writes it
        pauses = self.sudo()
        pauses.lock_for_update()
        if any(pauses.mapped("resumed_at")):
            raise UserError(self.env._("Sending has been resumed already."))
        now = fields.Datetime.now()
        pauses.write({"resumed_at": now, "resumed_by_id": self.env.uid})
        pauses.activity_unlink([WARNING])
        for pause in pauses:
            pause.message_post(body=pause.env._("Resumed: what waits is sent."))
        self.env["dealership.delivery"].sudo()._try_paused(now)

    # -- which ----------------------------------------------------------------------------------------

    @api.model
    def _get_open(self):
        """Return the pauses that hold now, as superuser; also those that another worker has just found."""
        rows = self.env.execute_query(SQL("SELECT id FROM dealership_sending_pause WHERE resumed_at IS NULL"))
        return self.sudo().browse(row[0] for row in rows)

    def _holds(self, mail_server, address):
        """Return whether nothing is to leave through a server (none: Odoo's own configuration) to an address."""
        domain = _get_domain(address)
        return any(pause.domain == domain if pause.domain else pause.mail_server_id == mail_server for pause in self)

    @api.model
    def _is_disbelieved(self, dead):
        """Return whether a dead address is part of a burst that is known."""
        server = _scope_sql("pause", dead.mail_server_id, "")
        domain = _scope_sql("pause", self.env["ir.mail_server"], dead._get_domain_part())
        query = SQL(
            """SELECT FROM dealership_sending_pause pause
                WHERE (%s OR %s) AND pause.begun_at <= %s AND (pause.resumed_at IS NULL OR pause.resumed_at > %s)""",
            server,
            domain,
            dead.left_at,
            dead.left_at,
        )
        return bool(self.env.execute_query(SQL("SELECT EXISTS (%s)", query))[0][0])

    # -- judging --------------------------------------------------------------------------------------

    @api.model
    def _judge(self, dead):
        """Pause the domain, or else the server, of an address that has just been noted as dead, if it is one too many.

        :param dead: ``dealership.dead.address``
        """
        self.flush_model()
        self.env["dealership.delivery"].flush_model(["sent_at", "mail_server_id", "address"])
        if self._is_disbelieved(dead):
            dead._disbelieve(dead.since)
            return
        no_server, domain = self.env["ir.mail_server"], dead._get_domain_part()
        burst = self._find_burst(no_server, domain, dead.since) or self._find_burst(dead.mail_server_id, "", dead.since)
        if burst:
            self._pause(self._find_domain_to_blame(burst), dead.since)

    @api.model
    def _find_burst(self, mail_server, domain, now):
        """Return the ``Burst`` of a domain, or else of a server, of the last hour; None when there is none."""
        rows = self._find_dead(mail_server, domain, now)
        if len(rows) < LEAST_DEAD:
            return None
        begun_at = max(now - LONGEST, min(now - WINDOW, *rows.mapped("left_at")))
        scope = _scope_sql("delivery", mail_server, domain)
        messages = len(rows) + self._count_arrived(scope, begun_at, rows)
        return Burst(mail_server, domain, begun_at, rows, messages) if is_burst(len(rows), messages) else None

    @api.model
    def _find_domain_to_blame(self, burst):
        """Return the ``Burst`` of the domain of most of a server's dead, if what goes elsewhere arrives."""
        if burst.domain:
            return burst
        domains = burst.rows.grouped(lambda dead: dead._get_domain_part())
        domain, rows = max(domains.items(), key=lambda item: len(item[1]))
        rest = burst.rows - rows
        elsewhere = SQL("NOT %s", _scope_sql("delivery", burst.mail_server, domain))
        scope = SQL("%s AND %s", _scope_sql("delivery", burst.mail_server, ""), elsewhere)
        arrived = self._count_arrived(scope, burst.begun_at, burst.rows)
        if not arrived or len(rest) * SHARE > len(rest) + arrived:
            return burst
        return Burst(self.env["ir.mail_server"], domain, burst.begun_at, rows, burst.messages - len(rest) - arrived)

    @api.model
    def _find_dead(self, mail_server, domain, now):
        """Return the addresses noted as dead within the hour, since sending was last resumed."""
        rows = self.env.execute_query(
            SQL(
                """SELECT dead.id FROM dealership_dead_address dead
                    WHERE dead.channel = 'email' AND dead.since > GREATEST(%s, COALESCE((
                          SELECT max(resumed_at) FROM dealership_sending_pause pause WHERE %s), '-infinity'))
                      AND dead.since <= %s AND dead.lifted_as IS DISTINCT FROM %s AND %s""",
                now - WINDOW,
                _scope_sql("pause", mail_server, domain),
                now,
                BURST,
                _scope_sql("dead", mail_server, domain),
            )
        )
        return self.env["dealership.dead.address"].sudo().browse(row[0] for row in rows)

    @api.model
    def _count_arrived(self, scope, begun_at, rows):
        """Count the messages that left since a moment and did not come back, no further than the answer needs."""
        [[count]] = self.env.execute_query(
            SQL(
                """SELECT count(*) FROM (
                       SELECT FROM dealership_delivery delivery
                        WHERE delivery.channel = 'email' AND delivery.sent_at >= %s AND delivery.id != ALL(%s) AND %s
                        LIMIT %s) arrived""",
                begun_at,
                rows.delivery_id.ids,
                scope,
                len(rows) * SHARE,
            )
        )
        return count

    # -- pausing --------------------------------------------------------------------------------------

    @api.model
    def _pause(self, burst, now):
        """Pause, take back what was believed, and tell; of several workers, one does."""
        said = "\n".join(f"{count} × {words}" for count, words in sum_up_words(burst.rows.mapped("words")))
        vals = {
            "mail_server_id": burst.mail_server.id or None,
            "domain": burst.domain or None,
            "begun_at": burst.begun_at,
            "paused_at": now,
            "message_count": burst.messages,
            "dead_count": len(burst.rows),
            "words": said,
        }
        made = self.env.execute_query(
            SQL(
                """INSERT INTO dealership_sending_pause (%s, create_uid, create_date, write_uid, write_date)
                   VALUES %s ON CONFLICT DO NOTHING RETURNING id""",
                SQL(", ").join(map(SQL.identifier, vals)),
                (*vals.values(), *(self.env.uid, self.env.cr.now()) * 2),
            )
        )
        pause = self.sudo().browse(row[0] for row in made)
        burst.rows._disbelieve(now)
        if pause:
            _logger.info(
                "Sending is paused for %s: %s of %s refused", pause.display_name, len(burst.rows), burst.messages
            )
            pause.message_post(body=pause._describe())
            tell_administrators(pause, WARNING, lambda told: (told.env._("Sending is paused"), told._describe()))
            if not burst.domain:
                self._join_domains(now)

    @api.model
    def _join_domains(self, now):
        """End the pauses of domains that have turned out to be the server's."""
        joined = self.sudo().search(
            [("domain", "!=", False), ("resumed_at", "=", False), ("paused_at", ">", now - WINDOW)]
        )
        joined.write({"resumed_at": now})
        joined.activity_unlink([WARNING])

    def _describe(self):
        return self.env._(
            "Sending is paused for %(what)s: %(dead)s of %(messages)s e-mails within an hour came back with “no such "
            "address”, more than addresses die at once. No address was marked; what is due waits. Find out why, and "
            "resume under Dealership > Configuration > Pauses in Sending. The servers said: %(words)s",
            what=self.display_name,
            dead=self.dead_count,
            messages=self.message_count,
            words=" · ".join((self.words or "").splitlines()),
        )


def _get_domain(address):
    return (address or "").rpartition("@")[2]


def _scope_sql(alias, mail_server, domain):
    """Return the condition that a row (of a pause, a delivery, a dead address) is of a server, or of a domain."""
    if domain:
        of_address = SQL("split_part(%s, '@', 2)", SQL.identifier(alias, "address"))
        return SQL("%s = %s", SQL.identifier(alias, "domain") if alias == "pause" else of_address, domain)
    column = SQL.identifier(alias, "mail_server_id")
    same = SQL("%s = %s", column, mail_server.id) if mail_server else SQL("%s IS NULL", column)
    return SQL("%s AND %s IS NULL", same, SQL.identifier(alias, "domain")) if alias == "pause" else same
