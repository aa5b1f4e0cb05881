from odoo import models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__, default_lang="en_US")


class AccountMove(models.Model):
    """Invoices to the customer; what they were reminded of stands among the messages, about each invoice."""

    _name = "account.move"
    _inherit = ["account.move", "dealership.personal.data"]
    _personal_data_key = "invoices"
    _personal_data_title = _lt("Invoices")
    _personal_data_fields = [
        "name",
        "move_type",
        "state",
        "invoice_date",
        "invoice_date_due",
        "amount_total",
        "amount_residual",
        "currency_id",
        "payment_state",
        "ref",
        "team_id",
        "company_id",
    ]
