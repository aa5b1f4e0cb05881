from dataclasses import replace

from odoo.exceptions import UserError

from odoo.addons.base.models import ir_mail_server

from ...engine.email.size import MEGABYTE
from ...engine.email.smtp import SmtpSession
from ...engine.ledger.states import TOO_LARGE
from .message_size import say_size


class SmtpSessions:
    """One session per outgoing server, chosen as Odoo chooses it for a sender; a context manager that says goodbye.

    :param company: ``res.company`` that writes, in an environment of its own, as superuser
    :param mail_server: ``ir.mail_server`` that all go through, perhaps none
    """

    def __init__(self, company, mail_server):
        self.mail_server = mail_server
        alias_domain = company.alias_domain_id
        servers = company.env["ir.mail_server"]
        # Odoo asks for both again for each e-mail, unless they are given; "": there is none (``ir_mail_server.py``).
        self.servers = servers.with_context(
            domain_notifications_email=alias_domain.default_from_email or servers._get_default_from_address() or "",
            domain_bounce_address=alias_domain.bounce_email or servers._get_default_bounce_address() or "",
        )
        self._sessions = {}
        self._routes = {}

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        for session in self._sessions.values():
            session.close()

    def hand_over(self, message, email_from):
        """Send one e-mail and return the ``Outcome``."""
        outcome = self._get_session(email_from).hand_over(message)
        return self._say_size(message, outcome) if outcome.reason == TOO_LARGE else outcome

    def _say_size(self, message, outcome):
        """Return an outcome that says how large the message is, before the words of the server."""
        env = self.servers.env
        words = env._("The e-mail has %(size)s: %(answer)s", size=say_size(env, message.size), answer=outcome.words)
        return replace(outcome, words=words)

    def find_server(self, email_from):
        """Return the ``ir.mail_server`` that a sender's e-mails go through; none: Odoo's own configuration."""
        server_id, _smtp_from = self._get_route(email_from)
        return self.servers.browse(server_id)

    def _get_route(self, email_from):
        if email_from not in self._routes:
            self._routes[email_from] = self._find_route(email_from)
        return self._routes[email_from]

    def _get_session(self, email_from):
        route = self._get_route(email_from)
        if route not in self._sessions:
            server_id, smtp_from = route
            server = self.servers.browse(server_id)
            self._sessions[route] = SmtpSession(
                connect=lambda: self.servers._connect__(mail_server_id=server_id, smtp_from=smtp_from),
                send=lambda message, session: self.servers.send_email(message, smtp_session=session),
                connection_errors=(UserError,),
                delivery_errors=(ir_mail_server.MailDeliveryException,),
                own_limit=int(server.max_email_size * MEGABYTE),
                default_limit=server._get_size_limit(),
            )
        return self._sessions[route]

    def _find_route(self, email_from):
        """Return the id of the outgoing server (none for Odoo's own configuration) and the address it sends from."""
        if self.mail_server:
            return self.mail_server.id, email_from
        server, smtp_from = self.servers._find_mail_server(email_from)
        return server.id if server else None, smtp_from
