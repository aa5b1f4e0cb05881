from email.message import EmailMessage

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.mail import email_normalize, email_split, email_split_and_format, mail_header_msgid_re

from ...engine.email import incoming as kinds
from ...engine.email.incoming import read_incoming
from ..contact.dealership_dead_address import WROTE

# Of the references Odoo looks for the last 32 only: after a long exchange ours, the first, is not among them.
READ_BY_ODOO = 30


class MailThread(models.AbstractModel):
    """What comes in by e-mail finds the delivery it is about, and counts as what it is (``engine/email/incoming.py``).

    An answer goes where the signatory reads it, whatever a relay made of its Message-ID; what a machine answers is kept
    on the same record and counts nowhere; a report on one of our e-mails is no answer, and not always a bounce. To a
    machine nothing is written back.
    """

    _inherit = "mail.thread"

    # -- what it is -----------------------------------------------------------------------------------

    @api.model
    def _detect_is_bounce(self, message, message_dict):
        """An answer that comes to the bounce address is one all the same, a report to another address is none."""
        incoming = read_incoming(message)
        if incoming.is_report:
            return True
        return super()._detect_is_bounce(message, message_dict) and not self._find_answered(message_dict)

    def _message_parse_extract_bounce(self, email_message, message_dict):
        """Odoo reads which e-mail came back from its whole copy alone, and by the id a relay gave it."""
        result = super()._message_parse_extract_bounce(email_message, message_dict)
        if not result["is_bounce"]:
            return result
        incoming = read_incoming(email_message)
        message_ids = [*(result["bounced_msg_ids"] or ()), *incoming.message_ids]
        result["bounced_msg_ids"] = list(dict.fromkeys(message_ids)) or False
        if incoming.kind in kinds.BOUNCES and not result["bounced_email"]:
            result["bounced_email"] = email_normalize(incoming.recipient) or False
        return result

    # -- where it goes --------------------------------------------------------------------------------

    @api.model
    def message_route(self, message, message_dict, model=None, thread_id=None, custom_values=None):
        """Have an answer to one of ours name it, where a relay or the customer's program took that away."""
        # What is no e-mail is refused by Odoo itself.
        if isinstance(message, EmailMessage) and not message_dict.get("is_bounce"):
            answered = self._find_answered(message_dict)
            if answered and answered.email_message_id not in self._get_references(message_dict)[-READ_BY_ODOO:]:
                message_dict["references"] = f"{message_dict['references'] or ''} {answered.email_message_id}".strip()
                parent = self._get_parent_message(message_dict)
                message_dict.update(self._message_parse_extract_from_parent(parent))
            for name in ("to", "recipients"):
                message_dict[name] = self.env["dealership.delivery"]._strip_reply_address(message_dict[name])
            message_dict["to_filtered"] = self._leave_out_aliases(message_dict["to_filtered"])
        return super().message_route(message, message_dict, model, thread_id, custom_values)

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        message_ids = self._get_references(message_dict)
        if not routes or not message_ids:
            return super()._message_route_process(message, message_dict, routes)
        # sudo: the gateway's user needs no rights on the ledger
        answered = self.env["dealership.delivery"].sudo().search([("email_message_id", "in", message_ids)])
        if answered and read_incoming(message).kind == kinds.AUTOMATIC:
            if not self._is_from_staff(message_dict):
                answered._note_automatic_answer()
            return super()._message_route_process(message, self._prepare_automatic(message_dict), routes)
        # What staff write in the same thread is no answer. The first one is told by its trace.
        answers = answered.browse() if self._is_from_staff(message_dict) else answered
        again = answers.filtered("replied_at")
        passing = [delivery._subscribe_to_answer() for delivery in answered]
        result = super()._message_route_process(message, message_dict, routes)
        reply = self._take_in_reply(answers, message_dict)
        self._get_dealership_traces(message_ids)._report("opened_at", "replied_at")
        self.env["dealership.event"]._emit("replied", again)
        reply._follow_email()
        for customer, people in passing:
            customer.message_unsubscribe(people.ids)
        return result

    def _take_in_reply(self, answers, message_dict):
        """Return the reply of an e-mail that has just been put on the customer's record."""
        # sudo: as Odoo's own routing does
        messages = self.env["mail.message"].sudo()
        message = messages.search([("message_id", "=", message_dict["message_id"])], order="id", limit=1)
        return self.env["dealership.reply"]._receive_email(answers, message, fields.Datetime.now())

    def _is_from_staff(self, message_dict):
        """Return whether a user of ours wrote it, or their machine: of what the customer has answered."""
        sender = email_normalize(message_dict["email_from"])
        # sudo: the gateway's user may not see users
        users = (
            self.env["res.users"]
            .sudo()
            .search_count([("email_normalized", "=", sender), ("share", "=", False)], limit=1)
        )
        return bool(sender and users)

    def _prepare_automatic(self, message_dict):
        """Return what of a machine's answer is kept: a note that tells nobody.

        Odoo would write it to whoever wrote what it answers: what the machine of a salesperson who is away says of
        the customer's answer, to the customer, whose own machine answers that. Odoo's statistics find what was
        answered by the ids, and automation rules leave this type alone.
        """
        unlinked = {"references": "", "in_reply_to": "", "parent_id": False}
        return {**message_dict, **unlinked, "message_type": "auto_comment", "is_internal": True}

    def _routing_create_bounce_email(self, email_from, body_html, message, **mail_values):
        """Refuse what a person wrote; a machine that is told off by a machine answers it."""
        if read_incoming(message).kind != kinds.ANSWER:
            return None
        return super()._routing_create_bounce_email(email_from, body_html, message, **mail_values)

    @api.model
    def _routing_reset_bounce(self, email_message, message_dict):
        """An address from which a person writes works: a machine may answer for one that is closed."""
        if read_incoming(email_message).kind == kinds.ANSWER:
            address = email_normalize(message_dict["email_from"])
            self.env["dealership.dead.address"]._lift("email", [address], WROTE)
        return super()._routing_reset_bounce(email_message, message_dict)

    # -- what it says of ours ---------------------------------------------------------------------------

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        """Take in a report: most are no bounce, whatever address they come to."""
        incoming = read_incoming(email_message)
        if incoming.is_report and incoming.kind not in kinds.BOUNCES:
            return self._take_in_remark(incoming, message_dict)
        result = super()._routing_handle_bounce(email_message, message_dict)
        traces = self._get_dealership_traces(message_dict["bounced_msg_ids"] or [])
        traces._report("bounced_at")._get_reported()._note_bounce(incoming)
        return result

    def _take_in_remark(self, incoming, message_dict):
        traces = self._get_dealership_traces(message_dict["bounced_msg_ids"] or [])
        if incoming.kind == kinds.READ:
            traces._report("opened_at")
        elif incoming.kind == kinds.COMPLAINT:
            self._take_in_complaint(traces.dealership_delivery_id, incoming, message_dict)

    def _take_in_complaint(self, deliveries, incoming, message_dict):
        """Opt out who complained. Of an e-mail that the report does not name, the address counts that it names.

        Providers take out of their reports what they like (RFC 6650), and people complain of other e-mails as well.
        """
        address = email_normalize(incoming.recipient)
        companies = self._get_answered_companies(message_dict)
        if not deliveries and address:
            # sudo: the gateway's user needs no rights on the ledger
            ledger = self.env["dealership.delivery"].sudo()
            deliveries = ledger._find_last_to("email", address, companies, fields.Datetime.now())
        if deliveries:
            return deliveries._note_complaint()
        # sudo: whoever has the address is opted out
        partners = self.env["res.partner"].sudo()
        for company in companies if address else ():
            customers = partners.search([("email_normalized", "=", address), ("company_id", "in", (company.id, False))])
            partners.env["dealership.consent"]._record(
                customers,
                "marketing",
                "email",
                False,
                self.env._("Reported as spam"),
                company=company,
                origin="mail_program",
            )
        return None

    # -- which of ours --------------------------------------------------------------------------------

    @api.model
    def _find_answered(self, message_dict):
        """Return the delivery that an e-mail answers, perhaps none.

        By the ids that it names; where a relay gave ours another and left us none, by the address it came to; else the
        last that was written to the sender, if it came to where answers come to: nobody else writes there.
        """
        # sudo: the gateway's user needs no rights on the ledger
        deliveries = self.env["dealership.delivery"].sudo()
        named = self._get_references(message_dict)
        found = deliveries.search([("email_message_id", "in", named)], order="id desc", limit=1)
        found = found or deliveries._find_by_reply_address(message_dict["to"])
        if found or self._names_known_message(named):
            return found
        sender = email_normalize(message_dict["email_from"])
        companies = self._get_answered_companies(message_dict)
        if not sender or not companies:
            return found
        named_by_us = Domain("email_message_id", "!=", False)
        return deliveries._find_last_to("email", sender, companies, fields.Datetime.now(), named_by_us)

    def _names_known_message(self, message_ids):
        """Return whether it answers something that Odoo knows, if nothing of ours."""
        # sudo: as Odoo's own routing does
        return bool(message_ids and self.env["mail.message"].sudo().search_count([("message_id", "in", message_ids)]))

    def _get_answered_companies(self, message_dict):
        """Return the companies at whose addresses for answers, or for bounces, an e-mail came in."""
        recipients = {email_normalize(address) for address in email_split(message_dict["to"] or "")}
        # sudo: as Odoo's own routing does
        companies = self.env["res.company"].sudo().search([("alias_domain_id", "!=", False)])
        return companies.filtered(lambda company: recipients & {company.catchall_email, company.bounce_email})

    def _leave_out_aliases(self, addresses):
        """Return the addresses (a header's text) of others than us: people who may be written to as well."""
        split = email_split_and_format(self.env["dealership.delivery"]._strip_reply_address(addresses) or "")
        # sudo: as Odoo's own parsing does
        ours = self.env["mail.alias.domain"].sudo()._find_aliases([email_normalize(address) for address in split])
        return ",".join(address for address in split if email_normalize(address) not in ours)

    def _get_references(self, message_dict):
        named = f"{message_dict.get('references') or ''} {message_dict.get('in_reply_to') or ''}"
        return mail_header_msgid_re.findall(named)

    def _get_dealership_traces(self, message_ids):
        # sudo: the gateway may run as any user; no client can call what handles its e-mails
        traces = self.env["mailing.trace"].sudo()
        return traces.search([("message_id", "in", message_ids), ("dealership_delivery_id", "!=", False)])
