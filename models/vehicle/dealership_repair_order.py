from odoo import fields, models

STATUSES = [
    ("open", "Opened"),
    ("in_progress", "In Progress"),
    ("ready", "Vehicle Ready"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
]


class DealershipRepairOrder(models.Model):
    """A work order of the workshop, as the dealer's DMS reports it. The DMS stays its master."""

    _name = "dealership.repair.order"
    _description = "Repair Order"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "opened_at desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Reference", required=True, index="trigram")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    team_id = fields.Many2one("crm.team", string="Point of Sale", index=True, check_company=True)
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, check_company=True)
    vehicle_id = fields.Many2one("fleet.vehicle", string="Vehicle", index="btree_not_null", check_company=True)
    brand_id = fields.Many2one(related="vehicle_id.brand_id", string="Vehicle Brand")
    appointment_id = fields.Many2one("calendar.event", string="Appointment", index="btree_not_null")
    advisor_id = fields.Many2one("res.users", string="Service Adviser", index="btree_not_null", tracking=True)
    status = fields.Selection(STATUSES, required=True, default="open", index=True, tracking=True)
    dms_status_code = fields.Char(string="DMS Status Code", help="The DMS's own code, kept as it came.")
    opened_at = fields.Datetime(string="Opened On", required=True, default=fields.Datetime.now, index=True)
    closed_at = fields.Datetime(string="Closed On")
    mileage = fields.Integer(string="Mileage (km)")
    currency_id = fields.Many2one(related="company_id.currency_id")
    customer_pay_amount = fields.Monetary(string="Customer Pay")
    warranty_pay_amount = fields.Monetary(string="Warranty Pay")
    description = fields.Text(string="Work Requested")
