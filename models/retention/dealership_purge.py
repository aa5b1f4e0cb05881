from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_datetime

from ..consent.erasing import ADMINISTRATOR
from .retention import KINDS

COUNTED = "counted"
RUNNING = "running"
DONE = "done"
STOPPED = "stopped"
STATES = [(COUNTED, "Counted"), (RUNNING, "Purging"), (DONE, "Purged"), (STOPPED, "Stopped")]


class DealershipPurge(models.Model):
    """What a company may keep no longer, as it was counted one day; then what of it went, when and by whom: the log.

    =======  ==============================================================  ===========================
    state    meaning                                                         set by
    =======  ==============================================================  ===========================
    counted  nothing has gone; one may look at it and count again            ``_make``, ``action_count``
    running  confirmed: goes batch by batch, by a scheduled action           ``_start``
    done     all that was counted has gone, but for what came back to life   ``_cron_purge``
    stopped  by hand; what has gone is gone                                  ``action_stop``
    =======  ==============================================================  ===========================

    It holds numbers and no names, and nobody changes or deletes what has begun. What goes is judged by the day of the
    counting, and each record once more right before it goes: never more goes than was shown.
    """

    _name = "dealership.purge"
    _description = "Purge"
    _order = "counted_at desc, id desc"
    _rec_name = "counted_at"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    state = fields.Selection(STATES, required=True, readonly=True, default=COUNTED, index=True)
    counted_at = fields.Datetime(string="Counted On", required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Confirmed By", readonly=True, ondelete="restrict")
    is_automatic = fields.Boolean(string="By Itself", readonly=True)
    started_at = fields.Datetime(string="Confirmed On", readonly=True)
    finished_at = fields.Datetime(string="Finished On", readonly=True)
    line_ids = fields.One2many("dealership.purge.line", "purge_id", readonly=True)
    counted_count = fields.Integer(string="Total Counted", compute="_compute_counts")
    purged_count = fields.Integer(string="Total Purged", compute="_compute_counts")

    @api.depends("line_ids.counted_count", "line_ids.purged_count")
    def _compute_counts(self):
        for purge in self:
            purge.counted_count = sum(purge.line_ids.mapped("counted_count"))
            purge.purged_count = sum(purge.line_ids.mapped("purged_count"))

    @api.depends("counted_at")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        for purge in self:
            purge.display_name = purge.counted_at and format_datetime(self.env, purge.counted_at, dt_format="short")

    def action_make(self):
        """Count what the company one works in could purge today, and open it; also without any record chosen."""
        purge = self._check_may_purge(self.env.company)._make(self.env.company)
        return {**purge._get_records_action(), "name": self.env._("Keeping and Purging")}

    def action_count(self):
        """Count again, as of now."""
        self._check_may_purge(self.company_id)
        self._lock(COUNTED)
        self._recount(fields.Datetime.now())

    def action_confirm(self):
        """Ask whether to purge what was counted."""
        self.ensure_one()
        self._check_may_purge(self.company_id)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_dealership.dealership_purge_confirm_action")
        return {**action, "context": {"default_purge_id": self.id}}

    def action_stop(self):
        """Stop after the batch that is just going."""
        self._check_may_purge(self.company_id)
        self._lock(RUNNING).write({"state": STOPPED, "finished_at": fields.Datetime.now()})

    def _check_may_purge(self, companies):
        """:raise AccessError: for who is no Administrator, or has not chosen that company"""
        self.check_access("read")
        if not self.env.user.has_group(ADMINISTRATOR) or companies - self.env.companies:
            raise AccessError(self.env._("Administrators of the dealership purge: ask one of them."))
        return self

    def _lock(self, state):
        """Return these records, which nobody else changes meanwhile, with the right to write.

        :raise UserError: they have gone on
        """
        # sudo: how a purge goes on is not for people to write
        purges = self.sudo()
        purges.lock_for_update()
        purges.invalidate_recordset(["state"])
        if any(purge.state != state for purge in purges):
            raise UserError(self.env._("This has gone on meanwhile: load the page again."))
        return purges

    @api.model
    def _make(self, company, now=None, **vals):
        """Count what a company could purge.

        :param datetime now: naive UTC; the clock when absent
        """
        now = now or fields.Datetime.now()
        # sudo: as above
        purge = self.sudo().create({"company_id": company.id, "counted_at": now, **vals})
        purge._recount(now)
        return purge.sudo(False)

    def _recount(self, now):
        # Of a database just restored PostgreSQL knows nothing: what takes seconds would take hours.
        tables = self.env["dealership.retention"]._get_tables()
        self.env["dealership.delivery"]._look_at_unknown(tables)
        for purge in self.sudo():
            lines = [purge._prepare_line_vals(kind, now) for kind, _label, _model in KINDS]
            purge.write({"counted_at": now, "line_ids": [Command.clear(), *map(Command.create, lines)]})

    def _prepare_line_vals(self, kind, now):
        retention, company = self.env["dealership.retention"], self.company_id
        years = sorted(set(retention._get_years(kind, company, now).values()))
        count = retention._count(kind, company, now) if years else 0
        return {"kind": kind, "counted_count": count, "years": ", ".join(map(str, years))}

    def _start(self, now=None):
        """Let go what was counted, by a scheduled action.

        :param datetime now: naive UTC; the clock when absent
        :raise UserError: nothing was counted, or there is more by now than was shown
        """
        self.ensure_one()
        purge = self._lock(COUNTED)
        if not purge.counted_count:
            raise UserError(self.env._("There is nothing to purge."))
        purge.line_ids._check_not_grown()
        user = self.env["res.users"] if purge.is_automatic else self.env.user
        purge.write({"state": RUNNING, "user_id": user.id, "started_at": now or fields.Datetime.now()})
        self.env.ref("crm_dealership.ir_cron_purge")._trigger()
