from odoo import api, models
from odoo.tools.mail import mail_header_msgid_re


class MailThread(models.AbstractModel):
    """Answers to our e-mails reach whoever signed them: a person, or those of the point of sale."""

    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        references = message_dict.get("references") or message_dict.get("in_reply_to") or ""
        message_ids = mail_header_msgid_re.findall(references)
        if not routes or not message_ids:
            return super()._message_route_process(message, message_dict, routes)
        # sudo: the gateway's user needs no rights on the ledger
        answered = self.env["dealership.delivery"].sudo().search([("email_message_id", "in", message_ids)])
        passing = [delivery._subscribe_to_answer() for delivery in answered]
        result = super()._message_route_process(message, message_dict, routes)
        self._get_dealership_traces(message_ids)._report("opened_at", "replied_at")
        for customer, people in passing:
            customer.message_unsubscribe(people.ids)
        return result

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        result = super()._routing_handle_bounce(email_message, message_dict)
        self._get_dealership_traces(message_dict["bounced_msg_ids"] or [])._report("bounced_at")
        return result

    def _get_dealership_traces(self, message_ids):
        # sudo: the gateway may run as any user; no client can call what handles its e-mails
        traces = self.env["mailing.trace"].sudo()
        return traces.search([("message_id", "in", message_ids), ("dealership_delivery_id", "!=", False)])
