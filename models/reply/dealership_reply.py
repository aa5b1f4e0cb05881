from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine.contact.purposes import CHANNELS

KINDS = [("answer", "Answer"), ("stop", "Opted Out"), ("start", "Opted In Again")]


class DealershipReply(models.Model):
    """What a customer wrote back: attached to the message it answers where that is known, and kept in any case."""

    _name = "dealership.reply"
    _description = "Reply"
    _order = "received_at desc, id desc"
    _rec_name = "sender"

    # Computed for everybody alike: a name is shown, as in any list, whether or not what it is taken from may be read.
    display_name = fields.Char(compute_sudo=True)
    channel = fields.Selection(CHANNELS, required=True, readonly=True, default="sms")
    kind = fields.Selection(KINDS, required=True, readonly=True, default="answer")
    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    team_id = fields.Many2one(
        "crm.team", string="Point of Sale", index="btree_not_null", readonly=True, ondelete="restrict"
    )
    sender = fields.Char(
        string="From", required=True, readonly=True, index=True, help="The number, in E.164, or the e-mail address."
    )
    recipient = fields.Char(string="To", readonly=True)
    body = fields.Text(string="Text", readonly=True)
    received_at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    provider_reference = fields.Char(required=True, readonly=True, copy=False)
    delivery_id = fields.Many2one(
        "dealership.delivery", string="In Answer To", index="btree_not_null", readonly=True, ondelete="set null"
    )
    scenario_id = fields.Many2one(related="delivery_id.scenario_id", store=True, index="btree_not_null")
    partner_id = fields.Many2one("res.partner", string="Customer", index="btree_not_null", ondelete="set null")
    user_id = fields.Many2one("res.users", string="Notified", readonly=True)
    attached = fields.Boolean(readonly=True, help="Stands on the customer's record.")

    _provider_reference_unique = models.Constraint(
        "UNIQUE (channel, provider_reference)", "This reply has been received already."
    )

    @api.depends("sender", "partner_id")
    def _compute_display_name(self):
        for reply in self:
            reply.display_name = reply.partner_id.name or reply.sender

    def write(self, vals):
        """What was received stays as it came: people say who wrote it, and nothing else."""
        if not self.env.su and set(vals) - {"partner_id"}:
            raise AccessError(self.env._("A reply is kept as it was received: you can only say who wrote it."))
        return super().write(vals)

    def action_attach(self):
        """Put the reply of a number that nobody knew on the record of the chosen customer, once."""
        self.ensure_one()
        self.check_access("write")
        if not self.partner_id:
            raise UserError(self.env._("Choose the customer who wrote this."))
        self.partner_id.check_access("read")
        if not self.attached:
            # sudo: whoever sees the reply may attach it to a customer whom they see
            reply = self.sudo()
            reply.doubt = False
            reply._settle()

    def action_answer(self):
        """Write back, by Odoo's own dialogue for what the customer wrote by."""
        self.ensure_one()
        if not self.partner_id:
            raise UserError(self.env._("Choose the customer who wrote this."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer"),
            **(self._prepare_email_answer() if self.channel == "email" else self._prepare_sms_answer()),
            "views": [(False, "form")],
            "target": "new",
        }

    def _prepare_sms_answer(self):
        return {
            "res_model": "sms.composer",
            "context": {
                "default_composition_mode": "comment",
                "default_res_model": "res.partner",
                "default_res_id": self.partner_id.id,
                "default_recipient_single_number_itf": self.sender,
            },
        }

    def action_view_delivery(self):
        """Open the message that this answers."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "dealership.delivery",
            "res_id": self.delivery_id.id,
            "views": [(False, "form")],
        }
