import logging
from dataclasses import dataclass
from email.message import Message

from odoo.exceptions import UserError
from odoo.tools import split_every
from odoo.tools.mail import generate_tracking_message_id

from odoo.addons.base.models import ir_mail_server

from ...engine.delivery import states
from ...engine.delivery.mime import build_email, format_address
from ...engine.delivery.smtp import ACCEPTED, DEFERRED, REFUSED, UNKNOWN, Courier
from ...engine.scenario.message import MessageProblem, Recipient
from .claim import checkpoint
from .email_records import EmailRecords
from .email_sender import Sender, Senders
from .email_tracking import EmailTracking, TrackedIds

_logger = logging.getLogger(__name__)

# How many e-mails may be in doubt when a process dies: results are written down after so many.
CHUNK_SIZE = 20


@dataclass
class Letter:
    """One e-mail ready to leave.

    :ivar message_id: the header Message-ID
    :ivar copy_html: the text for the customer's record: links lead where they say, and nobody can unsubscribe there
    """

    delivery: object
    sender: Sender
    ids: TrackedIds
    message_id: str
    subject: str
    copy_html: str
    message: Message


class EmailBatch:
    """Sends one step's e-mails of one claim.

    Renders all of them, then goes chunk by chunk: writes what is about to leave (state, Message-ID, the text on the
    customer's record, the trace) and commits, hands over, and writes the results together with the next chunk.

    :param step: ``dealership.scenario.step``, as superuser
    :param deliveries: its claimed deliveries
    :param datetime now: naive UTC
    """

    def __init__(self, step, deliveries, now):
        self.scenario = step.scenario_id
        self.company = self.scenario.company_id
        alias_domain = self.company.alias_domain_id
        self.env = (
            step.with_company(self.company)
            .with_context(
                domain_notifications_email=alias_domain.default_from_email,
                domain_bounce_address=alias_domain.bounce_email,
            )
            .env
        )
        self.step = step.with_env(self.env)
        self.deliveries = deliveries.with_env(self.env)
        self.servers = self.env["ir.mail_server"]
        self.now = now
        self.records = EmailRecords(self.env)
        self.couriers = {}
        self.routes = {}

    def send(self):
        letters = self._get_letters()
        try:
            for chunk in split_every(CHUNK_SIZE, letters, list):
                self.records.write_sending(chunk, self.now)
                checkpoint(self.env)
                self._write_results([(letter, self._hand_over(letter)) for letter in chunk])
        finally:
            for courier in self.couriers.values():
                courier.close()

    # -- writing --------------------------------------------------------------------------------------

    def _get_letters(self):
        """Return the letters; deliveries whose message can't be written are held back or failed here."""
        senders = Senders(self.scenario.with_env(self.env))
        chosen = [(delivery, senders.get(delivery)) for delivery in self.deliveries]
        recipients = [self._get_recipient(*pair) for pair in chosen]
        rendered = self.step.message_id._render_batch(recipients, self.now)
        writable = []
        for (delivery, sender), recipient, result in zip(chosen, recipients, rendered, strict=True):
            if isinstance(result, MessageProblem):
                self._settle(delivery, states.WAITING, states.INCOMPLETE, result.text)
            elif not sender.address:
                self._settle(delivery, states.FAILED, states.UNSENDABLE, self._no_sender())
            else:
                writable.append((delivery, sender, recipient, result))
        tracking = EmailTracking(self.env, len(writable))
        tracking.shorten(result.body_html for *_others, result in writable)
        return [self._write_letter(tracking, *parts) for parts in writable]

    def _no_sender(self):
        return self.env._("Neither who signs nor the company has an e-mail address.")

    def _get_recipient(self, delivery, sender):
        return Recipient(
            partner_id=delivery.partner_id.id,
            res_model=delivery.res_model,
            res_id=delivery.res_id,
            user_id=sender.user.id or 0,
            team_id=self.scenario.team_id.id or 0,
            unsubscribe_link=delivery._get_unsubscribe_url(),
        )

    def _write_letter(self, tracking, delivery, sender, recipient, rendered):
        ids = tracking.take_ids()
        message_id = generate_tracking_message_id(f"{delivery.id}-{delivery._name}")
        body_html = str(rendered.body_html)
        html, text = tracking.mark(ids, body_html, rendered.body_text, rendered.lang)
        headers = self._get_headers(delivery, sender, recipient, message_id, rendered.subject)
        return Letter(
            delivery=delivery,
            sender=sender,
            ids=ids,
            message_id=message_id,
            subject=rendered.subject,
            copy_html=body_html.replace(recipient.unsubscribe_link, "#"),
            message=build_email(headers, text, html),
        )

    def _get_headers(self, delivery, sender, recipient, message_id, subject):
        headers = {
            "Message-Id": message_id,
            "Subject": subject,
            "From": format_address(sender.name, sender.address),
            "Reply-To": format_address(sender.name, sender.reply_address),
            "To": format_address(delivery.partner_id.name, delivery.address),
            "X-Odoo-Objects": f"res.partner-{delivery.partner_id.id}",
            "X-Auto-Response-Suppress": "OOF",
        }
        if self.company.bounce_email:
            headers["Return-Path"] = self.company.bounce_email
        if self.scenario.purpose == "marketing":
            headers["Precedence"] = "list"
            headers["List-Unsubscribe"] = f"<{recipient.unsubscribe_link}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        else:
            headers["Auto-Submitted"] = "auto-generated"
        return headers

    # -- handing over ---------------------------------------------------------------------------------

    def _hand_over(self, letter):
        return self._get_courier(letter.sender.email_from).hand_over(letter.message)

    def _get_courier(self, email_from):
        """Return the courier of the server that Odoo chooses for a sender; senders of one server share it."""
        if email_from not in self.routes:
            self.routes[email_from] = self._find_route(email_from)
        route = self.routes[email_from]
        if route not in self.couriers:
            server_id, smtp_from = route
            self.couriers[route] = Courier(
                connect=lambda: self.servers._connect__(mail_server_id=server_id, smtp_from=smtp_from),
                send=lambda message, session: self.servers.send_email(message, smtp_session=session),
                connection_errors=(UserError,),
                delivery_errors=(ir_mail_server.MailDeliveryException,),
            )
        return self.couriers[route]

    def _find_route(self, email_from):
        """Return the id of the outgoing server (none for Odoo's own configuration) and the address it sends from."""
        if self.scenario.mail_server_id:
            return self.scenario.mail_server_id.id, email_from
        server, smtp_from = self.servers._find_mail_server(email_from)
        return server.id if server else None, smtp_from

    # -- the ledger -----------------------------------------------------------------------------------

    def _write_results(self, results):
        by_kind = {ACCEPTED: [], REFUSED: [], DEFERRED: [], UNKNOWN: []}
        for letter, outcome in results:
            by_kind[outcome.kind].append((letter.delivery, outcome))
        self._write_accepted(self._join(by_kind[ACCEPTED]))
        for delivery, outcome in by_kind[REFUSED]:
            self._settle(delivery, states.FAILED, outcome.reason, outcome.words)
        for delivery, outcome in by_kind[UNKNOWN]:
            self._settle(delivery, states.WAITING, states.INTERRUPTED, outcome.words)
        for delivery, outcome in by_kind[DEFERRED]:
            self._try_later(delivery, outcome)
        self._forget_unsent(self._join(by_kind[REFUSED] + by_kind[DEFERRED]))

    def _join(self, pairs):
        return self.deliveries.browse(delivery.id for delivery, _outcome in pairs)

    def _write_accepted(self, deliveries):
        deliveries.write({"state": states.SENT, "sent_at": self.now, "reason": False, "error": False, "claim_id": 0})
        traces = self.env["mailing.trace"].search([("dealership_delivery_id", "in", deliveries.ids)])
        # An answer or a bounce may have come in meanwhile.
        traces.filtered(lambda trace: trace.trace_status == "outgoing").set_sent()
        deliveries._plan_next_steps(self.now)

    def _try_later(self, delivery, outcome):
        moment = states.retry_at(delivery.attempts + 1, self.now)
        if not moment:
            return self._settle(delivery, states.FAILED, outcome.reason, outcome.words)
        return delivery.write(
            {
                "state": states.PLANNED,
                "reason": False,
                "error": outcome.words,
                "attempts": delivery.attempts + 1,
                "planned_at": moment,
                "claim_id": 0,
            }
        )

    def _settle(self, delivery, state, reason, words):
        vals = {"state": state, "reason": reason, "error": words, "claim_id": 0}
        if state == states.FAILED or reason == states.INCOMPLETE:
            # Nothing has left: the address is free for somebody else's message.
            vals["address_key"] = False
        delivery.write(vals)
        if state == states.FAILED:
            _logger.info("Delivery %s failed (%s): %s", delivery.id, reason, words)

    def _forget_unsent(self, deliveries):
        """Take off the customers' records what has certainly not left."""
        deliveries.mail_message_id.unlink()
        self.env["mailing.trace"].search([("dealership_delivery_id", "in", deliveries.ids)]).unlink()
