from odoo import fields, models


class DealershipCall(models.Model):
    """A missed call is an event, once, however many reports there are of it."""

    _inherit = "dealership.call"

    is_missed_announced = fields.Boolean(readonly=True, copy=False)

    def _draw_consequences(self):
        result = super()._draw_consequences()
        news = self.filtered(lambda call: call.is_missed and not call.is_missed_announced)
        if news:
            # sudo: nobody may write it by hand
            news.sudo().is_missed_announced = True
            self.env["dealership.event"]._emit("missed_call", news)
        return result
