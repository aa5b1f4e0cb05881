from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...engine.customer.telephone import normalise_phone
from ..lead.crm_lead import LEAD_STATUSES
from ..vehicle.sale_type import BUSINESS_ATTRIBUTES

RULE_STATES = [("open", "Open"), ("done", "Done")]


class DealershipTrackingNumber(models.Model):
    """A telephone number given out in one place only, so that whoever calls it tells where they come from.

    The rules say what missed and connected calls make of themselves: a lead or not, new or a follow-up, open or
    done already.
    """

    _name = "dealership.tracking.number"
    _description = "Tracking Number"
    _inherit = ["mail.thread"]
    _order = "team_id, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    number = fields.Char(
        required=True, copy=False, tracking=True, help="As callers dial it; kept in its international form."
    )
    team_id = fields.Many2one(
        "crm.team", string="Point of Sale", required=True, index=True, tracking=True, check_company=True
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        readonly=False,
        required=True,
        index=True,
        precompute=True,
    )
    source_id = fields.Many2one("utm.source", index="btree_not_null", ondelete="restrict")
    medium_id = fields.Many2one("utm.medium", index="btree_not_null", ondelete="restrict")
    campaign_id = fields.Many2one("utm.campaign", index="btree_not_null", ondelete="restrict")
    business_attribute = fields.Selection(BUSINESS_ATTRIBUTES, string="Type of Enquiry")
    account_id = fields.Many2one(
        "dealership.provider.account",
        string="Provider",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="Whose telephone number this is. Without a provider, calls are registered by hand or by scripts.",
    )
    external_id = fields.Char(string="Provider's Reference", copy=False, readonly=True)

    # What the provider lets us decide. Without one all may be: calls are put through by whichever account asks.
    can_speak = fields.Boolean(compute="_compute_abilities")
    can_record = fields.Boolean(compute="_compute_abilities")
    can_transcribe = fields.Boolean(compute="_compute_abilities")

    lang = fields.Selection(
        selection="_selection_lang",
        string="Language",
        compute="_compute_lang",
        store=True,
        readonly=False,
        precompute=True,
        help="Callers are spoken to in this language.",
    )
    forward_to = fields.Char(
        string="Put Through to", help="The telephone that rings. Empty: that of the point of sale."
    )
    announcement = fields.Char(
        translate=True, help="Said before the call is put through, for instance that it is recorded."
    )
    voicemail = fields.Boolean(default=True, help="Callers whom nobody answers can leave a message.")
    recording = fields.Boolean(help="The conversation is recorded. The announcement has to say so.")
    transcription = fields.Boolean(help="What was said is written down.")

    missed_lead = fields.Boolean(string="Lead from Missed Calls", default=True)
    missed_lead_status = fields.Selection(LEAD_STATUSES, default="new", required=True)
    missed_lead_state = fields.Selection(RULE_STATES, default="open", required=True)
    connected_lead = fields.Boolean(string="Lead from Connected Calls")
    connected_lead_status = fields.Selection(LEAD_STATUSES, default="new", required=True)
    connected_lead_state = fields.Selection(RULE_STATES, default="open", required=True)

    call_ids = fields.One2many("dealership.call", "tracking_number_id", string="Calls")

    # Archived ones included: a number that is given back and bought again is the same number.
    _number_unique = models.UniqueIndex("(number)", "This number is entered already; look among the archived ones too.")

    @api.constrains("number")
    def _check_number(self):
        for record in self:
            if record._normalise(record.number, record.company_id) != record.number:
                raise ValidationError(
                    self.env._(
                        "“%s” is no telephone number. Write it as callers dial it, or with its country: +33 5 65 …",
                        record.number,
                    )
                )

    @api.constrains("recording", "announcement", "account_id")
    def _check_announcement(self):
        """Whoever is recorded has to be told beforehand."""
        for record in self:
            if record.recording and record.can_record and not record.announcement:
                raise ValidationError(
                    self.env._("Callers must be told that they are recorded: %s needs an announcement.", record.name)
                )

    @api.depends("team_id")
    def _compute_company_id(self):
        for record in self:
            record.company_id = record.team_id.company_id or record.company_id or self.env.company

    @api.model
    def _selection_lang(self):
        return self.env["res.lang"].get_installed()

    @api.depends("team_id")
    def _compute_lang(self):
        """At first that of the company of the point of sale; what a person chose stays."""
        for record in self:
            company = record.team_id and (record.team_id.company_id or record.company_id or self.env.company)
            record.lang = record.lang or (company and company._get_lang())

    @api.depends("account_id")
    def _compute_abilities(self):
        for record in self:
            adapter = record.account_id._get_adapter()
            record.can_speak = not record.account_id or adapter._speaks
            record.can_record = not record.account_id or adapter._records
            record.can_transcribe = not record.account_id or adapter._transcribes

    @api.depends("name", "number")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record.name} ({record.number})" if record.number else record.name

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._normalise_vals(vals)
        return super().create(vals_list)

    def write(self, vals):
        vals = dict(vals)
        self._normalise_vals(vals)
        return super().write(vals)

    @api.model
    def _normalise_vals(self, vals):
        """Bring the number into its international form, by which calls find it; the constraint refuses what is none."""
        if vals.get("number"):
            team = self.env["crm.team"].browse(vals.get("team_id")) or self[:1].team_id
            # sudo: the country of a company is no secret
            company = team.sudo().company_id or self[:1].company_id.sudo() or self.env.company
            vals["number"] = self._normalise(vals["number"], company) or vals["number"]

    @api.model
    def _normalise(self, number, company):
        return normalise_phone(number, company.country_id.code)

    def _get_forward_number(self):
        """Return the telephone to put callers through to, as E.164, empty when there is none."""
        self.ensure_one()
        number = self._normalise(self.forward_to or self.team_id.phone or "", self.company_id)
        # A point of sale known by this very number: to ring it would be to call ourselves without end.
        return "" if number == self.number else number

    @api.model
    def _find(self, number, company):
        """Return the tracking number with this E.164 number, empty when it is none of ours.

        :param company: whose number it is; of any when empty, for no two companies have the same
        """
        domain = Domain("number", "=", number) & (Domain("company_id", "=", company.id) if company else Domain.TRUE)
        return self.search(domain, limit=1) if number else self.browse()

    # -- what callers hear ------------------------------------------------------------------------------

    def _get_announcement(self):
        """Return what is said before the call is put through, empty when nothing is."""
        return self._in_language().announcement or ""

    def _get_voicemail_prompt(self):
        """Return how a caller whom nobody answered is asked for a message, empty when they can't leave one."""
        if not self.voicemail:
            return ""
        record = self._in_language()
        return record.env._(
            "%s cannot take your call just now. Please leave your name and number after the tone: we call you back.",
            record.team_id._get_customer_name(),
        )

    def _get_spoken_language(self):
        """Return the language of what callers hear and say, as telephone providers write it: ``fr-FR``."""
        return (self.lang or self.env.lang or "en_US").partition("@")[0].replace("_", "-")

    def _in_language(self):
        return self.with_context(lang=self.lang or self.env.lang)

    def _prepare_lead_vals(self):
        """Return what a lead inherits from the number that was called."""
        return {
            "source_id": self.source_id.id,
            "medium_id": self.medium_id.id,
            "campaign_id": self.campaign_id.id,
            "business_attribute": self.business_attribute,
        }

    def _get_rule(self, kind):
        """Return (create a lead, its status, its state) for ``missed`` or ``connected`` calls."""
        self.ensure_one()
        return self[f"{kind}_lead"], self[f"{kind}_lead_status"], self[f"{kind}_lead_state"]

    def action_view_calls(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_dealership.dealership_call_action")
        action["domain"] = [("tracking_number_id", "=", self.id)]
        action["context"] = {"default_tracking_number_id": self.id}
        return action
