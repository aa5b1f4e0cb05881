from odoo import models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__, default_lang="en_US")


class DealershipCall(models.Model):
    """Calls of the customer, and what was said."""

    _name = "dealership.call"
    _inherit = ["dealership.call", "dealership.personal.data"]
    _personal_data_key = "calls"
    _personal_data_title = _lt("Calls")
    _personal_data_fields = [
        "started_at",
        "direction",
        "outcome",
        "from_number",
        "to_number",
        "duration",
        "recording_url",
        "transcription",
        "summary",
        "user_id",
        "team_id",
        "company_id",
    ]
