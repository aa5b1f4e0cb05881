from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...engine.call.call_event import INCOMING, ONGOING, OUTGOING
from ...engine.call.numbers import read_number
from ..client.internal_fields import with_internal_fields
from ..customer.customer_matcher import CustomerMatcher
from .call_gathering import MEMORY

# The names of values that scripts may use for ours.
ALIASES = {"call_id": "external_id", "from": "from_number", "to": "to_number"}


# What is computed, and may be given.
COMPUTED = ("team_id", "purpose")


class DealershipCall(models.Model):
    """How a call is written down: by whom it was, on which number, and once."""

    _inherit = "dealership.call"

    def _post_model_setup__(self):
        """Let ``_register`` be the method below: Odoo marks each model class with an attribute of that name.

        It reads the mark of the classes that addons define only, and a method passes for "yes" there; the class that
        it builds from them has no use for it.
        """
        result = super()._post_model_setup__()
        if "_register" in vars(type(self)):
            del type(self)._register
        return result

    @api.model
    def _register(self, values):
        """Write down a call, or what is newly known of one; return it, with the leads it leads to.

        The same values twice are the same call: it is recognised by ``provider``, ``account_id`` and ``call_id``.
        What ``values`` do not name stays as it is. Point of sale, company, customer and lead are found from the
        numbers unless they are given.

        :param dict values: fields of ``dealership.call``; ``call_id``, ``from`` and ``to`` may stand for
            ``external_id``, ``from_number`` and ``to_number``. Numbers in any notation, moments in UTC.
        :raise ValidationError: a value makes no sense
        """
        vals = self._prepare_register_vals(values)
        company = self.env["res.company"].browse(vals["company_id"])
        call = self._find_registered(vals)
        caller_number = vals.get("to_number" if vals.get("direction") == OUTGOING else "from_number")
        caller_number = caller_number or call.caller_number  # what is newly known of a call may name no number
        if caller_number:
            self.env["dealership.caller"].sudo()._lock(company, caller_number)  # sudo: a queue, nobody's data
        known = {name: value for name, value in vals.items() if not call or call._differs(name, value)}
        was_missed = call.is_missed
        if not call:
            call = with_internal_fields(self).create(known).with_env(self.env)
        elif known:
            with_internal_fields(call).write(known)
        call._recognise_caller()
        call._draw_consequences()
        if was_missed and call.is_connected:
            call._take_back_missed()
        return call

    @api.model
    def _prepare_register_vals(self, values):
        vals = {ALIASES.get(name, name): value for name, value in values.items()}
        self._check_register_vals(vals)
        vals.setdefault("provider", "manual")
        number = self.env["dealership.tracking.number"].browse(vals.get("tracking_number_id"))
        team = self.env["crm.team"].browse(vals.get("team_id")) or number.team_id
        company = self.env["res.company"].browse(vals.get("company_id")) or number.company_id or team.company_id
        country_code = (company or self.env.company).country_id.code
        for name in ("from_number", "to_number"):
            if name in vals:
                vals[name] = read_number(vals[name] or "", country_code) or False
        if not number:
            number = self._add_tracking_number(vals, company)
        vals["company_id"] = (company or number.company_id or self.env.company).id
        if not number and vals.get("direction") == OUTGOING and not vals.get("team_id"):
            self._add_waiting_team(vals)
        return vals

    @api.model
    def _check_register_vals(self, vals):
        unknown = [
            name for name in vals if name not in self._fields or (self._fields[name].compute and name not in COMPUTED)
        ]
        if unknown:
            raise ValidationError(self.env._("A call has no value “%s”.", unknown[0]))
        for name in ("direction", "outcome", "reason"):
            choices = dict(self._fields[name].selection)
            if vals.get(name) and vals[name] not in choices:
                raise ValidationError(
                    self.env._(
                        "“%(value)s” is no %(name)s of a call: it is one of %(choices)s.",
                        value=vals[name],
                        name=name,
                        choices=", ".join(choices),
                    )
                )
        for name in ("started_at", "answered_at", "ended_at"):
            if vals.get(name):
                vals[name] = self._read_moment(name, vals[name])

    @api.model
    def _read_moment(self, name, value):
        try:
            return fields.Datetime.to_datetime(value)
        except (ValueError, TypeError) as error:
            raise ValidationError(
                self.env._("“%(value)s” is no moment for %(name)s: write 2026-01-31 14:05:00.", value=value, name=name)
            ) from error

    @api.model
    def _add_tracking_number(self, vals, company):
        """Find the tracking number among the two numbers of the call; return it.

        :param company: whose number it is; of any when empty
        """
        ours = "from_number" if vals.get("direction") == OUTGOING else "to_number"
        # sudo: a call is registered for the number called, whoever reports it
        number = self.env["dealership.tracking.number"].sudo()._find(vals.get(ours), company)
        if number:
            vals["tracking_number_id"] = number.id
            vals.setdefault("team_id", number.team_id.id)
        return number

    @api.model
    def _add_waiting_team(self, vals):
        """Let a call on any line be one of the point of sale it calls back for; once it is, it stays so."""
        team = self._find_registered(vals).team_id or self._find_waiting_team(vals)
        if team:
            vals["team_id"] = team.id

    @api.model
    def _find_waiting_team(self, vals):
        """Return the point of sale where a missed call of the person now called waits for an answer.

        One that was closed before the call, or is too old for leads to be gathered, waits no longer: whom people call
        on lines of their own is nobody's business then.
        """
        if not vals.get("to_number"):
            return self.env["crm.team"]
        moment = vals.get("started_at") or fields.Datetime.now()
        domain = Domain("company_id", "=", vals["company_id"]) & Domain("caller_number", "=", vals["to_number"])
        domain &= Domain("is_missed", "=", True)
        # Somebody who talked to them later may have been told of first.
        domain &= Domain("answered_by_id", "=", False) | Domain("answered_by_id.started_at", ">", moment)
        domain &= Domain("started_at", "<=", moment) & Domain("started_at", ">=", moment - MEMORY)
        for closed_at in ("done_at", "lead_id.done_at"):
            domain &= Domain(closed_at, "=", False) | Domain(closed_at, ">=", moment)
        # sudo: calls back are made from any line, also by people of another point of sale
        return self.sudo().search(domain, order="started_at", limit=1).team_id

    @api.model
    def _find_registered(self, vals):
        if not vals.get("external_id"):
            return self.browse()
        return self.search(
            [
                ("provider", "=", vals["provider"]),
                ("account_id", "=", vals.get("account_id") or False),
                ("external_id", "=", vals["external_id"]),
            ],
            limit=1,
        )

    def _differs(self, name, value):
        current = self[name]
        return (current.id if self._fields[name].relational else current) != (value or False)

    def _recognise_caller(self):
        """Look the caller up in the customer file; one number of several customers is nobody's."""
        for call in self.filtered(lambda call: not call.partner_id and call.caller_number):
            # sudo: the file of the company is one, whoever reports the call; other companies' customers are left out
            matcher = CustomerMatcher(self.env(su=True), call.company_id.country_id.code, company=call.company_id)
            partner_id = matcher.match([{"phone": call.caller_number}])[0].partner_id
            if partner_id:
                call.partner_id = partner_id

    def _draw_consequences(self):
        """Create, gather and close leads once it is known what became of the calls."""
        for call in self.filtered(lambda call: call.outcome != ONGOING):
            if call.direction == INCOMING and call.is_connected:
                call._apply_connected_rule()
            if call.is_missed or call.is_connected:
                call._gather()
