from datetime import timedelta

from psycopg2 import DataError, ProgrammingError

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...engine.call.call_event import CONNECTED, INCOMING, MISSED, OUTGOING, REFUSED, VOICEMAIL
from ..client.arguments import a_moment, anything, arguments

MOST_CALLS = 100
LONGEST = timedelta(days=3660)
# What Odoo and PostgreSQL say to a domain that is none.
UNREADABLE = (TypeError, ValueError, KeyError, AttributeError, DataError, ProgrammingError)


class DealershipTrackingNumber(models.Model):
    """What a number brings: calls in and out, answered and missed, over a period."""

    _inherit = "dealership.tracking.number"

    @api.readonly
    @arguments(since=a_moment, until=a_moment)
    def get_figures(self, since, until):
        """Return the figures of these numbers and their calls between two moments, for the web client.

        :param str since: UTC, included
        :param str until: UTC, excluded
        :return: ``{"incoming", "answered", "missed", "answered_share", "missed_share", "outgoing",
            "outgoing_answered", "outgoing_refused", "days": [{"at", "answered", "missed", "outgoing"}], "calls":
            [...]}``; shares are percents of the incoming calls, ``None`` when there was none
        """
        self.check_access("read")
        since, until = fields.Datetime.to_datetime(since), fields.Datetime.to_datetime(until)
        if not timedelta(0) < until - since <= LONGEST:
            raise UserError(
                self.env._("Figures are for a period of at most ten years: choose its beginning and its end.")
            )
        domain = Domain("tracking_number_id", "in", self.ids)
        domain &= Domain("started_at", ">=", since) & Domain("started_at", "<", until)
        calls = self.env["dealership.call"]
        groups = calls._read_group(domain, ["direction", "outcome"], ["__count"])
        counts = {(direction, outcome): count for direction, outcome, count in groups}
        return {
            **self._sum_up(counts),
            "days": self._get_days(domain, since, until),
            "calls": [call._describe_for_figures() for call in calls.search(domain, limit=MOST_CALLS)],
        }

    @api.model
    def _sum_up(self, counts):
        """:param dict counts: {(direction, outcome): number of calls}"""
        incoming = sum(count for (direction, _outcome), count in counts.items() if direction == INCOMING)
        answered = counts.get((INCOMING, CONNECTED), 0)
        missed = counts.get((INCOMING, MISSED), 0) + counts.get((INCOMING, VOICEMAIL), 0)
        return {
            "incoming": incoming,
            "answered": answered,
            "missed": missed,
            "answered_share": _share(answered, incoming),
            "missed_share": _share(missed, incoming),
            "outgoing": sum(count for (direction, _outcome), count in counts.items() if direction == OUTGOING),
            "outgoing_answered": counts.get((OUTGOING, CONNECTED), 0),
            "outgoing_refused": counts.get((OUTGOING, REFUSED), 0),
        }

    def _get_days(self, domain, since, until):
        """Return one entry per day of the period, those without a call too, in the user's time zone.

        A day or less is told by hours.
        """
        unit = "hour" if until - since <= timedelta(days=1, hours=1) else "day"
        groups = self.env["dealership.call"]._read_group(
            domain, [f"started_at:{unit}", "direction", "outcome"], ["__count"]
        )
        places = {place: {"answered": 0, "missed": 0, "outgoing": 0} for place in self._get_places(since, until, unit)}
        for moment, direction, outcome, count in groups:
            kind = "outgoing" if direction == OUTGOING else "answered" if outcome == CONNECTED else "missed"
            place = places.setdefault(moment.replace(tzinfo=None), {"answered": 0, "missed": 0, "outgoing": 0})
            place[kind] += count
        return [{"at": fields.Datetime.to_string(place), **counts} for place, counts in sorted(places.items())]

    def _get_places(self, since, until, unit):
        """Yield the local beginnings of the hours or days of a period."""
        step = timedelta(hours=1) if unit == "hour" else timedelta(days=1)
        start, end = (fields.Datetime.context_timestamp(self, moment).replace(tzinfo=None) for moment in (since, until))
        place = start.replace(minute=0, second=0, microsecond=0)
        if unit == "day":
            place = place.replace(hour=0)
        while place < end:
            yield place
            place += step


class DealershipCall(models.Model):
    _inherit = "dealership.call"

    def _describe_for_figures(self):
        """Return what a line of the number's page shows."""
        selections = {
            name: dict(self._fields[name]._description_selection(self.env)) for name in ("direction", "outcome")
        }
        return {
            "id": self.id,
            "started_at": fields.Datetime.to_string(self.started_at),
            "direction": self.direction,
            "direction_label": selections["direction"][self.direction],
            "outcome": self.outcome,
            "outcome_label": selections["outcome"][self.outcome],
            "name": self.display_name,
            "number": self.caller_number or "",
            "duration": self.duration,
            "summary": self.summary_text or "",
            "has_summary": self.summary_state == "ready",
        }

    @api.model
    @api.readonly
    @arguments(domain=anything)
    def get_totals(self, domain):
        """Return how many of the calls of a list are done, for the head of the boards."""
        try:
            with self.env.cr.savepoint(flush=False):
                counts = dict(self._read_group(Domain(domain), ["is_done"], ["__count"]))
        except UNREADABLE as error:
            raise ValidationError(self.env._("The calls cannot be searched like this: %s", error)) from error
        return {"done": counts.get(True, 0), "total": sum(counts.values())}


def _share(part, whole):
    return round(100 * part / whole) if whole else None
