from odoo import api, models

from ..client.inner_context import with_inner


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging customers, by Odoo's own dialogue."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Whoever merges likely duplicates has seen why they are: Odoo would want two e-mail addresses to be one."""
        listed = self.env["dealership.duplicate"]._are_listed(partner_ids)
        return super()._merge(partner_ids, dst_partner, extra_checks=extra_checks and not listed)

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Move the decisions before: Odoo would leave what they come to as it was."""
        # sudo: whoever may merge customers need not see what they have decided
        customer = dst_partner.same_customer_id
        kept = dst_partner if customer in src_partners else customer
        self.env["dealership.consent"].sudo()._move(src_partners, kept)
        result = super()._update_foreign_keys(src_partners, dst_partner)
        dst_partner._recount()
        return result

    @api.model
    def _update_values(self, src_partners, dst_partner):
        """What one takes over from another was not entered anew; the telephone that would go becomes the second one."""
        dst_partner = with_inner(dst_partner, dealership_merges=True)
        others = [partner.phone for partner in src_partners if partner.phone_sanitized != dst_partner.phone_sanitized]
        result = super()._update_values(src_partners, dst_partner)
        if not dst_partner.phone2:
            dst_partner.phone2 = next((phone for phone in others if phone and phone != dst_partner.phone), False)
        return result

    @api.model
    def _update_reference_fields(self, src_partners, dst_partner):
        """What was sent to one of them is not sent again."""
        self.env["dealership.enrolment"]._follow_merge(src_partners, dst_partner)
        return super()._update_reference_fields(src_partners, dst_partner)
