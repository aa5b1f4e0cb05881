from odoo import api, fields, models

from ...engine.targeting.same_text import get_index
from ..customer.same_customer import counts_for

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
    _rec_names_search = ["name", "partner_id.name", "vehicle_id.license_plate"]
    _check_company_auto = True

    name = fields.Char(string="Reference", required=True, index="trigram", copy=False)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    team_id = fields.Many2one(
        "crm.team",
        string="Point of Sale",
        index=True,
        check_company=True,
        tracking=True,
        default=lambda self: self.env["crm.team"]._get_default_team_id(),
        ondelete="restrict",
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, check_company=True, tracking=True
    )
    # Both are indexed below, by _customer_opened_idx and _vehicle_opened_idx.
    counts_for_id = counts_for("partner_id", index=False)
    vehicle_id = fields.Many2one("fleet.vehicle", check_company=True)
    brand_id = fields.Many2one(related="vehicle_id.brand_id", string="Vehicle Brand")
    appointment_id = fields.Many2one("calendar.event", index="btree_not_null", copy=False)
    advisor_id = fields.Many2one(
        "res.users", string="Service Adviser", index="btree_not_null", tracking=True, check_company=True
    )
    status = fields.Selection(
        STATUSES, required=True, default="open", index=True, tracking=True, copy=False, group_expand=True
    )
    dms_status_code = fields.Char(string="DMS Status Code", help="The DMS's own code, kept as it came.", copy=False)
    dms_status_since = fields.Datetime(
        string="DMS Code Since",
        compute="_compute_dms_status_since",
        store=True,
        readonly=False,
        copy=False,
        help="Since when the DMS has said this code.",
    )
    opened_at = fields.Datetime(string="Opened On", required=True, default=fields.Datetime.now, index=True, copy=False)
    status_since = fields.Datetime(
        compute="_compute_status_since",
        store=True,
        readonly=False,
        index=True,
        copy=False,
        help="Since when it has had this status: a vehicle that is ready since this morning.",
    )
    closed_at = fields.Datetime(
        string="Closed On", compute="_compute_closed_at", store=True, readonly=False, index="btree_not_null", copy=False
    )
    mileage = fields.Integer(string="Mileage (km)", aggregator="avg")
    currency_id = fields.Many2one(related="company_id.currency_id")
    customer_pay_amount = fields.Monetary(string="Customer Pay")
    warranty_pay_amount = fields.Monetary(string="Warranty Pay")
    description = fields.Text(string="Work Requested")

    # A customer's or vehicle's repair orders, the last one, and those of a period ("none for 12 months", "the last
    # 180 days ago"). The company comes along for the record rule, so that the table itself is not read.
    _customer_opened_idx = models.Index("(counts_for_id, opened_at, id) INCLUDE (company_id)")
    _vehicle_opened_idx = models.Index("(vehicle_id, opened_at, id) INCLUDE (company_id) WHERE vehicle_id IS NOT NULL")

    _dms_status_code_same_idx = models.Index(get_index("dms_status_code"))

    _closed_after_opened = models.Constraint(
        "CHECK (closed_at IS NULL OR closed_at >= opened_at)",
        "A repair order can't be closed before it was opened.",
    )

    @api.depends("status")
    def _compute_status_since(self):
        """A change of status is dated now, unless the DMS says when it was; who was closed has been so since then."""
        for order in self:
            order.status_since = (order.status == "closed" and order.closed_at) or fields.Datetime.now()

    @api.depends("dms_status_code")
    def _compute_dms_status_since(self):
        """A change of the code is dated now, unless the DMS says when it was."""
        for order in self:
            order.dms_status_since = order.dms_status_code and fields.Datetime.now()

    @api.depends("status")
    def _compute_closed_at(self):
        """Closing dates the end, reopening takes it back; a date reported by the DMS stays."""
        for order in self:
            order.closed_at = (order.closed_at or fields.Datetime.now()) if order.status == "closed" else False

    @api.onchange("vehicle_id")
    def _onchange_vehicle_id(self):
        if self.vehicle_id.owner_id and not self.partner_id:
            self.partner_id = self.vehicle_id.owner_id

    @api.onchange("appointment_id")
    def _onchange_appointment_id(self):
        appointment = self.appointment_id
        if appointment:
            self.partner_id = appointment.customer_id or self.partner_id
            self.vehicle_id = appointment.vehicle_id or self.vehicle_id
            self.team_id = appointment.team_id or self.team_id

    def write(self, vals):
        """A status or a code that is written once more has not changed: it holds since when it did."""
        dated = {"status", "dms_status_code"} & vals.keys()
        if not dated:
            return super().write(vals)

        def get_same(order):
            return frozenset(name for name in dated if (order[name] or False) == (vals[name] or False))

        for same, orders in self.grouped(get_same).items():
            changes = {name: value for name, value in vals.items() if name not in same}
            super(DealershipRepairOrder, orders).write(changes)
        return True

    def action_start(self):
        self.status = "in_progress"

    def action_ready(self):
        self.status = "ready"

    def action_close(self):
        self.status = "closed"

    def action_cancel(self):
        self.status = "cancelled"

    def action_reopen(self):
        self.status = "open"
