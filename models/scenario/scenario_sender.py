from odoo import api, fields, models
from odoo.tools import SQL

from ..channel.sender import make_sender
from ..channel.signatory import can_sign, is_present


class DealershipScenario(models.Model):
    """Whether somebody can send the e-mails of a scenario: told before they fail."""

    _inherit = "dealership.scenario"

    sender_warning = fields.Char(compute="_compute_sender_warning")

    def copy(self, default=None):
        """Have a copy sent by the same server, which whoever makes it need not be allowed to see; of the same card."""
        copies = super().copy(default)
        # sudo: as above, and nobody writes by hand where a scenario comes from
        for original, copy in zip(self.sudo(), copies.sudo(), strict=True):
            copy.scenario_model_id = original.scenario_model_id
            if "mail_server_id" not in (default or {}):
                copy.mail_server_id = original.mail_server_id
        return copies

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"mail_server_id", "signatory", "signatory_user_id", "team_id"}:
            # sudo: the ledger is written by its own methods only
            self.env["dealership.delivery"].sudo()._leave_gates(SQL("delivery.scenario_id = ANY(%s)", self.ids))
        return result

    @api.depends(
        "step_ids.channel",
        "signatory",
        "signatory_user_id.email",
        "signatory_user_id.active",
        "signatory_user_id.company_ids",
        "team_id.alias_id",
        "company_id.email",
    )
    @api.depends_context("lang")
    def _compute_sender_warning(self):
        for scenario in self:
            scenario.sender_warning = scenario._get_sender_warning()

    def _get_sender_warning(self):
        if not {"email", "sms", "letter"} & set(self.step_ids.mapped("channel")):
            return False
        # sudo: a Director may not read the settings of the organisation, nor of whoever signs
        company, person, team = self.company_id.sudo(), self.signatory_user_id.sudo(), self.team_id.sudo()
        # Whoever is responsible for a record signs only where there is one: the others fall back on this.
        signs = self.signatory != "team" and can_sign(person, company)
        sender = make_sender(company, person if signs else person.browse(), team)
        if not sender.address and "email" in self.step_ids.mapped("channel"):
            return self._get_no_sender_warning()
        if self.signatory == "team" or not person or signs:
            return False
        return self.env._(
            "%(person)s can't sign: %(reason)s. %(fallback)s signs and gets the answers instead.",
            person=person.name,
            reason=self._get_absence(person, company),
            fallback=sender.name,
        )

    def _get_absence(self, person, company):
        """Return why somebody can't sign, in words."""
        if not person.active:
            return self.env._("this user is archived")
        if not is_present(person, company):
            return self.env._("this user does not work in %s", company.name)
        return self.env._("this user has no e-mail address")

    def _get_no_sender_warning(self):
        if self.signatory == "responsible":
            return self.env._(
                "E-mails about records without a responsible would have no sender: "
                "give the organisation an e-mail address."
            )
        return self.env._(
            "These e-mails would have no sender: give whoever signs, or the organisation, an e-mail address."
        )
