from odoo import models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__, default_lang="en_US")


class CrmLead(models.Model):
    """The customer's enquiries and opportunities."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "dealership.personal.data"]
    _personal_data_key = "leads"
    _personal_data_title = _lt("Your Enquiries")
    _personal_data_fields = [
        "name",
        "type",
        "create_date",
        "requested_at",
        "contact_name",
        "partner_name",
        "email_from",
        "phone",
        "street",
        "street2",
        "zip",
        "city",
        "description",
        "business_attribute",
        "brand_id",
        "vehicle_id",
        "lead_status",
        "lead_state",
        "stage_id",
        "handled_at",
        "done_at",
        "source_id",
        "campaign_id",
        "tag_ids",
        "user_id",
        "team_id",
        "company_id",
    ]
