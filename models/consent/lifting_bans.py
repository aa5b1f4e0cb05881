from itertools import product

from odoo import api, fields, models
from odoo.fields import Domain


class DealershipConsent(models.Model):
    """Who stands on a blacklist of Odoo's and wants to hear from a company again is taken off it.

    The blacklist is one for all companies, and that of numbers for messages and calls. Towards the others, and against
    messages where only calls were asked for, it stays: as a "no" of the day on which it was written.
    """

    _inherit = "dealership.consent"

    @api.model
    def _find_bans(self, customers, channel, addresses=None):
        """Return ``[(carrier, records of the blacklist)]`` by which customers are banned from a channel of contact.

        :param customers: ``res.partner``
        :param str channel: a key of ``CHANNELS``
        :param addresses: which of theirs; all when absent
        """
        carriers = self.env["dealership.channel"]
        keys = carriers._select(lambda one: one._consent_channel == channel and one._blacklist_table)
        found = []
        for carrier in (carriers._get_channel(key) for key, _label in keys):
            known = addresses or list(filter(None, customers.mapped(carrier._address_field)))
            # sudo: whoever is banned is, whoever may see the list
            bans = self.env[carrier._blacklist_table.replace("_", ".")].sudo()
            found.append((carrier, bans.search([(carrier._blacklist_column, "in", known)])))
        return [(carrier, bans) for carrier, bans in found if bans]

    @api.model
    def _lift_bans(self, customers, channel, company, addresses=None):
        """Take customers off the blacklist who have said to a company that they may be contacted.

        :param company: ``res.company`` that they said so to; the other arguments are those of :meth:`_find_bans`
        """
        for carrier, bans in self._find_bans(customers, channel, addresses):
            for ban in bans:
                self._keep_ban(carrier, ban, channel, company)
            bans.action_archive()

    def _keep_ban(self, carrier, ban, channel, company):
        """Write a ban down as decisions about the messages that were not asked for."""
        carriers = self.env["dealership.channel"]
        alike = carriers._select(lambda one: one._sending_batch and one._blacklist_table == carrier._blacklist_table)
        channels = {carriers._get_channel(key)._consent_channel for key, _label in alike}
        everyone = self.env["res.partner"].sudo().with_context(active_test=False)
        holders = everyone.search([(carrier._address_field, "=", ban[carrier._blacklist_column])])
        companies = self.env["res.company"].sudo().with_context(active_test=False).search(Domain.TRUE)
        since = min(ban.write_date, fields.Datetime.now())
        for other, each, purpose in product(companies, sorted(channels), ("marketing", "service")):
            if (other, each) != (company, channel):
                self._record(
                    holders.filtered(lambda one, other=other: one.company_id in (other, other.browse())),
                    purpose,
                    each,
                    False,
                    self.env._("On Odoo's blacklist until then"),
                    since,
                    other,
                )
