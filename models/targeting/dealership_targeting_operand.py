from odoo import api, fields, models


class DealershipTargetingOperand(models.Model):
    """One of the targetings that an operation combines; their order counts for a difference."""

    _name = "dealership.targeting.operand"
    _description = "Operand of a Targeting"
    _order = "sequence, id"
    _check_company_auto = True

    operation_id = fields.Many2one("dealership.targeting", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer(default=10)
    # Cascade: operations in force refuse it before, see `_unlink_only_unused_operands`.
    operand_id = fields.Many2one(
        "dealership.targeting", string="Targeting", required=True, ondelete="cascade", index=True, check_company=True
    )
    company_id = fields.Many2one(related="operation_id.company_id")
    subject = fields.Selection(related="operand_id.subject")
    customer_count = fields.Integer(related="operand_id.customer_count")

    @api.constrains("operation_id", "operand_id")
    def _check_operand(self):
        """Check what is added to an operation from outside its form as well."""
        self.operation_id._check_operands()
