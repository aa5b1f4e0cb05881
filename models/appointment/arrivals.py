from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.local_time import start_of_day, to_local

# Within so many days before an appointment, somebody has to have come for it to be known who comes.
SIGNS_DAYS = 14

_CAME = SQL(
    """(EXISTS (SELECT FROM dealership_repair_order work
                 WHERE work.appointment_id = visit.id AND work.status <> 'cancelled')
        OR EXISTS (SELECT FROM dealership_repair_order work
                    WHERE work.vehicle_id = visit.vehicle_id AND work.status <> 'cancelled'
                      AND (work.opened_at >= visit.came_since OR work.status <> 'closed'))
        OR EXISTS (SELECT FROM dealership_repair_order work
                    WHERE work.counts_for_id = visit.counts_for_id AND work.status <> 'cancelled'
                      AND (work.opened_at >= visit.came_since OR work.status <> 'closed')))"""
)
_HAS_SIGNS = SQL(
    """(EXISTS (SELECT FROM dealership_repair_order work
                 WHERE work.team_id = visit.team_id
                   AND work.opened_at BETWEEN visit.start - make_interval(days => %(days)s) AND visit.stop)
        OR EXISTS (SELECT FROM calendar_event other
                    WHERE other.team_id = visit.team_id AND other.active AND other.customer_id IS NOT NULL
                      AND other.appointment_status IN ('arrived', 'done')
                      AND other.start BETWEEN visit.start - make_interval(days => %(days)s) AND visit.stop))""",
    days=SIGNS_DAYS,
)
# A workshop order of before the booking may be one that nobody closed: its car is not here for this appointment.
_STANDS_HERE = SQL(
    """visit.appointment_kind = 'workshop' AND work.status NOT IN ('closed', 'cancelled')
       AND work.opened_at >= LEAST(visit.create_date, visit.came_since)"""
)
_HAS_BEGUN = SQL(
    """(visit.appointment_status IN ('arrived', 'done')
        OR EXISTS (SELECT FROM dealership_repair_order work
                    WHERE work.appointment_id = visit.id AND work.status <> 'cancelled')
        OR EXISTS (SELECT FROM dealership_repair_order work
                    WHERE work.vehicle_id = visit.vehicle_id AND %(here)s)
        OR EXISTS (SELECT FROM dealership_repair_order work
                    WHERE work.counts_for_id = visit.counts_for_id
                      AND (work.vehicle_id IS NULL OR visit.vehicle_id IS NULL) AND %(here)s))""",
    here=_STANDS_HERE,
)


class CalendarEvent(models.Model):
    """Whether a customer came to an appointment, as far as repair orders tell.

    They came where there is a repair order of the appointment, or one of the vehicle or the customer that was opened
    since the beginning of the working day before, or is still open: the car may have been dropped the evening before,
    by somebody else, who is another customer. Where a point of sale has no orders at all, and nobody marks arrivals,
    nobody knows.
    """

    _inherit = "calendar.event"

    came_since = fields.Datetime(
        compute="_compute_came_since",
        store=True,
        export_string_translation=False,
        help="A car that has come in since then came for this appointment: the working day before it begins.",
    )

    @api.depends("start", "customer_id", "team_id")
    def _compute_came_since(self):
        for team, appointments in self.grouped("team_id").items():
            hours = team._get_opening_hours() if any(each.customer_id for each in appointments) else None
            for appointment in appointments:
                appointment.came_since = (
                    appointment.customer_id and appointment.start and _get_day_before(appointment.start, hours)
                )

    @api.model
    def _get_came_domain(self):
        """Return the domain of the appointments to which the customer came."""
        return _of_visits(_CAME)

    @api.model
    def _get_begun_domain(self):
        """Return the domain of the appointments whose customer, or whose car, is here already.

        Narrower than who came: a customer who was here yesterday with this car, or is with another, is expected still.
        """
        return _of_visits(_HAS_BEGUN)

    @api.model
    def _get_arrivals_known_domain(self):
        """Return the domain of the appointments of which it can be known at all whether the customer came."""
        return _of_visits(_HAS_SIGNS)


def _get_day_before(start, hours):
    """Return when the working day before a moment began; both naive UTC."""
    return start_of_day(hours.step(to_local(start, hours.tz).date(), -1), hours.tz)


def _of_visits(condition):
    """Return the domain of the events for which a condition on ``visit`` holds.

    Whether somebody came is told by orders that the user may not see, too: of another point of sale, where the car is.
    """

    def to_sql(model, alias, query):
        ours = SQL("visit.id = %s", SQL.identifier(alias, "id"))
        return SQL("EXISTS (SELECT FROM calendar_event visit WHERE %s AND %s)", ours, condition)

    return Domain.custom(to_sql=to_sql)
