from datetime import datetime, time

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

from ...engine.channel.limits import Limits, Throttle, WarmUp

LIMITS = {"dealership_per_minute", "dealership_per_hour", "dealership_per_day"}


class DealershipSendingRoute(models.AbstractModel):
    """What messages leave through, with its limits: an outgoing mail server, an SMS provider; docs/sending-limits.md.

    Its *gate* names it on the deliveries that wait for it, and on what has left. Who goes through which is said by the
    channel (``SendingBatch.find_route``); what may leave now, by ``_get_room``; nothing else asks for the limits.
    """

    _name = "dealership.sending.route"
    _description = "Sending Route"

    dealership_per_minute = fields.Integer(
        string="Messages a Minute", help="As many at most in any sixty seconds; 0: no limit."
    )
    dealership_per_hour = fields.Integer(
        string="Messages an Hour", help="As many at most in any sixty minutes; 0: no limit."
    )
    dealership_per_day = fields.Integer(string="Messages a Day", help="As many at most in any 24 hours; 0: no limit.")
    dealership_warm_up_from = fields.Date(
        string="Warm Up From",
        help="A new domain that sends much at once is taken for a spammer. From this day on (midnight UTC) the limit a "
        "day grows each day, until it is reached.",
    )
    dealership_warm_up_start = fields.Integer(
        string="On the First Day", default=50, help="So many messages on the first day, and until then."
    )
    dealership_warm_up_factor = fields.Float(
        string="Growing by", default=1.5, digits=(4, 2), help="1.5: each day half as many again as on the day before."
    )

    _dealership_limits_positive = models.Constraint(
        "CHECK (dealership_per_minute >= 0 AND dealership_per_hour >= 0 AND dealership_per_day >= 0)",
        "A limit can't be negative. 0 means as many as one likes.",
    )
    _dealership_warm_up_grows = models.Constraint(
        """CHECK (dealership_warm_up_from IS NULL OR COALESCE(
                  dealership_per_day > 0 AND dealership_warm_up_start > 0 AND dealership_warm_up_factor > 1, FALSE))""",
        "To warm up, enter how many messages a day it grows up to, how many leave on the first day, and by how much "
        "they grow: more than 1.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        routes = super().create(vals_list)
        self._forget_routes()
        return routes

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & LIMITS:
            self.env.registry.clear_cache()
        if vals.keys() & self._get_routing_fields():
            self._forget_routes()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget_routes()
        return result

    @api.model
    def _get_routing_fields(self):
        """Return the fields that say what goes by which route."""
        return {"active", "sequence"}

    @api.model
    def _forget_routes(self):
        """Let what is held at gates find out anew by which route it leaves."""
        self.env.registry.clear_cache()
        # sudo: the ledger is written by its own methods only
        self.env["dealership.delivery"].sudo()._leave_gates(SQL("TRUE"))

    # -- of one route ---------------------------------------------------------------------------------

    def _get_gate(self):
        return f"{self._name},{self.id}"

    def _get_room(self, now):
        """Return how many may leave at a moment (naive UTC); None: as many as one likes."""
        return self._get_throttle(now).get_room(now)

    def _find_opening(self, now):
        """Return the first moment from ``now`` (naive UTC) on at which one may leave."""
        return self._get_throttle(now).find_opening(now)

    def _is_stopped(self):
        """Return whether nothing leaves until a person says so: then nobody knows when."""
        return False

    def _get_throttle(self, now):
        used = self.env["dealership.sending.usage"]._get_used(self._get_gate(), now)
        return Throttle(self._get_limits(), used)

    def _get_limits(self):
        # sudo: whoever sends need not see the server
        route = self.sudo()
        start = route.dealership_warm_up_from
        warm_up = start and WarmUp(
            datetime.combine(start, time()), route.dealership_warm_up_start, route.dealership_warm_up_factor
        )
        return Limits(route.dealership_per_minute, route.dealership_per_hour, route.dealership_per_day, warm_up or None)

    # -- of all ---------------------------------------------------------------------------------------

    @api.model
    @ormcache()
    def _get_limited(self):
        """Return the gates of all routes with a limit. Mostly there is none: then sending asks nothing else."""
        domain = Domain.OR([(name, ">", 0)] for name in sorted(LIMITS))
        gates = set()
        for model in sorted(self.env.registry[self._name]._inherit_children):
            # sudo: that there are limits is no secret
            routes = self.env[model].sudo().with_context(active_test=False).search(domain)
            gates.update(route._get_gate() for route in routes)
        return frozenset(gates)

    @api.model
    def _browse_gate(self, gate):
        """Return the route of a gate, as superuser; an empty record when it is no more."""
        model, _separator, record_id = gate.partition(",")
        if model not in self.env.registry[self._name]._inherit_children:
            return self.browse()
        # sudo: whoever sends need not see the server
        return self.env[model].sudo().browse(int(record_id)).exists()

    @api.model
    def _get_rooms(self, gates, now):
        """Return gate → how many may leave at a moment; None: as many as one likes, also of a route that is no more."""
        routes = {gate: self._browse_gate(gate) for gate in gates}
        return {gate: route._get_room(now) if route else None for gate, route in routes.items()}
