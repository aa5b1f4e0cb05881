from dataclasses import dataclass
from email.message import Message

from odoo.exceptions import UserError
from odoo.tools.mail import generate_tracking_message_id

from ...engine.delivery.mime import build_attachment, build_email, format_address
from ...engine.scenario.message import MessageProblem
from .email_sender import Sender, Senders
from .email_tracking import EmailTracking, TrackedIds
from .email_way_out import add_way_out


@dataclass(slots=True)
class Letter:
    """One e-mail ready to leave, in plain values: reading records anew after each commit would cost more than sending.

    :ivar message_id: the header Message-ID
    :ivar copy_html: the text for the customer's record: links lead where they say, and nobody can unsubscribe there
    """

    delivery: object
    delivery_id: int
    partner_id: int
    address: str
    sender: Sender
    ids: TrackedIds
    message_id: str
    subject: str
    copy_html: str
    attachment_ids: list
    message: Message


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A delivery whose e-mail can't be written, and why: nobody can send it, or a person has to mend the text."""

    delivery: object
    words: str
    lacks_sender: bool = False


class LetterWriter:
    """Writes the e-mails of one step for many deliveries.

    :param step: ``dealership.scenario.step``, in the environment of the sending company
    :param message: ``dealership.message``
    :param datetime now: naive UTC
    """

    def __init__(self, step, message, now):
        self.env = step.env
        self.scenario = step.scenario_id
        self.company = self.scenario.company_id
        self.message = message
        self.now = now
        self._parts = {}

    def write_letters(self, deliveries):
        """Return two lists, of ``Letter`` and of ``Unwritten``."""
        senders = Senders(self.scenario)
        chosen = [(delivery, senders.get(delivery)) for delivery in deliveries]
        recipients = [delivery._get_recipient(sender.user) for delivery, sender in chosen]
        rendered = self.message._render_batch(recipients, self.now)
        writable, unwritten = [], []
        for (delivery, sender), recipient, result in zip(chosen, recipients, rendered, strict=True):
            if isinstance(result, MessageProblem):
                unwritten.append(Unwritten(delivery, result.text))
            elif not sender.address:
                unwritten.append(Unwritten(delivery, self._no_sender(), lacks_sender=True))
            else:
                writable.append((delivery, sender, recipient, result))
        tracking = EmailTracking(self.env, len(writable))
        tracking.shorten(result.body_html for *_others, result in writable)
        letters = []
        for parts in writable:
            letter = self._write_letter(tracking, *parts)
            (letters if isinstance(letter, Letter) else unwritten).append(letter)
        return letters, unwritten

    def _no_sender(self):
        return self.env._("Neither who signs nor the company has an e-mail address.")

    def _write_letter(self, tracking, delivery, sender, recipient, rendered):
        try:
            attachments = self.message._get_attachments(delivery)
        except UserError as error:
            return Unwritten(delivery, str(error))
        ids = tracking.take_ids()
        message_id = generate_tracking_message_id(f"{delivery.id}-{delivery._name}")
        body_html = str(rendered.body_html)
        if self.scenario.purpose == "marketing":
            rendered = add_way_out(self.env, rendered, recipient.unsubscribe_link)
        html, text = tracking.mark(ids, str(rendered.body_html), rendered.body_text, rendered.lang)
        headers = prepare_headers(
            sender,
            self.company,
            self.scenario.purpose,
            message_id=message_id,
            subject=rendered.subject,
            to=format_address(delivery.partner_id.name, delivery.address),
            unsubscribe_link=recipient.unsubscribe_link,
        )
        headers["X-Odoo-Objects"] = f"res.partner-{delivery.partner_id.id}"
        return Letter(
            delivery=delivery,
            delivery_id=delivery.id,
            partner_id=delivery.partner_id.id,
            address=delivery.address,
            sender=sender,
            ids=ids,
            message_id=message_id,
            subject=rendered.subject,
            copy_html=body_html.replace(recipient.unsubscribe_link, "#"),
            attachment_ids=attachments.ids,
            message=build_email(headers, text, html, [self._get_part(attachment) for attachment in attachments]),
        )

    def _get_part(self, attachment):
        """Return the MIME part of a file, encoded once for all who get it."""
        if attachment.id not in self._parts:
            self._parts[attachment.id] = build_attachment(attachment.name, attachment.mimetype, attachment.raw or b"")
        return self._parts[attachment.id]


def prepare_headers(sender, company, purpose, *, message_id, subject, to, unsubscribe_link):
    """Return the headers of an e-mail to a customer, name → text.

    :param Sender sender:
    :param company: ``res.company`` that writes
    :param str purpose: a key of ``PURPOSES``
    :param str to: the formatted address
    """
    headers = {
        "Message-Id": message_id,
        "Subject": subject,
        "From": format_address(sender.name, sender.address),
        "Reply-To": format_address(sender.name, sender.reply_address),
        "To": to,
        "X-Auto-Response-Suppress": "OOF",
    }
    if company.bounce_email:
        headers["Return-Path"] = company.bounce_email
    if purpose == "marketing":
        headers["Precedence"] = "list"
        headers["List-Unsubscribe"] = f"<{unsubscribe_link}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    else:
        headers["Auto-Submitted"] = "auto-generated"
    return headers
