from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.call.call_event import OUTGOING, UNREPORTED
from ..contact.call_permissions import LATER, NEVER, NOW, CallPermission, CallPermissions
from .call_purpose import MARKETING, SERVICE

# Calls that people make are noted under this name, until their provider tells of them.
BY_PERSON = "person"
# Another click on the same number is the same call.
DOUBLE_CLICK = timedelta(minutes=1)
# Whoever says that they have called means a call of theirs that was noted a short while ago, if there is one.
SAME_CALL = timedelta(minutes=15)
# Accountants call about what is owed.
CALLERS = "crm_dealership.group_dealership_user,account.group_account_invoice"


class DealershipCallOccasion(models.AbstractModel):
    """What somebody calls a customer about, from here: a call that a scenario asks for, a missed call, a lead.

    It says for which purpose one calls, and whether one may now. The rules of contact hold for what we want of the
    customer; whoever has called us, or asked us something, is called back whatever they say.

    Each call is noted before it is made: an attempt, whether the customer answers or not. Its provider, if there is one
    that tells, tells of that same call (``call_matching.py``).
    """

    _name = "dealership.call.occasion"
    _description = "Occasion for a Call"

    call_when = fields.Selection(
        [(NOW, "Now"), (LATER, "Later"), (NEVER, "Not at all")],
        string="When to Call",
        compute="_compute_call_permission",
        groups=CALLERS,
    )
    call_note = fields.Char(
        string="May Be Called",
        compute="_compute_call_permission",
        groups=CALLERS,
        help="Now, from when, or why not.",
    )

    # -- what it is about: said by each model ----------------------------------------------------------

    def _get_call_purpose(self):
        """Return the purpose of a call about this record, a key of ``PURPOSES``."""
        raise NotImplementedError

    def _set_call_purpose(self, purpose):
        """Write down the purpose that the user says a call has."""
        raise NotImplementedError

    def _is_awaited(self):
        """Return whether the customer has asked to be called, by calling or by an enquiry."""
        return False

    def _check_may_call(self):
        """:raise AccessError: the user may not act on this record"""
        self.check_access("write")

    def _prepare_call_vals(self):
        """Return who is called, at which number, and for whom, as values of ``dealership.call``."""
        raise NotImplementedError

    def _get_call_title(self):
        return self.display_name

    def _get_call_scenario(self):
        """Return the ``dealership.scenario`` that asks for the call, if one does."""
        return self.env["dealership.scenario"]

    # -- whether one may -------------------------------------------------------------------------------

    @api.depends_context("uid", "lang", "tz")
    def _compute_call_permission(self):
        permissions = self._get_call_permissions(fields.Datetime.now())
        for occasion in self:
            permission = permissions[occasion.id]
            occasion.call_when, occasion.call_note = permission.when, permission.words

    def _get_call_permissions(self, now):
        """Return ``{id: CallPermission}``: a few queries for those of one company, scenario and purpose.

        :param datetime now: naive UTC
        """
        permissions = {}
        for key, occasions in self.grouped(lambda occasion: occasion._get_call_key()).items():
            if not key:
                permissions |= dict.fromkeys(occasions._ids, CallPermission(NOW, self.env._("Now"), now))
                continue
            people = {occasion.id: occasion._get_called_partner() for occasion in occasions}
            found = CallPermissions(self.env["res.partner"].union(*people.values()), *key, now)
            permissions |= {occasion_id: found.get(partner.id, found.nobody) for occasion_id, partner in people.items()}
        return permissions

    def _get_call_key(self):
        """Return what says whether one may call, besides the customer: company, purpose, point of sale, scenario.

        ``None`` when one may at any time.
        """
        vals, purpose = self._prepare_call_vals(), self._get_call_purpose()
        if self._is_awaited() and purpose != MARKETING:
            return None
        company, team = self.env["res.company"].browse(vals["company_id"]), self.env["crm.team"].browse(vals["team_id"])
        return company, purpose, team, self._get_call_scenario()

    def _check_call_permission(self, now):
        """:raise UserError: one may not call now; it says why, or from when"""
        permission = self._get_call_permissions(now)[self.id]
        if permission.when != NOW:
            raise UserError(
                self.env._(
                    "%(customer)s may not be called now. %(why)s.",
                    customer=self._get_called_name(),
                    why=permission.words,
                )
            )

    def _get_called_partner(self):
        return self.env["res.partner"].browse(self._prepare_call_vals()["partner_id"] or [])

    def _get_called_name(self):
        return self._get_called_partner().display_name or self._prepare_call_vals()["to_number"]

    # -- calling ---------------------------------------------------------------------------------------

    def action_call(self):
        """Note an attempt, and have the user's telephone dial.

        :raise UserError: the rules of contact do not allow it now, or there is no number
        """
        self.ensure_one()
        self._check_may_call()
        now = fields.Datetime.now()
        call = self._find_noted_call(now - DOUBLE_CLICK)
        if not call:
            self._check_call_permission(now)
            call = self._note_call(now)
        return {"type": "ir.actions.client", "tag": "dealership_dial", "params": {"number": call.to_number}}

    def action_called(self):
        """Note a call that the user has made with another telephone: it was made, whatever the rules say.

        :raise UserError: there is no number
        """
        self.ensure_one()
        self._check_may_call()
        now = fields.Datetime.now()
        if not self._find_noted_call(now - SAME_CALL):
            self._note_call(now)
        return self._say_noted(self.env._("Noted: you have called %s.", self._get_called_name()))

    def _find_noted_call(self, since):
        """Return the last call that the user has made about this record since a moment (naive UTC)."""
        vals = self._prepare_call_vals()
        same = "delivery_id" if vals.get("delivery_id") else "to_number"
        domain = [("direction", "=", OUTGOING), ("company_id", "=", vals["company_id"])]
        domain += [("started_at", ">=", since), ("started_at", "<=", fields.Datetime.now())]
        domain += [("user_id", "in", [self.env.uid, False]), (same, "=", vals[same])]
        # sudo: one's own calls, whatever else one sees of them
        return self.env["dealership.call"].sudo().search(domain, limit=1)

    def _note_call(self, now):
        vals = self._prepare_call_vals()
        if not vals["to_number"]:
            raise UserError(self.env._("There is no number to call."))
        noted = {"direction": OUTGOING, "outcome": UNREPORTED, "provider": BY_PERSON, "started_at": now}
        noted |= {"user_id": self.env.uid, "purpose": self._get_call_purpose()}
        # sudo: whoever may call the customer need have no other right on calls, as an accountant has not
        return self.env["dealership.call"].sudo()._register({**vals, **noted})

    # -- what comes of it ------------------------------------------------------------------------------

    def action_refuse_calls(self):
        """Write down that the customer wants no calls that offer something, and close those still to be made.

        :raise UserError: nobody knows who the customer is
        """
        self.ensure_one()
        self._check_may_call()
        customer = self._get_known_partner()
        company = self.env["res.company"].browse(self._prepare_call_vals()["company_id"])
        # sudo: whoever has heard the refusal writes it down, and it holds for all that was planned, also elsewhere
        self.env["dealership.consent"].sudo()._record(
            customer, MARKETING, "phone", False, self.env._("Said on the telephone"), company=company, origin="call"
        )
        self.env["dealership.delivery"].sudo()._close_refused(customer, company, MARKETING, "phone", self.env.uid)
        return self._say_noted(self.env._("Noted: %s wants no calls that offer something.", customer.display_name))

    def _say_noted(self, words):
        """Return the action that says so, for nothing else in the list need change, and reads the list anew."""
        params = {"type": "success", "message": words, "next": {"type": "ir.actions.act_window_close"}}
        return {"type": "ir.actions.client", "tag": "display_notification", "params": params}

    def action_change_purpose(self):
        """Say that a call is no offer after all, or that it is one; it is noted on the customer's record.

        :raise UserError: nobody knows who the customer is
        """
        self.ensure_one()
        self._check_may_call()
        customer, before = self._get_known_partner(), self._get_call_purpose()
        after = SERVICE if before == MARKETING else MARKETING
        self._set_call_purpose(after)
        labels = dict(self.env["dealership.call"]._fields["purpose"]._description_selection(self.env))
        # sudo: whoever may call the customer need not be able to write to the record
        customer.sudo().message_post(
            body=self.env._(
                "Purpose of the call “%(occasion)s”: %(before)s → %(after)s.",
                occasion=self._get_call_title(),
                before=labels[before],
                after=labels[after],
            )
        )

    def _get_known_partner(self):
        customer = self._get_called_partner()
        if not customer:
            raise UserError(self.env._("Say first who the customer is: it is noted on their record."))
        return customer
