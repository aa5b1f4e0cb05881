from odoo import api, fields, models

from ...engine.scenario.states import MESSAGES_PER, PER_CUSTOMER, PER_RECORD


@api.depends("purpose")
def compute_message_per(records):
    for record in records:
        record.message_per = PER_CUSTOMER if record.purpose == "marketing" else PER_RECORD


# What a scenario, the card that it is made of and the dialogue in between say of it alike.
MESSAGE_PER = {
    "string": "One Message per",
    "required": True,
    "help": "Whoever has two vehicles that are due gets one message about both, or one about each. Marketing is sent "
    "once to a customer on one day, unless you choose otherwise.",
}
# It follows the purpose, until somebody chooses.
BY_PURPOSE = {"compute": compute_message_per, "store": True, "readonly": False, "precompute": True}


class DealershipScenario(models.Model):
    """What one message stands for: a record, or all records of a customer that are due together.

    How they travel together: ``models/ledger/gathering.py``.
    """

    _inherit = "dealership.scenario"

    message_per = fields.Selection(MESSAGES_PER, tracking=True, **MESSAGE_PER, **BY_PURPOSE)

    def _speaks_of_customer(self):
        """Return whether what enters is the customer, so that there is nothing to gather."""
        return self._get_customer_field() == "id"


class DealershipScenarioModel(models.Model):
    _inherit = "dealership.scenario.model"

    message_per = fields.Selection(MESSAGES_PER, **MESSAGE_PER, **BY_PURPOSE)
