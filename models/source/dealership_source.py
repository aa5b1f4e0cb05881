import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.plain_words import plain_words
from ..vehicle.sale_type import BUSINESS_ATTRIBUTES

CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")


class DealershipSource(models.Model):
    """Where data come from: a site, a portal, a dealer management system.

    Its code stands in the addresses it posts to; that a post is its own is proven by one of its keys. What comes in is
    of its company, and of its point of sale unless it names another one.
    """

    _name = "dealership.source"
    _description = "Data Source"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    code = fields.Char(
        compute="_compute_code",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        copy=False,
        help="In the addresses the source posts to: lower-case letters, digits and hyphens. It is a name, no secret.",
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Point of Sale",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="Of what names no point of sale, or none of the company. Empty: the whole company sees it.",
    )
    business_attribute = fields.Selection(
        BUSINESS_ATTRIBUTES, string="Type of Enquiry", help="Of leads that do not say it themselves."
    )
    utm_source_id = fields.Many2one(
        "utm.source",
        string="Source of Its Leads",
        index="btree_not_null",
        ondelete="restrict",
        help="What its leads count for. Empty: what they say of themselves, where Odoo knows a source of that name.",
    )
    utm_medium_id = fields.Many2one(
        "utm.medium", string="Medium of Its Leads", index="btree_not_null", ondelete="restrict"
    )
    rate_limit = fields.Integer(
        string="Posts per Minute", default=300, required=True, help="More are refused, and may be posted again later."
    )
    key_ids = fields.One2many("dealership.source.key", "source_id", string="Keys")
    request_ids = fields.One2many("dealership.source.request", "source_id", string="Posts")
    request_count = fields.Integer(compute="_compute_request_count", string="Number of Posts")
    lead_url = fields.Char(compute="_compute_urls", string="Address for JSON")
    adf_url = fields.Char(compute="_compute_urls", string="Address for ADF")

    _code_unique = models.UniqueIndex("(code)", "Another source has this code: addresses must tell them apart.")

    @api.depends("name")
    def _compute_code(self):
        """At first made of the name; what a person chose, or has told a source already, stays."""
        for source in self:
            source.code = source.code or source._find_free_code("-".join(plain_words(source.name))[:60].strip("-"))

    def _find_free_code(self, wanted):
        if not wanted:
            return False
        every = self.sudo().with_context(active_test=False)  # sudo: codes are unique among all companies
        taken = set(every.search([("code", "=like", f"{wanted}%"), ("id", "not in", self._origin.ids)]).mapped("code"))
        return next(code for number in range(len(taken) + 1) if (code := _number(wanted, number)) not in taken)

    @api.constrains("code")
    def _check_code(self):
        for source in self:
            if not CODE.fullmatch(source.code or ""):
                raise ValidationError(
                    self.env._(
                        "“%s” cannot stand in an address: use lower-case letters, digits and hyphens, as in “my-site”.",
                        source.code or "",
                    )
                )

    @api.constrains("rate_limit")
    def _check_rate_limit(self):
        if any(source.rate_limit < 1 for source in self):
            raise ValidationError(self.env._("A source that may post nothing is archived: allow one post a minute."))

    @api.depends("code")
    def _compute_urls(self):
        base_url = self.get_base_url()
        for source in self:
            source.adf_url = source.code and f"{base_url}/dealership/adf/{source.code}"
            source.lead_url = source.code and f"{base_url}/dealership/lead/{source.code}"

    @api.depends("request_ids")
    def _compute_request_count(self):
        groups = self.env["dealership.source.request"]._read_group(
            [("source_id", "in", self.ids)], ["source_id"], ["__count"]
        )
        counts = {source.id: count for source, count in groups}
        for source in self:
            source.request_count = counts.get(source._origin.id, 0)

    def action_make_key(self):
        """Make a key, and show it this once."""
        self.ensure_one()
        self.check_access("write")
        return self.env["dealership.source.key"]._make(self)

    def action_view_requests(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_dealership.dealership_source_request_action")
        return {**action, "domain": [("source_id", "=", self.id)], "context": {}}


def _number(code, number):
    return f"{code}-{number + 1}" if number else code
