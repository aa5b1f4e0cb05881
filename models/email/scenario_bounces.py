from odoo import api, fields, models


class DealershipScenario(models.Model):
    """Whether what comes back of a scenario's e-mails is read by Odoo: told before they leave."""

    _inherit = "dealership.scenario"

    bounce_warning = fields.Char(compute="_compute_bounce_warning")

    @api.depends("step_ids.channel", "company_id")
    @api.depends_context("lang")
    def _compute_bounce_warning(self):
        for scenario in self:
            scenario.bounce_warning = scenario._get_bounce_warning()

    def _get_bounce_warning(self):
        if "email" not in self.step_ids.mapped("channel"):
            return False
        # sudo: a Director may see neither the settings of the organisation nor outgoing servers
        company, server = self.company_id.sudo(), self.sudo().mail_server_id
        bounce = company.bounce_email
        if not bounce:
            return self.env._(
                "What comes back undelivered goes to the mailbox of whoever signs, where nobody counts it: have an"
                " alias domain set for %s.",
                company.name,
            )
        if server and not server._match_from_filter(bounce, server.from_filter):
            return self.env._(
                "What comes back goes to %(bounce)s, and the mail server %(server)s is meant for %(senders)s only: make"
                " sure that it takes this address as the sender.",
                bounce=bounce,
                server=server.name,
                senders=server.from_filter,
            )
        return False
