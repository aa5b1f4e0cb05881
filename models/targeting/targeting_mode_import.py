from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ...engine.targeting.exists import Exists, Linked

IMPORT = "import"


class DealershipTargeting(models.Model):
    """Mode “import”: the customers recognised in a file.

    The latest finished import counts; an import under way or abandoned changes nothing.
    """

    _inherit = "dealership.targeting"

    mode = fields.Selection(selection_add=[(IMPORT, "Import")], ondelete={IMPORT: "cascade"})
    import_ids = fields.One2many("dealership.targeting.import", "targeting_id", string="Imports")
    last_import_id = fields.Many2one(
        "dealership.targeting.import",
        compute="_compute_last_import_id",
        store=True,
        copy=False,
        help="The latest that came to its end: the one that counts.",
    )
    last_import_date = fields.Datetime(related="last_import_id.finished_at", string="Imported On")
    last_import_name = fields.Char(related="last_import_id.name", string="File")
    import_sentence = fields.Char(compute="_compute_import_sentence")
    import_matched_count = fields.Integer(related="last_import_id.matched_count")
    import_created_count = fields.Integer(related="last_import_id.created_count")
    import_ambiguous_count = fields.Integer(related="last_import_id.ambiguous_count")
    import_unknown_count = fields.Integer(related="last_import_id.unknown_count")
    import_unreadable_count = fields.Integer(related="last_import_id.unreadable_count")

    @api.constrains("mode", "subject")
    def _check_import_subject(self):
        for targeting in self:
            if targeting.mode == IMPORT and targeting.subject != "customer":
                raise ValidationError(
                    self.env._("%(targeting)s: an imported file returns customers.", targeting=targeting.name)
                )

    @api.depends("import_ids.finished_at")
    def _compute_last_import_id(self):
        for targeting in self:
            finished = targeting.import_ids.filtered("finished_at")
            targeting.last_import_id = finished.sorted(lambda record: (record.finished_at, record.id))[-1:]

    @api.depends("last_import_id")
    @api.depends_context("lang")
    def _compute_import_sentence(self):
        for targeting in self:
            targeting.import_sentence = targeting._describe_import()

    @api.onchange("mode")
    def _onchange_mode(self):
        if self.mode == IMPORT:
            self.subject = "customer"

    def action_import_file(self):
        """Open a new import, where the file is chosen."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import a File"),
            "res_model": "dealership.targeting.import",
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {"default_targeting_id": self.id},
        }

    def action_view_last_import(self):
        self.ensure_one()
        return self.last_import_id.get_formview_action()

    def action_view_imports(self):
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Imports"),
            "res_model": "dealership.targeting.import",
            "view_mode": "list,form",
            "domain": [("targeting_id", "=", self.id)],
            "context": {"default_targeting_id": self.id},
        }

    def _get_domain_import(self, now):
        return self._get_base_domain(self.subject) & self._get_rules_domain_import(now)

    def _get_rules_domain_import(self, now):
        last = self.last_import_id
        if not last:
            return Domain.FALSE
        rows = Domain("import_id", "=", last.id) & Domain("partner_id", "!=", False)
        # sudo: the file is only for those who may change the targeting; whom it names is for all who may use it, each
        # within the customers they may read themselves.
        return Exists(Linked("dealership.targeting.import.row", "id", "partner_id", rows, sudo=True))

    def _describe_import(self):
        last = self.last_import_id
        if not last:
            return self.env._("Nobody yet: no file has been imported.")
        day = format_date(self.env, fields.Datetime.context_timestamp(self, last.finished_at).date())
        # sudo: whoever sees the targeting may know where it comes from
        return self.env._("The customers in the file %(file)s, imported on %(day)s.", file=last.sudo().name, day=day)
