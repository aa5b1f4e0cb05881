from datetime import date, timedelta

from odoo import models
from odoo.fields import Domain

from ...engine.ledger.states import PAID
from ...engine.targeting.conditions import compile_steps
from ...engine.targeting.schema import Attribute

TYPES = ("out_invoice", "out_refund")
UNPAID = ("not_paid", "partial")


class CategoryInvoice(models.AbstractModel):
    """Posted customer invoices and credit notes."""

    _name = "dealership.category.invoice"
    _inherit = "dealership.category"
    _description = "Targeting Category: Invoice"

    _category_model = "account.move"
    _category_sequence = 70
    _category_responsible = "invoice_user_id"
    _category_date = "invoice_date"
    _category_action = "crm_dealership.account_move_action"
    _category_settled_reason = PAID

    def _label(self):
        return self.env._("Invoice")

    def _plural(self):
        return self.env._("Invoices")

    def _base_domain(self):
        return Domain("move_type", "in", TYPES) & Domain("state", "=", "posted")

    def _settled_domain(self):
        return Domain("payment_state", "not in", UNPAID) | Domain("state", "!=", "posted")

    def _exclusions(self):
        return [
            (self.env._("Is no customer invoice"), Domain("move_type", "not in", TYPES)),
            (self.env._("Is not posted"), Domain("state", "!=", "posted")),
        ]

    def _attributes(self):
        return [
            self._field_attribute("date", "invoice_date", self.env._("Date")),
            self._field_attribute("due_date", "invoice_date_due", self.env._("Due date")),
            Attribute(
                "days_overdue",
                self.env._("Days overdue"),
                "number",
                noun=self.env._("number of days overdue"),
                help=self.env._(
                    "Days since the due date of an unpaid invoice, negative before it. Paid ones have none."
                ),
                domain=self._get_days_overdue_domain,
            ),
            Attribute(
                "addressee_email",
                self.env._("E-mail of the addressee present"),
                "boolean",
                help=self.env._("Whoever it is made out to, an invoice address perhaps, can be written to by e-mail."),
                domain=self._get_addressee_email_domain,
            ),
            self._field_attribute("reason", "invoice_reason", self.env._("Kind of Invoice")),
            self._field_attribute("point_of_sale", "team_id", self.env._("Point of sale")),
            self._field_attribute("amount", "amount_total", self.env._("Amount")),
            self._field_attribute("amount_due", "amount_residual", self.env._("Amount due")),
            self._field_attribute("payment_state", "payment_state", self.env._("Payment state")),
            self._field_attribute(
                "type",
                "move_type",
                self.env._("Invoice or credit note"),
                noun=self.env._("kind of document"),
                choices=[("out_invoice", self.env._("Invoice")), ("out_refund", self.env._("Credit note"))],
            ),
        ]

    def _values(self):
        return {
            "number": self._field_value("name", self.env._("Number")),
            "date": self._field_value("invoice_date", self.env._("Date")),
            "due_date": self._field_value("invoice_date_due", self.env._("Due date")),
            "amount": self._field_value("amount_total", self.env._("Amount")),
            "amount_due": self._field_value("amount_residual", self.env._("Amount due")),
        }

    def _get_addressee_email_domain(self, operator, value, clock):
        found = self._exists("res.partner", "partner_id", "id", Domain("email_normalized", "!=", False))
        return found if value else ~found

    def _get_days_overdue_domain(self, operator, value, clock):
        unpaid = (
            Domain("move_type", "=", "out_invoice")
            & Domain("payment_state", "in", UNPAID)
            & Domain("invoice_date_due", "!=", False)
        )
        return compile_steps(
            operator,
            value,
            at_least=lambda days: unpaid & Domain("invoice_date_due", "<=", _get_day_before(clock.today, days)),
            known=unpaid,
        )


def _get_day_before(today, days):
    try:
        return today - timedelta(days=days)
    except OverflowError:
        return date.min if days > 0 else date.max
