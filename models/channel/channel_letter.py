from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.ledger import states
from ..ledger.claim import checkpoint, is_time_up
from .channel import HTML
from .sender import Senders
from .step_texts import StepTexts


class ChannelLetter(models.AbstractModel):
    """A letter on paper: a PDF per customer, kept with the delivery, which waits until somebody has posted it.

    A household or a company may get several, for each is addressed to a person; the same person at the same address
    gets one.
    """

    _name = "dealership.channel.letter"
    _inherit = "dealership.channel"
    _description = "Letter"
    _channel_sequence = 60
    _channel_icon = "fa-file-text-o"
    _message_format = HTML
    _consent_channel = "letter"

    @api.model
    def _get_address_domain(self):
        return Domain("street", "!=", False) & Domain("city", "!=", False)

    @api.model
    def _get_address_sql(self, partner):
        town = SQL("concat_ws(' ', %s, %s)", SQL.identifier(partner, "zip"), SQL.identifier(partner, "city"))
        lines = [SQL("NULLIF(%s, '')", SQL.identifier(partner, name)) for name in ("name", "street", "street2")]
        return SQL("concat_ws(', ', %s, %s)", SQL(", ").join(lines), town)

    @api.model
    def _get_price(self, company):
        return company.dealership_letter_price

    @api.model
    def _send(self, deliveries, now):
        for step, same_step in deliveries.grouped("step_id").items():
            senders = Senders(step.scenario_id).get_all(same_step)
            signatories = {delivery.id: sender.user for delivery, sender in zip(same_step, senders, strict=True)}
            for delivery, text in StepTexts(step, same_step, now).render(signatories, for_staff=False):
                if is_time_up(deliveries.env):
                    return
                self._write_letter(delivery, text, signatories[delivery.id])

    @api.model
    def _write_letter(self, delivery, text, signatory):
        delivery.write({"text_subject": text.subject, "text_body": text.body_html, "signatory_id": signatory.id})
        try:
            delivery._make_letter()
        except UserError as error:  # the program that makes PDFs is missing, or chokes on this one
            delivery._settle(states.FAILED, states.UNSENDABLE, str(error))
        else:
            delivery._hand_over(states.TO_PRINT)
        checkpoint(self.env)

    @api.model
    def _finish(self, deliveries):
        """Put the letters that were posted on the records of the customers."""
        for delivery in deliveries.filtered("text_body"):
            delivery.mail_message_id = self.env["mail.message"].create(self._prepare_message_vals(delivery))

    @api.model
    def _prepare_message_vals(self, delivery):
        return {
            "message_type": "comment",
            "subtype_id": self.env.ref("mail.mt_note").id,
            "model": "res.partner",
            "res_id": delivery.partner_id.id,
            "author_id": (delivery.signatory_id.partner_id or delivery.company_id.partner_id).id,
            "subject": delivery.text_subject,
            "body": delivery.text_body,
            "attachment_ids": delivery._get_letter_attachments().ids,
            "record_company_id": delivery.company_id.id,
        }

    @api.model
    def _withdraw(self, deliveries):
        deliveries._get_letter_attachments().unlink()
