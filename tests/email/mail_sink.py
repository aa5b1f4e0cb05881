import logging

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class MailSink(Controller):
    """A real SMTP server on a free port that keeps what it accepts.

    :param answers: ``{address: "550 No such user"}`` said at RCPT; a key ``"DATA <address>"`` answers after the text,
        ``"drop"`` hangs up
    """

    # Whether it takes addresses in UTF-8.
    smtputf8 = True

    # How many bytes a message may have; it announces that.
    max_size = 33554432

    def __init__(self, answers=None):
        self.messages = []
        # What MAIL FROM said besides the address, of each.
        self.options = []
        self.answers = answers or {}
        logging.getLogger("mail.log").setLevel(logging.ERROR)
        super().__init__(self, hostname="127.0.0.1", port=0)

    def factory(self):
        return SMTP(self, enable_SMTPUTF8=self.smtputf8, data_size_limit=self.max_size)

    def _trigger_server(self):  # pylint: disable=missing-return
        # Port 0 lets the system choose; aiosmtpd probes the configured port to see that it is up.
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 aiosmtpd's name
        answer = self.answers.get(address)
        if answer == "drop":
            server.transport.abort()
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 aiosmtpd's name
        self.options.append(envelope.mail_options)
        self.messages.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        answer = self.answers.get(f"DATA {envelope.rcpt_tos[0]}")
        if answer == "drop":
            server.transport.abort()
        return answer or "250 OK"

    @property
    def recipients(self):
        return [address for _sender, addresses, _content in self.messages for address in addresses]
