from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...engine.contact.purposes import PURPOSES
from ...engine.ledger import states as delivery_states
from ...engine.opening_hours import OpeningHours, Window
from ...engine.scenario import states
from ...engine.scenario.schedule import DAILY, MONTHLY, ONCE, SCHEDULES, Schedule, next_run
from ..client.inner_context import with_inner
from ..contact.contact_windows import ContactWindows
from ..targeting.reach import Reach
from .policy import ScenarioPolicy

WEEKDAY_FIELDS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class DealershipScenario(models.Model):
    """What to do for the customers of a targeting, and when.

    A run (``_run``) evaluates the targeting with the rights of whoever set it up and writes enrolments and
    deliveries; sending is the business of ``dealership.delivery``. All hours are local to the point of sale.

    ==========  ============================================  ==========================================
    state       set by                                        meaning
    ==========  ============================================  ==========================================
    draft       creation, ``action_draft``, ``action_refuse``  being written; never runs
    submitted   ``action_activate`` where approval is asked   waits for an Administrator
    active      ``action_activate``, ``action_approve``,      runs and sends
                ``action_resume``
    paused      ``action_pause``                              doesn't run; planned deliveries wait and expire
    ended       ``action_end``                                planned deliveries have been left out
    ==========  ============================================  ==========================================
    """

    _name = "dealership.scenario"
    _description = "Scenario"
    _inherit = ["dealership.responsible.rights", "mail.thread", "mail.activity.mixin"]
    _order = "name, id"
    _check_company_auto = True
    _rights_fields = frozenset({"targeting_id", "team_id", "company_id", "user_id"})

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    state = fields.Selection(
        states.SCENARIO_STATES,
        required=True,
        default=states.DRAFT,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    team_id = fields.Many2one(
        "crm.team",
        string="Point of Sale",
        index=True,
        check_company=True,
        tracking=True,
        help="Only customers and records of this point of sale, and those that belong to none.",
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        required=True,
        copy=False,
        check_company=True,
        default=lambda self: self.env.user,
        tracking=True,
        help="Answers for the scenario, and is told what becomes of it.",
    )
    rights_user_id = fields.Many2one(string="Runs with the Rights of", tracking=True)
    targeting_id = fields.Many2one(
        "dealership.targeting", required=True, index=True, ondelete="restrict", tracking=True, check_company=True
    )
    subject = fields.Selection(related="targeting_id.subject")
    purpose = fields.Selection(
        PURPOSES,
        required=True,
        default="marketing",
        tracking=True,
        help="Marketing obeys consent, blacklists and the cap on messages; service and payment what concerns them.",
    )
    topic_id = fields.Many2one(
        "dealership.topic",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        check_company=True,
        help="What the marketing is about: customers can refuse one topic and keep another.",
    )
    about_contract = fields.Boolean(
        string="About the Customer's Running Contract",
        tracking=True,
        help="What is offered belongs to a contract that runs with you: warranty, maintenance, leasing, an order that "
        "is being worked on, with products and services that go with it. Where the law says so, no “yes” is needed.",
    )
    step_ids = fields.One2many("dealership.scenario.step", "scenario_id", string="Steps", copy=True)

    signatory = fields.Selection(states.SIGNATORIES, required=True, default="responsible")
    signatory_user_id = fields.Many2one(
        "res.users",
        string="Signed by",
        help="Signs, and gets the replies. Also used where a record has no responsible.",
        ondelete="restrict",
    )

    mail_server_id = fields.Many2one(
        "ir.mail_server",
        groups="base.group_system",
        copy=False,  # by those who may see it; `copy` does
        help="Empty: the server that Odoo chooses for the sender's address.",
        ondelete="restrict",
    )

    schedule = fields.Selection(SCHEDULES, required=True, default=DAILY, tracking=True)
    run_hour = fields.Float(string="At", default=9.0, help="Local time of the point of sale.")
    monday = fields.Boolean(default=True)
    tuesday = fields.Boolean(default=True)
    wednesday = fields.Boolean(default=True)
    thursday = fields.Boolean(default=True)
    friday = fields.Boolean(default=True)
    saturday = fields.Boolean()
    sunday = fields.Boolean()
    month_day = fields.Integer(string="Day of the Month", default=1, help="A shorter month runs on its last day.")
    start_date = fields.Date()
    end_date = fields.Date(help="Last day on which it runs.")
    next_run_at = fields.Datetime(string="Next Run", readonly=True, copy=False)
    last_error = fields.Text(readonly=True, copy=False)

    send_from = fields.Float(help="Local time of the point of sale.")
    send_until = fields.Float(default=24.0, help="Later messages wait for the next morning.")
    opening_days_only = fields.Boolean(
        string="On Opening Days Only", help="Messages wait for the next day on which the point of sale is open."
    )
    opening_hours_only = fields.Boolean(
        string="In Opening Hours Only",
        help="Messages wait until the point of sale is open, also over lunch and closings.",
    )
    expires_after_hours = fields.Integer(
        string="Expires After (Hours)",
        default=24,
        required=True,
        help="A message that could not leave for so long is left out rather than sent late.",
    )

    re_entry = fields.Selection(
        states.RE_ENTRIES,
        required=True,
        default=states.RE_ENTRY_NEVER,
        string="Again for the Same Record",
        help="Whether a record that has been through the scenario can enter it again.",
    )
    re_entry_days = fields.Integer(string="Days Between", default=180)
    anchor_attribute = fields.Char(
        string="Date of the Record",
        help="The date that makes an occurrence and that steps can count from, as in vehicle.delivery_date.",
    )
    anchor_yearly = fields.Boolean(string="Every Year", help="Each anniversary of the date is an occurrence.")

    run_ids = fields.One2many("dealership.scenario.run", "scenario_id", string="Runs")
    run_count = fields.Integer(compute="_compute_counts")
    delivery_count = fields.Integer(compute="_compute_counts")
    sent_count = fields.Integer(compute="_compute_counts")
    waiting_count = fields.Integer(compute="_compute_counts")

    _next_run_index = models.Index("(next_run_at) WHERE state = 'active' AND next_run_at IS NOT NULL")
    _run_hour_range = models.Constraint(
        "CHECK (run_hour >= 0 AND run_hour < 24)", "The hour must lie between 00:00 and 23:59."
    )
    _month_day_range = models.Constraint(
        "CHECK (month_day BETWEEN 1 AND 31)", "The day of the month must lie between 1 and 31."
    )
    _send_window = models.Constraint(
        "CHECK (send_from >= 0 AND send_until <= 24 AND send_from < send_until)",
        "Messages must be allowed to leave for some time of the day: check the hours from and until.",
    )
    _expiry_positive = models.Constraint("CHECK (expires_after_hours > 0)", "Messages must live for an hour at least.")
    _re_entry_positive = models.Constraint(
        "CHECK (re_entry_days > 0)", "The days between two entries must be positive."
    )

    @api.constrains("signatory", "signatory_user_id")
    def _check_signatory(self):
        for scenario in self:
            if scenario.signatory == "user" and not scenario.signatory_user_id:
                raise ValidationError(self.env._("%s: choose the person who signs.", scenario.display_name))

    @api.constrains("start_date", "end_date", "schedule")
    def _check_dates(self):
        for scenario in self:
            if scenario.schedule == ONCE and not scenario.start_date:
                raise ValidationError(
                    self.env._("%s: a scenario that runs once needs its date.", scenario.display_name)
                )
            if scenario.start_date and scenario.end_date and scenario.start_date > scenario.end_date:
                raise ValidationError(self.env._("%s: the end date lies before the start.", scenario.display_name))

    @api.depends("run_ids")
    def _compute_counts(self):
        runs = dict(
            self.env["dealership.scenario.run"]._read_group(
                [("scenario_id", "in", self.ids)], ["scenario_id"], ["__count"]
            )
        )
        in_states = self.env["dealership.delivery.count"]._sum_visible(
            [("scenario_id", "in", self.ids)], ["scenario_id", "state"]
        )
        by_state = {(scenario, state): count for scenario, state, count in in_states}
        for scenario in self:
            counts = {state: count for (owner, state), count in by_state.items() if owner == scenario}
            scenario.run_count = runs.get(scenario, 0)
            scenario.delivery_count = sum(counts.values())
            scenario.sent_count = counts.get(delivery_states.SENT, 0)
            scenario.waiting_count = counts.get(delivery_states.WAITING, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        used = self.filtered("run_ids")
        if used:
            raise UserError(
                self.env._(
                    "These scenarios have already run and their history must stay; archive them instead: %(names)s",
                    names=", ".join(used.mapped("name")),
                )
            )

    # -- its kind -------------------------------------------------------------------------------------

    def _get_policy(self):
        """Return what the kind of this scenario (at most one) does in its own way.

        An addon with a kind of its own overrides it.

        :rtype: ScenarioPolicy
        """
        return ScenarioPolicy(self)

    # -- the records behind it ------------------------------------------------------------------------

    def _get_category(self):
        """Return the ``dealership.category`` model of the targeting's subject."""
        return self.env[f"dealership.category.{self.subject}"]

    def _get_subject_model(self):
        """Return the model of the records that enter, empty."""
        return self.env[self._get_category()._category_model]

    def _get_customer_field(self):
        """Return the name of the field that holds whom one writes to, on the subject's model."""
        return self._get_category()._category_customer

    def _get_anchor_field(self):
        """Return the date field of the subject that occurrences and steps count from, if there is one.

        :raise ValidationError: when the attribute is no date of the targeting's subject
        """
        attribute = self._find_anchor()
        return self._get_subject_model()._fields[attribute.field] if attribute else None

    def _find_anchor(self):
        """Return the ``Attribute`` that occurrences and steps count from, None without one.

        :raise ValidationError: as above
        """
        if not self.anchor_attribute:
            return None
        category, _dot, key = self.anchor_attribute.partition(".")
        # sudo: which fields are dates is a fact, whatever the user may read
        schema = self.env["dealership.catalogue"].sudo()._get_schema()
        attribute = schema[category].attributes.get(key) if category == self.subject and category in schema else None
        if not attribute or attribute.type not in ("date", "datetime") or "." in (attribute.field or "."):
            raise ValidationError(
                self.env._(
                    "%(scenario)s: %(attribute)s is no date of the records that the targeting returns.",
                    scenario=self.display_name,
                    attribute=self.anchor_attribute,
                )
            )
        return attribute

    def _has_occurrences_of_a_day(self):
        """Return whether a record may enter several times on one day; of a date that is wrong, a run tells."""
        try:
            attribute = self._find_anchor()
        except ValidationError:
            return False
        return bool(attribute) and attribute.each_time and self.re_entry == states.RE_ENTRY_OCCURRENCE

    def _get_reach(self):
        """Return the ``Reach`` of this scenario: whose customers and records it may act on."""
        return Reach(self.company_id, self.team_id, self.sudo().rights_user_id)

    def _search_targeted(self, now, ids=None):
        """Return the query of the records that the targeting finds for this scenario at a moment.

        The record rules of whoever set it up narrow it, and its reach does.

        :param datetime now: naive UTC
        :param ids: ids of the only records to look at
        :rtype: odoo.tools.Query
        :raise UserError: when the targeting can't be applied, or not with these rights
        """
        targeting = self._with_responsible_rights(self.targeting_id)
        policy = self._get_policy()
        targeting = with_inner(targeting, dealership_finds_archived=policy.finds_archived)
        domain = targeting._get_domain(now=now) & policy.get_further_domain()
        return self._search_own(domain if ids is None else domain & Domain("id", "in", ids))

    def _find_targeting_problem(self, now):
        """Return why the targeting can't be applied any more, in words; empty when it can."""
        try:
            self._get_anchor_field()
            self._search_targeted(now, ids=[])
        except UserError as error:
            return str(error)
        return ""

    def _search_own(self, domain):
        """Return the query of the records of a domain that this scenario may act on, whether targeted or not."""
        model = self._with_responsible_rights(self._get_subject_model())
        query = model._search(domain & self._get_reach().get_domain(self._get_category()))
        query.order = None
        return query

    # -- time -----------------------------------------------------------------------------------------

    def _get_place(self):
        """Return the point of sale (or none, in the scenario's company) whose time zone and opening hours count."""
        return self.team_id.with_company(self.company_id)

    def _get_timezone(self):
        """Return the time zone that this scenario's hours are read in."""
        return self._get_place()._get_timezone()

    def _get_schedule(self):
        self.ensure_one()
        return Schedule(
            kind=self.schedule,
            hour=self.run_hour,
            weekdays=frozenset(day for day, name in enumerate(WEEKDAY_FIELDS) if self[name]),
            month_day=self.month_day if self.schedule == MONTHLY else 1,
            start=self.start_date or None,
            end=self.end_date or None,
        )

    def _plan_next_run(self, after):
        """Write down when the scenario runs next.

        One whose timetable is over stays active, without a next run, for its later steps are still to be sent.

        :param datetime after: naive UTC
        """
        for scenario in self:
            scenario.next_run_at = scenario._get_policy().get_next_run(after)

    def _get_next_timetable_run(self, after):
        """Return the next moment (naive UTC) of the scenario's own timetable, False when that is over."""
        return next_run(self._get_schedule(), after, self._get_timezone()) or False

    def _group_by_windows(self, deliveries, channel, now):
        """Yield deliveries of this scenario with the windows that must all be open for them to leave.

        :param str channel: theirs; customers may be contacted at certain hours only, perhaps on their own clock
        :param datetime now: naive UTC
        :return: ``(deliveries, [(Window, time zone)])``
        """
        own = (self._get_window(channel), self._get_timezone())
        contact = self.env["dealership.channel"]._get_channel(channel)._consent_channel
        if not contact:
            yield deliveries, [own]
            return
        law = ContactWindows(self.company_id, contact, self.purpose, self._get_place(), now)
        for some, windows in law.group(deliveries):
            yield some, [own, *windows]

    def _get_window(self, channel=None):
        """Return the hours and days that the scenario and its company have chosen for its messages.

        :param str channel: of the messages; what is no contact with a customer has no contact hours
        """
        window = Window((OpeningHours.daily(self.send_from, self.send_until),))
        if self.opening_days_only:
            window &= Window(day_tests=(self._get_place()._get_opening_hours().is_open_on,))
        if self.opening_hours_only:
            window &= Window((self._get_place()._get_opening_hours(),))
        if channel and not self.env["dealership.channel"]._get_channel(channel)._consent_channel:
            return window
        return window & self.company_id._get_contact_window()
