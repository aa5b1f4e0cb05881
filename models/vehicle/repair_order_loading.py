from odoo import api, models

from ...engine.vehicle.status_words import find_status
from ..client.arguments import arguments, rows, texts


class DealershipRepairOrder(models.Model):
    """Files of repair orders, read by Odoo's own import: an order is one per company, point of sale and reference."""

    _inherit = "dealership.repair.order"

    @api.model
    @arguments(fields=texts, data=rows)
    def load(self, fields, data):
        """Understand what the workshop calls a status; of what it is not called here Odoo says what there is."""
        if "status" in fields:
            place = fields.index("status")
            data = [_read_status(row, place) for row in data]
        return super().load(fields, data)

    def _load_records_create(self, vals_list):
        """Write to the orders that there are, and make the others; of an order that is twice in a file, one."""
        identities = self._identify_loaded(vals_list)
        known = self._find_loaded(identities)
        for identity, vals in zip(identities, vals_list, strict=True):
            if identity in known:
                known[identity]._load_records_write(vals)
            else:
                known[identity] = super()._load_records_create([vals])
        return self.concat(*(known[identity] for identity in identities))

    def _identify_loaded(self, vals_list):
        """Return (company, point of sale, reference) of each."""
        defaults = self.default_get(["company_id", "team_id"])
        return [
            (
                vals.get("company_id", defaults.get("company_id")),
                vals.get("team_id", defaults.get("team_id")) or False,
                (vals.get("name") or "").strip(),
            )
            for vals in vals_list
        ]

    def _find_loaded(self, identities):
        """Return {(company, point of sale, reference): order}; the first of those that there are."""
        names = [name for _company, _team, name in identities if name]
        orders = self.search([("name", "in", names)], order="id DESC")
        return {(order.company_id.id, order.team_id.id, order.name.strip()): order for order in orders}


def _read_status(row, place):
    if place >= len(row) or not isinstance(row[place], str):
        return row
    status = find_status(row[place])
    return [*row[:place], status, *row[place + 1 :]] if status else row
