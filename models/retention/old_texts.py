from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..consent.erasing import NOBODY, empty_thread

LEAD_CONTACT = ("email_from", "phone", "contact_name", "partner_name", "description")
CALL_WORDS = ("recording_url", "transcription", "summary")
CALL_NUMBERS = ("from_number", "to_number")
# Where customers answer; what stands on invoices and orders belongs to the books.
THREADS = ("res.partner", "crm.lead", "calendar.event", "fleet.vehicle", "dealership.repair.order")


class DealershipRetention(models.AbstractModel):
    """What people said and wrote: it goes with the years, also of those who stay customers. That it was said stays."""

    _inherit = "dealership.retention"

    def _get_enquiry_domain(self, company, now):
        def get_older(since):
            return (
                Domain("create_date", "<", since)
                & (Domain("handled_at", "=", False) | Domain("handled_at", "<", since))
                & (Domain("date_last_stage_update", "=", False) | Domain("date_last_stage_update", "<", since))
            )

        said = Domain.OR(Domain(name, "!=", False) for name in LEAD_CONTACT)
        return Domain("partner_id", "=", False) & said & self._get_old_domain("enquiry", company, now, get_older)

    def _purge_enquiry(self, records, now):
        _link, vals = self.env["res.partner"]._get_erased_fields()["crm.lead"]
        records.with_context(tracking_disable=True).write(vals)
        empty_thread(records)

    def _get_recording_domain(self, company, now):
        said = Domain.OR(Domain(name, "!=", False) for name in CALL_WORDS)
        # A number that belongs to no customer says who it was by itself.
        said |= Domain("partner_id", "=", False) & Domain.OR(Domain(name, "!=", False) for name in CALL_NUMBERS)
        return said & self._get_old_domain("recording", company, now, lambda since: Domain("started_at", "<", since))

    def _purge_recording(self, records, now):
        records.write(dict.fromkeys(CALL_WORDS, False))
        records.filtered(lambda call: not call.partner_id).write(dict.fromkeys(CALL_NUMBERS, False))

    def _get_answer_domain(self, company, now):
        said = Domain("body", "!=", False) | Domain("partner_id", "=", False) & Domain("sender", "!=", NOBODY)

        def get_older(since):
            return Domain("received_at", "<", since)

        # What is said of e-mails holds for the words of those that are answers, too.
        by_email = self._get_old_domain("message", company, now, get_older)
        others = self._get_old_domain("answer", company, now, get_older)
        return said & (Domain("channel", "=", "email") & by_email | Domain("channel", "!=", "email") & others)

    def _purge_answer(self, records, now):
        records.write({"body": False})
        records.filtered(lambda reply: not reply.partner_id).write({"sender": NOBODY})

    def _get_message_domain(self, company, now):
        """Return the domain of what customers wrote, as their own messages; answers by SMS stand there, too."""

        def has_words(model, alias, query):
            return SQL("COALESCE(%s, '') <> ''", SQL.identifier(alias, "body"))

        written = (
            Domain("model", "in", THREADS)
            & Domain("message_type", "in", ("email", "comment", "sms"))
            & Domain.custom(to_sql=has_words)
        )
        customers = Domain("partner_share", "=", True) & Domain("user_ids", "=", False)

        def get_old(since, whose):
            return Domain("date", "<", since) & Domain("author_id", "any", whose & customers)

        return written & self._get_shared_domain("message", company, now, get_old)

    def _purge_message(self, records, now):
        records.attachment_ids.unlink()
        records.write({"body": "", "subject": False})
