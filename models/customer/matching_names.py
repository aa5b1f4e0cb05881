from odoo import api, fields, models

from ...engine.customer.name import read_name
from ...engine.targeting.customer_keys import compose_name_birthday, compose_name_zip


class ResPartner(models.Model):
    """Name with postcode and with birthday, written as they are compared."""

    _inherit = "res.partner"

    # Its words in alphabetical order, without case and accents.
    name_words = fields.Char(compute="_compute_name_words", store=True, copy=False, export_string_translation=False)
    name_zip = fields.Char(
        compute="_compute_name_zip", store=True, copy=False, export_string_translation=False, index="btree_not_null"
    )
    name_birthday = fields.Char(
        compute="_compute_name_birthday",
        store=True,
        copy=False,
        export_string_translation=False,
        index="btree_not_null",
    )

    @api.depends("name")
    def _compute_name_words(self):
        for partner in self:
            partner.name_words = " ".join(read_name(partner.name)) or False

    @api.depends("name", "zip")
    def _compute_name_zip(self):
        for partner in self:
            partner.name_zip = compose_name_zip({"name": partner.name, "zip": partner.zip}) or False

    @api.depends("name", "birthdate_date")
    def _compute_name_birthday(self):
        for partner in self:
            day = fields.Date.to_string(partner.birthdate_date) if partner.birthdate_date else ""
            partner.name_birthday = compose_name_birthday({"name": partner.name, "birthday": day}) or False
