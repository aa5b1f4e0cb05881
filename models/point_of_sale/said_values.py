from datetime import date, datetime, time, timedelta

from babel.lists import format_list

from odoo import fields, models
from odoo.tools.misc import babel_locale_parse, get_lang

from ...engine.local_time import to_local
from ...engine.written_dates import write_date, write_time

_DAY = timedelta(days=1)


class CrmTeam(models.Model):
    """What a point of sale says of itself in messages: its links, its warranty, when one can come."""

    _name = "crm.team"
    _inherit = ["crm.team", "dealership.trade.values"]

    make_values_ids = fields.One2many(
        "dealership.make.values", "team_id", string="By Make", groups="crm_dealership.group_dealership_user"
    )

    def _get_link_fields(self):
        return [*super()._get_link_fields(), "review_url"]

    def _get_trade_value(self, name, make):
        """Return a field of ``dealership.trade.values``: that of the make here, else that of the point of sale.

        :param make: ``fleet.vehicle.model.brand``, none where it is about none
        """
        return self._get_values_of(make)[name] or self[name]

    def _get_service_manager(self, make):
        """Return who answers for the service of a make here (``res.users``); nobody who has left."""
        responsible = (self._get_values_of(make).service_manager_id, self.service_manager_id)
        return next(filter(None, (user.filtered("active") for user in responsible)), self.env["res.users"])

    def _get_values_of(self, make):
        return self.make_values_ids.filtered(lambda values: values.brand_id == make)

    def _get_next_opening(self, moment):
        """Return when one can come tomorrow, or else on the next day that is open, in the words of the environment.

        Hours are those of the clock on the wall there. None where nobody has said any, and for what is closed for good.

        :param datetime moment: naive UTC, whose tomorrow it is
        :rtype: str
        """
        opening = self._get_opening_hours()
        today = to_local(moment, opening.tz).date()
        day = opening.step(today, 1)
        if day == date.max:
            return None
        # What begins or ends in the hour that the clock skips is said as the clock shows it.
        spans = [(to_local(start, opening.tz), to_local(end, opening.tz)) for start, end in opening.get_intervals(day)]
        midnight = datetime.combine(day, time.min)
        if not spans or spans == [(midnight, midnight + _DAY)]:
            return None
        return self._say_opening(day, day == today + _DAY, spans)

    def _say_opening(self, day, is_tomorrow, spans):
        locale = babel_locale_parse(get_lang(self.env).code)
        hours = [
            self.env._(
                "from %(opens)s to %(closes)s",
                opens=write_time(opens.time(), "short", locale),
                closes=write_time(closes.time(), "short", locale),
            )
            for opens, closes in spans
        ]
        said = format_list(hours, locale=locale)
        if is_tomorrow:  # and which day that is, for whoever reads it later
            return self.env._("tomorrow, %(weekday)s, %(hours)s", weekday=write_date(day, "EEEE", locale), hours=said)
        return self.env._("on %(day)s, %(hours)s", day=write_date(day, "full", locale), hours=said)
