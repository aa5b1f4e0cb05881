from odoo import api, fields, models

from ..delivery.email_sender import make_sender


class DealershipScenario(models.Model):
    """Whether somebody can send the e-mails of a scenario: told before they fail."""

    _inherit = "dealership.scenario"

    sender_warning = fields.Char(compute="_compute_sender_warning")

    def copy(self, default=None):
        """Have a copy sent by the same server, which whoever makes it need not be allowed to see."""
        copies = super().copy(default)
        if "mail_server_id" not in (default or {}):
            # sudo: as above
            for original, copy in zip(self.sudo(), copies.sudo(), strict=True):
                copy.mail_server_id = original.mail_server_id
        return copies

    @api.depends("step_ids.channel", "signatory", "signatory_user_id.email", "team_id.alias_id", "company_id.email")
    def _compute_sender_warning(self):
        for scenario in self:
            scenario.sender_warning = scenario._get_sender_warning()

    def _get_sender_warning(self):
        if "email" not in self.step_ids.mapped("channel"):
            return False
        # Whoever is responsible for a record signs only where there is one: the others fall back on this.
        person = self.signatory_user_id if self.signatory != "team" else self.env["res.users"]
        # sudo: a Director may not read the settings of the organisation
        if make_sender(self.company_id.sudo(), person.sudo(), self.team_id.sudo()).address:
            return False
        if self.signatory == "responsible":
            return self.env._(
                "E-mails about records without a responsible would have no sender: "
                "give the organisation an e-mail address."
            )
        return self.env._(
            "These e-mails would have no sender: give whoever signs, or the organisation, an e-mail address."
        )
