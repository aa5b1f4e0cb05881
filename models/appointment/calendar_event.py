from odoo import api, fields, models

from ..customer.same_customer import counts_for

KINDS = [
    ("sales", "Sales"),
    ("test_drive", "Test Drive"),
    ("delivery", "Delivery"),
    ("workshop", "Workshop"),
]
STATUSES = [
    ("planned", "Planned"),
    ("confirmed", "Confirmed"),
    ("arrived", "Arrived"),
    ("done", "Done"),
    ("no_show", "No-show"),
    ("cancelled", "Cancelled"),
]
# Indexes into the web client's palette, so that a kind keeps its colour from one day to the next.
KIND_COLORS = {"sales": 4, "test_drive": 10, "delivery": 3, "workshop": 2}


class CalendarEvent(models.Model):
    """A calendar event with a customer is an appointment of the dealership.

    The customer is not an attendee: Odoo would send them its own invitation. What customers are
    sent about their appointment is a scenario's business.
    """

    _inherit = "calendar.event"

    customer_id = fields.Many2one("res.partner", index="btree_not_null", tracking=True)
    counts_for_id = counts_for("customer_id", index=False)  # indexed by _customer_start_idx
    vehicle_id = fields.Many2one("fleet.vehicle", index="btree_not_null")
    vehicle_brand_id = fields.Many2one(related="vehicle_id.brand_id", string="Vehicle Brand")
    team_id = fields.Many2one(
        "crm.team",
        string="Point of Sale",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    appointment_kind = fields.Selection(KINDS, string="Kind", index="btree_not_null", tracking=True)
    appointment_color = fields.Integer(compute="_compute_appointment_color")
    appointment_status = fields.Selection(STATUSES, default="planned", required=True, tracking=True)
    moved_at = fields.Datetime(
        string="Moved On",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="When the appointment was last put off to another date or hour.",
    )
    repair_order_ids = fields.One2many(
        "dealership.repair.order",
        "appointment_id",
        string="Repair Orders",
        groups="crm_dealership.group_dealership_user",
    )

    # A customer's appointments, and among them the last and the next one.
    _customer_start_idx = models.Index("(counts_for_id, start, id) WHERE counts_for_id IS NOT NULL")

    @api.depends("customer_id", "user_id")
    def _compute_team_id(self):
        """Place an appointment at a site of its organiser; an event without customer stays personal."""
        for event in self:
            if event.customer_id and event.user_id and not event.team_id:
                event.team_id = self.env["crm.team"]._get_default_team_id(user_id=event.user_id.id)

    @api.depends("appointment_kind")
    def _compute_appointment_color(self):
        for event in self:
            event.appointment_color = KIND_COLORS.get(event.appointment_kind, 0)

    @api.onchange("vehicle_id")
    def _onchange_vehicle_id(self):
        if self.vehicle_id.owner_id and not self.customer_id:
            self.customer_id = self.vehicle_id.owner_id

    @api.onchange("customer_id")
    def _onchange_customer_id(self):
        # The vehicle of the opportunity may be anybody's: one is interested in it, or tries it.
        asked_for = self.vehicle_id == self.opportunity_id.vehicle_id
        if not asked_for and self.vehicle_id.owner_id not in (self.customer_id, self.env["res.partner"]):
            self.vehicle_id = False
        if not self.vehicle_id and len(self.customer_id.vehicle_ids) == 1:
            self.vehicle_id = self.customer_id.vehicle_ids

    @api.onchange("appointment_kind", "customer_id")
    def _onchange_appointment_name(self):
        """Propose a subject; what a person wrote stays."""
        if not self.name and self.appointment_kind and self.customer_id:
            kind = dict(self._fields["appointment_kind"]._description_selection(self.env))[self.appointment_kind]
            self.name = f"{kind} – {self.customer_id.name}"

    @api.model_create_multi
    def create(self, vals_list):
        """Booking an appointment for a lead is handling it."""
        events = super().create(vals_list)
        events.opportunity_id._mark_handled()
        return events

    def write(self, vals):
        """Another date or hour of a customer's appointment is noted: the customer has to hear of it."""
        # sudo: whoever may move it need not see all of a colleague's private event
        appointments = self.sudo().exists().filtered("customer_id")
        starts = {appointment.id: appointment.start for appointment in appointments}
        result = super().write(vals)
        moved = appointments.exists().filtered(lambda appointment: appointment.start != starts[appointment.id])
        if moved:
            moved.moved_at = fields.Datetime.now()
        return result

    def action_confirm_appointment(self):
        self.appointment_status = "confirmed"

    def action_arrive_appointment(self):
        self.appointment_status = "arrived"

    def action_finish_appointment(self):
        self.appointment_status = "done"

    def action_miss_appointment(self):
        self.appointment_status = "no_show"

    def action_cancel_appointment(self):
        self.appointment_status = "cancelled"

    def action_create_repair_order(self):
        """Open the work order of a customer who has arrived."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "dealership.repair.order",
            "view_mode": "form",
            "context": {
                "default_appointment_id": self.id,
                "default_partner_id": self.customer_id.id,
                "default_vehicle_id": self.vehicle_id.id,
                "default_team_id": self.team_id.id,
                "default_advisor_id": self.user_id.id,
            },
        }
