from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.tools import SQL
from odoo.tools.misc import babel_locale_parse, get_lang

from ..engine.ledger.states import SENT
from ..engine.local_time import to_local
from ..engine.scenario.schedule import ONCE
from ..engine.written_dates import write_date
from ..models.ledger.local_time_sql import to_local_sql
from ..models.scenario.rehearsal import Rehearsal

FORECAST = "forecast"
REPLAY = "replay"
FORECAST_DAYS = 30
REPLAY_DAYS = 365
# Two scenarios collide where they reach the same customer within so many days.
COLLISION_DAYS = 7
TIME_LIMIT = 30  # seconds


class DealershipRehearsal(models.TransientModel):
    """What a scenario would do, day by day; nothing is sent and nobody is enrolled.

    The forecast starts from the ledger as it stands, with the other active scenarios of the company beside it. The
    replay of the past year starts from nobody: its rules are read as of each past day, over the records as they
    are today.
    """

    _name = "dealership.rehearsal"
    _description = "Rehearsal of a Scenario"

    scenario_id = fields.Many2one("dealership.scenario", required=True, ondelete="cascade")
    mode = fields.Selection(
        [(FORECAST, "The Coming 30 Days"), (REPLAY, "The Past Year, Replayed")], required=True, default=FORECAST
    )
    with_others = fields.Boolean(
        string="With the Other Scenarios",
        default=True,
        help="The other active scenarios run beside it: only so are collisions and the cap on messages seen.",
    )
    first_day = fields.Date(readonly=True)
    last_day = fields.Date(readonly=True)
    reached_day = fields.Date(string="Calculated Until", readonly=True)
    is_complete = fields.Boolean(readonly=True)
    line_ids = fields.One2many("dealership.rehearsal.line", "rehearsal_id", string="Rehearsed Messages")
    currency_id = fields.Many2one(related="scenario_id.company_id.currency_id")
    message_count = fields.Integer(string="Messages", compute="_compute_figures")
    by_hand_count = fields.Integer(string="To Do by Hand", compute="_compute_figures")
    customer_count = fields.Integer(string="Different Customers", compute="_compute_figures")
    left_out_count = fields.Integer(string="Total Left Out", compute="_compute_figures")
    collision_count = fields.Integer(string="Collisions", compute="_compute_figures")
    cost = fields.Monetary(compute="_compute_figures")
    left_out_summary = fields.Char(string="Left Out Because", compute="_compute_figures")
    collision_summary = fields.Char(string="Collides With", compute="_compute_figures")
    chart = fields.Json(compute="_compute_chart")

    @api.depends("scenario_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for rehearsal in self:
            rehearsal.display_name = self.env._("Rehearsal: %s", rehearsal.scenario_id.name)

    @api.depends("line_ids")
    def _compute_figures(self):
        for rehearsal in self:
            lines = self.env["dealership.rehearsal.line"]
            done = [("rehearsal_id", "=", rehearsal.id), ("outcome", "!=", "left_out")]
            [(count, customers, cost)] = lines._read_group(
                done, [], ["__count", "partner_id:count_distinct", "cost:sum"]
            )
            rehearsal.customer_count = customers
            rehearsal.by_hand_count = lines.search_count([*done, ("outcome", "=", "by_hand")])
            rehearsal.message_count = count - rehearsal.by_hand_count
            rehearsal.collision_count = lines.search_count([*done, ("collides_with", "!=", False)])
            rehearsal.cost = cost
            rehearsal.left_out_summary, rehearsal.left_out_count = rehearsal._summarise("reason")
            rehearsal.collision_summary, _count = rehearsal._summarise("collides_with")

    def _summarise(self, name):
        """Return "value: count" of a field of the lines, the most frequent first, and how many lines have one."""
        groups = self.env["dealership.rehearsal.line"]._read_group(
            [("rehearsal_id", "=", self.id), (name, "!=", False)], [name], ["__count"], order="__count DESC"
        )
        field = self.env["dealership.rehearsal.line"]._fields[name]
        labels = dict(field._description_selection(self.env)) if field.type == "selection" else {}
        texts = [
            self.env._("%(reason)s: %(count)s", reason=labels.get(value, value), count=count) for value, count in groups
        ]
        return " · ".join(texts), sum(count for _value, count in groups)

    @api.depends("line_ids")
    @api.depends_context("lang")
    def _compute_chart(self):
        """Give the chart its bars: ``{"days": [label], "series": [{"label", "values"}]}``, one series per channel."""
        labels = dict(self.env["dealership.channel"]._selection_channels())
        locale = babel_locale_parse(get_lang(self.env).code)
        for rehearsal in self:
            groups = self.env["dealership.rehearsal.line"]._read_group(
                [("rehearsal_id", "=", rehearsal.id), ("outcome", "!=", "left_out")],
                ["day:day", "channel"],
                ["__count"],
            )
            counts = {(day, channel): count for day, channel, count in groups}
            days = rehearsal._get_days()
            rehearsal.chart = {
                "days": [write_date(day, "EEE d MMM", locale) for day in days],
                "series": [
                    {"key": key, "label": label, "values": [counts.get((day, key), 0) for day in days]}
                    for key, label in labels.items()
                    if any(channel == key for _day, channel in counts)
                ],
            }

    def _get_days(self):
        if not self.first_day:
            return []
        return [self.first_day + timedelta(days=number) for number in range((self.last_day - self.first_day).days + 1)]

    # -- actions --------------------------------------------------------------------------------------

    def action_rehearse(self):
        """Calculate, and open what came of it."""
        self.action_calculate()
        return self._get_form_action()

    def action_calculate(self):
        """Calculate anew, with what was chosen."""
        self.ensure_one()
        self._play()

    def action_view_lines(self):
        """Open the messages; the context says which, and how they are shown first."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_dealership.dealership_rehearsal_line_action")
        context = {key: True for key in self.env.context if key.startswith("search_default_")}
        first = self.env.context.get("first_view", "list")
        views = sorted(((False, kind) for kind in ("graph", "list", "pivot")), key=lambda view: view[1] != first)
        return {
            **action,
            "name": self.display_name,
            "domain": [("rehearsal_id", "=", self.id)],
            "context": context,
            "views": views,
        }

    def _get_form_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    # -- calculating ----------------------------------------------------------------------------------

    def _play(self, now=None, seconds=TIME_LIMIT):
        """Live through the days and keep what came of them, in place of what was kept before.

        :param datetime now: naive UTC; the clock when absent
        :param float seconds: time limit
        """
        self.scenario_id.check_access("write")
        now = now or fields.Datetime.now()
        # sudo: the engine writes the ledger, and takes it back; the targeting keeps the rights of whoever set it up
        rehearsal = self._make_rehearsal(self.scenario_id.sudo(), now, seconds)
        self._check_can_play(rehearsal.scenario)
        try:
            rows, units = rehearsal.play(lambda played: (rows := played.get_deliveries(), played.get_units(rows)))
        except LockError as error:
            raise UserError(
                self.env._("A scenario is just running. Try again in a minute, or rehearse without the others.")
            ) from error
        self._keep(rehearsal, rows, units)

    def _check_can_play(self, scenario):
        problems = list(scenario._get_problems())
        if self.mode == REPLAY and scenario.schedule == ONCE:
            problems = [self.env._("- It runs once only and has no past: rehearse the coming days.")]
        if problems:
            raise UserError("\n".join([self.env._("%s cannot be rehearsed yet:", scenario.name), *problems]))

    def _make_rehearsal(self, scenario, now, seconds):
        if self.mode == REPLAY:
            start = now - timedelta(days=REPLAY_DAYS)
            return Rehearsal(scenario, scenario.browse(), start, now, afresh=True, seconds=seconds)
        others = scenario.browse()
        if self.with_others:
            others = scenario.search(
                [
                    ("state", "=", "active"),
                    ("company_id", "=", scenario.company_id.id),
                    ("id", "!=", scenario.id),
                ]
            )
            others = others.filtered(lambda other: not other._find_targeting_problem(now))  # these would not run
        return Rehearsal(scenario, others, now, now + timedelta(days=FORECAST_DAYS), seconds=seconds)

    def _keep(self, rehearsal, rows, units):
        tz = self.scenario_id.sudo()._get_timezone()
        self.sudo().write(
            {
                "first_day": to_local(rehearsal.start, tz).date(),
                "last_day": to_local(rehearsal.end, tz).date(),
                "reached_day": to_local(rehearsal.reached, tz).date(),
                "is_complete": rehearsal.reached == rehearsal.end,
            }
        )
        collisions = self._find_collisions(rows)
        own = [row for row in rows if row[1] == self.scenario_id.id]
        self._insert_lines(own, self._get_costs(units), collisions)

    def _get_costs(self, units):
        """Return what one delivery costs by step and channel."""
        company = self.scenario_id.company_id
        channels = self.env["dealership.channel"]
        return {
            (step, channel): count * channels._get_channel(channel)._get_price(company)
            for (step, channel), count in units.items()
        }

    def _insert_lines(self, rows, costs, collisions):
        self.env["dealership.rehearsal.line"].sudo().search([("rehearsal_id", "=", self.id)]).unlink()
        self.env.flush_all()
        columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _name in range(8)]
        self.env.cr.execute(
            SQL(
                """INSERT INTO dealership_rehearsal_line (
                       rehearsal_id, scenario_id, step_id, partner_id, channel, outcome, reason, day, cost,
                       collides_with, create_uid, create_date, write_uid, write_date)
                   SELECT %(rehearsal)s, row.*, %(uid)s, %(now)s, %(uid)s, %(now)s
                     FROM unnest(%(scenarios)s::int[], %(steps)s::int[], %(partners)s::int[], %(channels)s::varchar[],
                                 %(outcomes)s::varchar[], %(reasons)s::varchar[], %(days)s::date[],
                                 %(costs)s::numeric[], %(collisions)s::varchar[]) AS row""",
                rehearsal=self.id,
                uid=self.env.uid,
                now=fields.Datetime.now(),
                scenarios=columns[1],
                steps=columns[2],
                partners=columns[3],
                channels=columns[4],
                outcomes=columns[5],
                reasons=columns[6],
                days=columns[7],
                costs=[costs.get((row[2], row[4]), 0.0) if row[5] == "sent" else 0.0 for row in rows],
                collisions=[collisions.get(row[0]) for row in rows],
            )
        )
        self.invalidate_recordset()

    # -- collisions -----------------------------------------------------------------------------------

    def _find_collisions(self, rows):
        """Return the names of the scenarios that reach the same customer within a week, by delivery of ours."""
        contacts = set(self.env["dealership.channel"]._get_contact_keys())
        reached = [row for row in rows if row[3] and row[4] in contacts and row[5] != "left_out"]
        ours = [row for row in reached if row[1] == self.scenario_id.id]
        theirs = defaultdict(list)
        others = self._get_sent(ours) if self.mode == REPLAY else [(row[3], row[1], row[7]) for row in reached]
        for partner_id, scenario_id, day in others:
            if scenario_id != self.scenario_id.id:
                theirs[partner_id].append((scenario_id, day))
        met = {
            row[0]: {scenario for scenario, day in theirs[row[3]] if abs((day - row[7]).days) <= COLLISION_DAYS}
            for row in ours
            if row[3] in theirs
        }
        # sudo: the name of a scenario that writes to the same customer is no secret
        scenarios = self.env["dealership.scenario"].sudo().browse(set().union(*met.values()))
        names = {scenario.id: scenario.name for scenario in scenarios}
        return {delivery: ", ".join(sorted(names[each] for each in found)) for delivery, found in met.items() if found}

    def _get_sent(self, rows):
        """Return what was really sent by other scenarios to the customers of these rows, on which local day."""
        zone = self.scenario_id.sudo()._get_timezone().zone
        return self.env.execute_query(
            SQL(
                """SELECT partner_id, scenario_id, %s::date FROM dealership_delivery
                    WHERE state = %s AND sent_at IS NOT NULL AND partner_id = ANY(%s) AND scenario_id != %s
                      AND channel = ANY(%s)""",
                to_local_sql(SQL("sent_at"), zone),
                SENT,
                list({row[3] for row in rows}),
                self.scenario_id.id,
                self.env["dealership.channel"]._get_contact_keys(),
            )
        )
