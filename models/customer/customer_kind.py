from odoo import api, fields, models

from ...engine.customer_kind import CONSUMER, KINDS, PROFESSIONAL
from ...engine.letters import normalise_letters


class ResPartner(models.Model):
    """What kind of customer a partner is: what the law and the reminders ask for instead of whether it is a company.

    ================================================  ==============================================================
    who                                               kind, unless a person says otherwise
    ================================================  ==============================================================
    address or contact                                that of the company or person whose it is
    company                                           what the data of its country tell by its numbers and its name
                                                      (``dealership.customer.kind.rule``); else professional
    person with a VAT or company registry number      professional: a craftsman in his own name
    any other person                                  consumer
    ================================================  ==============================================================

    What a person says is kept in ``customer_kind_chosen`` and holds whatever changes; saying what would be told anyhow,
    or nothing, takes it back.
    """

    _inherit = "res.partner"

    customer_kind = fields.Selection(
        KINDS,
        string="Kind of Customer",
        compute="_compute_customer_kind",
        inverse="_inverse_customer_kind",
        store=True,
        readonly=False,
        recursive=True,
        copy=False,
        help="Told by numbers and name; correct it where that is wrong. Interest and fees for late payment concern"
        " professionals and public bodies only.",
    )
    customer_kind_chosen = fields.Selection(
        KINDS, string="Kind of Customer as Corrected", readonly=True, copy=False, export_string_translation=False
    )

    @api.depends(
        "customer_kind_chosen",
        "is_company",
        "name",
        "vat",
        "company_registry",
        "country_id",
        "company_id.country_id",
        "commercial_partner_id.customer_kind",
    )
    def _compute_customer_kind(self):
        for partner in self:
            partner.customer_kind = partner.customer_kind_chosen or partner._tell_customer_kind()

    def _inverse_customer_kind(self):
        for partner in self:
            told = partner._tell_customer_kind()
            if not partner.customer_kind:
                partner.customer_kind = told  # comes back here
                continue
            # sudo: what follows from the choice, which is made with the rights of the user
            partner.sudo().customer_kind_chosen = partner.customer_kind if partner.customer_kind != told else False

    def _tell_customer_kind(self):
        """Return the kind as far as one can tell."""
        owner = self.commercial_partner_id
        if owner and owner != self:
            return owner.customer_kind
        if self.is_company:
            return self.env["dealership.customer.kind.rule"]._find_kind(self) or PROFESSIONAL
        # Odoo notes “/” for who has no VAT number.
        return PROFESSIONAL if any(map(normalise_letters, (self.vat, self.company_registry))) else CONSUMER
