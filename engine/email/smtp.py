"""Handing messages over to a mail server, one session for many, and reading its answers.

What matters is not whether something went wrong but what the recipient may have got: an answer of the server is
final, a loss of the connection before the text was sent means "not received", and after that nobody knows.
"""

import smtplib

from ..channel.outcome import ACCEPTED, DEFERRED, REFUSED, UNKNOWN, Outcome
from ..ledger.states import RECIPIENT_REFUSED, TOO_LARGE, UNREACHABLE, UNSENDABLE
from .incoming import DEAD, judge_refusal
from .incoming_words import OUR_TROUBLE_WORDS
from .size import is_about_size

# The server refuses us, not this recipient: somebody can mend it, so the message is worth another attempt.
_SERVER_TROUBLE = (smtplib.SMTPSenderRefused, smtplib.SMTPHeloError)


class SmtpSession:
    """Sends messages over one SMTP session, opened at the first message and again when it was lost.

    :param connect: callable without arguments that returns a connected ``smtplib.SMTP``, or ``None`` where
        sending is switched off (then every message counts as accepted, as in Odoo)
    :param send: callable ``(message, session)`` that sends one message and lets errors through
    :param connection_errors: further exceptions of ``connect`` that mean the server can't be used
    :param delivery_errors: exceptions by which ``send`` wraps another; the cause is what counts
    :param int own_limit: how many bytes a message may have, whatever the server announces; 0: as it does
    :param int default_limit: the same where it announces nothing; 0: any number
    """

    def __init__(self, connect, send, connection_errors=(), delivery_errors=(), own_limit=0, default_limit=0):
        self._connect = connect
        self._send = send
        self._connection_errors = (OSError, smtplib.SMTPException, *connection_errors)
        self._delivery_errors = tuple(delivery_errors)
        self._own_limit = own_limit
        self._default_limit = default_limit
        self._session = None
        self._out_of_reach = None
        self._text_started = False

    def hand_over(self, message):
        """Send one message; errors of the network and of the server become an ``Outcome``."""
        if self._out_of_reach:
            return self._out_of_reach
        try:
            session = self._get_session()
        except self._connection_errors as error:
            # The others of this batch would wait for the same time-out.
            self._out_of_reach = Outcome(DEFERRED, UNREACHABLE, str(error))
            return self._out_of_reach
        excess = self._find_excess(message, session)
        self._text_started = False
        try:
            if not excess:
                self._send(message, session)
        except (AssertionError, UnicodeError) as error:
            return Outcome(REFUSED, UNSENDABLE, str(error))
        except self._delivery_errors as error:
            return self._judge(error.__context__ or error)
        except (OSError, smtplib.SMTPException) as error:
            return self._judge(error)
        return Outcome(REFUSED, TOO_LARGE, excess) if excess else Outcome(ACCEPTED)

    def _find_excess(self, message, session):
        """Return by how much a message is larger than the server takes, in words; empty when it isn't."""
        announced = getattr(session, "esmtp_features", {}).get("size", "")
        limit = self._own_limit or (int(announced) if announced.isdecimal() else 0) or self._default_limit
        return f"{message.size} > {limit}" if limit and message.size > limit else ""

    def close(self):
        session, self._session = self._session, None
        if session is None:
            return
        try:
            session.quit()
        except (OSError, smtplib.SMTPException):
            session.close()

    def _get_session(self):
        if self._session is None or getattr(self._session, "sock", True) is None:
            self._session = self._connect()
            self._watch_text(self._session)
        return self._session

    def _watch_text(self, session):
        """Note when the text of a message starts to leave: from then on a lost connection leaves a doubt."""
        send_text = getattr(session, "data", None)
        if send_text is None:
            return

        def data(text):
            self._text_started = True
            return send_text(text)

        session.data = data

    def _judge(self, error):
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            [(code, words), *_others] = error.recipients.values()
            return self._answer(code, words)
        about_size = is_about_size(error)
        if about_size or isinstance(error, smtplib.SMTPDataError):
            return self._answer(error.smtp_code, error.smtp_error, TOO_LARGE if about_size else RECIPIENT_REFUSED)
        if isinstance(error, smtplib.SMTPNotSupportedError):  # SMTPUTF8: the address isn't ASCII
            return Outcome(REFUSED, RECIPIENT_REFUSED, str(error))
        if isinstance(error, _SERVER_TROUBLE):
            return Outcome(DEFERRED, UNREACHABLE, str(error))
        if isinstance(error, OSError):  # time-outs, and every SMTPException is one
            self._drop()
            return Outcome(UNKNOWN if self._text_started else DEFERRED, UNREACHABLE, str(error))
        return Outcome(REFUSED, UNSENDABLE, str(error))

    def _answer(self, code, words, reason=RECIPIENT_REFUSED):
        text = f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"
        # Many servers wait for the recipient before they say that they do not like the sender.
        if code < 500 or OUR_TROUBLE_WORDS.search(text):
            return Outcome(DEFERRED, UNREACHABLE, text)
        kind, why = judge_refusal(text)
        return Outcome(REFUSED, reason, text, dead=why if kind == DEAD else "")

    def _drop(self):
        session, self._session = self._session, None
        if session is not None:
            session.close()
