from odoo import api, models

from ...engine.intake.adf import read_adf

# What the original is called.
DOCUMENT = "adf.xml"


class DealershipAdf(models.AbstractModel):
    """Enquiries in ADF, the Auto-lead Data Format (``engine/intake/adf.py``), by e-mail or by HTTP."""

    _name = "dealership.adf"
    _description = "Enquiries in ADF"

    @api.model
    def _receive(self, content, team=None):
        """Take in a document; return its leads, those that were known already included.

        What cannot be read is a lead to be read by a person.

        :param bytes content: the document, or a text with one in it
        :param team: ``crm.team`` that receives it; none when the document may name it
        :return: ``crm.lead`` recordset
        """
        team = team or self.env["crm.team"]
        # sudo: the company of a point of sale, whoever receives for it
        company = team.sudo().company_id or self.env.company
        intake = self._take_in(self.env["dealership.intake"]._prepare_arrival(content, company, team, name=DOCUMENT))
        leads = self.env["crm.lead"].union(*intake.leads)
        return leads.with_env(self.env)

    @api.model
    def _take_in(self, arrival):
        """Return the ``Intake`` of a document."""
        return self.env["dealership.intake"]._take_in_document(read_adf, arrival)
