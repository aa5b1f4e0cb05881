"""Services that e-mails are handed over to under one name and leave under others: what their customers' SPF includes.

The address of the server that one connects to says nothing there. By what each tells its customers.
"""

_INCLUDES = {
    "office365.com": "spf.protection.outlook.com",
    "outlook.com": "spf.protection.outlook.com",
    "gmail.com": "_spf.google.com",
    "google.com": "_spf.google.com",
    "amazonaws.com": "amazonses.com",
    "brevo.com": "spf.brevo.com",
    "sendinblue.com": "spf.brevo.com",
    "gandi.net": "_mailcust.gandi.net",
    "infomaniak.com": "spf.infomaniak.ch",
    "mailgun.org": "mailgun.org",
    "mailjet.com": "spf.mailjet.com",
    "mandrillapp.com": "spf.mandrillapp.com",
    "ovh.ca": "mx.ovh.com",
    "ovh.net": "mx.ovh.com",
    "postmarkapp.com": "spf.mtasv.net",
    "sendgrid.net": "sendgrid.net",
}


def get_include(host):
    """Return the domain that SPF includes for a service, empty for a server that is none of these."""
    labels = host.lower().rstrip(".").split(".")
    return _INCLUDES.get(".".join(labels[-2:]), "")
