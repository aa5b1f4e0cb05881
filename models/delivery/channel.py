from odoo import api, models


class DealershipChannel(models.AbstractModel):
    """One way to reach a customer. A new channel is one model in one file::

        class ChannelPigeon(models.AbstractModel):
            _name = "dealership.channel.pigeon"
            _inherit = "dealership.channel"
            _description = "Carrier Pigeon"
            _channel_sequence = 50

    The last part of ``_name`` is the value of the channel fields, ``_description`` its label.
    """

    _name = "dealership.channel"
    _description = "Channel"
    _channel_sequence = 100
    # Field of res.partner that holds the normalised address, and where addresses are banned from the channel.
    _address_field = None
    _blacklist_table = None
    _blacklist_column = None

    @api.model
    def _selection_channels(self):
        """Return the channels installed as ``(key, label)`` pairs, in order."""
        prefix = f"{DealershipChannel._name}."
        channels = [self.env[name] for name in self.env.registry if name.startswith(prefix)]
        channels.sort(key=lambda channel: (channel._channel_sequence, channel._name))
        return [(channel._name.removeprefix(prefix), channel._get_label()) for channel in channels]

    @api.model
    def _get_channel(self, key):
        """Return the model that carries a channel."""
        return self.env[f"{DealershipChannel._name}.{key}"]

    @api.model
    def _get_label(self):
        return self.env["ir.model"]._get(self._name).name or self._description

    @api.model
    def _send(self, deliveries, now):
        """Render, hand over and write down the results of claimed deliveries of this channel.

        Each must be ``sending`` in the database, committed, before anything leaves, and have another state at the end.

        :param deliveries: ``dealership.delivery``, claimed, checked by the rules of contact, with their address
        :param datetime now: naive UTC
        """
        raise NotImplementedError
