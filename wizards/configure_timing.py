from odoo import api, fields, models

from ..engine.scenario import states
from ..engine.scenario.schedule import ONCE, SCHEDULES
from ..models.scenario.dealership_scenario import WEEKDAY_FIELDS
from ..models.scenario.scenario_one_message import MESSAGE_PER

# What the card says of time, and of entering again; the scenario has fields of the same names.
OF_THE_CARD = (
    "schedule",
    "run_hour",
    "send_from",
    "send_until",
    "expires_after_hours",
    "re_entry",
    "re_entry_days",
    "anchor_attribute",
    "anchor_yearly",
    "message_per",
)
# What only the scenario has.
OF_THE_SCENARIO = ("month_day", "start_date", "end_date", "opening_days_only", "opening_hours_only", *WEEKDAY_FIELDS)
TIMING_FIELDS = (*OF_THE_CARD, *OF_THE_SCENARIO)
# Of a field that begins as the card has it, and may be changed.
FROM_CARD = {"compute": "_compute_timing", "store": True, "precompute": True, "readonly": False}


class DealershipScenarioConfigure(models.TransientModel):
    """When the scenario runs and its messages leave, for how long they may, and who enters again: as the card has it
    unless one says otherwise. Hours are those of the point of sale.
    """

    _inherit = "dealership.scenario.configure"

    schedule = fields.Selection(SCHEDULES, required=True, **FROM_CARD)
    run_hour = fields.Float(string="At", **FROM_CARD)
    month_day = fields.Integer(
        string="Day of the Month", default=1, help="A shorter month runs on its last day.", required=True
    )
    monday = fields.Boolean(**FROM_CARD)
    tuesday = fields.Boolean(**FROM_CARD)
    wednesday = fields.Boolean(**FROM_CARD)
    thursday = fields.Boolean(**FROM_CARD)
    friday = fields.Boolean(**FROM_CARD)
    saturday = fields.Boolean(**FROM_CARD)
    sunday = fields.Boolean(**FROM_CARD)
    start_date = fields.Date(string="From", required=True, **FROM_CARD)
    end_date = fields.Date(help="Last day on which it runs.")
    timezone_name = fields.Char(string="Time Zone", compute="_compute_timezone_name")
    send_from = fields.Float(**FROM_CARD)
    send_until = fields.Float(help="Later messages wait for the next morning.", **FROM_CARD)
    opening_days_only = fields.Boolean(
        string="On Opening Days Only", help="Messages wait for the next day on which the point of sale is open."
    )
    opening_hours_only = fields.Boolean(
        string="In Opening Hours Only",
        help="Messages wait until the point of sale is open, also over lunch and closings.",
    )
    expires_after_hours = fields.Integer(
        string="Expires After (Hours)",
        help="A message that could not leave for so long is left out rather than sent late.",
        **FROM_CARD,
    )
    re_entry = fields.Selection(
        states.RE_ENTRIES,
        required=True,
        string="Again for the Same Record",
        help="Whether a record that has been through the scenario can enter it again.",
        **FROM_CARD,
    )
    re_entry_days = fields.Integer(string="Days Between", **FROM_CARD)
    anchor_attribute = fields.Char(string="Date of the Record", **FROM_CARD)
    anchor_yearly = fields.Boolean(
        string="Every Year", help="Each anniversary of the date is an occurrence.", **FROM_CARD
    )
    message_per = fields.Selection(states.MESSAGES_PER, **MESSAGE_PER, **FROM_CARD)
    timing_sentence = fields.Char(string="When", compute="_compute_timing_sentence")

    @api.depends("model_id")
    def _compute_timing(self):
        for wizard in self:
            card = wizard.model_id
            # What runs once needs time to be prepared; today's hour may be over already.
            first_day = fields.Date.add(fields.Date.context_today(wizard), days=1 if card.schedule == ONCE else 0)
            weekdays = {name: str(day) == card.run_weekday for day, name in enumerate(WEEKDAY_FIELDS)}
            wizard.update({**{name: card[name] for name in OF_THE_CARD}, **weekdays, "start_date": first_day})

    @api.depends("team_id", "company_id")
    def _compute_timezone_name(self):
        for wizard in self:
            wizard.timezone_name = wizard.team_id.with_company(wizard.company_id)._get_timezone().zone

    @api.depends("subject", *TIMING_FIELDS)
    @api.depends_context("lang")
    def _compute_timing_sentence(self):
        """Say it as the scenario to be made would."""
        for wizard in self:
            targeting = wizard.targeting_id or self.env["dealership.targeting"].new({"subject": wizard.subject})
            scenario = self.env["dealership.scenario"].new(wizard._prepare_scenario_vals(targeting))
            wizard.timing_sentence = scenario._describe_timing()

    def _prepare_scenario_vals(self, targeting):
        return {**super()._prepare_scenario_vals(targeting), **{name: self[name] for name in TIMING_FIELDS}}
