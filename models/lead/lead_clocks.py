from collections import defaultdict

from ...engine.lead.lifetime import start_clock
from ...engine.opening_hours import OpenTime


class LeadClocks:
    """The clocks of many leads: settings and opening hours of each point of sale are read once.

    Give leads in the order in which their clocks started: opening hours are worked out forward from the first.

    :param teams: the points of sale to read the settings of
    """

    def __init__(self, teams):
        # sudo: a clock must not depend on what the person who saves the lead may read
        teams = teams.sudo()
        self._lifetimes = defaultdict(dict)
        for lifetime in teams.env["dealership.lead.lifetime"].search([("team_id", "in", teams.ids)]):
            for key in lifetime.enquiry_type_ids.mapped("key") or [False]:
                self._lifetimes[lifetime.team_id.id][key] = lifetime
        self._none = teams.env["dealership.lead.lifetime"]
        self._around_the_clock = OpenTime()
        self._opening_hours = {}

    def find_lifetime(self, lead):
        """Return the setting that holds for a lead, empty when it may wait for ever."""
        lifetimes = self._lifetimes.get(lead.team_id.id, {})
        return lifetimes.get(lead.business_attribute) or lifetimes.get(False) or self._none

    def start(self, lead, lifetime):
        """Return the engine's ``Clock`` of a lead under a setting."""
        return start_clock(lifetime._get_lifetime(), lead.lifetime_started_at, self.get_open_time(lifetime))

    def get_open_time(self, lifetime):
        """Return the ``OpenTime`` that a setting counts in."""
        if lifetime._counts_around_the_clock():
            return self._around_the_clock
        team = lifetime.team_id
        if team.id not in self._opening_hours:
            self._opening_hours[team.id] = OpenTime(team._get_opening_hours())
        return self._opening_hours[team.id]
