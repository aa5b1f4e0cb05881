from odoo import fields, models
from odoo.exceptions import ValidationError

from ..engine.consent.words import BY_STAFF, CONSENT_PURPOSES, ORIGINS
from ..engine.contact.purposes import CHANNELS

YES = "yes"


class DealershipConsentRecord(models.TransientModel):
    """What a customer tells somebody of the dealership about being contacted."""

    _name = "dealership.consent.record"
    _description = "Record a Decision"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, ondelete="cascade")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    whole_group = fields.Boolean(help="Only where the wording names the whole group.")
    purpose = fields.Selection(CONSENT_PURPOSES, required=True, default="marketing")
    channel = fields.Selection(CHANNELS, required=True, default="email")
    topic_id = fields.Many2one("dealership.topic", ondelete="cascade", help="Empty: all topics.")
    answer = fields.Selection([(YES, "Yes, may be contacted"), ("no", "No")], required=True, default="no")
    decided_at = fields.Datetime(string="Decided On", required=True, default=fields.Datetime.now)
    origin = fields.Selection(
        [choice for choice in ORIGINS if choice[0] in BY_STAFF], string="How", required=True, default="counter"
    )
    source = fields.Char(string="Where It Comes From")
    wording = fields.Text(string="Wording Shown")
    wording_version = fields.Char()
    evidence = fields.Char(string="Where the Proof Is")
    agreed_from = fields.Datetime(
        string="Also Outside the Hours, From",
        help="Where the law sets hours, the customer can agree to another time: “call me on Saturday at 11”.",
    )
    agreed_until = fields.Datetime(string="Until")

    def action_record(self):
        """Write the decision down.

        :raise ValidationError: a "yes" of which nobody says where it comes from; one of tomorrow
        """
        self.ensure_one()
        if self.answer == YES and not (self.source or "").strip():
            raise ValidationError(
                self.env._("Say where this “yes” comes from: form, order, call… It has to be proved one day.")
            )
        self.env["dealership.consent"]._record(
            self.partner_id,
            self.purpose,
            self.channel,
            self.answer == YES,
            self.source,
            self.decided_at,
            self.env["res.company"] if self.whole_group else self.company_id,
            topic=self.topic_id if self.purpose == "marketing" else None,
            origin=self.origin,
            wording=self.wording,
            wording_version=self.wording_version,
            evidence=self.evidence,
            agreed_time=self._get_agreed_time(),
        )
        return {"type": "ir.actions.act_window_close"}

    def _get_agreed_time(self):
        said = self.answer == YES and (self.agreed_from or self.agreed_until)
        return (self.agreed_from, self.agreed_until) if said else None
