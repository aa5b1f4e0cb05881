from odoo import fields, models
from odoo.exceptions import UserError

from ...engine.targeting.import_states import AT_WORK, STATUSES
from ...engine.targeting.matching import AMBIGUOUS, CREATED, MATCHED, UNKNOWN


class DealershipTargetingImportRow(models.Model):
    """What became of one row of an imported file.

    ``partner_id`` is set exactly for the rows matched or created; people set it for rows that were ambiguous or
    unknown, which makes them matched. Rows are written by SQL, see ``import_run.py``.
    """

    _name = "dealership.targeting.import.row"
    _description = "Row of an Imported File"
    _order = "import_id DESC, number"
    _rec_name = "number"

    import_id = fields.Many2one("dealership.targeting.import", required=True, readonly=True, ondelete="cascade")
    import_state = fields.Selection(related="import_id.state")
    number = fields.Integer(string="Row", required=True, readonly=True, aggregator=None)
    raw_values = fields.Json(readonly=True)
    content = fields.Char(string="In the File", readonly=True)
    status = fields.Selection(STATUSES, required=True, readonly=True)
    reason = fields.Char(readonly=True)
    creatable = fields.Boolean(
        string="Can Be Created", readonly=True, help="Unknown, never a customer before, with a name or an e-mail."
    )
    partner_id = fields.Many2one("res.partner", string="Customer", index="btree_not_null", ondelete="set null")
    candidate_ids = fields.Many2many(
        "res.partner",
        "dealership_import_row_candidate_rel",
        "row_id",
        "partner_id",
        string="May Be",
        readonly=True,
    )

    _number_unique = models.UniqueIndex("(import_id, number)")
    _status_index = models.Index("(import_id, status)")
    _customer_index = models.Index("(import_id, partner_id) WHERE partner_id IS NOT NULL")

    def write(self, vals):
        """Let people say who a row is; nothing else of a report is theirs to change.

        :raise UserError: for rows of customers created, or while the import is at work
        """
        if self.env.su:
            return super().write(vals)
        if vals.keys() != {"partner_id"}:
            raise UserError(self.env._("Only the customer of a row can be chosen by hand."))
        self.check_access("write")
        self._check_links([vals])
        for row in self:
            # sudo: the status and the reason follow from the customer chosen
            row.sudo().write(row._prepare_choice_vals(vals["partner_id"]))
        self.import_id.targeting_id._compute_customer_count()
        return True

    def _prepare_choice_vals(self, partner_id):
        if self.status == CREATED or self.import_state in AT_WORK:
            raise UserError(self.env._("Row %(number)s cannot be changed now.", number=self.number))
        if partner_id:
            return {"partner_id": partner_id, "status": MATCHED, "reason": self.env._("Chosen by hand.")}
        status = AMBIGUOUS if self.candidate_ids else UNKNOWN
        return {"partner_id": False, "status": status, "reason": self.env._("Left open by hand.")}
