from odoo import http


def webhook(*paths):
    """Route what a provider posts: nobody is logged in, and the signature in the request is the right."""
    return http.route(
        list(paths), type="http", auth="public", methods=["POST"], csrf=False, save_session=False, sitemap=False
    )
