from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...engine.ledger import states as delivery_states
from ...engine.scenario import states


class DealershipScenario(models.Model):
    """Entering a scenario, and leaving it, by something else than its targeting: an action, a rule, a piece of code."""

    _inherit = "dealership.scenario"

    automation_error = fields.Text(
        string="Automation Rule", readonly=True, copy=False, help="What the last automation rule that failed said."
    )

    @api.model
    def _get_subject_models(self):
        """Return the names of the models whose records can enter scenarios."""
        catalogue = self.env["dealership.catalogue"]
        keys = [key for key, _label in catalogue._selection_subject()]
        return {self.env[f"dealership.category.{key}"]._category_model for key in keys}

    def action_dismiss_automation_error(self):
        self.check_access("write")
        self.sudo().automation_error = False  # sudo: it is no field for people to write

    def _enrol_records(self, records, now=None):
        """Let records enter the scenario although its targeting need not find them.

        Whoever has been through it stays out as ever, and so does what belongs to another company or point of sale.

        :param records: of the model of the scenario's subject; the caller may read them
        :param datetime now: naive UTC; the clock when absent
        :return: how many entered
        :rtype: int
        :raise UserError: when they are of another model, or the scenario is not active
        """
        self.ensure_one()
        self.check_access("read")
        self._check_may_decide()
        records.check_access("read")
        self._check_may_enter(records)
        now = now or fields.Datetime.now()
        # sudo: nobody writes the ledger but its own methods
        scenario = self.sudo()
        run = scenario._get_action_run(now)
        last_id = scenario._get_last_enrolment_id(run)
        targeted, entered = scenario._get_policy().get_enrolment_query(run, now, record_ids=records.ids).execute()
        run.targeted_count += targeted
        run.enrolled_count += entered
        if entered:
            scenario._plan_deliveries(run, now, last_id)
            scenario._announce_enrolled(run, last_id)
        return entered

    def _check_may_enter(self, records):
        if records._name != self._get_subject_model()._name:
            raise UserError(
                self.env._(
                    "%(scenario)s is about %(subject)s; records of %(model)s cannot enter it.",
                    scenario=self.name,
                    subject=self.env["ir.model"]._get(self._get_subject_model()._name).name,
                    model=self.env["ir.model"]._get(records._name).name,
                )
            )
        if self.state != states.ACTIVE:
            raise UserError(self.env._("%s is not active: nobody can enter it now.", self.name))

    def _get_action_run(self, now):
        """Return the run of the day that gathers what actions enrol."""
        runs = self.env["dealership.scenario.run"]
        today = fields.Datetime.start_of(now, "day")
        domain = [("scenario_id", "=", self.id), ("by_action", "=", True), ("evaluated_at", ">=", today)]
        return runs.search(domain, limit=1) or runs.create(
            {"scenario_id": self.id, "by_action": True, "started_at": fields.Datetime.now(), "evaluated_at": now}
        )

    def _get_last_enrolment_id(self, run):
        return self.env["dealership.enrolment"].search([("run_id", "=", run.id)], order="id desc", limit=1).id or 0

    def _stop_records(self, records):
        """Take records out of these scenarios, or out of all when empty: what is open is left out, and nothing follows.

        A customer is taken out together with what is theirs. What the user may not see, or not decide on, goes on.
        Rules act for the system, and stop whatever there is.

        :return: how many enrolments were stopped
        :rtype: int
        """
        self.check_access("read")
        records.check_access("read")
        mine = Domain("res_model", "=", records._name) & Domain("res_id", "in", records.ids)
        if records._name == "res.partner":
            mine |= Domain("partner_id", "in", records.ids)
        if self:
            mine &= Domain("scenario_id", "in", self.ids)
        found = self.env["dealership.enrolment"].search(mine & Domain("stopped_at", "=", False))
        # sudo: as above, and a scenario need not be read by whoever decides on its messages
        decidable = found.sudo().scenario_id.with_env(self.env)._filter_decidable()
        enrolments = found.sudo().filtered(lambda enrolment: enrolment.scenario_id in decidable)
        enrolments.stopped_at = fields.Datetime.now()
        enrolments.delivery_ids.filtered(lambda delivery: not delivery.claim_id)._stop()
        return len(enrolments)

    def _run(self, now=None, newcomers_only=False):
        run = super()._run(now, newcomers_only)
        self._announce_enrolled(run)
        return run

    def _announce_enrolled(self, run, after_id=0):
        events = self.env["dealership.event"]
        if events._is_awaited("enrolled"):
            # sudo: rules act for the system
            entered = self.env["dealership.enrolment"].sudo()
            events._emit("enrolled", entered.search([("run_id", "=", run.id), ("id", ">", after_id)], order="id"))


class DealershipDelivery(models.Model):
    _inherit = "dealership.delivery"

    def _stop(self):
        """Leave out what is still open, because the record has been taken out of the scenario."""
        still_open = self.filtered(
            lambda delivery: delivery.state in (delivery_states.PLANNED, delivery_states.WAITING)
        )
        still_open._leave_out(delivery_states.STOPPED)
        still_open._withdraw()

    def _announce(self):  # pylint: disable=missing-return
        """Let automation rules act on what was sent or has failed, after that was committed."""
        super()._announce()
        events = self.env["dealership.event"]
        for event in (delivery_states.SENT, delivery_states.FAILED):
            if events._is_awaited(event):
                came_to = self.exists().filtered(lambda delivery, event=event: delivery._get_outcome() == event)
                events._emit(event, came_to)

    def _get_outcome(self):
        """Return the event that the delivery has come to, if any: what left and never arrived has failed.

        What a worker still has in hand has come to nothing yet: it announces its results itself.
        """
        if self.state == delivery_states.SENT and self.bounced_at:
            return delivery_states.FAILED
        return self.state if self.state in (delivery_states.SENT, delivery_states.FAILED) else None

    @contextmanager
    def _announcing_news(self):
        """Announce what the deliveries come to meanwhile; not again what they had come to before."""
        before = {delivery: delivery._get_outcome() for delivery in self}
        yield
        self.filtered(lambda delivery: delivery._get_outcome() != before[delivery])._announce()

    def _report_sms(self, *args, **options):
        with self._announcing_news():
            return super()._report_sms(*args, **options)

    def _settle_interrupted(self):
        with self._announcing_news():
            return super()._settle_interrupted()

    def action_mark_done(self):
        result = super().action_mark_done()
        self._announce()
        return result

    def _on_activity_done(self, user):
        calls = super()._on_activity_done(user)
        calls._announce()
        return calls
