"""The three ways to send the same newsletter; each returns how many e-mails it handed over."""

import secrets
import smtplib
import warnings
from email.message import EmailMessage
from email.utils import formataddr, make_msgid

import jinja2

from odoo.tools.mail import html2plaintext

from .stage import BODY, COMPANY, LINKS

BASE = "http://garage.example"


def send_ours(stage, count):
    """Run a scenario and send all it plans, as the scheduled action does."""
    stage.make_scenario(count)._run()
    stage.env.cr.commit()
    ledger = stage.env["dealership.delivery"]
    sent = 0
    while batch := ledger._process_due():
        sent += batch
    return sent


def send_mass_mailing(stage, count):
    """Send a mailing with Odoo's mass mailing, its queue called again until it is empty."""
    town = stage.ensure_customers(count)
    mailing = stage.env["mailing.mailing"].create(
        {
            "name": COMPANY,
            "subject": COMPANY,
            "mailing_model_id": stage.env["ir.model"]._get("res.partner").id,
            "mailing_domain": repr([("city", "=", town), ("company_id", "=", stage.company.id)]),
            "body_html": BODY.format(first_name='<t t-out="object.firstname"/>', unsubscribe="/unsubscribe_from_list"),
            "email_from": stage.sender.email_formatted,
            "reply_to_mode": "new",
            "reply_to": stage.sender.email_formatted,
            "mail_server_id": stage.server.id,
            "keep_archives": False,
        }
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of Odoo's own code about itself
        mailing.action_send_mail()
    outgoing = [("state", "=", "outgoing"), ("mailing_id", "=", mailing.id)]
    mails = stage.env["mail.mail"]
    while mails.search_count(outgoing, limit=1):
        mails.process_email_queue()
    stage.env.cr.commit()
    return mailing.sent


def send_plainly(stage, count):
    """Loop with Jinja2, Python's e-mail package and one SMTP session: no ledger, no copy, no rules."""
    render = _compile_plain_message()
    town = stage.ensure_customers(count)
    customers = stage.env["res.partner"].search_read(
        [("city", "=", town), ("company_id", "=", stage.company.id)], ["name", "firstname", "email"]
    )
    with smtplib.SMTP("127.0.0.1", stage.server.smtp_port) as session:
        for number, customer in enumerate(customers):
            texts = render(first_name=customer["firstname"], number=number, token=secrets.token_hex(32))
            session.send_message(_build_plain_message(stage, customer, *texts))
    return len(customers)


def _compile_plain_message():
    """Return a callable that renders subject, text and HTML with the values of one customer."""
    body = BODY.format(first_name="{{ first_name }}", unsubscribe=f"{BASE}/unsubscribe/{{{{ token }}}}")
    for code, url in enumerate([*LINKS.values(), "https://garage.example/contact"]):
        body = body.replace(url.replace("&", "&amp;"), f"{BASE}/r/{code}/m/{{{{ number }}}}")
    pixel = f'<img src="{BASE}/mail/track/{{{{ number }}}}/{{{{ token }}}}/blank.gif">'
    environment = jinja2.Environment(autoescape=True)
    sources = ("{{ first_name }}, your next service", html2plaintext(body), body + pixel)
    templates = [environment.from_string(source) for source in sources]
    return lambda **values: [template.render(values) for template in templates]


def _build_plain_message(stage, customer, subject, text, html):
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = stage.sender.email_formatted
    message["To"] = formataddr((customer["name"], customer["email"]))
    message["Message-Id"] = make_msgid(domain="garage.example")
    message["List-Unsubscribe"] = f"<{BASE}/unsubscribe>"
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    return message
