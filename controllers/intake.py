from odoo import http
from odoo.http import request

from ..engine.intake.adf import read_adf
from ..engine.intake.lead_json import read_leads
from ..models.intake.dealership_adf import DOCUMENT
from .route import keyed

LARGEST_ADF = 4 * 1024 * 1024
LARGEST_LEADS = 1024 * 1024


class IntakeAddresses(http.Controller):
    """Where sites and portals post enquiries. Odoo commits before it answers: what is answered is kept."""

    @keyed("/dealership/adf/<string:source>", right="adf", largest=LARGEST_ADF)
    def receive_adf(self, source, key, body, **_form):
        return self._take_in(read_adf, source, body, DOCUMENT).get_counts()

    @keyed("/dealership/lead/<string:source>", right="lead", largest=LARGEST_LEADS)
    def receive_leads(self, source, key, body, **_form):
        """Take in enquiries; the answer says of each what became of it, and what could not be read of it."""
        # What a source calls an enquiry is its own affair: no other source can mean the same by it.
        origin = f"source {source.code}"

        def read(content, tz, now):
            return read_leads(content, origin, tz, now)

        intake = self._take_in(read, source, body, "lead.json")
        return {
            **intake.get_counts(),
            "leads": [self._describe(outcome, said) for outcome, _lead, said in intake.results],
            "problems": [self._describe_problem(problem) for problem in intake.problems],
        }

    def _take_in(self, read, source, body, name):
        intake = request.env["dealership.intake"].sudo()  # sudo: the key is the right
        return intake._take_in_document(
            read, intake._prepare_arrival(body, source.company_id, source=source, name=name)
        )

    def _describe(self, outcome, said):
        references = said.references if said else ()
        return {
            "id": references[0][1] if references else None,
            "outcome": outcome,
            "problems": [self._describe_problem(problem) for problem in said.problems] if said else [],
        }

    def _describe_problem(self, problem):
        """Say it to a program, and so in English."""
        return {"where": problem.where, "what": request.env(context={"lang": "en_US"})._(problem.what)}
