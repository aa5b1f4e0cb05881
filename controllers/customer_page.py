"""Pages for customers who follow the link of a message: no login, no script, no assets."""

from odoo.http import request


def render_customer_page(template, delivery, *, is_valid=True, **values):
    """Return the page about a delivery in its customer's language; of an empty one, that the link is not valid (404).

    :param str template: external id
    :param bool is_valid: False where the rest of the link is good no more, though its delivery is known (404)
    """
    lang = delivery.partner_id.lang or request.env.lang
    # sudo: the page shows the name of the point of sale, which the public may not read
    page = request.env["ir.qweb"].sudo().with_context(lang=lang)
    html = page._render(
        template,
        {
            "delivery": delivery,
            "sender": delivery._get_sender_name(),
            "lang_code": (lang or "en").partition("_")[0],
            **values,
        },
    )
    headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("X-Robots-Tag", "noindex"),
        ("Cache-Control", "no-store"),
    ]
    return request.make_response(html, headers=headers, status=200 if delivery and is_valid else 404)
