import re

from pytz import common_timezones, country_timezones

from odoo import api, fields, models

from ...engine.holidays import get_public_holidays

# "F-67000": the country of a postcode, as it stands on envelopes from abroad.
PREFIX = re.compile(r"^[A-Za-z]{1,3}-")


class DealershipRegion(models.Model):
    """Where a part of a country has public holidays or a time zone of its own, found by state or by postcode.

    Data, not code: another country is another file of records. What no region says follows from the country and the
    state of the address.
    """

    _name = "dealership.region"
    _description = "Region"
    _order = "country_id, name"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    country_id = fields.Many2one("res.country", required=True, index=True, ondelete="cascade")
    state_id = fields.Many2one(
        "res.country.state", ondelete="cascade", domain="[('country_id', '=', country_id)]", help="Empty: any."
    )
    postcodes = fields.Char(help="What postcodes begin with there, separated by commas. Empty: any.")
    holiday_country = fields.Char(
        string="Public Holidays of", help="Two letters, where they are those of another country's region."
    )
    holiday_subdivision = fields.Char(
        string="Region of the Calendar",
        help="The region by the name of the calendar of public holidays (Python's library “holidays”).",
    )
    tz = fields.Selection(lambda self: [(name, name) for name in common_timezones], string="Time Zone")

    @api.model
    def _find(self, country, state, postcode):
        """Return the region of an address, empty when nothing is special about it.

        :param country: ``res.country``
        :param state: ``res.country.state``
        :param str postcode: the longest beginning wins
        """
        # sudo: which day it is somewhere is no secret
        regions = self.sudo().search([("country_id", "=", country.id), ("state_id", "in", [state.id, False])])
        postcode = PREFIX.sub("", (postcode or "").replace(" ", ""))
        found = [(matched, region) for region in regions if (matched := region._match(postcode)) is not None]
        return max(found, key=lambda pair: pair[0], default=(0, self.browse()))[1]

    @api.model
    def _get_timezones(self, address):
        """Return the names of the time zones that an address leaves; none when it says no country.

        :param address: a record with ``country_id``, ``state_id`` and ``zip``
        """
        own = self._find(address.country_id, address.state_id, address.zip).tz
        return [own] if own else list(country_timezones.get(address.country_id.code or "", ()))

    @api.model
    def _get_public_holidays(self, address, regional=True):
        """Return the public holidays at an address, as a container of local dates.

        :param address: a record with ``country_id``, ``state_id`` and ``zip``
        :param bool regional: those that the region has beyond the country, too
        """
        region = self._find(address.country_id, address.state_id, address.zip)
        country = region.holiday_country or address.country_id.code or ""
        if not regional:
            return get_public_holidays(country)
        # Odoo has some states once per language: VD-FR is VD.
        subdivision = region.holiday_subdivision or (address.state_id.code or "").split("-")[0]
        return get_public_holidays(country, subdivision)

    def _match(self, postcode):
        """Return how exactly this names a place: the length of the beginning, then the state; None: not at all."""
        beginnings = [beginning.strip() for beginning in (self.postcodes or "").split(",") if beginning.strip()]
        if not beginnings:
            return 0, bool(self.state_id)
        return max(((len(each), True) for each in beginnings if postcode.startswith(each)), default=None)
