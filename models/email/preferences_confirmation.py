from odoo import fields, models
from odoo.tools import hash_sign

from ..channel.sender import make_sender

CONFIRMATION_SCOPE = "dealership-preferences-confirmation"
GOOD_FOR_HOURS = 7 * 24


class DealershipDelivery(models.Model):
    """Double opt-in: where the company asks for it, a "yes" to e-mails counts once it was confirmed from the mailbox.

    Nothing is kept meanwhile: what is to be confirmed stands in the signed link.
    """

    _inherit = "dealership.delivery"

    def _needs_confirmation(self):
        return self.company_id.dealership_double_opt_in

    def _get_email_address(self):
        """Return the address that a "yes" to e-mails is about."""
        sent_to = self._get_consent_channel() == "email" and self.address
        return sent_to or self.partner_id.email_normalized

    def _ask_for_confirmation(self, topics):
        """Send the link by which the owner of the address confirms.

        :param topics: list of ``dealership.topic``, an empty one for whatever is about none
        """
        delivery, address = self._localised(), self._get_email_address()
        sender = make_sender(self.company_id, self.env["res.users"], self.scenario_id.team_id or self.team_id)
        values = {"sender": self._get_sender_name(), "url": self._get_confirmation_url(topics)}
        # sudo: the customer sends nothing of their own
        mails = self.env["mail.mail"].sudo()
        mails.create(
            {
                "subject": delivery.env._("Please confirm: e-mails from %s", values["sender"]),
                "body_html": delivery.env["ir.qweb"]._render("crm_dealership.preferences_confirmation_email", values),
                "email_from": sender.email_from,
                "reply_to": sender.reply_to,
                "email_to": address,
                "auto_delete": True,
            }
        )
        mails.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _get_confirmation_url(self, topics):
        asked_at = fields.Datetime.to_string(fields.Datetime.now())
        token = hash_sign(
            self.sudo().env,  # sudo: the signing key of the database
            self._get_confirmation_scope(),
            [[topic.id or 0 for topic in topics], asked_at],
            expiration_hours=GOOD_FOR_HOURS,
        )
        return f"{self._get_preferences_url()}/confirm/{token}"

    def _get_confirmation_scope(self):
        """Return what the link is signed for: this delivery and this address, and no other."""
        return f"{CONFIRMATION_SCOPE} {self.id} {self._get_email_address()}"

    def _find_confirmed_topics(self, token):
        """Return the topics of a link, as a list; none where it is not ours, too old, or refused since."""
        signed = self and self._read_token(self._get_confirmation_scope(), token)
        if not signed:
            return []
        topic_ids, asked_at = signed
        topics = self.env["dealership.topic"].browse(filter(None, topic_ids)).exists()
        refused_since = self.env["dealership.consent.state"].search_count(
            [
                ("partner_id", "=", self.partner_id.same_customer_id.id),
                ("company_id", "=", self.company_id.id),
                ("purpose", "=", "marketing"),
                ("channel", "=", "email"),
                ("topic_id", "in", [*topics.ids, False]),
                ("refused_at", ">", asked_at),
            ],
            limit=1,
        )
        if refused_since:
            return []
        return [*topics, *([topics.browse()] if 0 in topic_ids else [])]

    def _confirm_preferences(self, topics):
        """Write down the "yes" of all customers of the company who have the address."""
        customers = self._get_customers_at("email_normalized", self._get_email_address())
        self._decide_preferences(customers, {("email", topic): True for topic in topics})
