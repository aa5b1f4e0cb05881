from odoo import api, fields, models, tools
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

ADMINISTRATOR = "crm_dealership.group_dealership_administrator"
BY_HAND, ENTERED, WROTE, BURST = "by_hand", "entered", "wrote", "burst"
LIFTED = [
    (BY_HAND, "Somebody says that it works"),
    (ENTERED, "Entered anew"),
    (WROTE, "The customer wrote from it"),
    (BURST, "Too many at once: the server was the trouble"),
]


class DealershipDeadAddress(models.Model):
    """An address at which nothing arrives on one channel: a fact about the address, whoever has it.

    Not about a message, nor about a person: two who share it are both not reached, another address of theirs is not
    dead, and who gets it later is not reached either, until it is *lifted*. There is no such mailbox for any company of
    the group: all leave it out, and each sees what its own messages met with.

    An address is dead while it has a row that has not been lifted, at most one; lifted ones are its history.
    """

    _name = "dealership.dead.address"
    _description = "Dead Address"
    _order = "since desc, id desc"
    _rec_name = "address"

    address = fields.Char(string="Address or Number", required=True, readonly=True, help="As contacts have it.")
    channel = fields.Selection(selection="_selection_channel", required=True, readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, help="Whose message it was.")
    since = fields.Datetime(required=True, readonly=True)
    why = fields.Char(readonly=True, help="What decided, of what the server said.")
    words = fields.Text(string="Words of the Server", readonly=True)
    server = fields.Char(readonly=True, help="Which server said so.")
    delivery_id = fields.Many2one(
        "dealership.delivery", string="Message", readonly=True, index="btree_not_null", ondelete="set null"
    )
    lifted_at = fields.Datetime(string="Works Again Since", readonly=True)
    lifted_as = fields.Selection(LIFTED, string="Why It Works Again", readonly=True)
    lifted_by_id = fields.Many2one("res.users", readonly=True)

    _dead_unique = models.UniqueIndex("(address, channel) WHERE lifted_at IS NULL")
    _address_index = models.Index("(address, since)")

    @api.model
    def _selection_channel(self):
        return self.env["dealership.channel"]._selection_channels()

    # -- actions --------------------------------------------------------------------------------------

    def action_lift(self):
        """Say that these work again.

        :raise AccessError: for who is no Administrator
        """
        self.check_access("read")
        if not self.env.user.has_group(ADMINISTRATOR):
            raise AccessError(self.env._("Administrators of the dealership say so here; others on the customer."))
        for channel, same in self.grouped("channel").items():
            self._lift_by_hand(channel, same.mapped("address"))

    @api.model
    def _lift_by_hand(self, channel, addresses):
        """Take addresses for alive again because somebody says so, and note it on whoever has one; see ``_lift``."""
        lifted = self._lift(channel, addresses, BY_HAND)
        carrier = self.env["dealership.channel"]._get_channel(channel)
        # sudo: it is noted on all who share the address
        sharing = self.env["res.partner"].sudo().search([(carrier._address_field, "in", lifted.mapped("address"))])
        for partner in sharing:
            address = partner[carrier._address_field]
            partner._message_log(body=self.env._("%s works again: messages are sent to it.", address))
        return lifted

    # -- dead, and alive again ------------------------------------------------------------------------

    @api.model
    def _note(self, vals):
        """Write down that an address is dead; one that is so already stays as it was noted first.

        :param dict vals: field → value
        """
        self._flush_rows()
        names = [name for name in vals if vals[name]]
        noted = self.env.execute_query(
            SQL(
                """INSERT INTO dealership_dead_address (%s, create_uid, create_date, write_uid, write_date)
                   VALUES %s ON CONFLICT (address, channel) WHERE lifted_at IS NULL DO NOTHING RETURNING id""",
                SQL(", ").join(map(SQL.identifier, names)),
                (*(vals[name] for name in names), *(self.env.uid, self.env.cr.now()) * 2),
            )
        )
        self._forget_rows()
        if noted and not self._has_any():
            self.env.registry.clear_cache()
        # sudo: a server that says so is nobody's user
        return self.sudo().browse(row[0] for row in noted)

    @api.model
    def _lift(self, channel, addresses, lifted_as, now=None):
        """Take addresses for alive again; return those rows that were lifted.

        :param str channel: a key of the channels installed
        :param addresses: as contacts have them
        :param str lifted_as: a key of ``LIFTED``
        :param datetime now: naive UTC; the clock when absent
        """
        wanted = [address for address in set(addresses) if address]
        if not wanted or not self._has_any():
            return self.browse()
        # sudo: whoever says so need not see what was said of other companies' messages
        dead = self.sudo().search([("channel", "=", channel), ("address", "in", wanted), ("lifted_at", "=", False)])
        dead.write(
            {"lifted_at": now or fields.Datetime.now(), "lifted_as": lifted_as, "lifted_by_id": self.env.user.id}
        )
        return dead

    @api.model
    def _find(self, channel, addresses):
        """Return the rows of those addresses that are dead, as superuser."""
        if not self._has_any():
            return self.sudo()  # sudo: see _lift
        return self.sudo().search(
            [("channel", "=", channel), ("address", "in", list(set(addresses))), ("lifted_at", "=", False)]
        )

    @api.model
    def _forget(self, addresses):
        """Delete what is known of the addresses of people who are erased."""
        # sudo: nobody deletes what is known by hand
        self.sudo().search([("address", "in", list(addresses))]).unlink()

    # -- in queries -----------------------------------------------------------------------------------

    @api.model
    @tools.ormcache()
    def _has_any(self):
        """Return whether an address was ever dead; as long as none was, nothing has to be looked up."""
        return bool(self.sudo().search_count([], limit=1))

    @api.model
    def _get_domain(self, channel, column):
        """Return the ``Domain`` on a model of those whose address is dead.

        :param str channel: a key of the channels installed
        :param str column: that holds the address as contacts have it
        """
        if not column or not self._has_any():
            return Domain.FALSE
        self._flush_rows()

        def to_sql(model, alias, query):
            return SQL(
                """EXISTS (SELECT FROM dealership_dead_address dead
                            WHERE dead.address = %s AND dead.channel = %s AND dead.lifted_at IS NULL)""",
                SQL.identifier(alias, column),
                channel,
            )

        return Domain.custom(to_sql=to_sql)

    @api.model
    def _get_addresses_query(self, channel):
        """Return the query of all that are dead for a channel, as contacts have them."""
        self._flush_rows()
        return SQL("SELECT address FROM dealership_dead_address WHERE channel = %s AND lifted_at IS NULL", channel)

    @api.model
    def _flush_rows(self):
        self.flush_model()

    @api.model
    def _forget_rows(self):
        self.invalidate_model(flush=False)
