from odoo import api, fields, models

from ...engine.intake.adf import read_adf
from ...engine.intake.arrival import Arrival, Intake, Original
from ...engine.intake.request import WAITING, UnreadableError


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
        intake = self._take_in(self._prepare_arrival(content, company, team))
        leads = self.env["crm.lead"].union(*(lead for _outcome, lead in intake.results))
        return leads.with_env(self.env)

    @api.model
    def _prepare_arrival(self, content, company, team=None, source=None, medium=None, title=None):
        if isinstance(content, str):
            content = content.encode("utf-8", "replace")
        return Arrival(
            company=company,
            # sudo: whoever receives has no user
            team=(team or self.env["crm.team"]).sudo(),
            source=(source or self.env["dealership.source"]).sudo(),
            medium=medium or self.env["utm.medium"].sudo(),
            now=fields.Datetime.now(),
            original=Original("adf.xml", content, "text/plain"),
            title=" ".join(str(title or "").split()),
        )

    @api.model
    def _take_in(self, arrival):
        """Return the ``Intake`` of a document."""
        intake = self.env["dealership.intake"]
        team = (arrival.team or arrival.source.team_id).with_company(arrival.company)
        try:
            requests = read_adf(arrival.original.content, team._get_timezone(), arrival.now)
        except UnreadableError as error:
            unread = Intake()
            unread.add(WAITING, intake._take_in_unread(error.args[0], arrival))
            return unread
        return intake._take_in(requests, arrival)
