from odoo import fields, models

from ...engine.email import machines

RULES = [
    (machines.METHOD, "Asked without wanting to read"),
    (machines.PREFETCH, "Loaded before anybody looks"),
    (machines.AGENT, "Says that it is a program"),
    (machines.EARLY, "Faster than anybody reads"),
    (machines.BURST, "Several links at one go"),
    (machines.HIDDEN_LINK, "Followed a link nobody can see"),
    (machines.PROXY, "A privacy proxy, which loads everything"),
]


class DealershipDelivery(models.Model):
    """What machines did with a message: scanners, previews, proxies. It is no opening, no click, and counts apart."""

    _inherit = "dealership.delivery"

    machine_count = fields.Integer(
        string="Visits by Machines",
        readonly=True,
        help="How often a scanner, a preview or a proxy has opened it or followed a link. They count nowhere else.",
    )
    machine_at = fields.Datetime(string="Last Machine", readonly=True)
    machine_rule = fields.Selection(
        RULES, string="Machine Because", readonly=True, help="What told the last one from a person."
    )
    machine_name = fields.Char(readonly=True, help="Whose machine it was, when it says so.")
    proxied = fields.Boolean(
        string="Behind a Privacy Proxy",
        readonly=True,
        help="A proxy has loaded its pictures, as it does whether or not anybody reads: openings can't be known.",
    )
