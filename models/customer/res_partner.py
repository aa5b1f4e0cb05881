from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..rights.checked_links import with_links_of

# Field → the model whose records it counts.
COUNTS = {
    "vehicle_count": "fleet.vehicle",
    "repair_order_count": "dealership.repair.order",
    "appointment_count": "calendar.event",
    "lead_count": "crm.lead",
}


class ResPartner(models.Model):
    """A customer of the dealership, person or company."""

    _inherit = "res.partner"

    courtesy_title = fields.Selection([("madam", "Ms."), ("sir", "Mr.")])
    # OCA's partner_firstname uses these two names as well; both addons can be installed together.
    firstname = fields.Char(string="First Name")
    lastname = fields.Char(string="Last Name")
    birthdate_date = fields.Date(string="Birthday", index="btree_not_null")
    team_id = fields.Many2one(
        "crm.team", string="Point of Sale", index="btree_not_null", tracking=True, ondelete="restrict"
    )
    customer_profile_id = fields.Many2one(
        "dealership.customer.profile",
        default=lambda self: self.env.ref("crm_dealership.customer_profile_standard", raise_if_not_found=False),
        index="btree_not_null",
        ondelete="restrict",
        groups="base.group_user",  # how a customer is classed is not for their eyes, who may read their own contact
    )
    vehicle_ids = fields.One2many("fleet.vehicle", "owner_id", string="Vehicles", groups="fleet.fleet_group_user")
    vehicle_count = fields.Integer(compute="_compute_dealership_counts")
    repair_order_ids = fields.One2many(
        "dealership.repair.order", "partner_id", string="Repair Orders", groups="crm_dealership.group_dealership_user"
    )
    repair_order_count = fields.Integer(compute="_compute_dealership_counts")
    appointment_ids = fields.One2many("calendar.event", "customer_id", string="Appointments")
    appointment_count = fields.Integer(compute="_compute_dealership_counts")
    lead_count = fields.Integer(compute="_compute_dealership_counts")

    @api.model
    def _commercial_fields(self):
        """A company has one profile: its contacts and further addresses, to which invoices go, have the same."""
        return [*super()._commercial_fields(), "customer_profile_id"]

    def _fields_sync(self, values):
        """Have contacts take the profile over from their company, whoever enters them."""
        # sudo: which company it is decides, not who may read it
        return super(ResPartner, with_links_of(self, self.sudo().commercial_partner_id))._fields_sync(values)

    @api.constrains("team_id", "company_id")
    def _check_team_company(self):
        """A customer of one company belongs to a site of that company; a shared customer to any site.

        Odoo's own ``check_company`` would refuse the latter.
        """
        for partner in self:
            company = partner.team_id.company_id
            if company and partner.company_id and company != partner.company_id:
                raise ValidationError(
                    self.env._(
                        "%(customer)s is a customer of %(company)s, but %(team)s is a point of sale of %(other)s.",
                        customer=partner.display_name,
                        company=partner.company_id.name,
                        team=partner.team_id.name,
                        other=company.name,
                    )
                )

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("same_customer_id", "vehicle_ids", "repair_order_ids", "appointment_ids")
    def _compute_dealership_counts(self):
        """Count what the reader may see: record rules narrow each count to their points of sale.

        An address shows what its customer has.
        """
        customers = self._origin.same_customer_id
        for count_field, model in COUNTS.items():
            counts = customers._count_linked(model, "counts_for_id")
            for partner in self:
                partner[count_field] = counts.get(partner._origin.same_customer_id.id, 0)

    @api.onchange("firstname", "lastname")
    def _onchange_names(self):
        parts = [self.firstname, self.lastname]
        if not self.is_company and any(parts):
            self.name = " ".join(filter(None, parts))

    def action_view_vehicles(self):
        return self._get_customer_action("fleet_vehicle_action", "owner_id")

    def action_view_repair_orders(self):
        return self._get_customer_action("dealership_repair_order_action", "partner_id")

    def action_view_tasks(self):
        """Open the customer's leads and opportunities together."""
        action = self._get_customer_action("crm_lead_action_task", "partner_id")
        return {**action, "name": self.env._("Leads")}

    def action_view_appointments(self):
        """Open the customer's appointments; Odoo would otherwise invite the customer as an attendee."""
        action = self._get_customer_action("calendar_event_action", "customer_id")
        action["views"] = sorted(action["views"], key=lambda view: view[1] != "list")
        action["context"]["default_partner_ids"] = self.env.user.partner_id.ids
        return action

    def _get_customer_action(self, xml_id, customer_field):
        """Return an action of this addon narrowed to one customer; new records name the partner at hand."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(f"crm_dealership.{xml_id}")
        action["domain"] = [("counts_for_id", "=", self.same_customer_id.id)]
        action["context"] = {f"default_{customer_field}": self.id, "default_team_id": self.team_id.id}
        return action
