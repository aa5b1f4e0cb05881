from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """What sources know of a customer that is merged, they know of the one that is left."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_reference_fields(self, src_partners, dst_partner):
        self.env["dealership.feed.record"]._follow_merge(src_partners, dst_partner)
        return super()._update_reference_fields(src_partners, dst_partner)


class ResPartner(models.Model):
    """A feed does not bring back who was erased."""

    _inherit = "res.partner"

    def _empty_traces(self):
        self.env["dealership.feed.record"]._close(self)
        self.env["dealership.feed.trace"]._forget(self)
        return super()._empty_traces()
