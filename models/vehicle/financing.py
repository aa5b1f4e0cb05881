from odoo import fields, models

KINDS = [
    ("loan", "Loan"),
    ("lease_purchase", "Lease with Purchase Option"),
    ("lease", "Long-Term Lease"),
]
# What is said of the financing of a purchase.
FINANCING = ("financing_kind", "financing_end", "residual_value", "remaining_amount")


class DealershipFinancing(models.AbstractModel):
    """How a vehicle is paid for while its contract runs: of a purchase, and of the vehicle that its owner has now.

    What is left is as of when it was said: nobody computes an amortisation here.
    """

    _name = "dealership.financing"
    _description = "Financing of a Vehicle"

    currency_id = fields.Many2one("res.currency")
    financing_kind = fields.Selection(KINDS, string="Financing")
    financing_end = fields.Date(string="End of Contract", index="btree_not_null")
    residual_value = fields.Monetary(
        help="What the vehicle can be bought for, or is taken back at, when the contract ends."
    )
    remaining_amount = fields.Monetary(help="Still to be paid under the contract, as last said.")

    _financing_not_negative = models.Constraint(
        "CHECK (COALESCE(residual_value, 0) >= 0 AND COALESCE(remaining_amount, 0) >= 0)",
        "Amounts of a financing cannot be negative.",
    )
