from odoo import api, fields, models

from ...engine.scenario import states
from ...engine.sending_domain.findings import PROBLEM
from ..channel.sender import make_sender
from ..channel.signatory import can_sign
from .dealership_sending_domain import NEVER
from .sending_routes import find_routes, get_sender_addresses


class DealershipScenario(models.Model):
    """Before a scenario is active: whether the domain that it is sent from has been checked, and what came out.

    It is told and keeps nobody from going on: a domain may be in order for reasons that can't be seen from here.
    """

    _inherit = "dealership.scenario"

    domain_warning = fields.Char(compute="_compute_domain_warning")

    @api.depends(
        "state",
        "step_ids.channel",
        "step_ids.fallback_channel",
        "signatory",
        "signatory_user_id.email",
        "team_id.alias_id",
        "mail_server_id",
        "company_id.alias_domain_id",
    )
    @api.depends_context("lang", "uid")
    def _compute_domain_warning(self):
        may_read = self.env["dealership.sending.domain"].has_access("read")
        for scenario in self:
            told = may_read and scenario.state in (states.DRAFT, states.SUBMITTED) and scenario._sends_email()
            scenario.domain_warning = told and scenario._get_domain_warning()

    def action_view_sending_domains(self):
        """Open the domains that this scenario is sent from."""
        self.ensure_one()
        self.check_access("read")
        domains = self.env["dealership.sending.domain"]
        domains.check_access("read")
        # sudo: which they are is read of users and mail servers; nothing else is written than that they are
        found = domains.sudo()._note_used(self.company_id.sudo(), self.sudo()._find_sending_domains())
        action = {"type": "ir.actions.act_window", "name": self.env._("Sending Domains"), "res_model": found._name}
        if len(found) == 1:
            return {**action, "res_id": found.id, "views": [(False, "form")]}
        return {**action, "domain": [("id", "in", found.ids)], "views": [(False, "list"), (False, "form")]}

    def _get_approval_lines(self):
        return super()._get_approval_lines() + list(filter(None, [self.domain_warning]))

    def _sends_email(self):
        return "email" in {*self.step_ids.mapped("channel"), *self.step_ids.mapped("fallback_channel")}

    def _find_sending_domains(self):
        """Return the domains that e-mails of the scenario may be sent from; as superuser."""
        company, person = self.company_id, self.signatory_user_id
        if self.signatory == "responsible":
            addresses = get_sender_addresses(company)
        else:
            signs = self.signatory != "team" and can_sign(person, company)
            addresses = [make_sender(company, person if signs else person.browse(), self.team_id).address]
        return sorted(find_routes(company, addresses, self.mail_server_id))

    def _get_domain_warning(self):
        # sudo: a Director may not read the mail servers, nor the settings of the organisation
        names = self.sudo()._find_sending_domains()
        domains = (
            self.env["dealership.sending.domain"]
            .sudo()
            .search([("company_id", "=", self.company_id.id), ("name", "in", names)])
        )
        now = fields.Datetime.now()
        wrong = domains.filtered(lambda domain: domain.state == PROBLEM).mapped("name")
        fresh = domains.filtered(lambda domain: domain.state != NEVER and not domain._is_stale(now)).mapped("name")
        lines = []
        if wrong:
            lines.append(self.env._("Receivers may refuse what is sent from %s: its settings have problems.", wrong))
        if unchecked := [name for name in names if name not in fresh]:
            lines.append(
                self.env._("Nobody has checked lately whether receivers take e-mails from %s for genuine.", unchecked)
            )
        return " ".join(lines)
