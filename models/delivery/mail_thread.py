from odoo import api, models
from odoo.tools.mail import mail_header_msgid_re


class MailThread(models.AbstractModel):
    """Answers to our e-mails reach whoever signed them."""

    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        references = message_dict.get("references") or message_dict.get("in_reply_to") or ""
        message_ids = mail_header_msgid_re.findall(references)
        if routes and message_ids:
            # sudo: the gateway's user needs no rights on the ledger
            answered = self.env["dealership.delivery"].sudo().search([("email_message_id", "in", message_ids)])
            for delivery in answered.filtered("signatory_id"):
                delivery.partner_id.message_subscribe(delivery.signatory_id.partner_id.ids)
        return super()._message_route_process(message, message_dict, routes)
