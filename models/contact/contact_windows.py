from collections import namedtuple
from dataclasses import replace

import pytz

from ...engine.contact.law import ANY_DAY, REGION_HOLIDAYS
from ...engine.customer_kind import CONSUMER
from ...engine.opening_hours import Window

# Where a customer is: an address, and the name of its time zone.
Place = namedtuple("Place", ["country_id", "state_id", "zip", "tz"])


class ContactWindows:
    """When the law lets a company contact its customers, by kind of customer and, where it says so, on their clock.

    :param company: ``res.company`` that contacts
    :param str channel: of contact, a key of ``CHANNELS``
    :param str purpose: a key of ``PURPOSES``
    :param team: ``crm.team`` that contacts, whose place counts where the customer's does not; that of the company when
        it is empty
    :param datetime now: naive UTC: which rules are in force
    """

    def __init__(self, company, channel, purpose, team, now):
        self.env = company.env
        self.company = company
        self.channel, self.purpose, self.now = channel, purpose, now
        # sudo: whose calendar it is does not matter to who sends
        self.team = team.sudo().with_company(company)
        self.laws = {kind: law for law, kinds in company._get_contact_laws(channel, purpose, now) for kind in kinds}
        self._agreed_times = {}
        self._closed_days = None
        self._timezones = {}
        self._windows = {}

    def group(self, deliveries):
        """Yield deliveries with the windows that must all be open for them, as ``[(Window, time zone)]``."""
        # sudo: where customers are is asked for by the law, whoever sends
        self.know(deliveries.sudo().partner_id)
        for key, some in deliveries.sudo().grouped(lambda each: self._get_key(each.partner_id)).items():
            yield deliveries.browse(some.ids), self._get_windows(*key)

    def get_windows(self, partner):
        """Return the windows of one customer, or of nobody in particular: a consumer near the point of sale."""
        partner = partner.sudo()
        if partner.same_customer_id.id not in self._agreed_times:
            self.know(partner)
        return self._get_windows(*self._get_key(partner))

    def know(self, partners):
        """Read at once, of all whose windows will be asked for, at which times they have agreed to be contacted.

        :param partners: ``res.partner``, as superuser
        """
        self._agreed_times |= dict.fromkeys(partners.same_customer_id.ids, ())
        if any(law.agreed_hours for law in self.laws.values()):
            about = (self.purpose, self.channel, self.company, self.now)
            consents = self.env["dealership.consent"].sudo()
            self._agreed_times |= consents._get_agreed_times(partners.same_customer_id, *about)

    def _get_key(self, partner):
        """Return what a customer's windows depend on: the law, the ``Place`` where that counts, times agreed to."""
        law = self.laws[partner.customer_kind or CONSUMER]
        agreed = self._agreed_times.get(partner.same_customer_id.id, ()) if law.agreed_hours else ()
        return law, self._find_place(partner) if law.at_customers else None, agreed

    def _find_place(self, partner):
        """Return where a customer is; None when the address doesn't tell the time zone.

        Odoo gives each contact the time zone of whoever enters it: it counts where the address leaves it possible.
        """
        address = (partner.country_id, partner.state_id, partner.zip)
        if address not in self._timezones:
            self._timezones[address] = self.env["dealership.region"]._get_timezones(partner)
        possible = self._timezones[address]
        timezone = partner.tz if partner.tz in possible else possible[0] if len(possible) == 1 else None
        return timezone and Place(*address, timezone)

    def _get_windows(self, law, place, agreed):
        if (law, place) not in self._windows:
            self._windows[law, place] = self._make_windows(law, place)
        return [(replace(window, besides=agreed), timezone) for window, timezone in self._windows[law, place]]

    def _make_windows(self, law, place):
        hours = law.get_opening_hours()
        tests = ()
        if law.holidays != ANY_DAY:
            address = place or self.team._get_address()
            regional = law.holidays == REGION_HOLIDAYS
            holidays = self.env["dealership.region"]._get_public_holidays(address, regional=regional)
            tests = (self._make_test(holidays),)
        if hours is None and not tests:
            return []
        timezone = pytz.timezone(place.tz) if place else self.team._get_timezone()
        return [(Window((hours,) if hours else (), tests), timezone)]

    def _make_test(self, holidays):
        """Return the test of a local day: no public holiday, and none on which the company is closed."""
        if self._closed_days is None:
            opening_hours = self.team.browse()._get_opening_hours()
            self._closed_days = replace(opening_hours, holidays=frozenset())
        return lambda day: day not in holidays and not self._closed_days.is_closed_besides(day)
