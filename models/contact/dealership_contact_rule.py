from itertools import product

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...engine.contact import law
from ...engine.contact.purposes import CHANNELS, PURPOSES
from ...engine.customer_kind import KINDS as CUSTOMER_KINDS

# What a rule of each kind says: its fields, by the names they have in ``ContactLaw``.
VALUES = {
    law.CONSENT: {"need": "need", "proof": "proof", "free_in_contract": "free_in_contract"},
    law.VALIDITY: {"months_after_yes": "months_after_yes"},
    law.IMPLIED_CONSENT: {
        "months_after_purchase": "months_after_purchase",
        "months_after_enquiry": "months_after_enquiry",
    },
    law.HOURS: {"at_customers": "at_customers", "agreed_hours": "agreed_hours"},
    law.HOLIDAYS: {"holidays": "holidays"},
    law.ATTEMPTS: {"attempts": "attempts", "attempt_days": "days"},
    law.SILENCE: {"silent_days": "days"},
    law.NATIONAL_LIST: {"list_name": "list_name", "list_days": "days"},
    law.MENTION: {"mention": "mention"},
    law.RETENTION: {"kept_years": "years"},
    law.MEASURING: {"measuring": "measuring"},
}

HOLDS = "holds"
REPLACED = "replaced"
NOT_YET = "not_yet"
UNVERIFIED = "unverified"


