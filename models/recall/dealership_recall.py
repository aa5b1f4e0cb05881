from odoo import api, fields, models

from ...engine.recall.states import OPEN, REPAIRED

CARD = "crm_dealership.scenario_model_recall_of_vins"


class DealershipRecall(models.Model):
    """A manufacturer's recall: why, and which vehicles, by their identification numbers.

    It is followed until the last of them is repaired. What a company's vehicles are recalled for is its own business:
    another one of the group loads its own list.
    """

    _name = "dealership.recall"
    _description = "Manufacturer Recall"
    _inherit = ["mail.thread"]
    _order = "announced_on desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Recall", required=True, tracking=True)
    reference = fields.Char(index="trigram", help="As the manufacturer calls it.")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    brand_id = fields.Many2one("fleet.vehicle.model.brand", string="Make", ondelete="restrict")
    is_safety = fields.Boolean(
        string="Safety Recall",
        default=True,
        tracking=True,
        help="Written to owners whatever they said about offers. Without it: an improvement that can wait.",
    )
    announced_on = fields.Date(default=fields.Date.context_today)
    reason = fields.Text(translate=True, help="What may happen, in words for the owners: it stands in messages.")
    work = fields.Text(
        string="What Is Done", translate=True, help="In words for the owners, with how long it takes: as above."
    )
    active = fields.Boolean(default=True, tracking=True)
    vehicle_ids = fields.One2many("dealership.recall.vehicle", "recall_id", string="Recalled Vehicles")
    listed_count = fields.Integer(string="Listed", compute="_compute_counts")
    known_count = fields.Integer(string="Known Here", compute="_compute_counts")
    open_count = fields.Integer(string="To Be Repaired", compute="_compute_counts")
    repaired_count = fields.Integer(string="Repaired", compute="_compute_counts")
    repaired_share = fields.Integer(
        string="Done (%)", compute="_compute_counts", help="Of the vehicles known here that are still with us."
    )

    @api.depends("name", "reference")
    def _compute_display_name(self):
        for recall in self:
            recall.display_name = f"{recall.name} ({recall.reference})" if recall.reference else recall.name

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("vehicle_ids.state", "vehicle_ids.vehicle_id")
    def _compute_counts(self):
        lines = self.env["dealership.recall.vehicle"]
        domain = [("recall_id", "in", self.ids)]
        listed = dict(lines._read_group(domain, ["recall_id"], ["__count"]))
        known = {}
        for recall, state, count in lines._read_group(
            [*domain, ("vehicle_id", "!=", False)], ["recall_id", "state"], ["__count"]
        ):
            known.setdefault(recall, {})[state] = count
        for recall in self:
            by_state = known.get(recall._origin, {})
            recall.listed_count = listed.get(recall._origin, 0)
            recall.known_count = sum(by_state.values())
            recall.open_count = sum(by_state.get(state, 0) for state in OPEN)
            recall.repaired_count = by_state.get(REPAIRED, 0)
            concerned = recall.open_count + recall.repaired_count
            recall.repaired_share = 100 * recall.repaired_count // concerned if concerned else 0

    def action_view_vehicles(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_dealership.dealership_recall_vehicle_action")
        return {
            **action,
            "name": self.display_name,
            "domain": [("recall_id", "=", self.id)],
            "context": {"create": False, "search_default_known": 1, "search_default_open": 1},
        }

    def action_load_list(self):
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Load a List of Vehicles"),
            "res_model": "dealership.recall.load",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_recall_id": self.id},
        }

    def action_write_to_owners(self):
        """Open the few questions that make a scenario for the owners."""
        self.check_access("read")
        return self.env.ref(CARD).action_configure()
