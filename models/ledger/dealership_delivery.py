from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...engine.contact.purposes import PURPOSES
from ...engine.ledger import states
from ...engine.local_time import to_local
from ...engine.opening_hours import next_common_opening
from ...engine.scenario.message import Recipient
from ..client.inner_context import get_inner
from ..customer.same_customer import counts_for
from .anchor import AnchorMoves
from .claim import begin_time_budget, checkpoint, claim, claiming_lock
from .claim_rules import DeliveryRules
from .due import Due

BATCH_SIZE = 500


class DealershipDelivery(models.Model):
    """One step of a scenario for one enrolment: the ledger that decides what is sent, and keeps what was.

    Its states, and who sets them: ``models/ledger/transitions.py``.

    A worker claims rows under a number (``claim_id``) of which it holds a PostgreSQL session lock: when the
    lock is free while rows bear the number, the worker is dead, whatever the clock says.
    """

    _name = "dealership.delivery"
    _description = "Scenario Delivery"
    _order = "planned_at desc, id desc"
    _rec_name = "partner_id"

    # Its index is that of _step_unique.
    enrolment_id = fields.Many2one("dealership.enrolment", required=True, ondelete="cascade", readonly=True)
    scenario_id = fields.Many2one("dealership.scenario", required=True, index=True, ondelete="cascade", readonly=True)
    step_id = fields.Many2one("dealership.scenario.step", required=True, index=True, ondelete="cascade", readonly=True)
    run_id = fields.Many2one("dealership.scenario.run", required=True, index=True, ondelete="cascade", readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    team_id = fields.Many2one(
        "crm.team", string="Point of Sale", index="btree_not_null", readonly=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index="btree_not_null", ondelete="set null", readonly=True
    )
    counts_for_id = counts_for("partner_id")
    res_model = fields.Char(string="Record Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(string="Record", model_field="res_model", required=True, readonly=True)
    purpose = fields.Selection(PURPOSES, required=True, readonly=True)
    channel = fields.Selection(selection="_selection_channel", required=True, readonly=True)

    state = fields.Selection(states.DELIVERY_STATES, required=True, default=states.PLANNED, readonly=True, index=True)
    reason = fields.Selection(states.REASONS, readonly=True, help="Why it was left out, waits, or failed.")
    error = fields.Text(string="Details", readonly=True, help="The words of the mail server, or what is missing.")
    planned_at = fields.Datetime(required=True, readonly=True)
    planned_on = fields.Date(
        string="Planned For",
        readonly=True,
        help="The day in the point of sale's time zone: one message per address, step and day.",
    )
    expires_at = fields.Datetime(readonly=True)
    sent_at = fields.Datetime(readonly=True)
    done_by_id = fields.Many2one("res.users", readonly=True)
    attempts = fields.Integer(readonly=True)
    claim_id = fields.Integer(required=True, default=0, readonly=True, help="The worker that has it in hand; 0: none.")

    address = fields.Char(readonly=True, help="As used for this delivery; the customer's may have changed since.")
    address_key = fields.Char(readonly=True, help="What may exist once per step: the address, on its day.")
    signatory_id = fields.Many2one("res.users", string="Signed by", readonly=True)
    email_message_id = fields.Char(string="Message-ID", readonly=True, index="btree_not_null")
    mail_message_id = fields.Many2one(
        "mail.message", string="Message", readonly=True, index="btree_not_null", ondelete="set null"
    )
    measured = fields.Boolean(
        string="Openings Measured", readonly=True, help="Whether it can be known that the customer opened it."
    )
    opened_at = fields.Datetime(readonly=True)
    clicked_at = fields.Datetime(readonly=True)
    replied_at = fields.Datetime(readonly=True)
    bounced_at = fields.Datetime(readonly=True)
    unsubscribed_at = fields.Datetime(readonly=True)

    _step_unique = models.Constraint(
        "UNIQUE (enrolment_id, step_id)", "This step has already been planned for this enrolment."
    )
    _address_unique = models.UniqueIndex("(address_key, step_id) WHERE address_key IS NOT NULL")
    _order_index = models.Index("(planned_at, id)")
    _claim_index = models.Index("(claim_id) WHERE claim_id != 0")
    _contact_cap_index = models.Index(
        f"(counts_for_id, sent_at) WHERE purpose = 'marketing' AND state IN ('{states.SENT}', '{states.SENDING}')"
    )
    _record_index = models.Index("(res_model, res_id)")

    @api.model
    def _selection_channel(self):
        return self.env["dealership.channel"]._selection_channels()

    def init(self):  # pylint: disable=missing-return
        super().init()
        self.env.cr.execute("CREATE SEQUENCE IF NOT EXISTS dealership_delivery_claim_seq AS integer CYCLE")

    # -- actions --------------------------------------------------------------------------------------

    def action_send(self):
        """Plan again, for now, what waits for a person or has failed; what is sent by hand, not before its day.

        :raise UserError: see ``_lock_for_decision`` and ``_check_not_early``
        """
        now = fields.Datetime.now()
        due = self._lock_for_decision({states.WAITING, states.FAILED})
        due._check_not_early(now)
        due._send_anew(now)
        due._withdraw()
        self._trigger_sending()

    def action_mark_done(self):
        """Note that somebody did it by hand, or knows that it was done: the next step counts from here."""
        done = self._lock_for_decision({states.WAITING, states.FAILED})
        done._mark_done(fields.Datetime.now(), done_by_id=self.env.uid)
        done._finish()

    def action_leave_out(self):
        """Decide that it won't be sent."""
        dropped = self._lock_for_decision({states.PLANNED, states.WAITING, states.FAILED})
        dropped._leave_out(states.LEFT_OUT_BY_HAND, done_by_id=self.env.uid)
        dropped._withdraw()

    def action_view_record(self):
        """Open the record that the message is about."""
        self.ensure_one()
        self.check_access("read")
        # sudo: whoever sees the message may know what kind of record it is about
        category = self.env["dealership.catalogue"]._get_category_by_key(self.sudo().scenario_id.subject)
        if category is None:
            raise UserError(self.env._("What this message is about is of no kind that is known here any more."))
        return category._get_form_action(self.res_id)

    @api.model
    def _get_list_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Deliveries"),
            "res_model": self._name,
            "views": [(False, "list"), (False, "form")],
        }

    @api.model
    def _get_calendar_action(self, name, domain):
        """Return the calendar of what concerns one customer or record, done and planned."""
        return {
            **self._get_list_action(),
            "name": name,
            "views": [(False, "calendar"), (False, "list"), (False, "form")],
            "domain": list(domain),
            "context": {"of_one_customer": True},
        }

    def _lock_for_decision(self, allowed):
        """Return the deliveries, writable, once nobody else works on them.

        :raise AccessError: when the user may not decide on one of them
        :raise UserError: when one of them is in another state
        """
        self.check_access("read")
        # sudo: a scenario need not be read by whoever decides on its messages
        self.sudo().scenario_id.with_env(self.env)._check_may_decide()
        # sudo: whoever may decide does; the ledger itself is written by nobody but these actions
        deliveries = self.sudo()
        deliveries.lock_for_update()
        wrong = deliveries.filtered(lambda delivery: delivery.state not in allowed or delivery.claim_id)
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(customer)s: the message is %(state)s; this can no longer be done.",
                    customer=wrong[0].partner_id.display_name,
                    state=labels[wrong[0].state].lower(),
                )
            )
        return deliveries

    def _check_not_early(self, now):
        """Refuse what is to be sent by hand on a day to come: its text says what is true on that day.

        :raise UserError: the day of one of them comes after ``now`` (naive UTC)
        """
        early = self.filtered(lambda delivery: delivery.reason == states.BY_HAND and delivery._is_before_its_day(now))
        if early:
            raise UserError(
                self.env._(
                    "%(customer)s: this is planned for %(day)s and can't be sent before, as it is written for that "
                    "day. Wait until then, or leave it out if it isn't to be sent at all.",
                    customer=early[0].partner_id.display_name,
                    day=format_date(self.env, early[0].planned_on),
                )
            )

    def _is_before_its_day(self, now):
        """Return whether the day it is written for is to come; that of what somebody postponed is past."""
        today = to_local(now, self.scenario_id._get_timezone()).date()
        return bool(self.planned_on) and self.planned_on > today

    def _by_policy(self):
        """Yield the ``ScenarioPolicy`` of each scenario, with its deliveries."""
        for scenario, deliveries in self.grouped("scenario_id").items():
            yield scenario._get_policy(), deliveries

    # -- planning -------------------------------------------------------------------------------------

    @api.model
    def _forget_ledger(self):
        """Forget what was read of the ledger, now that SQL has written it: not the scenarios, their company, …"""
        for name in ("dealership.enrolment", "dealership.delivery", "dealership.scenario.run"):
            self.env[name].invalidate_model(flush=False)

    def _plan_next_steps(self, now):
        """Plan the steps that waited for these deliveries to be done."""
        for step, deliveries in self.grouped("step_id").items():
            following = step._get_next()
            if following:
                following._get_planner(now).plan_after(deliveries)

    @api.model
    def _trigger_sending(self, at=None):
        if get_inner(self.env, "dealership_rehearsal"):
            return
        # sudo: the scheduled action belongs to nobody; a trigger only wakes it
        self.env.ref("crm_dealership.ir_cron_process_deliveries").sudo()._trigger(at)

    # -- sending --------------------------------------------------------------------------------------

    @api.model
    def _process_due(self, now=None, limit=BATCH_SIZE):
        """Take up one batch of what is due and hand it over.

        Commits before and after anything leaves (not in tests): call it outside other work.

        :param datetime now: naive UTC; the clock when absent
        :return: how many deliveries were taken up, whatever became of them
        :rtype: int
        """
        now = now or fields.Datetime.now()
        # sudo: the ledger is written by its own methods only
        due = Due(self.sudo(), now)
        if not due.count(1):
            return 0
        database = self.env["dealership.database"]
        database._note()
        if database._holds_back():
            return 0
        ledger = self.sudo()
        if moved_at := database._get_moved_at():
            # Runs made up for since then have planned what was due before.
            ledger._park_due(moved_at)
        with claim(ledger.env) as number:
            with claiming_lock(ledger.env):
                due.measure()
                claimed = ledger._claim_due(number, now, due.get_claim_size(limit), due)
                claimed.filtered(lambda delivery: delivery._is_ready(number))._hold_paused(now)
                limited = claimed._admit(number)
            ready = claimed.filtered(lambda delivery: delivery._is_ready(number))
            for channel, deliveries in begin_time_budget(ready).grouped("channel").items():
                self.env["dealership.channel"].sudo()._get_channel(channel)._send(deliveries, now)
            ready.filtered(lambda delivery: delivery._is_unbegun(number))._give_back()
            ready._settle_gathered()
            if limited:
                ledger.env["dealership.sending.usage"]._give_back(number)
            checkpoint(ledger.env)
            ready._announce()
            checkpoint(ledger.env)
        return len(claimed)

    def _is_ready(self, claim_id):
        """Return whether a delivery that was judged is to be handed over under a claim, with those gathered in it."""
        return self.claim_id == claim_id and not self.gathered_into_id

    def _hold_paused(self, now):
        """Called with what was taken up and judged: what may not leave there now is given back, to be judged anew.

        For what a person ends. What ends by itself is a limit of a route (``_admit``): docs/sending-limits.md compares.
        """

    def _get_recipient(self, user, lang=""):
        """Return the ``Recipient`` of what a message of the step says.

        :param user: ``res.users`` who signs, or whose task it is; perhaps none
        :param str lang: another language than the customer's
        """
        return Recipient(
            partner_id=self.partner_id.id or 0,
            res_model=self.res_model,
            res_id=self.res_id,
            user_id=user.id or 0,
            team_id=self.scenario_id.team_id.id or 0,
            unsubscribe_link=self._get_unsubscribe_url(),
            preferences_link=self._get_preferences_url(),
            delivery_id=self.id,
            besides_ids=self.scenario_id._get_policy().list_told(self),
            lang=lang,
        )

    def _is_unbegun(self, claim_id):
        """Return whether the time of a worker was up before this delivery had its turn."""
        return self.claim_id == claim_id and self.state == states.PLANNED

    def _make_ready(self, now):
        """Judge claimed deliveries: what may leave keeps its claim, the rest is put off or left out.

        Writes the ledger by SQL, and nothing else: rehearsals call this too, and take it back.
        """
        ready = self._put_off_broken_targetings(now)._follow_dates(now)
        DeliveryRules(ready, now).apply_expiry()
        ready = ready.filtered("claim_id")
        ready._choose_channels()
        ready._wait_for_window(now)._wait_for_others(now)._judge(now)

    def _wait_for_others(self, now):
        """Put off what has to wait for somebody, and return the rest; for other areas to extend."""
        return self

    def _follow_dates(self, now):
        """Put off what belongs to a date that has moved without our being told; return the rest."""
        for scenario, deliveries in self.grouped("scenario_id").items():
            AnchorMoves(scenario, now).follow(deliveries.mapped("res_id"))
        self.invalidate_recordset(["state", "planned_at", "claim_id"], flush=False)
        early = self.filtered(lambda delivery: delivery.planned_at > now)
        early._give_back()
        return (self - early).filtered("claim_id")

    def _wait_for_window(self, now):
        """Put off what may not leave at this hour; return the rest."""
        ready = self.browse()
        for (scenario, channel), deliveries in self.grouped(lambda each: (each.scenario_id, each.channel)).items():
            for some, windows in scenario._group_by_windows(deliveries, channel, now):
                opening = next_common_opening(windows, now)
                if opening == now:
                    ready += some
                else:
                    # Hours that exclude each other never open: what waits for them expires.
                    some._give_back(opening or now + timedelta(days=1))
        return ready

    def _judge(self, now):
        policies = list(self._by_policy())
        for policy, deliveries in policies:
            policy.before_judging(deliveries, now)
        rules = DeliveryRules(self, now)
        rules.apply_wishes()
        rules.apply_contact_rules()
        rules.apply_targeting()
        rules.set_addresses()
        self.invalidate_model(flush=False)
        for policy, deliveries in policies:
            policy.after_judging(deliveries, now)
        self._let_in_again()
