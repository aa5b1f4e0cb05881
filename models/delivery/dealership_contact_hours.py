from odoo import api, fields, models

from ...engine.delivery.contact import CHANNELS, PURPOSES
from ...engine.delivery.holidays import french_holidays
from ...engine.delivery.window import Window

# What holds in France for marketing by SMS. The Code des postes et des communications électroniques (L34-5) and the
# CNIL ask for consent and a way out; the hours are those of the operators' rules of conduct (AF2M), which providers
# enforce: not from 22:00 to 08:00, not on Sundays, not on public holidays.
FRENCH_DEFAULTS = [
    {"channel": "sms", "purpose": "marketing", "opens": 8.0, "closes": 22.0, "on_sunday": False, "on_holidays": False}
]


class DealershipContactHours(models.Model):
    """The hours and days on which one company writes for one purpose through one channel.

    They narrow the contact hours that the company has for all messages, and those of the scenario. No record means no
    further limit. A French company starts with what is expected in France.
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
        help="The French public holidays, and the days on which the whole company is closed.",
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
        french = companies.filtered(lambda company: company.country_id.code == "FR")
        decided = self.search([("company_id", "in", french.ids)]).company_id
        return self.create(
            [{**vals, "company_id": company.id} for company in french - decided for vals in FRENCH_DEFAULTS]
        )

    @api.model
    def _create_missing(self):
        """Give the defaults to the companies there were before this addon."""
        self._create_defaults(self.env["res.company"].search([("partner_id.country_id.code", "=", "FR")]))

    def _get_window(self, years, postcode=""):
        """Return the ``Window`` of these hours.

        :param years: years whose holidays are wanted
        :param str postcode: of the point of sale
        """
        self.ensure_one()
        shut = {5: not self.on_saturday, 6: not self.on_sunday}
        closed_days = frozenset() if self.on_holidays else self._get_holidays(years, postcode)
        weekdays = frozenset(day for day in range(7) if not shut.get(day))
        return Window(self.opens, self.closes, weekdays, closed_days)

    def _get_holidays(self, years, postcode):
        """Return the public holidays that are known by law and the closing days of the company's calendar."""
        computed = frozenset()
        if self.company_id.country_id.code == "FR":
            computed = frozenset().union(*(french_holidays(year, postcode) for year in years))
        # sudo: whose calendar it is does not matter to who sends
        return computed | self.env["crm.team"].sudo().with_company(self.company_id)._get_working_days().closed
