from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResPartner(models.Model):
    """A customer of the dealership, person or company."""

    _inherit = "res.partner"

    courtesy_title = fields.Selection([("madam", "Ms."), ("sir", "Mr.")], string="Title")
    # OCA's partner_firstname uses these two names as well; both addons can be installed together.
    firstname = fields.Char(string="First Name")
    lastname = fields.Char(string="Last Name")
    birthdate_date = fields.Date(string="Birthday", index="btree_not_null")
    team_id = fields.Many2one("crm.team", string="Point of Sale", index="btree_not_null", tracking=True)
    customer_profile_id = fields.Many2one(
        "dealership.customer.profile",
        default=lambda self: self.env.ref("crm_dealership.customer_profile_standard", raise_if_not_found=False),
        index="btree_not_null",
        ondelete="restrict",
    )
    consent_ids = fields.One2many("dealership.consent", "partner_id", string="Consents")
    vehicle_ids = fields.One2many("fleet.vehicle", "owner_id", string="Vehicles")
    vehicle_count = fields.Integer(compute="_compute_dealership_counts")
    repair_order_ids = fields.One2many("dealership.repair.order", "partner_id", string="Repair Orders")
    repair_order_count = fields.Integer(compute="_compute_dealership_counts")
    appointment_ids = fields.One2many("calendar.event", "customer_id", string="Appointments")
    appointment_count = fields.Integer(compute="_compute_dealership_counts")

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

    @api.depends("vehicle_ids", "repair_order_ids", "appointment_ids")
    def _compute_dealership_counts(self):
        for partner in self:
            partner.vehicle_count = len(partner.vehicle_ids)
            partner.repair_order_count = len(partner.repair_order_ids)
            partner.appointment_count = len(partner.appointment_ids)
