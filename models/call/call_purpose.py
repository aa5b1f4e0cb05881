from odoo import api, fields, models

from ...engine.contact.purposes import PURPOSES

MARKETING = "marketing"
# Whatever is no offer: returning a call or an enquiry, an appointment, the workshop, a recall.
SERVICE = "service"


class DealershipCall(models.Model):
    """What a call is made for, which says what holds for it.

    ==========================================  ================================================
    what it is about                            purpose
    ==========================================  ================================================
    a call that a scenario asks for             that of the scenario
    a lead that a scenario has opened           that of the scenario
    a call of the customer's, and calling back  service
    an enquiry of the customer's                service
    anything else                               service, unless a person says otherwise
    ==========================================  ================================================
    """

    _inherit = "dealership.call"

    delivery_id = fields.Many2one(
        "dealership.delivery",
        string="Call to Make",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        help="The call that a scenario asked for.",
    )
    purpose = fields.Selection(PURPOSES, compute="_compute_purpose", store=True, readonly=True, copy=False)
    purpose_by_id = fields.Many2one(
        "res.users", string="Purpose Decided By", readonly=True, copy=False, ondelete="set null"
    )

    @api.depends("delivery_id", "lead_id")
    def _compute_purpose(self):
        """What it was made for stays so, whatever it is linked to later."""
        for call in self:
            asked_for = call.sudo()  # sudo: it does not depend on who sees what the call is about
            purpose = asked_for.delivery_id.purpose or asked_for.lead_id._get_call_purpose()
            call.purpose = call.purpose or purpose
