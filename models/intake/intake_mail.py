import logging

from odoo import api, models

from ...engine.intake.mail import find_documents

_logger = logging.getLogger(__name__)


class DealershipIntake(models.AbstractModel):
    """Enquiries by e-mail, to the alias of a point of sale."""

    _inherit = "dealership.intake"

    @api.model
    def _take_in_mail(self, message, values):
        """Return the leads that an e-mail makes; none when it is an ordinary one, which is Odoo's to take in.

        :param message: ``EmailMessage``
        :param dict values: what the alias says of its leads
        """
        documents = find_documents(message)
        leads = self.env["crm.lead"]
        if not documents:
            return leads
        adf = self.env["dealership.adf"]
        # sudo: the gateway has no rights of its own
        team = self.env["crm.team"].sudo().browse(values.get("team_id"))
        company = team.company_id or self.env["res.company"].sudo().browse(values.get("company_id")) or self.env.company
        medium = self.env.ref("utm.utm_medium_email", raise_if_not_found=False)
        for content in documents:
            arrival = adf._prepare_arrival(content, company, team, medium=medium, title=message.get("Subject"))
            leads = leads.union(*(lead for _outcome, lead in adf._take_in(arrival).results))
        return leads
