from odoo import api, models
from odoo.tools import email_normalize

from ...engine.intake.adf import read_adf
from ...engine.intake.mail import find_documents, read_text
from .dealership_adf import DOCUMENT


class DealershipIntake(models.AbstractModel):
    """Enquiries by e-mail, to the alias of a point of sale."""

    _inherit = "dealership.intake"

    @api.model
    def _take_in_mail(self, message, values):
        """Return the leads that an e-mail makes; none when it is an ordinary one, which is Odoo's to take in.

        :param message: ``EmailMessage``
        :param dict values: what the alias says of its leads
        """
        # sudo: the gateway has no rights of its own
        team = self.env["crm.team"].sudo().browse(values.get("team_id"))
        company = team.company_id or self.env["res.company"].sudo().browse(values.get("company_id")) or self.env.company
        medium = self.env.ref("utm.utm_medium_email", raise_if_not_found=False)
        leads = self.env["crm.lead"]
        for read, content, name, profile in self._find_readers(message, company):
            arrival = self._prepare_arrival(
                content, company, team, name=name, source=profile, medium=medium, title=message["Subject"]
            )
            leads = leads.union(*self._take_in_document(read, arrival).leads)
        return leads

    @api.model
    def _find_readers(self, message, company):
        """Return what reads an e-mail: (callable, content, name of the original, profile) for each document in it."""
        if documents := find_documents(message):
            return [(read_adf, content, DOCUMENT, None) for content in documents]
        sender = email_normalize(str(message["From"] or ""), strict=False) or ""
        profile = self.env["dealership.lead.mail.profile"]._find(company, sender, str(message["Subject"] or ""))
        return [(profile._read, read_text(message).encode(), "mail.txt", profile)] if profile else []
