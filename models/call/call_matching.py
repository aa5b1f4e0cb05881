from odoo import api, fields, models

from ...engine.call.call_event import OUTGOING
from ...engine.ledger import states
from .call_occasion import BY_PERSON, SAME_CALL


class DealershipCall(models.Model):
    """Which call of ours a provider tells of: one that somebody has noted, or one that a scenario asked for.

    However a call comes to our knowledge, it is one: it counts once among the attempts to reach the customer.
    """

    _inherit = "dealership.call"

    @api.model
    def _prepare_register_vals(self, values):
        vals = super()._prepare_register_vals(values)
        if vals.get("direction") == OUTGOING and vals.get("to_number") and vals["provider"] != BY_PERSON:
            self._add_call_to_make(vals)
        return vals

    @api.model
    def _find_registered(self, vals):
        return super()._find_registered(vals) or self._find_noted(vals)

    @api.model
    def _find_noted(self, vals):
        """Return the call that somebody has noted, and that a provider tells of for the first time.

        The one nearest in time: the clocks differ, and some note a call when it is over.
        """
        moment = vals.get("started_at")
        if not (vals.get("external_id") and vals.get("direction") == OUTGOING and vals.get("to_number") and moment):
            return self.browse()
        # sudo: whoever has noted it, wherever
        noted = self.sudo().search(
            [
                ("provider", "=", BY_PERSON),
                ("company_id", "=", vals["company_id"]),
                ("caller_number", "=", vals["to_number"]),
                ("started_at", ">=", moment - SAME_CALL),
                ("started_at", "<=", moment + SAME_CALL),
            ]
        )
        if vals.get("user_id"):
            noted = noted.filtered(lambda call: call.user_id.id == vals["user_id"])
        return noted.sorted(lambda call: abs(call.started_at - moment))[:1].with_env(self.env)

    @api.model
    def _add_call_to_make(self, vals):
        """Let a call be the attempt that a scenario asked for, when one waits for this customer at that moment.

        Of several the offer comes first: to be counted too often is no harm, not to be counted is.
        """
        if vals.get("delivery_id") or self._find_registered(vals):
            return
        # sudo: whose work the call was, and which of their numbers was called, does not matter to what it was
        people = self.env["res.partner"].sudo().search([("phone_sanitized", "=", vals["to_number"])])
        waiting = (
            self.env["dealership.delivery"]
            .sudo()
            .search(
                [
                    ("company_id", "=", vals["company_id"]),
                    ("state", "=", states.WAITING),
                    ("reason", "=", states.TO_CALL),
                    ("planned_at", "<=", vals.get("started_at") or fields.Datetime.now()),
                    "|",
                    ("address", "=", vals["to_number"]),
                    ("counts_for_id", "in", people.same_customer_id.ids),
                ]
            )
        )
        delivery = waiting.sorted(lambda each: (each.purpose != "marketing", each.planned_at, each.id))[:1]
        if delivery:
            vals["delivery_id"] = delivery.id
            vals.setdefault("partner_id", delivery.partner_id.id)
            if not vals.get("team_id"):
                vals["team_id"] = delivery._prepare_call_vals()["team_id"]
