from contextlib import contextmanager
from functools import cached_property

from odoo.exceptions import UserError
from odoo.tools.mail import generate_tracking_message_id

from ...engine.email.addresses import BadAddress, format_address, get_envelope_address
from ...engine.email.mime import build_attachment, build_email
from ...engine.ledger import states
from ..channel.sending_batch import SendingBatch
from .email_headers import prepare_headers
from .email_tracking import EmailTracking
from .email_unsubscribe import add_unsubscribe_link
from .smtp_sessions import SmtpSessions


class EmailBatch(SendingBatch):
    """E-mails over Odoo's outgoing servers, one SMTP session for all."""

    copy_subtype = "mail.mt_comment"

    def __init__(self, step, deliveries, now):
        super().__init__(step, deliveries, now)
        self._parts = {}

    @cached_property
    def _sessions(self):
        return SmtpSessions(self.company, self.scenario.mail_server_id)

    def find_gate(self, delivery):
        server = self.find_server(delivery)
        return server._get_gate() if server else None

    def find_server(self, delivery):
        """Return the ``ir.mail_server`` that a delivery goes through; none: Odoo's own, or nobody signs."""
        sender = self.senders.get(delivery)
        return self._sessions.find_server(sender.email_from) if sender.address else self.env["ir.mail_server"]

    @contextmanager
    def opened(self):
        with self._sessions:
            yield

    def hand_over(self, message):
        return self._sessions.hand_over(message.payload, message.sender.email_from)

    def let_pass(self, messages):
        pauses = self.env["dealership.sending.pause"]._get_open()
        if not pauses:
            return messages
        return [
            message
            for message in messages
            if not pauses._holds(self._sessions.find_server(message.sender.email_from), message.address)
        ]

    def get_server(self, delivery):
        return delivery.mail_server_id.name or super().get_server(delivery)

    def compose(self, deliveries):
        drafts = [draft for draft in self.draft(deliveries) if self._check_sender(draft) and self._check_address(draft)]
        tracking = EmailTracking(self.env, len(drafts))
        tracking.shorten(draft.text.body_html for draft in drafts)
        measured = self._find_measured(drafts)
        composed = (self._compose_one(tracking, draft, draft.delivery.partner_id.id in measured) for draft in drafts)
        return [message for message in composed if message]

    def _check_sender(self, draft):
        if not draft.sender.address:
            words = self.env._("Neither who signs nor the company has an e-mail address.")
            draft.delivery._settle(states.FAILED, states.UNSENDABLE, words)
        return bool(draft.sender.address)

    def _check_address(self, draft):
        try:
            get_envelope_address(draft.delivery.address)
        except BadAddress as error:
            words = self.env._("“%s” is not the address of one mailbox.", error)
            draft.delivery._settle(states.FAILED, states.UNSENDABLE, words)
            return False
        return True

    def _find_measured(self, drafts):
        """Return the ids of the customers of whom it may be noted that they open it."""
        customers = self.env["res.partner"].browse(draft.delivery.partner_id.id for draft in drafts)
        rules = self.env["dealership.contact.rules"]
        return set(rules._filter_measured(customers, self.scenario.purpose, "email", self.company, self.now)._ids)

    def _compose_one(self, tracking, draft, measured):
        """Return the message; None when one of its files can't be made."""
        try:
            attachments = self.message._get_attachments(draft.delivery)
        except UserError as error:
            self.hold_back(draft.delivery, str(error))
            return None
        ids = tracking.take_ids()
        message_id = generate_tracking_message_id(f"{draft.delivery.id}-{draft.delivery._name}")
        email = self._build(tracking, ids, measured, draft, message_id, attachments)
        return self.prepare(
            draft,
            payload=email,
            copy=self._prepare_copy_vals(draft, message_id),
            trace=self._prepare_trace_vals(draft, ids, measured, message_id),
            ledger={
                "email_message_id": message_id,
                "measured": measured,
                "mail_server_id": self._sessions.find_server(draft.sender.email_from).id or None,
            },
            attachment_ids=attachments.ids,
        )

    def _build(self, tracking, ids, measured, draft, message_id, attachments):
        link, text = draft.recipient.unsubscribe_link, draft.text
        if self.scenario.purpose == "marketing":
            text = add_unsubscribe_link(self.env, text, link, draft.recipient.preferences_link)
        html, plain = tracking.mark(ids, measured, str(text.body_html), text.body_text, text.lang)
        customer, recipient = draft.delivery.partner_id, get_envelope_address(draft.delivery.address)
        headers = prepare_headers(
            draft.sender,
            self.company,
            self.scenario.purpose,
            message_id=message_id,
            subject=text.subject,
            to=format_address(customer.name, recipient),
            reply_address=draft.delivery._get_reply_address(draft.sender.reply_address),
            unsubscribe_link=link,
        )
        headers["X-Odoo-Objects"] = f"res.partner-{customer.id}"
        parts = [self._get_part(attachment) for attachment in attachments]
        return build_email(recipient, headers, plain, html, parts)

    def _get_part(self, attachment):
        """Return the MIME part of a file, encoded once for all who get it."""
        if attachment.id not in self._parts:
            self._parts[attachment.id] = build_attachment(attachment.name, attachment.mimetype, attachment.raw or b"")
        return self._parts[attachment.id]

    def _prepare_copy_vals(self, draft, message_id):
        """The text as the customer reads it: links lead where they say, and nobody can decide for them there."""
        body, recipient = str(draft.text.body_html), draft.recipient
        for link in (recipient.unsubscribe_link, recipient.preferences_link):
            body = body.replace(link, "#")
        return {
            "message_type": "email_outgoing",
            "email_from": draft.sender.email_from,
            "reply_to": draft.sender.reply_to,
            "message_id": message_id,
            "subject": draft.text.subject,
            "body": body,
        }

    def _prepare_trace_vals(self, draft, ids, measured, message_id):
        return {
            "trace_type": "mail",
            "id": ids.trace_id,
            "mail_mail_id_int": ids.pixel_id if measured else None,
            "email": draft.delivery.address,
            "message_id": message_id,
        }
