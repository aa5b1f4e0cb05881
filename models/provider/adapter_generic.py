from odoo import models

from ...engine.call.generic import GenericCalls


class AdapterGeneric(models.AbstractModel):
    """Whatever can post JSON and compute a signature."""

    _name = "dealership.adapter.generic"
    _inherit = "dealership.adapter"
    _description = "Own telephone system (signed JSON)"
    _provider_sequence = 30
    _call_reader = GenericCalls()
