import logging

from odoo import api, fields, models

from ..client.inner_context import get_inner, with_inner
from ..client.internal_fields import with_internal_fields

_logger = logging.getLogger(__name__)


class CrmLead(models.Model):
    """What was received, and what a person still has to read."""

    _inherit = "crm.lead"

    requested_at = fields.Datetime(
        string="Requested On",
        readonly=True,
        copy=False,
        groups="crm_dealership.group_dealership_user",
        help="By the clock of the sender. The time that is left counts from when it was received here.",
    )
    is_to_read = fields.Boolean(
        string="To Be Read by a Person",
        readonly=True,
        copy=False,
        groups="crm_dealership.group_dealership_user",
        help="What was received could not be read, or not all of it.",
    )
    to_read_reason = fields.Text(
        string="Why It Is to Be Read", readonly=True, copy=False, groups="crm_dealership.group_dealership_user"
    )
    receipt_ids = fields.One2many(
        "dealership.lead.receipt", "lead_id", string="Receipts", groups="crm_dealership.group_dealership_user"
    )
    original_id = fields.Many2one(
        "ir.attachment",
        string="Document",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        groups="crm_dealership.group_dealership_user",
    )
    received_consents = fields.Json(
        readonly=True,
        copy=False,
        groups="crm_dealership.group_dealership_user",
        help="What the form said of consent, until it is known whose it is.",
    )
    original_text = fields.Text(
        string="As It Was Received",
        compute="_compute_original_text",
        groups="crm_dealership.group_dealership_user",
    )

    _to_read_idx = models.Index("(team_id) WHERE is_to_read")

    @api.depends("original_id")
    def _compute_original_text(self):
        intake = self.env["dealership.intake"]
        for lead in self:
            lead.original_text = intake._show_original(lead.original_id)

    def action_mark_read(self):
        """Somebody has read what was received, and filled in what the lead lacks."""
        self.check_access("write")
        with_internal_fields(self).write({"is_to_read": False})

    # -- what strangers claim ---------------------------------------------------------------------------

    @api.model
    def _create_of_claims(self, vals):
        """Create a lead from what somebody says of themselves: the customer they are taken for stays as they are.

        Odoo writes the address of a lead on to its customer. Whoever knows somebody's telephone number could give them
        an address of his own that way.
        """
        return with_inner(self, dealership_claims=True).create(vals).with_env(self.env)

    def _write_claims(self, vals):
        with_inner(self, dealership_claims=True).write(vals)

    def _inverse_email_from(self):
        if get_inner(self.env, "dealership_claims", False):
            return None
        return super()._inverse_email_from()

    def _inverse_phone(self):
        if get_inner(self.env, "dealership_claims", False):
            return None
        return super()._inverse_phone()

    # -- consent ----------------------------------------------------------------------------------------

    def write(self, vals):
        result = super().write(vals)
        if vals.get("partner_id"):
            # sudo: whoever chooses the customer need not be of the dealership
            self.sudo()._record_received_consents()
        return result

    def _record_received_consents(self):
        """Write down what the form said of consent, once it is known whose it is."""
        for lead in self.filtered(lambda lead: lead.partner_id and lead.received_consents):
            for said in lead.received_consents:
                self.env["dealership.consent"]._record(
                    lead.partner_id,
                    said["purpose"],
                    said["channel"],
                    said["granted"],
                    said["source"],
                    now=said["decided_at"],
                    company=lead.company_id or self.env.company,
                    origin="form",
                    wording=said["wording"],
                    evidence=said["evidence"],
                )
            lead.received_consents = False

    # -- by e-mail --------------------------------------------------------------------------------------

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """An e-mail that brings enquiries in a form of their own makes these; any other makes a lead as ever."""
        message = get_inner(self.env, "dealership_incoming")
        lead, reason = self._take_in_mail(message, custom_values or {}) if message else (self.browse(), "")
        if lead:
            return lead
        lead = super().message_new(msg_dict, custom_values)
        if reason:
            # sudo: the gateway has no rights of its own
            lead.sudo().write({"is_to_read": True, "to_read_reason": reason})
        return lead

    def _take_in_mail(self, message, values):
        """Return ``(lead, reason)``: what the e-mail is kept on, or why a person has to read it.

        Whatever goes wrong, the e-mail is one that Odoo takes in: it would not come again.
        """
        try:
            with self.env.cr.savepoint():
                leads = self.env["dealership.intake"]._take_in_mail(message, values)
                self.env.flush_all()
        except Exception:
            _logger.exception("An e-mail to a point of sale could not be read; it makes an ordinary lead")
            self.env.clear()
            return self.browse(), self.env._("It could not be taken in.")
        return leads[:1].with_env(self.env), ""

    # -- merging ----------------------------------------------------------------------------------------

    def _merge_dependences(self, opportunities):
        """What was received of merged leads is recognised as what they become."""
        result = super()._merge_dependences(opportunities)
        # sudo: people outside the dealership merge leads, too
        self.sudo()._take_over_received(opportunities.sudo())
        return result

    def _take_over_received(self, leads):
        self.env["dealership.lead.receipt"].search([("lead_id", "in", leads.ids)]).lead_id = self
        every = self + leads
        self.write(
            {
                "is_to_read": any(every.mapped("is_to_read")),
                "to_read_reason": "\n".join(filter(None, every.mapped("to_read_reason"))),
                "requested_at": next(filter(None, every.mapped("requested_at")), False),
                "original_id": every.original_id[:1].id,
                "received_consents": [said for lead in every for said in lead.received_consents or ()] or False,
            }
        )
