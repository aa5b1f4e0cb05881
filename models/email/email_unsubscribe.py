from dataclasses import replace

from markupsafe import Markup

FOOTER = Markup('<p style="font-size:12px;color:#6c757d;"><a href="%s">%s</a> · <a href="%s">%s</a></p>')


def add_unsubscribe_link(env, message, link, preferences_link):
    """Return a marketing e-mail with the links to opt out, and to choose: below the text.

    The link to opt out, wherever its author has put it, is enough: it leads to the preferences, too.

    :param RenderedMessage message:
    :param str link: where this customer opts out
    :param str preferences_link: where they choose what they want
    """
    if link in message.body_html:
        return message
    translated = env(context={**env.context, "lang": message.lang})
    label, preferences_label = translated._("Unsubscribe"), translated._("Your preferences")
    return replace(
        message,
        body_html=Markup(message.body_html) + FOOTER % (link, label, preferences_link, preferences_label),
        body_text=f"{message.body_text}\n\n{label}: {link}\n{preferences_label}: {preferences_link}",
    )
