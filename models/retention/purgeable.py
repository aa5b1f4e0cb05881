from odoo import api, fields, models


class DealershipPurgeable(models.AbstractModel):
    """What a purge lets go can be searched by its line."""

    _name = "dealership.purgeable"
    _inherit = "dealership.found.by"
    _description = "Record That May Be Purged"

    dealership_purge_line_id = fields.Many2one(
        "dealership.purge.line",
        string="To Be Purged",
        store=False,
        copy=False,
        exportable=False,
        search="_search_dealership_purge_line_id",
        groups="crm_dealership.group_dealership_administrator",
    )

    @api.model
    def _search_dealership_purge_line_id(self, operator, value):
        return self._search_by(
            "dealership.purge.line",
            operator,
            value,
            lambda line: line._get_records_domain(),
            lambda line: line._get_model_name(),
        )


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "dealership.purgeable"]


class DealershipCall(models.Model):
    _name = "dealership.call"
    _inherit = ["dealership.call", "dealership.purgeable"]


class DealershipReply(models.Model):
    _name = "dealership.reply"
    _inherit = ["dealership.reply", "dealership.purgeable"]


class MailMessage(models.Model):
    _name = "mail.message"
    _inherit = ["mail.message", "dealership.purgeable"]


class ResPartner(models.Model):
    """A customer; and for how long they have been silent."""

    _name = "res.partner"
    _inherit = ["res.partner", "dealership.purgeable"]

    last_contact_at = fields.Datetime(
        string="Last Contact",
        compute="_compute_last_contact_at",
        groups="crm_dealership.group_dealership_administrator",
    )
    last_contact = fields.Char(
        string="What It Was",
        compute="_compute_last_contact_at",
        groups="crm_dealership.group_dealership_administrator",
    )

    @api.depends_context("lang")
    def _compute_last_contact_at(self):
        # sudo: Administrators are told that there was a contact, whoever's business it was
        contacts = self.env["dealership.retention"].sudo()._find_last_contacts(self._origin)
        for partner in self:
            moment, label = contacts.get(partner._origin.id, (False, ""))
            partner.last_contact_at, partner.last_contact = moment, label and self.env._(label)
