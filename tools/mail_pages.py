"""The pages of the local mailbox. What a mail holds is foreign: escaped here, or shown in a sandboxed frame."""

import re
from html import escape
from urllib.parse import quote

STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #222; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid #ddd; vertical-align: top; }
td:first-child { white-space: nowrap; }
iframe { width: 100%; height: 36rem; border: 1px solid #ccc; background: white; }
pre { white-space: pre-wrap; background: #f6f6f6; padding: 1rem; }
.phone { max-width: 24rem; padding: 1.5rem; border: 1px solid #ccc; border-radius: 1.5rem; background: #f6f6f6; }
.bubble { width: fit-content; max-width: 90%; padding: .5rem .9rem; margin-bottom: .6rem; border-radius: 1rem;
  background: white; white-space: pre-wrap; overflow-wrap: anywhere; }
.own { margin-left: auto; background: #1d4ed8; color: white; }
"""


def page(title, body):
    return (
        "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>"
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>"
        f"<body><h1>{escape(title)}</h1>{body}</body></html>"
    )


def listing(summaries, total, address):
    rows = "".join(
        f"<tr><td>{'SMS' if _is_sms(each) else 'E-mail'}</td><td>{escape(each.recipients)}</td>"
        f"<td><a href='/{'sms' if _is_sms(each) else 'message'}/{each.key}'>{escape(each.subject)}</a></td>"
        f"<td>{escape(each.sender)}</td><td>{escape(each.date)}</td></tr>"
        for each in summaries
    )
    form = (
        "<form><input type='search' name='address' placeholder='Address or number' aria-label='Address or number' "
        f"autofocus value='{escape(address, quote=True)}'> <button>Search</button></form>"
    )
    head = "<tr><th>Kind</th><th>To</th><th>Subject</th><th>From</th><th>Date</th></tr>"
    count = f"<p>{len(summaries)} shown of {total} received, the newest first.</p>"
    return page("Mailbox", f"{form}{count}<table>{head}{rows}</table>")


def _is_sms(summary):
    return hasattr(summary, "report_url")


def sms(message, problem=""):
    """A text message on the phone of whoever got it, who may answer."""
    links = re.sub(
        r"https?://[^\s<]+", r"<a href='\g<0>' target='_blank' rel='noopener'>\g<0></a>", escape(message.body)
    )
    answers = "".join(f"<div class='bubble own'>{escape(answer)}</div>" for answer in message.answers)
    form = (
        f"<form method='post' action='/sms/{message.key}'><input name='text' aria-label='Answer' "
        "placeholder='Answer as this customer' autocomplete='off'> <button>Send</button> "
        "<button name='text' value='STOP' formnovalidate>STOP</button></form>"
    )
    trouble = f"<p role='alert'><b>{escape(problem)}</b></p>" if problem else ""
    phone = f"<div class='phone'><div class='bubble'>{links}</div>{answers}{form}</div>"
    about = f"<p>From {escape(message.sender)} · {escape(message.date)}</p>"
    return page(f"SMS to {message.recipients}", f"<p><a href='/'>All messages</a></p>{about}{trouble}{phone}")


def message(key, mail):
    parts = ["<p><a href='/'>All messages</a></p>"]
    if mail.get_body(("html",)):
        # No scripts, no access to this page; a link opens a tab of its own.
        parts.append(
            f"<iframe title='HTML part' src='/message/{key}/html' "
            "sandbox='allow-popups allow-popups-to-escape-sandbox'></iframe>"
        )
    text = mail.get_body(("plain",))
    if text:
        parts.append(f"<h2>Text</h2><pre>{escape(content(text))}</pre>")
    parts.append(_attachments(key, mail))
    headers = "\n".join(f"{name}: {value}" for name, value in mail.items())
    parts.append(f"<h2>Headers</h2><pre>{escape(headers)}</pre>")
    parts.append(f"<p><a href='/message/{key}/source'>Source</a></p>")
    return page(str(mail["Subject"] or "(no subject)"), "".join(parts))


def _attachments(key, mail):
    links = [
        f"<li><a href='/message/{key}/part/{number}'>{escape(part.get_filename() or f'part {number}')}</a> "
        f"({escape(part.get_content_type())})</li>"
        for number, part in enumerate(mail.walk())
        if part.get_content_disposition() == "attachment"
    ]
    return f"<h2>Attachments</h2><ul>{''.join(links)}</ul>" if links else ""


def html_part(key, mail):
    """The HTML as it was sent, its embedded images (cid:) pointed to the parts of this mail."""
    numbers = {part["Content-ID"].strip("<> "): number for number, part in enumerate(mail.walk()) if part["Content-ID"]}

    def part_address(match):
        number = numbers.get(match[1])
        return match[0] if number is None else f"/message/{quote(key)}/part/{number}"

    html = re.sub(r"cid:([^\"'\s)>]+)", part_address, content(mail.get_body(("html",))))
    return f"<base target='_blank'>{html}"


def content(part):
    """Text even where a mail lies about its charset."""
    try:
        return part.get_content()
    except (LookupError, UnicodeError):
        return part.get_payload(decode=True).decode("latin-1")
