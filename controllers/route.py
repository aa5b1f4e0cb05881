"""The four kinds of routes there are; each route of ours is made by one of them.

========  ==========  ===================================================================================
kind      answers to  what a request can do
========  ==========  ===================================================================================
page      GET, HEAD   show something, or give a file; nothing is changed
decision  POST        what the form in it says, in a field and a value that the route names; else nothing
webhook   POST        report something; the signature in it is the right
keyed     POST        bring something in; a key of its source is the right
========  ==========  ===================================================================================

Naming its methods is not enough for a route: Odoo adds OPTIONS to them, and asks it for no CSRF token.
"""

import json
import re
from functools import wraps

from werkzeug.exceptions import MethodNotAllowed

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.http import request

from ..engine.provider.public_url import get_called_urls
from ..engine.provider.webhook import WebhookRequest

LARGEST_BODY = 256 * 1024
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def page(*paths, **routing):
    """Route what is only looked at: any program may fetch it, at any time, as often as it likes."""
    return _route(paths, ["GET", "HEAD"], {"readonly": True, **routing})


def decision(*paths, choices, **routing):
    """Route what somebody decides; the method gets ``decision``, the value that was chosen.

    What decides nothing is led to the page of the same address, which asks.

    :param choices: pairs of a field and a value that a form can send; the first that it has counts
    """

    def decorate(method):
        @wraps(method)
        def decide(self, *args, **kwargs):
            form = request.httprequest.form
            chosen = next((value for field, value in choices if form.get(field) == value), None)
            if chosen is None:
                return request.redirect(request.httprequest.full_path, code=303)
            return method(self, *args, **{**kwargs, "decision": chosen})

        return _route(paths, ["POST"], routing)(decide)

    return decorate


def webhook(*paths):
    """Route what a provider posts: nobody is logged in, and the signature in the request is the right.

    What is larger than any message of a provider is refused (413) before it is read.
    """
    return _route(
        paths, ["POST"], {"auth": "public", "csrf": False, "save_session": False, "max_content_length": LARGEST_BODY}
    )


def keyed(path, *, right, largest):
    """Route what a source posts (``dealership.source``): nobody is logged in, and its key is the right.

    The key is checked before a byte of the body is read (but that of a form, which Odoo reads itself, and which is
    refused); what is larger than ``largest`` is not read at all. The method gets ``source`` and ``key``, in superuser
    mode, and the ``body``; it returns what is counted, which is written down and answered as JSON. What it can't read
    at all it says by a ``UserError``, and nothing of it is kept.

    :param str right: what the key has to allow, a key of ``RIGHTS``
    :param int largest: in bytes
    """

    def decorate(method):
        @wraps(method)
        def admit(self, source, **_form):
            httprequest = request.httprequest
            key = request.env["dealership.source"]._admit(source, _get_bearer_key(httprequest))
            if not key:
                return _answer_json({"error": "unknown_key"}, 401, [("WWW-Authenticate", "Bearer")])
            if not key._allows(right):
                return _answer_json({"error": "not_allowed"}, 403)
            now, source = fields.Datetime.now(), key.source_id
            if refusal := _refuse_unread(source, largest, now):
                return refusal
            body = httprequest.get_data(cache=True)
            if not body.strip():
                return _answer_json({"error": "nothing_posted"}, 400)
            try:
                with request.env.cr.savepoint():
                    answer = method(self, source=source, key=key, body=body)
            except UserError as error:
                return _answer_json({"error": "unreadable", "message": str(error)}, 422)
            counts = {name: value for name, value in answer.items() if name.endswith("_count")}
            source._note_request(key, right, now, len(body), counts)
            return _answer_json(answer)

        routing = {"auth": "public", "csrf": False, "save_session": False, "max_content_length": largest}
        return _route([path], ["POST"], routing)(admit)

    return decorate


def _refuse_unread(source, largest, now):
    """Return the answer to a post that is not even read; None where it is."""
    httprequest = request.httprequest
    if (httprequest.content_length or 0) > largest:
        return _answer_json({"error": "too_large", "largest": largest}, 413)
    if source._is_over_limit(now):
        return _answer_json({"error": "too_many_posts"}, 429, [("Retry-After", "60")])
    if httprequest.mimetype in FORMS:
        return _answer_json({"error": "content_type", "message": "Say what it is: Content-Type."}, 415)
    return None


def _get_bearer_key(httprequest):
    match = re.fullmatch(r"Bearer\s+(\S{1,200})\s*", httprequest.headers.get("Authorization", ""), re.IGNORECASE)
    return match[1] if match else ""


def _answer_json(answer, status=200, headers=()):
    body = json.dumps(answer)
    return request.make_response(body, headers=[("Content-Type", "application/json"), *headers], status=status)


def _route(paths, methods, routing):
    def decorate(method):
        @wraps(method)
        def answer(self, *args, **kwargs):
            if request.httprequest.method not in methods:
                raise MethodNotAllowed(methods)
            return method(self, *args, **kwargs)

        return http.route(list(paths), type="http", methods=methods, sitemap=False, **routing)(answer)

    return decorate


def read_webhook():
    """Return the request as the ``WebhookRequest`` that the provider's reader proves and reads."""
    httprequest = request.httprequest
    base_url = request.env["ir.config_parameter"].sudo().get_param("web.base.url")  # sudo: a public address
    return WebhookRequest(
        body=httprequest.get_data(cache=True),
        received_at=fields.Datetime.now(),
        urls=tuple(get_called_urls(httprequest.environ, base_url)),
        headers=httprequest.headers,
        form=httprequest.form.to_dict(flat=False),
    )


def answer_webhook(answer, status=200):
    """Give the provider its ``Answer``."""
    return request.make_response(answer.text, headers=[("Content-Type", answer.content_type)], status=status)
