from odoo import models
from odoo.tools import format_duration

from ...engine.contact import law


class DealershipContactRule(models.Model):
    """What a rule says, in a sentence: for the page that people read."""

    _inherit = "dealership.contact.rule"

    def _get_label(self, name):
        return dict(self._fields[name]._description_selection(self.env)).get(self[name], "")

    def _say_consent(self):
        need = self._get_label("need")
        if self.proof and self.need != law.OPT_OUT:
            need = self.env._("%s that can be proved", need)
        if not self.free_in_contract:
            return need
        return self.env._("%s; not needed within a running contract, for what belongs to its object", need)

    def _say_validity(self):
        if not self.months_after_yes:
            return self.env._("A “yes” holds until it is taken back")
        return self.env._("A “yes” holds for %s months, then it has to be asked for anew", self.months_after_yes)

    def _say_implied_consent(self):
        said = []
        if self.months_after_purchase:
            said.append(self.env._("%s months after a purchase or a contract", self.months_after_purchase))
        if self.months_after_enquiry:
            said.append(self.env._("%s months after an enquiry", self.months_after_enquiry))
        return ", ".join(said) or self.env._("Neither a purchase nor an enquiry counts as a “yes”")

    def _say_hours(self):
        if not self.hour_ids:
            return self.env._("At any hour")
        clock = self.env._("where the customer is") if self.at_customers else self.env._("where the point of sale is")
        hours = f"{self._say_week()} ({clock})"
        if not self.agreed_hours:
            return hours
        return self.env._("%s; at other times with express consent to them", hours)

    def _say_week(self):
        """Return the week with days of the same hours put together: ``Monday – Friday 10:00–13:00, 14:00–20:00``."""
        weekdays = dict(self.hour_ids._fields["weekday"]._description_selection(self.env))
        days = self.hour_ids.sorted(lambda line: (line.weekday, line.opens)).grouped("weekday")
        runs = []  # first day, last day and hours
        for day, lines in days.items():
            hours = self._say_day(lines)
            if runs and runs[-1][2] == hours and int(runs[-1][1]) == int(day) - 1:
                runs[-1][1] = day
            else:
                runs.append([day, day, hours])
        return "; ".join(
            f"{weekdays[first]} {hours}" if first == last else f"{weekdays[first]} – {weekdays[last]} {hours}"
            for first, last, hours in runs
        )

    def _say_day(self, lines):
        return ", ".join(f"{format_duration(line.opens)}–{format_duration(line.closes)}" for line in lines)

    def _say_holidays(self):
        return self._get_label("holidays")

    def _say_attempts(self):
        if not self.attempts:
            return self.env._("Any number of attempts")
        return self.env._("At most %(attempts)s within %(days)s days", attempts=self.attempts, days=self.days)

    def _say_silence(self):
        return self.env._("%s full days without another attempt", self.days) if self.days else self.env._("None")

    def _say_national_list(self):
        if not self.list_name:
            return self.env._("No list has to be consulted")
        if not self.days:
            return self.env._("Consult first: %s", self.list_name)
        return self.env._("Consult first, within the last %(days)s days: %(list)s", days=self.days, list=self.list_name)

    def _say_mention(self):
        return self.env._("Each says how to opt out") if self.mention else self.env._("No mention is asked for")

    def _say_retention(self):
        if not self.years:
            return self.env._("Nothing is said about it")
        return self.env._("Who bought nothing: %s years after the last contact", self.years)

    def _say_measuring(self):
        return self._get_label("measuring")
