from odoo import fields, models
from odoo.exceptions import MissingError
from odoo.tools import SQL

from ...engine.channel.limits import forecast
from ...engine.ledger.states import PLANNED, SENDING_PAUSED
from ...engine.opening_hours import next_common_opening
from ...engine.scenario.states import ACTIVE
from ..ledger.claim import read_clock
from ..ledger.due import DIRECT, MARKETING
from ..ledger.look_up import look_up


class SendingForecast:
    """Says when the last of some planned deliveries will leave, within the limits of the routes by which they do.

    As things stand: by what has left, by what waits before them, and by the hours of their scenario. One-to-one
    messages that are planned meanwhile come before campaigns. Deliveries whose route is not known yet are taken to go
    by that of the first of them. Of what waits for the end of a pause nothing is said.

    :param env: as superuser
    :param datetime now: naive UTC
    """

    def __init__(self, env, now):
        self.env = env
        self.now = now
        self.routes = env["dealership.sending.route"]

    def find_end(self, deliveries):
        """Return naive UTC; None when no limit holds any of them back.

        :param SQL deliveries: a condition on the columns of ``dealership.delivery``
        """
        if not self.routes._get_limited():
            return None
        self.env.flush_all()
        ends = [self._find_end(*group) for group in self._get_groups(deliveries)]
        return max(filter(None, ends), default=None)

    def is_too_late(self, deliveries, moment):
        """Return whether some of these expire before a moment."""
        late = SQL("state = %s AND expires_at < %s AND %s", PLANNED, moment, deliveries)
        return bool(self.env.execute_query(SQL("SELECT FROM dealership_delivery WHERE %s LIMIT 1", late)))

    def _get_groups(self, deliveries):
        """Yield ``(gate, last, first)`` of what goes together.

        ``last`` is ``(planned_at, id)`` of the last to leave, ``first`` one of them.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT gate, max(planned_at), max(id), min(id)
                     FROM dealership_delivery WHERE state = %s AND reason IS DISTINCT FROM %s AND %s
                    GROUP BY gate, purpose, scenario_id, channel""",
                PLANNED,
                SENDING_PAUSED,
                deliveries,
            )
        )
        for gate, planned_at, last_id, first_id in rows:
            first = self.env["dealership.delivery"].browse(first_id)
            yield gate or self._find_gate(first), (planned_at, last_id), first

    def _find_gate(self, delivery):
        try:
            return next(iter(delivery._group_by_gate()))
        except MissingError:  # the record it is about is gone: it will be left out
            return None

    def _find_end(self, gate, last, first):
        route = self.routes._browse_gate(gate) if gate in self.routes._get_limited() else None
        if not route or route._is_stopped() or first.scenario_id.state != ACTIVE:
            return None
        [(_same, windows)] = first.scenario_id._group_by_windows(first, first.channel, self.now)
        return forecast(
            route._get_throttle(self.now),
            self._get_line(gate, last, first),
            self.now,
            lambda moment: next_common_opening(windows, moment),
        )

    def _get_line(self, gate, last, first):
        """Return ``(from when on, how many)`` of those in line up to the last, by the minute.

        Of what nobody has taken up yet, those of the same scenario by the same channel.
        """
        before = [MARKETING, *DIRECT] if first.purpose == MARKETING else DIRECT
        unknown = SQL("scenario_id = %s AND channel = %s AND gate IS NULL", first.scenario_id.id, first.channel)
        return self.env.execute_query(
            SQL(
                """SELECT greatest(date_trunc('minute', planned_at), %s) AS moment, count(*)
                     FROM (SELECT waiting.planned_at FROM dealership_delivery waiting CROSS JOIN %s
                            WHERE waiting.state = %s AND waiting.claim_id = 0 AND scenario.state = %s
                              AND waiting.gate = %s AND waiting.purpose = ANY(%s)
                              AND (waiting.planned_at, waiting.id) <= (%s, %s)
                            UNION ALL
                           SELECT planned_at FROM dealership_delivery
                            WHERE state = %s AND (planned_at, id) <= (%s, %s) AND %s) line
                    GROUP BY 1 ORDER BY 1""",
                self.now,
                look_up("dealership_scenario", "scenario", SQL("id = waiting.scenario_id")),
                PLANNED,
                ACTIVE,
                gate,
                before,
                *last,
                PLANNED,
                *last,
                unknown,
            )
        )


class SendingForecastMixin(models.AbstractModel):
    """A record with planned messages: when the last of them leaves, where the limits of a server or provider hold."""

    _name = "dealership.sending.forecast"
    _description = "Forecast of What Leaves"

    sending_ends_at = fields.Datetime(
        string="Last One Leaves",
        compute="_compute_sending_ends_at",
        help="By the limits of the mail server or SMS provider, and the hours at which messages may leave, as things "
        "stand: one-to-one messages that fall due meanwhile come before campaigns.",
    )
    sending_too_late = fields.Boolean(compute="_compute_sending_ends_at")

    def _compute_sending_ends_at(self):
        # sudo: when it leaves is no secret, what else waits is not told
        forecasts = SendingForecast(self.sudo().env, read_clock())
        for record in self:
            deliveries = SQL("%s = %s", SQL.identifier(self._forecast_column), record._origin.id or 0)
            end = forecasts.find_end(deliveries)
            record.sending_ends_at = end and end.replace(microsecond=0)
            record.sending_too_late = bool(end) and forecasts.is_too_late(deliveries, end)


class DealershipDelivery(models.Model):
    _name = "dealership.delivery"
    _inherit = ["dealership.delivery", "dealership.sending.forecast"]
    _forecast_column = "id"
