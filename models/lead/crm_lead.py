from odoo import api, fields, models, tools

from ..client.internal_fields import with_internal_fields
from ..customer.same_customer import counts_for
from ..vehicle.sale_type import BUSINESS_ATTRIBUTES

LEAD_STATUSES = [("new", "New"), ("follow_up", "Follow-up")]
LEAD_STATES = [("open", "Open"), ("done", "Done"), ("abandoned", "Abandoned")]


class CrmLead(models.Model):
    """A task (incoming lead) or an opportunity of the dealership.

    ``lead_state`` sums up what Odoo spreads over several fields: *abandoned* is Odoo's lost,
    *done* is won or handled to the end, *open* is the rest.

    A lead is *handled* when a person acts on it: takes it in hand, books an appointment for it,
    converts it, or finishes it. Being assigned to somebody is not enough: the system does that too.
    """

    _inherit = "crm.lead"

    team_id = fields.Many2one(string="Point of Sale")
    counts_for_id = counts_for("partner_id")
    business_attribute = fields.Selection(BUSINESS_ATTRIBUTES, string="Type of Enquiry", index="btree_not_null")
    lead_status = fields.Selection(LEAD_STATUSES, default="new", required=True, tracking=True)
    lead_state = fields.Selection(LEAD_STATES, compute="_compute_lead_state", store=True, index=True, tracking=True)
    handled_at = fields.Datetime(string="First Handled On", readonly=True, copy=False)
    done_at = fields.Datetime(string="Done On", readonly=True, copy=False)
    abandoned_at = fields.Datetime(
        string="Abandoned On", compute="_compute_abandoned_at", store=True, index="btree_not_null", copy=False
    )
    brand_id = fields.Many2one(
        "fleet.vehicle.model.brand",
        string="Brand of Interest",
        compute="_compute_brand_id",
        store=True,
        readonly=False,
        index="btree_not_null",
    )
    vehicle_id = fields.Many2one("fleet.vehicle", index="btree_not_null", check_company=True)

    @api.model
    def _get_checked_links(self):
        """Nobody gives a lead to a point of sale that they may not see: it would be out of everybody's sight."""
        return tools.frozendict(super()._get_checked_links(), team_id="crm.team")

    @api.depends("won_status", "done_at")
    def _compute_lead_state(self):
        for lead in self:
            lost = lead.won_status == "lost"
            finished = lead.won_status == "won" or lead.done_at
            lead.lead_state = "abandoned" if lost else "done" if finished else "open"

    @api.depends("lead_state")
    def _compute_abandoned_at(self):
        for lead in self:
            abandoned = lead.lead_state == "abandoned"
            lead.abandoned_at = (lead.abandoned_at or fields.Datetime.now()) if abandoned else False

    @api.depends("vehicle_id")
    def _compute_brand_id(self):
        for lead in self:
            lead.brand_id = lead.vehicle_id.brand_id or lead.brand_id

    def action_mark_handled(self):
        """Take the lead in hand; one that nobody was responsible for becomes the user's own."""
        self.filtered(lambda lead: not lead.user_id).user_id = self.env.user
        self._mark_handled()

    def action_mark_done(self):
        """Close the lead as handled to the end."""
        self._mark_handled()
        with_internal_fields(self).done_at = fields.Datetime.now()

    def action_reopen(self):
        """Open a lead that was done or abandoned; a won opportunity is reopened by its stage, as in Odoo."""
        with_internal_fields(self).done_at = False
        self.filtered(lambda lead: lead.won_status == "lost").action_restore()

    def _mark_handled(self):
        """Note when a person first acted on each lead; later acts leave that date."""
        leads = with_internal_fields(self)
        leads.filtered(lambda lead: not lead.handled_at).handled_at = fields.Datetime.now()

    def convert_opportunity(self, partner, user_ids=False, team_id=False):
        """Odoo writes what :meth:`_convert_opportunity_data` says."""
        leads = with_internal_fields(self)
        return super(CrmLead, leads).convert_opportunity(partner, user_ids=user_ids, team_id=team_id)

    def _convert_opportunity_data(self, customer, team_id=False):
        """What becomes an opportunity goes on, also when it was done as a lead."""
        values = super()._convert_opportunity_data(customer, team_id=team_id)
        return {**values, "handled_at": self.handled_at or fields.Datetime.now(), "done_at": False}

    def _prepare_customer_values(self, partner_name, is_company=False, parent_id=False):
        """Who comes of an enquiry speaks the language of the company, not that of whoever turns it into a customer.

        Contacts have that of their company from Odoo.
        """
        values = super()._prepare_customer_values(partner_name, is_company=is_company, parent_id=parent_id)
        if not parent_id:
            company = self.company_id or self.team_id.company_id or self.env.company
            values.setdefault("lang", company._get_lang())
        return values

    def _merge_get_fields(self):
        """Odoo merges by keeping the first value set: ours are kept the same way."""
        return [*super()._merge_get_fields(), "business_attribute", "brand_id", "vehicle_id", "handled_at"]

    def _merge_get_fields_specific(self):
        """What is still open keeps open what it is merged with: Odoo keeps the older lead, done though it may be."""
        return {**super()._merge_get_fields_specific(), "done_at": lambda name, leads: leads._get_common_end()}

    def _get_common_end(self):
        """Return when the last of these leads was done; nothing while one of them is open."""
        if any(lead.lead_state == "open" for lead in self):
            return False
        return max((lead.done_at for lead in self if lead.done_at), default=False)
