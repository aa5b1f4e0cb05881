from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine.scenario.states import BASIS_ANCHOR, BASIS_ENROLMENT, BASIS_PREVIOUS, DELAY_BASES, DELAY_UNITS


class DealershipScenarioStep(models.Model):
    """One thing done for each enrolment: a message on a channel, after a delay.

    Steps counted from the enrolment or the record's date are planned at enrolment; one counted from the
    previous step is planned when that one is done (sent, or marked done by hand).
    """

    _name = "dealership.scenario.step"
    _description = "Scenario Step"
    _order = "scenario_id, sequence, id"
    _check_company_auto = True

    # Computed for everybody alike: a name is shown, as in any list, whether or not what it is taken from may be read.
    display_name = fields.Char(compute_sudo=True)
    scenario_id = fields.Many2one("dealership.scenario", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="scenario_id.company_id")
    sequence = fields.Integer(default=10)
    channel = fields.Selection(selection="_selection_channel", required=True, default="email")
    message_id = fields.Many2one("dealership.message", index=True, ondelete="restrict", check_company=True)
    message_channel = fields.Char(compute="_compute_message_channel")
    message_required = fields.Boolean(compute="_compute_message_channel")
    delay_basis = fields.Selection(DELAY_BASES, required=True, default=BASIS_ENROLMENT)
    delay_count = fields.Integer(string="Delay", help="Negative: so long before the date of the record.")
    delay_unit = fields.Selection(DELAY_UNITS, required=True, default="day")
    own_hour = fields.Boolean(string="At Its Own Hour", help="Otherwise at the hour of the scenario.")
    at_hour = fields.Float(string="At", default=9.0, help="Local time of the point of sale.")
    automatic = fields.Boolean(default=True, help="Otherwise the message waits in a list until somebody sends it.")
    check_matching = fields.Boolean(
        string="Check the Targeting Again",
        default=True,
        help="Leave out whom the targeting would not find any more when the message is due: neither on that day nor, "
        "by what is known then, on the day on which they entered the scenario.",
    )
    check_settled = fields.Boolean(
        string="Not Once Settled",
        default=True,
        help="Leave out appointments cancelled, invoices paid, leads handled and opportunities closed since they "
        "entered the scenario.",
    )
    check_not_replied = fields.Boolean(
        string="Not if Answered",
        compute="_compute_check_not_replied",
        precompute=True,
        store=True,
        readonly=False,
        help="Leave out who has answered a message of this scenario since their enrolment. Marketing stops there "
        "unless you decide otherwise.",
    )
    said_within_hours = fields.Integer(
        string="Not if Told Within (Hours)",
        help="Leave out whom another message about the same record has reached so short a while ago: an appointment "
        "that was confirmed this morning need not be recalled at noon. 0: never.",
    )

    _said_within_hours_not_negative = models.Constraint(
        "CHECK (said_within_hours IS NULL OR said_within_hours >= 0)", "A number of hours cannot be negative."
    )
    _at_hour_range = models.Constraint(
        "CHECK (at_hour >= 0 AND at_hour < 24)", "The hour of a step must lie between 00:00 and 23:59."
    )

    @api.model
    def _selection_channel(self):
        return self.env["dealership.channel"]._selection_channels()

    @api.constrains("delay_basis", "delay_count", "sequence", "scenario_id")
    def _check_delay(self):
        for step in self:
            if step.delay_basis != BASIS_ANCHOR and step.delay_count < 0:
                raise ValidationError(self.env._("Only a delay from the date of the record can be negative."))
            if step.delay_basis == BASIS_PREVIOUS and step == step.scenario_id.step_ids.sorted()[:1]:
                raise ValidationError(self.env._("The first step has no previous step to wait for."))

    @api.depends("scenario_id.purpose")
    def _compute_check_not_replied(self):
        for step in self:
            step.check_not_replied = step.scenario_id.purpose == "marketing"

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create([self._complete_vals(vals) for vals in vals_list])
        steps.scenario_id._check_may_change()
        steps._arrange()
        return steps

    def write(self, vals):
        self.scenario_id._check_may_change()
        result = super().write(vals)
        if "scenario_id" in vals:
            self.scenario_id._check_may_change()
        if self._get_arranging_fields() & vals.keys():
            self._arrange()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_changeable(self):
        self.scenario_id._check_may_change()

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        # sudo: those of other points of sale count as well
        if self.env["dealership.delivery"].sudo().search_count([("step_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "Messages of this step have been planned or sent already; end the scenario and make a new one."
                )
            )

    @api.model
    def _complete_vals(self, vals):
        scenario = self.env["dealership.scenario"].browse(vals.get("scenario_id"))
        return scenario._get_policy().complete_step_vals(vals)

    def _arrange(self):
        for scenario in self.scenario_id:
            scenario._get_policy().arrange_steps()

    @api.model
    def _get_arranging_fields(self):
        """Return the names of the fields that may change what the steps of a scenario count from."""
        return {"scenario_id", "sequence"}

    @api.depends("channel")
    def _compute_message_channel(self):
        """Tell the form whether the channel has messages, and whether it needs one."""
        channels = self.env["dealership.channel"]
        for step in self:
            carrier = channels._get_channel(step.channel or "email")
            step.message_channel = step.channel if carrier._message_format else False
            step.message_required = bool(carrier._message_format) and carrier._message_required

    @api.onchange("channel")
    def _onchange_channel(self):
        if self.message_id.channel != self.channel:
            self.message_id = False

    @api.depends("channel", "message_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._selection_channel())
        for step in self:
            step.display_name = " – ".join(filter(None, [labels.get(step.channel), step.message_id.name]))

    def _get_planner(self, now):
        """Return what plans the deliveries of this step.

        :param datetime now: naive UTC
        """
        return self.scenario_id._get_policy().get_planner(self, now)

    def _get_next(self):
        """Return the step that waits for this one to be done, if any."""
        self.ensure_one()
        return self.scenario_id._get_policy().get_next_step(self)

    def _get_waiting_step(self):
        """Return the step after this one, if it counts from it."""
        steps = self.scenario_id.step_ids.sorted()
        following = steps[steps.ids.index(self.id) + 1 :][:1]
        return following if following.delay_basis == BASIS_PREVIOUS else following.browse()

    def _get_problems(self):
        """Yield what keeps the step from being carried out, each as one sentence."""
        if self.message_required and not self.message_id:
            yield self.env._("- Step %(number)s has no message.", number=self._get_number())
        elif self.message_id and self.message_id.channel != self.channel:
            yield self.env._(
                "- Step %(number)s: its message is written for another channel.", number=self._get_number()
            )
        for problem in self.env["dealership.channel"]._get_channel(self.channel)._get_step_problems(self):
            yield self.env._("- Step %(number)s: %(problem)s", number=self._get_number(), problem=problem)
        if self.delay_basis == BASIS_ANCHOR and not self.scenario_id._get_policy().has_anchor():
            yield self.env._(
                "- Step %(number)s counts from a date of the record: choose which one.", number=self._get_number()
            )

    def _get_number(self):
        return self.scenario_id.step_ids.sorted().ids.index(self.id) + 1
