from odoo import models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__, default_lang="en_US")


class DealershipConsent(models.Model):
    """What the customer decided, with the proof."""

    _name = "dealership.consent"
    _inherit = ["dealership.consent", "dealership.personal.data"]
    _personal_data_key = "decisions"
    _personal_data_title = _lt("What You Decided")
    _personal_data_fields = [
        "decided_at",
        "company_id",
        "purpose",
        "channel",
        "topic_id",
        "granted",
        "origin",
        "source",
        "wording",
        "wording_version",
        "evidence",
        "entered_by_id",
        "create_date",
    ]


class DealershipConsentState(models.Model):
    """What the decisions come to."""

    _name = "dealership.consent.state"
    _inherit = ["dealership.consent.state", "dealership.personal.data"]
    _personal_data_key = "consents"
    _personal_data_title = _lt("What Your Decisions Come To")
    _personal_data_fields = ("company_id", "purpose", "channel", "topic_id", "granted", "decided_at", "refused_at")
