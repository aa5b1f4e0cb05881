import base64

from odoo import Command, fields, models
from odoo.exceptions import AccessError, UserError

from ..engine.contact.address_list import read_addresses
from ..engine.file.errors import TableFileError

# A file with more has another fault than single lines.
MAX_SHOWN = 1_000


class DealershipDoNotContactImport(models.TransientModel):
    """A file of addresses and numbers, on its way to a company's do-not-contact list; then what became of it."""

    _name = "dealership.do.not.contact.import"
    _description = "Import a Do-Not-Contact List"

    file = fields.Binary()
    file_name = fields.Char()
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        domain="[('id', 'in', allowed_company_ids)]",
        ondelete="cascade",
        help="Empty: the list of the whole group.",
    )
    is_done = fields.Boolean(readonly=True)
    added_count = fields.Integer(string="Added", readonly=True)
    known_count = fields.Integer(string="Already on the List", readonly=True)
    problem_count = fields.Integer(string="Not Used", readonly=True)
    problem_ids = fields.One2many("dealership.do.not.contact.problem", "import_id", readonly=True)

    def action_import(self):
        """Add what the file has; what could not be used is shown, with its line and the reason.

        :raise UserError: the file is no list of addresses
        :raise AccessError: for who is no Administrator, or has not chosen that company
        """
        self.ensure_one()
        entries = self.env["dealership.do.not.contact"]
        entries.check_access("create")
        if self.company_id - self.env.companies:
            raise AccessError(self.env._("Choose one of your companies, or none for the whole group."))
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        addresses, problems = self._read()
        added = entries._add(addresses, self.company_id, self.file_name)
        # sudo: what became of the file is not for people to write
        self.sudo().write(
            {
                "file": False,
                "is_done": True,
                "added_count": added,
                "known_count": len(addresses) - added,
                "problem_count": len(problems),
                "problem_ids": [
                    Command.create({"line": each.line, "value": each.value, "reason": self.env._(each.reason)})
                    for each in problems[:MAX_SHOWN]
                ],
            }
        )
        return {**self._get_records_action(target="new"), "name": self.env._("Do-Not-Contact List")}

    def _read(self):
        content = base64.b64decode(self.with_context(bin_size=False).file)
        keys = self.env["dealership.customer.keys"]._get_keys()
        country = (self.company_id or self.env.company).country_id
        try:
            return read_addresses(content, keys, country.code)
        except TableFileError as error:
            raise UserError(self.env._(error.message)) from error


class DealershipDoNotContactProblem(models.TransientModel):
    """A line of the file, or a value in it, that is no address."""

    _name = "dealership.do.not.contact.problem"
    _description = "Line of a Do-Not-Contact List That Was Not Used"
    _order = "line, id"
    _rec_name = "value"

    import_id = fields.Many2one("dealership.do.not.contact.import", required=True, index=True, ondelete="cascade")
    line = fields.Integer(readonly=True, aggregator=None)
    value = fields.Char(readonly=True)
    reason = fields.Char(readonly=True)
