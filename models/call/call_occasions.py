from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.call.call_event import INCOMING
from ...engine.contact.purposes import PURPOSES
from ...engine.ledger import states
from ..client.internal_fields import with_internal_fields
from .call_purpose import SERVICE


class DealershipDelivery(models.Model):
    """A call that a scenario asks for."""

    _name = "dealership.delivery"
    _inherit = ["dealership.delivery", "dealership.call.occasion"]

    call_ids = fields.One2many(
        "dealership.call", "delivery_id", string="Calls Made", groups="crm_dealership.group_dealership_user"
    )

    def _get_call_purpose(self):
        return self.purpose

    def _set_call_purpose(self, purpose):
        self.sudo().purpose = purpose  # sudo: the ledger is written by its actions only

    def _get_call_title(self):
        return self.text_subject or self.sudo().scenario_id.name  # sudo: as below

    def _get_call_scenario(self):
        return self.sudo().scenario_id  # sudo: whoever sees the delivery need not see the scenario

    def _check_may_call(self):
        """Whoever may decide on the message.

        :raise UserError: it is no call that is still to be made
        """
        self.check_access("read")
        # sudo: as for the other actions
        self.sudo().scenario_id.with_env(self.env)._check_may_decide()
        if not self._filter_open_calls():
            raise UserError(self.env._("This is no call that is still to be made."))

    def _prepare_call_vals(self):
        delivery = self.sudo()  # sudo: whoever sees the delivery calls the customer
        return {
            "delivery_id": delivery.id,
            "company_id": delivery.company_id.id,
            "team_id": (delivery.team_id or delivery.scenario_id.team_id).id,
            "partner_id": delivery.partner_id.id,
            "to_number": delivery.address or delivery.partner_id.phone_sanitized,
        }

    @api.model
    def _close_refused(self, customer, company, purpose, consent_channel, user_id):
        """Leave out what is still to come for a purpose through a channel of contact that a customer refuses.

        :param str consent_channel: a key of ``CHANNELS``
        :param int user_id: who has heard the refusal
        """
        carriers = self.env["dealership.channel"]._select(lambda one: one._consent_channel == consent_channel)
        to_come = self.search(
            [
                ("counts_for_id", "=", customer.same_customer_id.id),
                ("company_id", "=", company.id),
                ("purpose", "=", purpose),
                ("channel", "in", [key for key, _label in carriers]),
                ("state", "in", states.UNDONE),
                ("claim_id", "=", 0),
            ]
        )
        to_come = to_come.try_lock_for_update()  # what a worker has just taken up, it judges itself
        to_come._leave_out(states.REFUSED, done_by_id=user_id)
        to_come._withdraw()


class DealershipCall(models.Model):
    """A call of the customer's that is returned, or an earlier one of ours."""

    _name = "dealership.call"
    _inherit = ["dealership.call", "dealership.call.occasion"]

    def _get_call_purpose(self):
        return self.purpose

    def _set_call_purpose(self, purpose):
        with_internal_fields(self).write({"purpose": purpose, "purpose_by_id": self.env.uid})

    def _get_call_scenario(self):
        return self.sudo().delivery_id.scenario_id  # sudo: as of a delivery

    def _is_awaited(self):
        return self.direction == INCOMING

    def _prepare_call_vals(self):
        return {
            "company_id": self.company_id._origin.id,
            "team_id": self.team_id._origin.id,
            "partner_id": self.partner_id._origin.id,
            "lead_id": self.lead_id._origin.id,
            "to_number": self.caller_number,
        }


class CrmLead(models.Model):
    """An enquiry; or what a scenario has opened, which has the purpose of the scenario."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "dealership.call.occasion"]

    call_purpose_by_hand = fields.Selection(
        PURPOSES, readonly=True, copy=False, groups="crm_dealership.group_dealership_user"
    )
    call_purpose = fields.Selection(
        PURPOSES,
        string="Purpose of Calls",
        compute="_compute_call_purpose",
        groups="crm_dealership.group_dealership_user",
    )

    @api.depends("call_purpose_by_hand", "dealership_delivery_id")
    def _compute_call_purpose(self):
        for lead in self:
            lead.call_purpose = lead._get_call_purpose()

    def _get_call_purpose(self):
        lead = self.sudo()  # sudo: what one calls for does not depend on what else one sees
        return lead.call_purpose_by_hand or lead.dealership_delivery_id.purpose or SERVICE

    def _set_call_purpose(self, purpose):
        with_internal_fields(self).call_purpose_by_hand = purpose

    def _get_call_scenario(self):
        return self.sudo().dealership_delivery_id.scenario_id  # sudo: as of a delivery

    def _is_awaited(self):
        return not self.sudo().dealership_delivery_id

    def _check_may_call(self):
        """Not for people outside the dealership, whatever they may do with leads."""
        self.env["dealership.call"].check_access("create")
        return super()._check_may_call()

    def _note_call(self, now):
        """To call about it is something done, whatever becomes of the call."""
        call = super()._note_call(now)
        self._note_act()
        return call

    def _prepare_call_vals(self):
        return {
            "company_id": (self.company_id or self.team_id.company_id or self.env.company)._origin.id,
            "team_id": self.team_id._origin.id,
            "partner_id": self.partner_id._origin.id,
            "lead_id": self._origin.id,
            "to_number": self.phone_sanitized or self.partner_id.phone_sanitized,
        }
