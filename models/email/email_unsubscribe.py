from dataclasses import replace

from markupsafe import Markup

FOOTER = Markup('<p style="font-size:12px;color:#6c757d;"><a href="%s">%s</a></p>')


def add_unsubscribe_link(env, message, link):
    """Return a marketing e-mail with the link to opt out: below the text, unless its author has put it somewhere.

    :param RenderedMessage message:
    :param str link: where this customer opts out
    """
    if link in message.body_html:
        return message
    label = env(context={**env.context, "lang": message.lang})._("Unsubscribe")
    return replace(
        message,
        body_html=Markup(message.body_html) + FOOTER % (link, label),
        body_text=f"{message.body_text}\n\n{label}: {link}",
    )
