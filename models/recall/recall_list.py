from typing import Any, NamedTuple

from odoo import fields, models
from odoo.tools import split_every

from ...engine.recall.states import OPEN, REPAIRED
from ..feed.bulk_creation import BulkCreation

BATCH = 5_000


class Changes(NamedTuple):
    """What a list changes.

    :ivar dict new: vehicle identification number → day of its repair, or None
    :ivar dict repaired: recalled vehicle → day of its repair
    :ivar absent: recalled vehicles that a complete list lacks
    :ivar relisted: recalled vehicles that an earlier list had as repaired, and this one has not
    """

    new: dict
    repaired: dict
    absent: Any
    relisted: Any


class DealershipRecall(models.Model):
    """Lists of the manufacturer, one after the other: each says more, and none takes back what the workshop did."""

    _inherit = "dealership.recall"

    def _compare_list(self, listed, is_complete):
        """Return the ``Changes`` that a list makes.

        :param dict listed: vehicle identification number → day of its repair, or None
        :param bool is_complete: it has all that is still to be repaired; what it lacks has been
        """
        self.ensure_one()
        lines = self.env["dealership.recall.vehicle"].search([("recall_id", "=", self.id)])
        known = set(lines.mapped("vin"))
        named = lines.filtered(lambda line: line.vin in listed)
        none = lines.browse()
        return Changes(
            new={vin: day for vin, day in listed.items() if vin not in known},
            repaired={line: listed[line.vin] for line in named if listed[line.vin] and line.state != REPAIRED},
            absent=(lines - named).filtered(lambda line: line.state in OPEN) if is_complete else none,
            relisted=named.filtered(lambda line: line.by_list and not listed[line.vin]) if is_complete else none,
        )

    def _load_list(self, listed, is_complete):
        """Take a list in; parameters as of :meth:`_compare_list`. Return its ``Changes``, as they were before."""
        self.check_access("write")
        changes = self.sudo()._compare_list(listed, is_complete)  # sudo: who may change a recall may load its lists
        self._add_vehicles(changes.new)
        self._note_repairs(changes.repaired)
        changes.absent._settle(REPAIRED, by_list=True)
        changes.relisted.action_reopen()
        return changes

    def _note_list(self, content, file_name, count):
        """Say in the chatter that a list was loaded, and keep it.

        :param bytes content: of the file
        """
        body = self.env._("List loaded (vehicles: %s).", count)
        self.message_post(body=body, attachments=[(file_name or self.env._("numbers.txt"), content)])

    def _add_vehicles(self, listed):
        # sudo: as above
        lines = self.env["dealership.recall.vehicle"].sudo().with_context(tracking_disable=True)
        bulk = BulkCreation(lines, ("recall_id", "listed_on"))
        for vins in split_every(BATCH, listed):
            common = {"recall_id": self.id, "listed_on": fields.Date.context_today(self)}
            made = bulk.make([{**common, "vin": vin} for vin in vins])
            made._join()
            self._note_repairs({line: listed[line.vin] for line in made if listed[line.vin]})

    def _note_repairs(self, days):
        """Note what a list has as repaired.

        :param dict days: recalled vehicle → day
        """
        lines = self.env["dealership.recall.vehicle"].sudo().concat(*days)
        for day, repaired in lines.grouped(days.get).items():
            repaired._settle(REPAIRED, day, by_list=True)
