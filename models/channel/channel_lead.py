from odoo import Command, api, models

from .channel import HTML
from .step_texts import StepTexts


class ChannelLead(models.AbstractModel):
    """A new lead of the point of sale, for the customer and their vehicle.

    Written in one transaction with the state of the delivery.
    """

    _name = "dealership.channel.lead"
    _inherit = "dealership.channel"
    _description = "Lead"
    _channel_sequence = 50
    _channel_icon = "fa-bullseye"
    _message_format = HTML
    _message_required = False

    @api.model
    def _ask_for_words(self):
        return self.env._("say what the lead is about, or choose a message.")

    @api.model
    def _send(self, deliveries, now):
        responsibles = deliveries._get_responsibles()
        records = deliveries._get_records()
        for step, same_step in deliveries.grouped("step_id").items():
            written = list(StepTexts(step, same_step, now).render(responsibles))
            # Nobody is told one by one: leads without a salesperson are for the whole point of sale.
            leads = self.env["crm.lead"].with_context(mail_create_nosubscribe=True, mail_auto_subscribe_no_notify=True)
            leads.create([self._prepare_lead_vals(delivery, records[delivery.id], text) for delivery, text in written])
            same_step.browse(delivery.id for delivery, _text in written)._set_sent(now)

    @api.model
    def _prepare_lead_vals(self, delivery, record, text):
        partner, step = delivery.partner_id, delivery.step_id
        return {
            "type": "lead",
            "name": text.subject,
            "description": text.body_html,
            "partner_id": partner.id,
            "contact_name": partner.name,
            "email_from": partner.email,
            "phone": partner.phone,
            "vehicle_id": self._get_vehicle(record).id,
            "business_attribute": step.lead_business_attribute,
            "tag_ids": [Command.set(step.lead_tag_ids.ids)],
            "team_id": (delivery.scenario_id.team_id or delivery.team_id or partner.team_id).id,
            "company_id": delivery.company_id.id,
            "user_id": False,
            "dealership_delivery_id": delivery.id,
        }

    @api.model
    def _get_vehicle(self, record):
        """Return the vehicle that a record is, or is about."""
        vehicles = self.env["fleet.vehicle"]
        if record._name == vehicles._name:
            return record
        field = record._fields.get("vehicle_id")
        return record["vehicle_id"] if field and field.comodel_name == vehicles._name else vehicles
