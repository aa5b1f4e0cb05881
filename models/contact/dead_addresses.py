from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..client.inner_context import get_inner
from .dealership_dead_address import ENTERED

# Channel → the field that people enter an address in, and the one that has it in the one way of all contacts.
ENTERED_IN = {"email": ("email", "email_normalized"), "sms": ("phone", "phone_sanitized")}


class ResPartner(models.Model):
    """Whose address is dead: shown, searched, and lifted by whoever enters it anew or says that it works."""

    _inherit = "res.partner"

    is_email_dead = fields.Boolean(
        string="Dead E-mail Address",
        compute="_compute_dead_email",
        search="_search_is_email_dead",
        groups="crm_dealership.group_dealership_user",
    )
    dead_email_note = fields.Char(compute="_compute_dead_email", groups="crm_dealership.group_dealership_user")
    is_mobile_dead = fields.Boolean(
        string="Dead Mobile Number",
        compute="_compute_dead_mobile",
        search="_search_is_mobile_dead",
        groups="crm_dealership.group_dealership_user",
    )
    dead_mobile_note = fields.Char(compute="_compute_dead_mobile", groups="crm_dealership.group_dealership_user")

    @api.depends("email_normalized")
    def _compute_dead_email(self):
        notes = self._describe_dead("email")
        for partner in self:
            partner.dead_email_note = notes.get(partner.email_normalized, False)
            partner.is_email_dead = bool(partner.dead_email_note)

    @api.depends("phone_sanitized")
    def _compute_dead_mobile(self):
        notes = self._describe_dead("sms")
        for partner in self:
            partner.dead_mobile_note = notes.get(partner.phone_sanitized, False)
            partner.is_mobile_dead = bool(partner.dead_mobile_note)

    def _describe_dead(self, channel):
        """Return dead address → since when, and why, in words."""
        _entered, column = ENTERED_IN[channel]
        found = self.env["dealership.dead.address"]._find(channel, filter(None, self.mapped(column)))
        return {
            dead.address: self.env._(
                "Nothing arrives there since %(day)s: %(words)s",
                day=format_date(self.env, fields.Datetime.context_timestamp(self, dead.since).date()),
                words=dead.words or dead.why,
            )
            for dead in found
        }

    def _search_is_email_dead(self, operator, value):
        return self._search_dead("is_email_dead", "email", operator)

    def _search_is_mobile_dead(self, operator, value):
        return self._search_dead("is_mobile_dead", "sms", operator)

    @api.model
    def _search_dead(self, name, channel, operator):
        # Odoo asks nobody for the groups of a field that has a search of its own.
        self._check_field_access(self._fields[name], "read")
        # Odoo asks for "in [True]" or its opposite alone.
        if operator not in ("in", "not in"):
            return NotImplemented
        _entered, column = ENTERED_IN[channel]
        dead = self.env["dealership.dead.address"]._get_domain(channel, column)
        return dead if operator == "in" else ~dead

    # -- alive again ----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        if not self._is_from_file():
            partners._take_for_alive({field for vals in vals_list for field in vals})
        return partners

    def write(self, vals):
        """An address that somebody enters works, as far as we know; one that stays as it is was not entered."""
        changed = {
            field: self.filtered(lambda partner, field=field: (partner[field] or "") != (vals[field] or ""))
            for field, _column in ENTERED_IN.values()
            if vals.get(field)
        }
        result = super().write(vals)
        if not self._is_from_file() and not get_inner(self.env, "dealership_merges"):
            for field, partners in changed.items():
                partners._take_for_alive({field})
        return result

    def _take_for_alive(self, entered):
        """Lift the addresses that were entered.

        :param set entered: names of fields
        """
        for channel, (field, column) in ENTERED_IN.items():
            if field in entered:
                self.env["dealership.dead.address"]._lift(channel, self.mapped(column), ENTERED)

    def action_revive_email(self):
        """Say that the e-mail address works again."""
        self._revive("email")

    def action_revive_mobile(self):
        """Say that the mobile number works again."""
        self._revive("sms")

    def _revive(self, channel):
        """:raise UserError: the address is not dead"""
        self.check_access("write")
        self.ensure_one()
        _entered, column = ENTERED_IN[channel]
        if not self.env["dealership.dead.address"]._lift_by_hand(channel, [self[column]]):
            raise UserError(self.env._("This address is not taken for dead: nothing has to be done."))
        self.invalidate_recordset(["is_email_dead", "dead_email_note", "is_mobile_dead", "dead_mobile_note"])


class DealershipContactRules(models.AbstractModel):
    """Whose address is dead is not written to at it, whatever it is about: it would not arrive."""

    _inherit = "dealership.contact.rules"

    def _get_dead_domain(self, channel):
        return self.env["dealership.channel"]._get_channel(channel)._get_dead_domain()
