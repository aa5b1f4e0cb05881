from odoo import http
from odoo.http import request

from ..engine.intake.request import OUTCOMES
from .route import keyed

LARGEST_ADF = 4 * 1024 * 1024


class IntakeAddresses(http.Controller):
    """Where sites and portals post enquiries. Odoo commits before it answers: what is answered is kept."""

    @keyed("/dealership/adf/<string:source>", right="adf", largest=LARGEST_ADF)
    def receive_adf(self, source, key, body, **_form):
        adf = request.env["dealership.adf"].sudo()  # sudo: the key is the right
        return adf._take_in(adf._prepare_arrival(body, source.company_id, source=source)).get_counts(OUTCOMES)
