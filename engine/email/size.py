"""How large an e-mail is: what a mail server refuses for its size, no repetition makes smaller."""

import re
import smtplib

# Files are sent in lines of 76 characters for 57 bytes, each with its end.
_BYTES_A_LINE, _SENT_A_LINE = 57, 78
# RFC 3463: too big for the system, or for that mailbox.
_TOO_LARGE = re.compile(r"\b5\.(3\.4|2\.3)\b")
_OTHER_REASON = re.compile(r"\b5\.\d+\.\d+\b")
_WORDS = re.compile(r"\b(size|large|big|length)\b", re.IGNORECASE)
MEGABYTE = 1024**2


def get_sent_size(size):
    """Return how many bytes a file takes in an e-mail (base64).

    >>> get_sent_size(57), get_sent_size(58)
    (78, 156)
    """
    return -(-size // _BYTES_A_LINE) * _SENT_A_LINE


def is_about_size(error):
    """Return whether a mail server refused a message for its size.

    552 is said of full mailboxes as well.

    :param smtplib.SMTPException error:
    """
    if not isinstance(error, smtplib.SMTPResponseException):
        return False
    words = error.smtp_error.decode(errors="replace") if isinstance(error.smtp_error, bytes) else str(error.smtp_error)
    if _TOO_LARGE.search(words):
        return error.smtp_code >= 500
    if error.smtp_code != 552 or _OTHER_REASON.search(words):
        return False
    # Before the text is sent, only its size is known (RFC 1870).
    return isinstance(error, smtplib.SMTPSenderRefused) or bool(_WORDS.search(words))
