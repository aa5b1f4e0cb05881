"""How Twilio proves that a request is its own, for voice and messages alike."""

import base64
import hashlib
import hmac
from urllib.parse import urlsplit, urlunsplit

from .webhook import BadSignature

SIGNATURE_HEADER = "X-Twilio-Signature"
_DEFAULT_PORTS = {"http": 80, "https": 443}


def check_signature(request, auth_token):
    """Refuse a ``WebhookRequest`` that Twilio has not signed, for whichever of its addresses.

    :raise BadSignature: it has not
    """
    signature = request.headers.get(SIGNATURE_HEADER, "")
    if not any(is_signed(auth_token, url, request.form, signature) for url in request.urls):
        raise BadSignature(SIGNATURE_HEADER)


def is_signed(auth_token, url, params, signature):
    """Return whether a request comes from Twilio, in a time that tells nothing about the right signature.

    Twilio signs the address it called, query included, followed by the names and values of the form, in the order
    of the names. It does not always sign the port of an address, hence both ways count.

    :param str auth_token: the secret of the account; without one nothing is signed
    :param str url: the exact address that Twilio called, see ``public_url.py``
    :param dict params: the fields of the form, {name: text or list of texts}; empty for GET
    :param str signature: the header ``X-Twilio-Signature``
    """
    if not auth_token or not signature:
        return False
    given = signature.encode("utf-8", "surrogatepass")
    # No short cut: all are computed and compared.
    results = [hmac.compare_digest(_sign(auth_token, candidate, params), given) for candidate in _get_candidates(url)]
    return any(results)


def sign(auth_token, url, params):
    """Return the signature that Twilio would send, for tests and for trying out an installation."""
    return _sign(auth_token, url, params).decode()


def _sign(auth_token, url, params):
    text = url + "".join(name + value for name in sorted(params) for value in _get_values(params[name]))
    digest = hmac.new(auth_token.encode(), text.encode("utf-8", "surrogatepass"), hashlib.sha1).digest()
    return base64.b64encode(digest)


def _get_candidates(url):
    """Return the address as it may have been signed; none when its host is no host, as anybody may write."""
    try:
        return (_without_port(url), _with_port(url), url)
    except ValueError:
        return ()


def _get_values(value):
    """A value sent twice under one name is signed once, as Twilio's own libraries do."""
    return [value] if isinstance(value, str) else sorted(set(value))


def _without_port(url):
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=_split_port(parts.netloc)[0]))


def _with_port(url):
    parts = urlsplit(url)
    host, port = _split_port(parts.netloc)
    return urlunsplit(parts._replace(netloc=f"{host}:{port or _DEFAULT_PORTS.get(parts.scheme, '')}"))


def _split_port(netloc):
    """Return (host, port), the port empty when there is none; an IPv6 address keeps its brackets."""
    host, colon, port = netloc.rpartition(":")
    return (host, port) if colon and port.isdigit() else (netloc, "")
