from ...engine.email.addresses import format_address


def prepare_headers(sender, company, purpose, *, message_id, subject, to, reply_address, unsubscribe_link):
    """Return the headers of an e-mail to a customer, name → text.

    :param Sender sender:
    :param company: ``res.company`` that writes
    :param str purpose: a key of ``PURPOSES``
    :param str to: the formatted address
    :param str reply_address: where answers come to
    """
    headers = {
        "Message-Id": message_id,
        # Relays give e-mails ids of their own. Answers repeat the references, reports the whole headers.
        "References": message_id,
        "X-Odoo-Message-Id": message_id,
        "Subject": subject,
        "From": format_address(sender.name, sender.address),
        "Reply-To": format_address(sender.name, reply_address),
        "To": to,
        "X-Auto-Response-Suppress": "OOF",
    }
    if company.bounce_email:
        headers["Return-Path"] = company.bounce_email
    if purpose == "marketing":
        headers["Precedence"] = "list"
        headers["List-Unsubscribe"] = f"<{unsubscribe_link}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    else:
        headers["Auto-Submitted"] = "auto-generated"
    return headers
