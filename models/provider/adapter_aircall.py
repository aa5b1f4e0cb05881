from odoo import models

from ...engine.call.aircall import AircallCalls


class AdapterAircall(models.AbstractModel):
    """A telephone system that answers calls by its own settings and reports them."""

    _name = "dealership.adapter.aircall"
    _inherit = "dealership.adapter"
    _description = "Aircall"
    _provider_sequence = 20
    _call_reader = AircallCalls()
