from odoo import api, fields, models

from ..vehicle.sale_type import BUSINESS_ATTRIBUTES

LEAD_STATUSES = [("new", "New"), ("follow_up", "Follow-up")]
LEAD_STATES = [("open", "Open"), ("done", "Done"), ("abandoned", "Abandoned")]


class CrmLead(models.Model):
    """A task (incoming lead) or an opportunity of the dealership.

    ``lead_state`` sums up what Odoo spreads over several fields: *abandoned* is Odoo's lost,
    *done* is won or handled to the end, *open* is the rest.
    """

    _inherit = "crm.lead"

    business_attribute = fields.Selection(BUSINESS_ATTRIBUTES, string="Type of Enquiry", index="btree_not_null")
    lead_status = fields.Selection(LEAD_STATUSES, string="Lead Status", default="new", required=True, tracking=True)
    lead_state = fields.Selection(
        LEAD_STATES, string="Lead State", compute="_compute_lead_state", store=True, index=True, tracking=True
    )
    handled_at = fields.Datetime(string="First Handled On", readonly=True, copy=False)
    done_at = fields.Datetime(string="Done On", readonly=True, copy=False)
    abandoned_at = fields.Datetime(
        string="Abandoned On", compute="_compute_lead_state", store=True, index="btree_not_null", copy=False
    )
    brand_id = fields.Many2one("fleet.vehicle.model.brand", string="Brand of Interest", index="btree_not_null")
    vehicle_id = fields.Many2one("fleet.vehicle", string="Vehicle", index="btree_not_null", check_company=True)

    @api.depends("won_status", "done_at")
    def _compute_lead_state(self):
        for lead in self:
            lost = lead.won_status == "lost"
            finished = lead.won_status == "won" or lead.done_at
            lead.lead_state = "abandoned" if lost else "done" if finished else "open"
            lead.abandoned_at = (lead.abandoned_at or fields.Datetime.now()) if lost else False

    def action_mark_handled(self):
        """Note that somebody has taken the lead in hand: the first time counts."""
        self.filtered(lambda lead: not lead.handled_at).handled_at = fields.Datetime.now()

    def action_mark_done(self):
        """Close the lead as handled to the end."""
        self.action_mark_handled()
        self.done_at = fields.Datetime.now()

    def action_reopen(self):
        """Open a lead that was done or abandoned."""
        self.done_at = False
        self.filtered(lambda lead: lead.won_status == "lost").action_unarchive()
