from odoo import api, fields, models

from ...engine.contact.purposes import CHANNELS, PURPOSES
from ...engine.opening_hours import OpeningHours, Window
from .dealership_contact_rule import HOURS


class DealershipContactHours(models.Model):
    """The hours and days on which one company writes for one purpose through one channel.

    They narrow the contact hours that the company has for all messages, and those of the scenario. No record means no
    further limit. A company starts with what its country expects (``dealership.contact.rule``).
    """

    _name = "dealership.contact.hours"
    _description = "Contact Hours"
    _order = "company_id, channel, purpose"
    _rec_name = "channel"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade", default=lambda self: self.env.company
    )
    channel = fields.Selection(CHANNELS, required=True)
    purpose = fields.Selection(PURPOSES, required=True, default="marketing")
    opens = fields.Float(string="From", default=8.0, help="Local time of the point of sale.")
    closes = fields.Float(string="Until", default=22.0)
    on_saturday = fields.Boolean(string="On Saturdays", default=True)
    on_sunday = fields.Boolean(string="On Sundays")
    on_holidays = fields.Boolean(
        string="On Public Holidays",
        help="The public holidays of the region, and the days on which the whole company is closed.",
    )

    _channel_unique = models.Constraint(
        "UNIQUE (company_id, channel, purpose)", "An organisation has these hours already: change them."
    )
    _hours_range = models.Constraint(
        "CHECK (opens >= 0 AND closes <= 24 AND opens < closes)",
        "Messages must be allowed to leave for some time of the day: check the hours.",
    )

    @api.model
    def _create_defaults(self, companies):
        """Give companies the hours of their country, where they have none of their own."""
        decided = self.search([("company_id", "in", companies.ids)]).company_id
        vals_list = []
        # sudo: what a country asks for is no secret
        rules = self.env["dealership.contact.rule"].sudo()
        for rule in rules.search([("kind", "=", HOURS), ("country_id", "in", companies.country_id.ids)]):
            concerned = (companies - decided).filtered(lambda company, rule=rule: company.country_id == rule.country_id)
            vals_list += [rule._prepare_contact_hours_vals(company) for company in concerned]
        return self.create(vals_list)

    @api.model
    def _create_missing(self):
        """Give the defaults of their countries to the companies there were before this addon."""
        companies = self.env["res.company"].search([("partner_id.country_id", "!=", False)])
        self._create_defaults(companies)
        companies._compute_dealership_sms_stop()

    def _get_window(self, team):
        """Return the ``Window`` of these hours.

        :param team: ``crm.team`` that writes, or none; its public holidays count, and the company's closing days
        """
        self.ensure_one()
        shut = {5: not self.on_saturday, 6: not self.on_sunday}
        weekdays = [day for day in range(7) if not shut.get(day)]
        hours = OpeningHours.daily(self.opens, self.closes, weekdays)
        return Window((hours,), () if self.on_holidays else (self._get_holiday_test(team),))

    def _get_holiday_test(self, team):
        """Return the test of a local day: no public holiday, and none on which the company is closed."""
        # sudo: whose calendar it is does not matter to who sends
        teams = team.sudo().with_company(self.company_id)
        holidays = teams._get_public_holidays()
        company_hours = teams.browse()._get_opening_hours()
        return lambda day: day not in holidays and not company_hours.is_closed_besides(day)
