from odoo import api, fields, models
from odoo.tools.mail import email_normalize

from ...engine.reply.own_words import get_own_html_words
from ...engine.reply.sms_keywords import START, STOP, read_keyword
from ..consent.after_stop import KEYWORD


class DealershipReply(models.Model):
    """Answers by e-mail. Odoo's gateway puts them on the customer's record; here stands what they say.

    The text is the customer's own words, without what their program quotes: what understands answers reads these alone.
    STOP is about marketing by e-mail, as the link to unsubscribe is.
    """

    _inherit = "dealership.reply"

    mail_message_id = fields.Many2one(
        "mail.message", string="E-Mail", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )

    @api.model
    def _receive_email(self, answered, message, now):
        """Take in an answer that the gateway has put on the customer's record; the same one twice changes nothing.

        :param answered: messages of ours that it names; it answers the last
        :param message: ``mail.message``
        :param datetime now: naive UTC
        :return: the reply, as superuser; none where there is no answer, or it is known
        """
        # sudo: the gateway's user needs no rights on replies
        replies, message = self.sudo(), message.sudo()
        delivery = answered.sorted(lambda each: (each.moment, each.id))[-1:]
        if not delivery or not message or replies._find_received("email", message.message_id):
            return replies.browse()
        return replies.create(replies._prepare_email_vals(delivery, message, now))

    def _prepare_email_vals(self, delivery, message, now):
        company, customer, words = delivery.company_id, delivery.partner_id, get_own_html_words(message.body)
        names = self._get_names(customer, company, delivery.team_id)
        reader = self.with_company(company)._choose_reader(delivery, customer, company, delivery.team_id)
        return {
            "channel": "email",
            "kind": read_keyword(words, names) or "answer",
            "company_id": company.id,
            "team_id": (delivery.team_id or self._get_team(company, customer)).id,
            "sender": email_normalize(message.email_from) or message.email_from or delivery.address,
            "body": words,
            "received_at": now,
            "provider_reference": message.message_id,
            "delivery_id": delivery.id,
            "partner_id": customer.id,
            "user_id": reader.id,
            "attached": True,
            "mail_message_id": message.id,
        }

    def _follow_email(self):
        """Draw the consequences of answers by e-mail, which stand on the customer's record already."""
        for reply in self:
            if reply.kind in (STOP, START):
                reply._decide(granted=reply.kind == START)
            else:
                reply.delivery_id._await_reader(reply.received_at)

    def _prepare_email_answer(self):
        # sudo: whoever sees the reply may answer it; what it quotes is the customer's own e-mail
        message = self.sudo().mail_message_id
        return {
            "res_model": "mail.compose.message",
            "context": {
                "default_composition_mode": "comment",
                "default_model": "res.partner",
                "default_res_ids": self.partner_id.ids,
                "default_partner_ids": self.partner_id.ids,
                "default_parent_id": message.id,
                "default_subject": f"Re: {message.subject or self.scenario_id.name or ''}",
            },
        }

    def _decide(self, granted):
        if self.channel != "email":
            return super()._decide(granted)
        words = self.with_context(lang=self.partner_id.lang or self.company_id._get_lang()).env
        source = words._("%(word)s by e-mail from %(address)s", word=self.body.strip()[:20], address=self.sender)
        self.delivery_id._record_marketing_decision(granted, source, KEYWORD)
        return None
