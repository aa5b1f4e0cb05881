from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.sending_domain.check import check_domain
from ...engine.sending_domain.findings import OK, PROBLEM, REMARK, UNKNOWN, Finding, Question, get_worst
from ...engine.sending_domain.lookup import Lookup
from ...engine.sending_domain.names import read_domain, read_selector
from ...engine.sending_domain.words import AREAS, KINDS, LABELS, get_area
from .sending_routes import find_routes, get_sender_addresses

REPORT = "crm_dealership.dealership_sending_domain_report"
NEVER = "never"
COLOURS = {OK: "success", REMARK: "warning", UNKNOWN: "info", PROBLEM: "danger"}
# Records in DNS change rarely, and never by themselves: a scenario that is made today may rely on them.
STALE_DAYS = 90


class DealershipSendingDomain(models.Model):
    """A domain that e-mails of a company are sent from, and what DNS said of it when somebody last asked.

    Nothing waits for DNS but the button that asks it, some seconds at most; no scheduled action asks. Whoever is about
    to activate a scenario reads what is stored. What was found is kept without words: each reads it in their language.
    """

    _name = "dealership.sending.domain"
    _description = "Sending Domain"
    _order = "name, id"

    name = fields.Char(string="Domain", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    active = fields.Boolean(default=True, readonly=True, help="Off: nothing is sent from it any more.")
    dkim_selectors = fields.Char(
        string="DKIM Selectors",
        help="What your provider signs with (s= in a DKIM-Signature), several separated by commas: “s1, s2”.",
    )
    signing_domain = fields.Char(
        string="Signed as",
        help="The domain in whose name your provider signs (d= in a DKIM-Signature), where it is not this one.",
    )
    state = fields.Selection(
        [(NEVER, "Not Checked"), (OK, "In Order"), (REMARK, "Remarks"), (UNKNOWN, "Unclear"), (PROBLEM, "Problems")],
        required=True,
        readonly=True,
        default=NEVER,
    )
    checked_at = fields.Datetime(string="Last Checked", readonly=True)
    findings = fields.Json(readonly=True)
    hosts = fields.Char(string="Leaves by", compute="_compute_routes")
    envelopes = fields.Char(
        string="Envelope",
        compute="_compute_routes",
        help="Where notices come back to of e-mails that failed.",
    )
    report = fields.Html(compute="_compute_report", sanitize=False)

    _name_uniq = models.UniqueIndex("(company_id, name)")

    @api.constrains("dkim_selectors", "signing_domain")
    def _check_names(self):
        for domain in self:
            for selector in _split(domain.dkim_selectors):
                if not read_selector(selector):
                    raise ValidationError(self.env._("“%s” is no DKIM selector, such as “selector1”.", selector))
            if domain.signing_domain and not read_domain(domain.signing_domain):
                raise ValidationError(self.env._("“%s” is no domain, such as “example.com”.", domain.signing_domain))

    def _compute_routes(self):
        for domain in self:
            routes = domain.sudo()._get_routes()  # sudo: who may read this may not read the mail servers
            domain.hosts = ", ".join(sorted({route.host for route in routes}))
            domain.envelopes = ", ".join(sorted({route.envelope for route in routes}))

    @api.depends("findings")
    @api.depends_context("lang")
    def _compute_report(self):
        labels = {state: self.env._(label) for state, label in LABELS.items()}
        for domain in self:
            areas = domain._get_told_areas()
            values = {"areas": areas, "labels": labels, "colours": COLOURS}
            domain.report = areas and self.env["ir.qweb"]._render(REPORT, values)

    # -- actions --------------------------------------------------------------------------------------

    def action_check(self):
        """Ask DNS now, some seconds for all of these together."""
        self.check_access("read")
        # sudo: what was found is not for anybody to write
        self.sudo()._check(Lookup())

    @api.model
    def _open_page(self):
        """Open the list of the domains in use, found anew."""
        self.check_access("read")
        # sudo: whoever reads the list changes nothing; which domains are in use is read of users and mail servers
        self.sudo()._refresh(self.env.companies.sudo())
        return self.env["ir.actions.act_window"]._for_xml_id("crm_dealership.dealership_sending_domain_action")

    # -- checking -------------------------------------------------------------------------------------

    def _check(self, ask):
        """Check each of these and note what was found.

        :param ask: ``(name, type) -> Answer``
        """
        for domain in self:
            findings = check_domain(ask, domain._make_question())
            domain.write(
                {
                    "findings": [_store(finding) for finding in findings],
                    "state": get_worst(KINDS[finding.code].state for finding in findings),
                    "checked_at": fields.Datetime.now(),
                }
            )

    def _make_question(self):
        routes = self._get_routes()
        hosts = {}
        for route in sorted(routes, key=lambda route: (route.envelope, route.host)):
            hosts[route.envelope] = (*hosts.get(route.envelope, ()), route.host)
        reply_domain = read_domain((self.company_id.catchall_email or "").rpartition("@")[2]) or self.name
        return Question(
            domain=self.name,
            hosts=hosts,
            reply_domains=tuple(dict.fromkeys([reply_domain, *hosts])),
            selectors=tuple(read_selector(selector) for selector in _split(self.dkim_selectors)),
            signing_domain=read_domain(self.signing_domain),
        )

    def _get_routes(self):
        return self._find_company_routes(self.company_id).get(self.name, set())

    @api.model
    def _find_company_routes(self, company):
        """Return all routes of a company, by domain; as superuser."""
        addresses = get_sender_addresses(company)
        found = find_routes(company, addresses)
        scenarios = self.env["dealership.scenario"].search([("company_id", "=", company.id)])
        if servers := scenarios.mail_server_id:
            for domain, routes in find_routes(company, addresses, servers).items():
                found.setdefault(domain, set()).update(routes)
        return found

    @api.model
    def _refresh(self, companies):
        """Have a record for each domain that is sent from; those in use no more are archived, with what was entered."""
        for company in companies:
            used = self._note_used(company, list(self._find_company_routes(company)))
            self.search([("company_id", "=", company.id), ("id", "not in", used.ids)]).active = False

    @api.model
    def _note_used(self, company, names):
        """Return the records of some domains of a company, made where there are none."""
        known = self.with_context(active_test=False).search([("company_id", "=", company.id), ("name", "in", names)])
        known.filtered(lambda domain: not domain.active).active = True
        missing = sorted(set(names) - set(known.mapped("name")))
        return known + self.create([{"name": name, "company_id": company.id} for name in missing])

    # -- telling --------------------------------------------------------------------------------------

    def _get_told_areas(self):
        """Return what was found, in words, by area: for the page."""
        areas = {}
        for stored in self.findings or ():
            finding = Finding(**stored)
            # A later version may no longer know what an earlier one found.
            if finding.code in KINDS:
                areas.setdefault(get_area(finding.code), []).append(self._tell(finding))
        return [{"label": self.env._(AREAS[area]), "findings": told} for area, told in areas.items()]

    def _tell(self, finding):
        kind = KINDS[finding.code]
        said = self.env._(kind.said)
        return {
            "state": kind.state,
            "source": kind.source,
            "said": said % finding.values,
            "advice": kind.advice and self.env._(kind.advice),
            "found": finding.found,
            "publish": finding.publish,
        }

    def _is_stale(self, now):
        return not self.checked_at or self.checked_at < now - timedelta(days=STALE_DAYS)


def _split(text):
    return [part.strip() for part in (text or "").split(",") if part.strip()]


def _store(finding):
    return {
        "code": finding.code,
        "values": finding.values,
        "found": finding.found,
        "publish": list(finding.publish),
    }
