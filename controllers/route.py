"""The three kinds of routes there are; each route of ours is made by one of them.

========  ==========  ===================================================================================
kind      answers to  what a request can do
========  ==========  ===================================================================================
page      GET, HEAD   show something, or give a file; nothing is changed
decision  POST        what the form in it says, in a field and a value that the route names; else nothing
webhook   POST        report something; the signature in it is the right
========  ==========  ===================================================================================

Naming its methods is not enough for a route: Odoo adds OPTIONS to them, and asks it for no CSRF token.
"""

from functools import wraps

from werkzeug.exceptions import MethodNotAllowed

from odoo import fields, http
from odoo.http import request

from ..engine.provider.public_url import get_called_urls
from ..engine.provider.webhook import WebhookRequest

LARGEST_BODY = 256 * 1024


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
