from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..channel.channel import HTML
from .email_batch import EmailBatch
from .own_addresses import is_own_address_sql


class ChannelEmail(models.AbstractModel):
    """E-mail over Odoo's outgoing servers, with Odoo's routing of answers and bounces."""

    _name = "dealership.channel.email"
    _inherit = "dealership.channel"
    _description = "E-mail"
    _channel_sequence = 10
    _channel_icon = "fa-envelope-o"
    _message_format = HTML
    _consent_channel = "email"
    _address_field = "email_normalized"
    _blacklist_table = "mail_blacklist"
    _blacklist_column = "email"
    _notes_dead_addresses = True
    _shows_reach = True
    _sending_batch = EmailBatch

    @api.model
    def _get_address_domain(self):
        """One of our own addresses is no address of a customer."""
        return super()._get_address_domain() & ~self._get_own_address_domain()

    @api.model
    def _get_own_address_domain(self):
        def to_sql(model, alias, query):
            return is_own_address_sql(self.env, self._get_address_sql(alias))

        return Domain.custom(to_sql=to_sql)

    @api.model
    def _is_own_address(self, address):
        """Return whether a normalised address is one of ours."""
        self.env["mail.alias"].flush_model()
        self.env["mail.alias.domain"].flush_model()
        [[is_own]] = self.env.execute_query(SQL("SELECT %s", is_own_address_sql(self.env, SQL("%s", address))))
        return bool(is_own)
