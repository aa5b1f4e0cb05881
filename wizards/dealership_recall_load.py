import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ..engine.file.errors import TableFileError
from ..engine.recall.vin_list import NO_NUMBER, read_vins

MAX_SHOWN = 20


class DealershipRecallLoad(models.TransientModel):
    """A manufacturer's list of vehicles on its way to a recall: what it would change is shown before it does."""

    _name = "dealership.recall.load"
    _description = "Load a List of Recalled Vehicles"

    recall_id = fields.Many2one("dealership.recall", required=True, ondelete="cascade")
    file = fields.Binary()
    file_name = fields.Char()
    written = fields.Text(string="Or Numbers", help="Vehicle identification numbers, one per line.")
    is_complete = fields.Boolean(
        string="All That Is to Be Repaired",
        help="The list has every vehicle that is still to be repaired: those that it lacks have been.",
    )
    is_read = fields.Boolean(readonly=True)
    listed_count = fields.Integer(string="Vehicles on the List", readonly=True)
    new_count = fields.Integer(string="Not Listed Before", readonly=True)
    known_count = fields.Integer(string="Of These, Known Here", readonly=True)
    repaired_count = fields.Integer(string="Repaired, Says the List", readonly=True)
    absent_count = fields.Integer(string="No Longer Listed: Repaired", readonly=True)
    relisted_count = fields.Integer(string="Listed Again", readonly=True)
    problems = fields.Text(string="Not Used", readonly=True)

    def action_read(self):
        """Show what the list would change.

        :raise UserError: it is no list of vehicles
        """
        self.ensure_one()
        self.recall_id.check_access("write")
        listed, problems = self._read()
        # sudo: who may change a recall may see what its list changes; what is shown is not for people to write
        changes = self.sudo().recall_id._compare_list(listed, self._has_all(problems))
        found = self.env["fleet.vehicle"].sudo()._find_by_letters("vin_sn", changes.new, self.recall_id.company_id)
        self.sudo().write(
            {
                "is_read": True,
                "listed_count": len(listed),
                "new_count": len(changes.new),
                "known_count": len(found),
                "repaired_count": len(changes.repaired) + len(list(filter(None, changes.new.values()))),
                "absent_count": len(changes.absent),
                "relisted_count": len(changes.relisted),
                "problems": self._describe(problems),
            }
        )
        return self._reopen()

    def action_back(self):
        self.ensure_one()
        self.sudo().is_read = False  # sudo: as above
        return self._reopen()

    def action_load(self):
        """Take the list in; the recall keeps the file."""
        self.ensure_one()
        listed, problems = self._read()
        self.recall_id._load_list(listed, self._has_all(problems))
        self.recall_id._note_list(self._get_content(), self.file_name, len(listed))
        return self.recall_id.action_view_vehicles()

    def _read(self):
        try:
            return read_vins(self._get_content(), fields.Date.context_today(self))
        except TableFileError as error:
            raise UserError(self.env._(error.message)) from error

    def _has_all(self, problems):
        """Return whether what the list lacks has been repaired: a row without a number may be about any vehicle."""
        return self.is_complete and not any(problem.reason is NO_NUMBER for problem in problems)

    def _get_content(self):
        if self.file:
            return base64.b64decode(self.with_context(bin_size=False).file)
        if self.written and self.written.strip():
            return self.written.encode()
        raise UserError(self.env._("Choose a file, or write the numbers down."))

    def _describe(self, problems):
        """Return one line for each problem, the first ones of many."""
        lines = [
            self.env._(
                "Row %(row)s: %(value)s. %(reason)s", row=each.line, value=each.value, reason=self.env._(each.reason)
            )
            for each in problems[:MAX_SHOWN]
        ]
        if len(problems) > MAX_SHOWN:
            lines.append(self.env._("And %s more.", len(problems) - MAX_SHOWN))
        if self.is_complete and not self._has_all(problems):
            lines.append(self.env._("Until these rows are mended, nothing that the list lacks is taken for repaired."))
        return "\n".join(lines)

    def _reopen(self):
        return {**self._get_records_action(target="new"), "name": self.env._("Load a List of Vehicles")}
