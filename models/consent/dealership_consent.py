from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools import email_normalize

from ...engine.consent.words import ANSWERS, BY_STAFF, CONSENT_PURPOSES, NO, ORIGINS, YES
from ...engine.contact.purposes import CHANNELS
from .secret import hash_secretly

# What says whose a decision was of who is gone → the column of customers that it is made of.
HASHES = {"email_hash": "email_normalized", "phone_hash": "phone_sanitized", "phone2_hash": "phone2_sanitized"}


class DealershipConsent(models.Model):
    """The log of what customers decided: one line a decision, kept for ever as it was written.

    Nobody changes or deletes a line (``kept.py``): a correction is a new line. What the lines come to is
    ``dealership.consent.state``; by which rule, ``engine/consent/state.py``.

    An address decides nothing of its own: what is said there is said by its customer (``same_customer.py``). Lines
    follow customers who are merged, and outlive those who are deleted (``consent_following.py``): then only the hashes
    of address and number say whose they were, until somebody comes again with these.
    """

    _name = "dealership.consent"
    _inherit = "dealership.consent.kept"
    _description = "Customer Consent"
    _order = "decided_at desc, id desc"
    _rec_name = "purpose"

    partner_id = fields.Many2one("res.partner", string="Customer", index="btree_not_null", ondelete="set null")
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        ondelete="restrict",
        help="The company that asked. Empty: the whole group, where the wording said so.",
    )
    purpose = fields.Selection(CONSENT_PURPOSES, required=True)
    channel = fields.Selection(CHANNELS, required=True)
    topic_id = fields.Many2one("dealership.topic", ondelete="restrict", help="Empty: all topics.")
    granted = fields.Boolean()
    answer = fields.Selection(ANSWERS, compute="_compute_answer")
    decided_at = fields.Datetime(string="Decided On", required=True, default=fields.Datetime.now)
    origin = fields.Selection(
        ORIGINS,
        string="How",
        required=True,
        # Odoo's own import says so in the context; a file is no word of the customer's.
        default=lambda self: "import" if self.env.context.get("import_file") else "other",
    )
    source = fields.Char(
        string="Where It Comes From",
        help="Where the decision was made: signed form, unsubscribe link, STOP by SMS…",
    )
    wording = fields.Text(help="The text that the customer was shown.")
    wording_version = fields.Char()
    evidence = fields.Char(help="Where the proof is kept: number of the form, recording, file…")
    entered_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        default=lambda self: self._get_entering_user(),
        copy=False,
        ondelete="restrict",
    )
    email_hash = fields.Char(string="Hash of the E-mail Address", readonly=True, copy=False, index="btree_not_null")
    phone_hash = fields.Char(string="Hash of the Phone Number", readonly=True, copy=False, index="btree_not_null")
    phone2_hash = fields.Char(
        string="Hash of the Second Phone Number", readonly=True, copy=False, index="btree_not_null"
    )
    cut_at = fields.Datetime(string="Customer Deleted On", readonly=True, copy=False)

    address = fields.Char(
        string="Address or Number",
        compute="_compute_address",
        search="_search_address",
        help="Finds decisions by whole addresses and numbers, those of customers who are gone included.",
    )

    @api.depends("granted")
    def _compute_answer(self):
        for consent in self:
            consent.answer = YES if consent.granted else NO

    @api.depends("purpose", "channel")
    @api.depends_context("lang")
    def _compute_display_name(self):
        purposes, channels = (
            dict(self._fields[name]._description_selection(self.env)) for name in ("purpose", "channel")
        )
        for consent in self:
            consent.display_name = f"{purposes.get(consent.purpose)} – {channels.get(consent.channel)}"

    def _compute_address(self):
        """It is there to be asked for."""
        self.address = False

    def _search_address(self, operator, value):
        if operator not in ("=", "ilike", "like") or not isinstance(value, str):
            return NotImplemented
        known = email_normalize(value) or value.replace(" ", "")
        hashed = hash_secretly(known)
        # sudo: whose decisions are found is narrowed by the rules of the log
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        customers = partners.search(partners._get_holders_domain([known]))
        return Domain("partner_id", "in", customers.same_customer_id.ids) | Domain.OR(
            Domain(name, "=", hashed) for name in HASHES
        )

    @api.model
    def _get_entering_user(self):
        """Return the employee who writes this down; nobody where customers decide themselves."""
        user = self.env.user
        return user if user._is_internal() and not user._is_superuser() else user.browse()

    @api.constrains("company_id", "granted", "wording")
    def _check_whole_group(self):
        for consent in self:
            if consent.granted and not consent.company_id and not consent.wording:
                raise ValidationError(
                    self.env._(
                        "A “yes” holds for the whole group only where the wording said so: give that wording, or the "
                        "company that asked."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        consents = super().create([self._prepare_vals(vals) for vals in vals_list])
        consents._check_who_and_when()
        consents._check_origin()
        # sudo: the state is written by nobody else
        states, lines = self.env["dealership.consent.state"].sudo(), consents.sudo()
        states._refresh(lines.partner_id.ids, of_group=not all(line.company_id for line in lines))
        return consents

    def _check_who_and_when(self):
        """A decision of nobody stops nothing, and after one of tomorrow no "no" of today would count."""
        now = fields.Datetime.now()
        for consent in self:
            if not consent.partner_id:
                raise ValidationError(self.env._("Whose decision is it? Give the customer."))
            # Our own code has its moments from clocks of others, which may be ahead.
            if consent.decided_at > now and not self.env.su:
                raise ValidationError(self.env._("A decision cannot be dated in the future."))

    def _check_origin(self):
        """Nobody says that the customer wrote to us, or pressed a button, but what received it."""
        if self.env.su:
            return
        known = (*BY_STAFF, "import") if self.env.context.get("import_file") else BY_STAFF
        labels = dict(self._fields["origin"]._description_selection(self.env))
        for consent in self:
            if consent.origin not in known:
                raise AccessError(
                    self.env._(
                        "“%(origin)s” is noted by the system alone, of what it receives. Say how you know: %(known)s.",
                        origin=labels[consent.origin],
                        known=", ".join(labels[origin] for origin in BY_STAFF),
                    )
                )

    @api.model
    def _prepare_vals(self, vals):
        """Return the values with the customer whom an address is; what a file brings is an import, whatever it says."""
        if self.env.context.get("import_file"):
            vals = {**vals, "origin": "import"}
        if not vals.get("partner_id"):
            return vals
        # sudo: which customer it is decides, not who may read it; whoever may not name the customer is refused after
        partner = self.env["res.partner"].sudo().browse(vals["partner_id"])
        return {**vals, "partner_id": partner.same_customer_id.id}
