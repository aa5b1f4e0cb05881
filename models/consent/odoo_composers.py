from odoo import models


class MailComposeMessage(models.TransientModel):
    """An e-mail to many customers at once, from their list: who said no is left out where the blacklist is obeyed."""

    _inherit = "mail.compose.message"

    def _get_optout_emails(self, mail_values_dict):
        emails = super()._get_optout_emails(mail_values_dict)
        if not self.mass_mailing_id and _obeys_refusals(self, self.model, mail_values_dict):
            customers = self.env["res.partner"].browse(mail_values_dict)
            refusing = self.env["dealership.contact.rules"]._filter_refusing(customers, "email", self.env.company)
            emails = [*emails, *refusing.mapped("email_normalized")]
        return emails


class SmsComposer(models.TransientModel):
    """A text message to many customers at once, likewise."""

    _inherit = "sms.composer"

    def _get_optout_record_ids(self, records, recipients_info):
        ids = super()._get_optout_record_ids(records, recipients_info)
        if not self.mailing_id and _obeys_refusals(self, records._name, records.ids):
            refusing = self.env["dealership.contact.rules"]._filter_refusing(records, "sms", self.env.company)
            ids = [*ids, *refusing.ids]
        return ids


def _obeys_refusals(composer, model, ids):
    """What goes to one customer is no mailing, nor is what is about a document."""
    return composer.use_exclusion_list and model == "res.partner" and len(ids) > 1
