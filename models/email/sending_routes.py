from collections import defaultdict
from dataclasses import dataclass

from odoo.tools import config
from odoo.tools.mail import email_normalize

from ...engine.sending_domain.names import read_domain
from ..channel.sender import get_company_address


@dataclass(frozen=True)
class SendingRoute:
    """How the e-mails of some address leave.

    :ivar domain: that stands in From then, which is not the address's own where the server sends for others only
    :ivar envelope: the domain of the envelope's sender
    :ivar host: the outgoing server
    """

    domain: str
    envelope: str
    host: str


def find_routes(company, addresses, mail_servers=()):
    """Return the ``SendingRoute``s by the domain that stands in From; what has no domain in DNS is left out.

    Servers are chosen as Odoo chooses them; notices come back to the company's alias (``ir_mail_server.py``).

    :param company: ``res.company``, as superuser
    :param addresses: that stand in From, as far as Odoo leaves them
    :param mail_servers: that e-mails go through whatever they are from; none: those that Odoo finds
    """
    finder = _RouteFinder(company)
    found = defaultdict(set)
    for address in {email_normalize(address or "") for address in addresses} - {False}:
        for server, smtp_from in finder.find(address, mail_servers):
            route = finder.make_route(server, smtp_from)
            if route.domain and route.envelope:
                found[route.domain].add(route)
    return dict(found)


def get_sender_addresses(company):
    """Return the addresses that scenarios of a company may be sent from, one a domain.

    :param company: ``res.company``, as superuser
    """
    env = company.env
    staff = env.ref("crm_dealership.group_dealership_user").all_user_ids.filtered(
        lambda user: user.active and not user.share and company in user.company_ids
    )
    teams = env["crm.team"].search([("company_id", "in", (company.id, False))])
    addresses = [get_company_address(company), *teams.mapped("alias_email"), *staff.mapped("email_normalized")]
    return list({_get_domain(address): address for address in reversed(addresses) if address}.values())


class _RouteFinder:
    def __init__(self, company):
        self._domain = company.alias_domain_id
        servers = company.env["ir.mail_server"].with_company(company)
        default_from = self._domain.default_from_email or servers._get_default_from_address()
        self._servers = servers.with_context(domain_notifications_email=email_normalize(default_from or ""))
        self._bounce = self._domain.bounce_email
        self._found = servers.search(servers._find_mail_server_allowed_domain(), order="sequence")

    def find(self, address, mail_servers):
        """Yield servers (None: that of Odoo's configuration file), each with the address it sends from."""
        for server in mail_servers:
            yield server, address
        if not mail_servers:
            yield self._servers._find_mail_server(address, self._found)

    def make_route(self, server, smtp_from):
        host = server.smtp_host if server else config.get("smtp_server")
        envelope = self._bounce or self._find_default_envelope(server) or smtp_from
        return SendingRoute(_get_domain(smtp_from), _get_domain(envelope), host or "localhost")

    def _find_default_envelope(self, server):
        """Return what Odoo writes for a company without an alias that notices come back to; perhaps nothing."""
        allowed = server.from_filter if server else self._servers._get_default_from_filter()
        address = self._servers._get_default_bounce_address()
        return address if address and self._servers._match_from_filter(address, allowed) else None


def _get_domain(address):
    return read_domain((email_normalize(address or "") or "").rpartition("@")[2])