class DealershipContactRule(models.Model):
    """What the law of a country asks of whoever contacts customers, with its source; or what a company decided instead.

    ======================  ======================================================================================
    rule                    whose it is
    ======================  ======================================================================================
    of a country, a state   data of ours, ``data/contact_rules/<country>.xml``: nobody changes it, each update renews it
    of no country           likewise: what holds where we know no better
    of a company            Administrators': it goes before all others, says why (``note``), and no update touches it
    ======================  ======================================================================================

    Which of them holds is told by ``engine/contact/law.py``; whoever needs to know asks ``company._get_contact_law``.
    """

    _name = "dealership.contact.rule"
    _inherit = "dealership.cached"
    _description = "Rule of Contact"
    _order = "kind, channel, purpose, company_id, country_id, customer_kind, in_force_from, id"
    _rec_name = "kind"

    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        ondelete="cascade",
        # The law is written by updates, people write what their company decided.
        default=lambda self: None if self.env.su else self.env.company,
    )
    country_id = fields.Many2one("res.country", index="btree_not_null", ondelete="cascade")
    state_id = fields.Many2one(
        "res.country.state", ondelete="cascade", domain="[('country_id', '=', country_id)]", help="Empty: any."
    )
    kind = fields.Selection(law.KINDS, required=True, default=law.CONSENT, group_expand="_sort_kinds")
    channel = fields.Selection(CHANNELS, help="Empty: all.")
    purpose = fields.Selection(PURPOSES, default="marketing", help="Empty: all.")
    customer_kind = fields.Selection(CUSTOMER_KINDS, string="Kind of Customer", help="Empty: all.")
    in_force_from = fields.Date(help="Empty: it has long been so.")
    verified = fields.Boolean(default=True, help="What could not be verified at its source is off.")
    source = fields.Text(translate=True)
    source_url = fields.Char(string="Address of the Source")
    note = fields.Text(string="Why It Is Different Here")

    need = fields.Selection(law.NEEDS, string="Before the First Contact", default=law.OPT_IN)
    proof = fields.Boolean(
        string="Must Be Proved",
        help="A “yes” of a file or of another system counts only with its wording or with the place of its proof.",
    )
    free_in_contract = fields.Boolean(
        string="Not within a Running Contract",
        help="Who has a contract of yours that runs needs not have said “yes” to what belongs to its object: scenarios "
        "say that they are about it.",
    )
    months_after_yes = fields.Integer(
        string="Months after a “Yes”", help="So long a “yes” holds, from when the customer last said it. 0: for good."
    )
    months_after_purchase = fields.Integer(
        string="Months after a Purchase", help="So long a purchase or a contract counts as a “yes”. 0: not at all."
    )
    months_after_enquiry = fields.Integer(
        string="Months after an Enquiry", help="So long an enquiry counts as a “yes”. 0: not at all."
    )
    hour_ids = fields.One2many("dealership.contact.rule.hours", "rule_id", string="Hours", copy=True)
    at_customers = fields.Boolean(
        string="On the Customer's Clock",
        help="Where the customer is, as far as the address tells; otherwise where the point of sale is.",
    )
    agreed_hours = fields.Boolean(
        string="At Other Times if Agreed",
        help="Outside these hours, and on public holidays, at a time that the customer has expressly agreed to before.",
    )
    holidays = fields.Selection(law.HOLIDAY_SCOPES, string="Public Holidays", default=law.REGION_HOLIDAYS)
    attempts = fields.Integer(string="At Most", help="0: any number.")
    days = fields.Integer(help="Attempts: within so many. Silence: so many full days. List: so long.")
    list_name = fields.Char(string="List", help="Empty: none has to be consulted.")
    mention = fields.Boolean(string="Say How to Opt Out", default=True)
    years = fields.Integer(help="After the last contact. 0: nothing is said.")
    measuring = fields.Selection(law.MEASURINGS, string="Openings", default=law.MEASURING_OPT_IN)

    concerns_us = fields.Boolean(compute="_compute_concerns_us", search="_search_concerns_us")
    status = fields.Selection(
        [
            (HOLDS, "Holds"),
            (REPLACED, "Replaced by another"),
            (NOT_YET, "Not yet in force"),
            (UNVERIFIED, "Off: not verified"),
        ],
        compute="_compute_status",
        search="_search_status",
    )
    audience = fields.Char(string="Who It Is About", compute="_compute_audience")
    summary = fields.Char(string="Says", compute="_compute_summary")
    decided_by = fields.Char(string="Whose Rule", compute="_compute_decided_by")
    reason = fields.Char(string="Why", compute="_compute_reason")

    _own_or_of_a_country = models.Constraint(
        "CHECK (company_id IS NULL OR country_id IS NULL)",
        "A rule is that of a country or of an organisation, not of both.",
    )
    _state_of_a_country = models.Constraint(
        "CHECK (state_id IS NULL OR country_id IS NOT NULL)", "The rule of a state needs its country."
    )
    _no_negative_numbers = models.Constraint(
        """CHECK (attempts >= 0 AND days >= 0 AND years >= 0 AND months_after_yes >= 0
                  AND months_after_purchase >= 0 AND months_after_enquiry >= 0)""",
        "Numbers of a rule of contact cannot be negative.",
    )
    _attempts_within_days = models.Constraint(
        "CHECK (kind != 'attempts' OR COALESCE(attempts, 0) = 0 OR COALESCE(days, 0) > 0)",
        "So many attempts at most: within how many days? Enter a number above zero.",
    )

    @api.constrains("company_id", "note", "source")
    def _check_reason(self):
        for rule in self:
            if rule.company_id and not (rule.note or "").strip():
                raise ValidationError(
                    self.env._("Say in a few words why %(company)s decides otherwise.", company=rule.company_id.name)
                )
            if not rule.company_id and not (rule.source or "").strip():
                raise ValidationError(self.env._("A rule that is no organisation's own needs its source."))

    @api.depends("company_id", "country_id", "state_id")
    @api.depends_context("company")
    def _compute_concerns_us(self):
        ours = self.search([("concerns_us", "=", True)])
        for rule in self:
            rule.concerns_us = rule in ours

    def _search_concerns_us(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._get_domain(self.env.company)

    @api.depends(
        "company_id",
        "country_id",
        "state_id",
        "kind",
        "channel",
        "purpose",
        "customer_kind",
        "in_force_from",
        "verified",
    )
    @api.depends_context("company")
    def _compute_status(self):
        company = self.env.company
        day = company._get_contact_day()
        rules = company._get_contact_rules()
        asked = product(dict(CHANNELS), dict(PURPOSES), dict(CUSTOMER_KINDS))
        held = {rule.id for each in asked for rule in law.choose_rules(rules, *each, day).values()}
        for rule in self:
            if not rule.verified:
                rule.status = UNVERIFIED
            elif rule.in_force_from and rule.in_force_from > day:
                rule.status = NOT_YET
            else:
                rule.status = HOLDS if rule.id in held else REPLACED

    def _search_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        ours = self.search([("concerns_us", "=", True)])
        return Domain("id", "in", ours.filtered(lambda rule: rule.status in value).ids)

    @api.depends("kind", "channel", "customer_kind", "status")
    @api.depends_context("company", "lang")
    def _compute_audience(self):
        """A rule of no kind of customer is about those of whom no narrower one speaks."""
        holding = self.search([("concerns_us", "=", True), ("customer_kind", "!=", False), ("status", "=", HOLDS)])
        narrower = {(rule.kind, rule.channel) for rule in holding}
        for rule in self:
            if rule.customer_kind:
                rule.audience = rule._get_label("customer_kind")
            elif (rule.kind, rule.channel) in narrower:
                rule.audience = self.env._("All others")
            else:
                rule.audience = self.env._("All")

    @api.depends("company_id", "country_id", "state_id")
    @api.depends_context("lang")
    def _compute_decided_by(self):
        for rule in self:
            whose = rule.company_id or rule.state_id or rule.country_id
            rule.decided_by = whose.display_name or self.env._("Everywhere")

    @api.depends("note", "source", "status")
    @api.depends_context("company", "lang")
    def _compute_reason(self):
        """Of a rule that does not hold, it is said first why it doesn't."""
        for rule in self:
            off = rule._get_label("status") if rule.status != HOLDS else ""
            rule.reason = " – ".join(filter(None, (off, rule.note or rule.source)))

    @api.depends("kind", "channel")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = " – ".join(filter(None, (rule._get_label("kind"), rule._get_label("channel"))))

    @api.model
    def _sort_kinds(self, kinds, _domain):
        """Have the groups of the list come as one asks: consent first."""
        return [kind for kind, _label in law.KINDS if kind in kinds]

    @api.depends(
        "kind",
        "hour_ids.weekday",
        "hour_ids.opens",
        "hour_ids.closes",
        *sorted({field for values in VALUES.values() for field in values.values()}),
    )
    @api.depends_context("lang")
    def _compute_summary(self):
        for rule in self:
            rule.summary = getattr(rule, f"_say_{rule.kind}")() if rule.kind else ""

    def action_change(self):
        """Open a rule of the company's own that says what this one says, for an Administrator to change."""
        self.ensure_one()
        self.env["dealership.contact.rule"].check_access("create")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change for %s", self.env.company.name),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {f"default_{name}": value for name, value in self._prepare_own_vals().items()},
        }

    def _prepare_own_vals(self):
        """Return the values of a rule of the company's own that says the same."""
        names = ["kind", "channel", "purpose", "customer_kind", *sorted({*self._get_value_fields()})]
        lines = [(0, 0, {name: line[name] for name in ("weekday", "opens", "closes")}) for line in self.hour_ids]
        return {**{name: self[name] for name in names}, "company_id": self.env.company.id, "hour_ids": lines}

    def _get_value_fields(self):
        return VALUES[self.kind].values()

    @api.model
    def _get_domain(self, company):
        """Return the domain of what can hold for a company: its own rules, its country's, and those for everywhere."""
        # sudo: where a company is, is no secret
        country, state = company.sudo().country_id.id, company.sudo().state_id.id
        return [
            "|", ("company_id", "=", company.id),
            "&", ("company_id", "=", False),
            "|", ("country_id", "=", False),
            "&", ("country_id", "=", country), ("state_id", "in", [False, state]),
        ]  # fmt: skip

    def _to_law_rule(self):
        """Return the ``LawRule`` that this record is."""
        values = {name: self[field] or getattr(law.ContactLaw, name) for name, field in VALUES[self.kind].items()}
        if self.kind == law.HOURS:
            lines = self.hour_ids
            values["hours"] = tuple((int(line.weekday), line.opens, line.closes) for line in lines) or None
        return law.LawRule(
            id=self.id,
            kind=self.kind,
            level=self._get_level(),
            channel=self.channel or "",
            purpose=self.purpose or "",
            customer_kind=self.customer_kind or "",
            in_force_from=self.in_force_from or None,
            verified=self.verified,
            values=tuple(values.items()),
        )

    def _get_level(self):
        if self.company_id:
            return law.OWN
        if self.state_id:
            return law.STATE
        return law.COUNTRY if self.country_id else law.EVERYWHERE
