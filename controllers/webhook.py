from odoo import http

LARGEST_BODY = 256 * 1024


def webhook(*paths):
    """Route what a provider posts: nobody is logged in, and the signature in the request is the right.

    What is larger than any message of a provider is refused (413) before it is read.
    """
    return http.route(
        list(paths),
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        sitemap=False,
        max_content_length=LARGEST_BODY,
    )
