from odoo import api, fields, models


class ResPartner(models.Model):
    """A customer decides about being written to."""

    _inherit = "res.partner"

    consent_ids = fields.One2many(
        "dealership.consent", "partner_id", string="Decisions", groups="crm_dealership.group_dealership_user"
    )
    consent_state_ids = fields.One2many(
        "dealership.consent.state", "partner_id", string="Consents", groups="crm_dealership.group_dealership_user"
    )

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        # sudo: whoever enters a customer need not see what was decided
        self.env["dealership.consent"].sudo()._take_back(partners.sudo())
        return partners

    def write(self, vals):
        # sudo: as above
        consents = self.env["dealership.consent"].sudo()
        if vals.keys().isdisjoint({"email", "phone", "phone2", "country_id"}) or not consents._has_cut():
            return super().write(vals)
        before = {partner: partner._get_known_addresses() for partner in self.sudo()}
        result = super().write(vals)
        consents._take_back(self.sudo(), before)
        return result

    def action_record_consent(self):
        """Ask for a decision of the customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_dealership.dealership_consent_record_action")
        company = self.company_id if self.company_id in self.env.companies else self.env.company
        return {**action, "context": {"default_partner_id": self.id, "default_company_id": company.id}}

    def action_view_consents(self):
        """Open all that the customer has ever decided."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_dealership.dealership_consent_action")
        return {
            **action,
            "domain": [("partner_id", "=", self.same_customer_id.id)],
            "context": {"of_one_customer": True},
        }

    def unlink(self):
        self.check_access("unlink")
        # sudo: whoever may delete a customer need not see what they decided, which stays
        self.env["dealership.consent"].sudo()._cut(self.sudo())
        return super().unlink()
