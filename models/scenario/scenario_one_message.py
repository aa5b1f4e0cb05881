from odoo import api, fields, models

from ...engine.scenario.states import MESSAGES_PER, PER_CUSTOMER, PER_RECORD

HELP = (
    "Whoever has two vehicles that are due gets one message about both, or one about each. Marketing is sent once to a "
    "customer on one day, unless you choose otherwise."
)


class DealershipScenario(models.Model):
    """What one message stands for: a record, or all records of a customer that are due together.

    How they travel together: ``models/ledger/gathering.py``.
    """

    _inherit = "dealership.scenario"

    message_per = fields.Selection(
        MESSAGES_PER,
        string="One Message per",
        compute="_compute_message_per",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        tracking=True,
        help=HELP,
    )

    @api.depends("purpose")
    def _compute_message_per(self):
        for scenario in self:
            scenario.message_per = PER_CUSTOMER if scenario.purpose == "marketing" else PER_RECORD

    def _speaks_of_customer(self):
        """Return whether what enters is the customer, so that there is nothing to gather."""
        return self._get_customer_field() == "id"


class DealershipScenarioModel(models.Model):
    _inherit = "dealership.scenario.model"

    message_per = fields.Selection(
        MESSAGES_PER,
        string="One Message per",
        compute="_compute_message_per",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help=HELP,
    )

    @api.depends("purpose")
    def _compute_message_per(self):
        for model in self:
            model.message_per = PER_CUSTOMER if model.purpose == "marketing" else PER_RECORD
