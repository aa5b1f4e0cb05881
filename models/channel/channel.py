from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..family import get_members

HTML = "html"
TEXT = "text"


class DealershipChannel(models.AbstractModel):
    """One way to get something done for a customer. A new channel is one model in one file::

        class ChannelPigeon(models.AbstractModel):
            _name = "dealership.channel.pigeon"
            _inherit = "dealership.channel"
            _description = "Carrier Pigeon"
            _channel_sequence = 50
            _channel_icon = "fa-twitter"
            _message_format = "text"
            _consent_channel = "letter"
            _address_field = "ref"
            _sending_batch = PigeonBatch  # how its messages are composed and handed over

    The last part of ``_name`` is the value of the channel fields, ``_description`` its label.
    """

    _name = "dealership.channel"
    _description = "Channel"
    _channel_sequence = 100
    # Font Awesome's name of its picture in calendars and lists.
    _channel_icon = "fa-paper-plane-o"
    # What its messages are made of: HTML (subject and rich body), TEXT, or None for a channel without texts.
    _message_format = None
    # Without one, a step says in words of its own what is to be done.
    _message_required = True
    # The key of CHANNELS under which customers decide about it. None: nobody is contacted, no rule of contact applies.
    _consent_channel = None
    # Field of res.partner that holds the normalised address, and where addresses are banned from the channel.
    _address_field = None
    _blacklist_table = None
    _blacklist_column = None
    # Whether who carries it says that there is no such address: then nothing is sent to that any more.
    _notes_dead_addresses = False
    # Whether the editor of targetings counts whom it reaches.
    _shows_reach = False
    # The ``SendingBatch`` that sends its messages; None for a channel with a ``_send`` of its own: what it does is done
    # by somebody of the dealership, or within the database.
    _sending_batch = None

    @api.model
    def _selection_channels(self):
        """Return the channels installed as ``(key, label)`` pairs, in order."""
        channels = get_members(self.env, DealershipChannel._name, "_channel_sequence")
        return [(channel._get_key(), channel._get_label()) for channel in channels]

    @api.model
    def _select(self, condition):
        """Return the ``(key, label)`` pairs of the channels for whose model ``condition`` holds."""
        return [(key, label) for key, label in self._selection_channels() if condition(self._get_channel(key))]

    @api.model
    def _selection_message_channels(self):
        """Return the channels that have texts of their own as ``(key, label)`` pairs."""
        return self._select(lambda channel: channel._message_format)

    @api.model
    def _get_contact_keys(self):
        """Return the keys of the channels that are a contact with the customer."""
        return [key for key, _label in self._select(lambda channel: channel._consent_channel)]

    @api.model
    def _get_channel(self, key):
        """Return the model that carries a channel."""
        return self.env[f"{DealershipChannel._name}.{key}"]

    @api.model
    def _get_key(self):
        """Return the value of the channel fields that stands for this one."""
        return self._name.removeprefix(f"{DealershipChannel._name}.")

    @api.model
    def _get_label(self):
        return self.env["ir.model"]._get(self._name).name or self._description

    # -- whom it reaches ------------------------------------------------------------------------------

    @api.model
    def _get_address_domain(self):
        """Return the ``Domain`` on ``res.partner`` of who has an address; everyone where none is needed."""
        return Domain(self._address_field, "!=", False) if self._address_field else Domain.TRUE

    @api.model
    def _get_own_address_domain(self):
        """Return the ``Domain`` on ``res.partner`` of those in whose place an address of our own stands."""
        return Domain.FALSE

    @api.model
    def _get_dead_domain(self):
        """Return the ``Domain`` on ``res.partner`` of those at whose address nothing arrives."""
        if not self._notes_dead_addresses:
            return Domain.FALSE
        return self.env["dealership.dead.address"]._get_domain(self._get_key(), self._address_field)

    @api.model
    def _get_reachable_domain(self):
        """Return the ``Domain`` on ``res.partner`` of who has an address at which something arrives."""
        return self._get_address_domain() & ~self._get_dead_domain()

    @api.model
    def _get_address_sql(self, partner):
        """Return the expression of a customer's address, by which duplicates are found; None without addresses.

        :param str partner: the alias of ``res_partner`` in the query
        """
        return SQL.identifier(partner, self._address_field) if self._address_field else None

    @api.model
    def _get_blacklisted_sql(self, partner):
        """Return the condition that a customer's address is banned; None where there is no such list."""
        if not self._blacklist_table:
            return None
        return SQL(
            "EXISTS (SELECT FROM %s banned WHERE banned.%s = %s AND banned.active)",
            SQL.identifier(self._blacklist_table),
            SQL.identifier(self._blacklist_column),
            self._get_address_sql(partner),
        )

    # -- what it costs --------------------------------------------------------------------------------

    @api.model
    def _get_price(self, company):
        """Return the price of one unit, in the company's currency."""
        return 0.0

    @api.model
    def _count_units(self, deliveries, now):
        """Return how many units a delivery of these takes on average; they are of one step, and few."""
        return 1.0

    # -- what it does ---------------------------------------------------------------------------------

    @api.model
    def _get_step_problems(self, step):
        """Return what keeps a step from being carried out on this channel, as sentences without its number."""
        worded = not self._message_format or self._message_required or step.message_id or step.task_summary
        return [] if worded else [self._ask_for_words()]

    @api.model
    def _ask_for_words(self):
        """Return what is asked for where a step has neither a message nor words of its own."""
        return self.env._("say in a few words what is to be done, or choose a message.")

    @api.model
    def _send(self, deliveries, now):
        """Carry out claimed deliveries of this channel; each has another state at the end, or is given back.

        Before anything leaves the database each must be ``sending``, committed: a ``SendingBatch`` sees to that.

        :param deliveries: ``dealership.delivery``, claimed, checked by the rules of contact, with their address
        :param datetime now: naive UTC
        """
        for step, same_step in deliveries.grouped("step_id").items():
            self._sending_batch(step, same_step, now).send()

    @api.model
    def _finish(self, deliveries):
        """Close what was opened for deliveries of this channel, which somebody has just marked as done."""

    @api.model
    def _withdraw(self, deliveries):
        """Take back what was opened for deliveries of this channel, which won't be done as they stand."""
