from odoo import fields, models

from ...engine.contact.purposes import CHANNELS, PURPOSES

HOURS = "hours"
SMS_STOP = "sms_stop"


class DealershipContactRule(models.Model):
    """What a country expects of whoever writes to its customers, with its source: what companies there start with.

    Data, not code (``data/contact_rules/<country>.xml``). It becomes the contact hours and the settings of a company
    when the company is created, or gets its country; what people then change stays changed.
    """

    _name = "dealership.contact.rule"
    _description = "Contact Rule of a Country"
    _order = "country_id, kind, channel"
    _rec_name = "country_id"

    country_id = fields.Many2one("res.country", required=True, index=True, ondelete="cascade")
    kind = fields.Selection(
        [(HOURS, "Contact hours"), (SMS_STOP, "Mention of STOP in marketing SMS")], required=True, default=HOURS
    )
    channel = fields.Selection(CHANNELS, required=True)
    purpose = fields.Selection(PURPOSES, required=True, default="marketing")
    opens = fields.Float(string="From", default=8.0)
    closes = fields.Float(string="Until", default=22.0)
    on_saturday = fields.Boolean(string="On Saturdays", default=True)
    on_sunday = fields.Boolean(string="On Sundays")
    on_holidays = fields.Boolean(string="On Public Holidays")
    source = fields.Text(required=True)

    def _prepare_contact_hours_vals(self, company):
        self.ensure_one()
        copied = ("channel", "purpose", "opens", "closes", "on_saturday", "on_sunday", "on_holidays")
        return {"company_id": company.id, **{name: self[name] for name in copied}}
