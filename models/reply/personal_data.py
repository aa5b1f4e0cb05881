from odoo import models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__, default_lang="en_US")


class DealershipReply(models.Model):
    """What the customer answered."""

    _name = "dealership.reply"
    _inherit = ["dealership.reply", "dealership.personal.data"]
    _personal_data_key = "answers"
    _personal_data_title = _lt("Your Answers")
    _personal_data_fields = (
        "received_at",
        "channel",
        "kind",
        "sender",
        "recipient",
        "body",
        "scenario_id",
        "company_id",
    )
