from odoo import api, models
from odoo.fields import Domain
from odoo.tools import html2plaintext
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__, default_lang="en_US")


class DealershipDelivery(models.Model):
    """What the customer was sent, is to be sent, and why not; with what came of it. Reminders of invoices among it."""

    _name = "dealership.delivery"
    _inherit = ["dealership.delivery", "dealership.personal.data"]
    _personal_data_key = "messages"
    _personal_data_title = _lt("What We Sent You")
    _personal_data_labels = {"subject": _lt("Subject"), "text": _lt("Text")}
    _personal_data_fields = [
        "scenario_id",
        "purpose",
        "channel",
        "state",
        "reason",
        "address",
        "planned_at",
        "sent_at",
        "opened_at",
        "clicked_at",
        "replied_at",
        "bounced_at",
        "unsubscribed_at",
        "machine_count",
        "machine_at",
        "machine_rule",
        "res_model",
        "res_id",
        "signatory_id",
        "team_id",
        "company_id",
    ]

    def _prepare_personal_data(self):
        message = self.mail_message_id._filtered_access("read")
        text = html2plaintext(message.body or "").strip()
        return {**super()._prepare_personal_data(), "subject": message.subject or None, "text": text or None}


class DealershipEnrolment(models.Model):
    """The scenarios in which the customer is or was."""

    _name = "dealership.enrolment"
    _inherit = ["dealership.enrolment", "dealership.personal.data"]
    _personal_data_key = "scenarios"
    _personal_data_title = _lt("Series of Messages You Are In")
    _personal_data_fields = (
        "scenario_id",
        "enrolled_at",
        "anchor_at",
        "stopped_at",
        "res_model",
        "res_id",
        "company_id",
    )


class MailMessage(models.Model):
    """What the customer wrote, and what stands in the discussion on their record."""

    _name = "mail.message"
    _inherit = ["mail.message", "dealership.personal.data"]
    _personal_data_key = "discussion"
    _personal_data_title = _lt("Discussion")
    _personal_data_fields = ("date", "message_type", "author_id", "email_from", "subject", "body", "model", "res_id")

    @api.model
    def _get_personal_data_domain(self, partners):
        on_record = Domain("model", "=", "res.partner") & Domain("res_id", "in", partners.ids)
        written = Domain("message_type", "!=", "user_notification")
        return written & (on_record | Domain("author_id", "in", partners.ids))
