import re

from odoo import api, fields, models


class DealershipListCheck(models.Model):
    """A telephone number that was looked up on a national list, when, and whether it stood there.

    What comes back from the keeper of a list is imported here, a line for each time: who is asked has to show that it
    was consulted. The last one counts. Whether, on which list and how often is said by the rules of contact.
    """

    _name = "dealership.list.check"
    _description = "Number Looked Up on a National List"
    _order = "checked_on desc, id desc"
    _rec_name = "number"

    list_name = fields.Char(string="List", required=True, help="As the rule of contact calls it.")
    number = fields.Char(required=True, help="In international form: +32470123456.")
    checked_on = fields.Date(string="Looked Up On", required=True, default=fields.Date.context_today)
    listed = fields.Boolean(string="On the List", help="Who stands on it is not called, unless they said “yes” to you.")

    _number_idx = models.Index("(number, list_name, checked_on, id)")

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._prepare_number_vals(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._prepare_number_vals(vals))

    @api.model
    def _prepare_number_vals(self, vals):
        """Return the values with the number as contacts have it."""
        return {**vals, "number": re.sub(r"[^+0-9]", "", vals["number"])} if vals.get("number") else vals
