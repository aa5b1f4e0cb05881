from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list, plaintext2html

from ..engine.scenario.message import MessageProblem, Recipient
from ..models.channel.signatory import choose_signatory
from ..models.scenario.message_batch import MessageBatch

DIRECTOR = "crm_dealership.group_dealership_director"
#: e-mail programs show a text without a font of its own like this
READING_FONT = Markup('<div style="font-family: sans-serif; font-size: 14px;">%s</div>')


class MessagePreviewMixin(models.AbstractModel):
    """A message shown as the customer of a real record would read it, and sent to oneself as a test.

    A dialogue that inherits it says what the message is (``_compile_preview``), what it is about
    (``preview_subject_category``) and, if need be, who signs (``_get_preview_signatory``).
    """

    _name = "dealership.message.preview.mixin"
    _description = "Preview of a Message"

    preview_subject_category = fields.Char(compute="_compute_preview_subject_category")
    preview_model = fields.Selection(
        selection="_selection_preview_model",
        string="Kind of Record",
        compute="_compute_preview_model",
        store=True,
        readonly=False,
    )
    preview_res_id = fields.Many2oneReference(
        string="Preview With",
        model_field="preview_model",
        compute="_compute_preview_res_id",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    preview_lang = fields.Selection(
        selection="_selection_lang", string="Language", help="The customer's own language unless you choose another."
    )
    preview_customer_id = fields.Many2one("res.partner", string="Recipient", compute="_compute_preview_customer_id")
    preview_subject = fields.Char(string="Subject Preview", compute="_compute_preview")
    preview_body = fields.Html(string="Message Preview", compute="_compute_preview", sanitize="email_outgoing")
    preview_problem = fields.Char(compute="_compute_preview")
    test_address = fields.Char(string="Send a Test To", default=lambda self: self.env.user.email)
    may_choose_recipient = fields.Boolean(compute="_compute_may_choose_recipient")

    @api.model
    def _selection_lang(self):
        return self.env["res.lang"].get_installed()

    @api.model
    def _selection_preview_model(self):
        """Return the models that customers are written to about, each by the names of its categories."""
        labels = {}
        for category in self.env["dealership.catalogue"]._get_category_models():
            if category._category_subject:
                labels.setdefault(category._category_model, []).append(category._label())
        return [(model, format_list(self.env, names, "or")) for model, names in labels.items()]

    @api.depends_context("uid")
    def _compute_may_choose_recipient(self):
        self.may_choose_recipient = self.env.su or self.env.user.has_group(DIRECTOR)

    def _compute_preview_subject_category(self):
        """To be overridden, with its dependencies."""
        self.preview_subject_category = False

    @api.depends("preview_subject_category")
    def _compute_preview_model(self):
        for preview in self:
            category = self.env["dealership.catalogue"]._get_category_by_key(preview.preview_subject_category)
            model = category is not None and category._category_model
            preview.preview_model = model or preview.preview_model or "fleet.vehicle"

    @api.depends("preview_model")
    def _compute_preview_res_id(self):
        for preview in self:
            preview.preview_res_id = preview._get_preview_candidate().id

    @api.depends("preview_model", "preview_res_id")
    def _compute_preview_customer_id(self):
        for preview in self:
            record = preview._get_preview_record()
            preview.preview_customer_id = record and preview._get_preview_category()._get_customer(record)

    @api.depends("preview_res_id", "preview_model", "preview_lang")
    def _compute_preview(self):
        for preview in self:
            message = preview._render_preview()
            problem = isinstance(message, MessageProblem)
            preview.preview_problem = message.text if problem else False
            preview.preview_subject = False if problem else message.subject
            preview.preview_body = False if problem else READING_FONT % self._get_preview_html(message)

    @staticmethod
    def _get_preview_html(message):
        return message.body_html or plaintext2html(message.body_text)

    # -- to be said by who inherits -------------------------------------------------------------------

    def _compile_preview(self, lang):
        """Return the `CompiledMessage` in a language.

        :raises MessageError: the template is at fault
        """
        raise NotImplementedError

    def _get_preview_signatory(self, record):
        """Return the user who signs; the current one unless overridden."""
        return self.env.user

    def _choose_signatory(self, record, signatory, person):
        """Return who signs under a scenario's choice, as at sending.

        :param str signatory: a key of ``SIGNATORIES``
        :param person: the user named in the scenario, perhaps empty
        """
        # sudo: who signs is no secret to whoever writes the message, and is chosen so when it is sent
        chosen = choose_signatory(
            signatory,
            person.sudo(),
            self._get_preview_company().sudo(),
            record.sudo(),
            self.preview_customer_id.sudo(),
        )
        return chosen.with_env(self.env)

    def _get_preview_channel(self):
        """Return the key of the channel that carries it."""
        return "email"

    def _get_preview_team(self):
        """Return the point of sale that writes; by default, that of the record."""
        return self.env["crm.team"]

    # -- rendering ------------------------------------------------------------------------------------

    def _get_preview_candidate(self):
        """Return a record to begin with: the newest that has a customer."""
        self.ensure_one()
        domain = self._get_preview_category()._get_reachable_domain()
        return self.env[self.preview_model].search(domain, order="id desc", limit=1)

    def _get_preview_category(self):
        return self.env["dealership.catalogue"]._find_category(self.preview_model or "res.partner")

    def _get_preview_record(self):
        """Return the chosen record, which the user must be allowed to read: what follows runs as superuser."""
        self.ensure_one()
        if not self.preview_model or not self.preview_res_id:
            return self.env["res.partner"]
        record = self.env[self.preview_model].browse(self.preview_res_id).exists()
        record.check_access("read")
        return record

    def _get_preview_link(self, page="unsubscribe"):
        """Return where the link to opt out leads, or another of the customer's: nothing can be decided there."""
        return f"{self.get_base_url()}/#{page}-preview"

    def _render_preview(self):
        """Return the `RenderedMessage` of the chosen record, or the `MessageProblem`."""
        record = self._get_preview_record()
        if not record:
            return MessageProblem("record", self.env._("Choose a record to see the message."))
        if not self.preview_customer_id:
            return MessageProblem("record", self.env._("This record has no customer to write to."))
        if not self.preview_customer_id._filtered_access("read"):
            return MessageProblem("record", self.env._("The customer of this record is not yours to see."))
        recipient = Recipient(
            self.preview_customer_id.id,
            record._name,
            record.id,
            user_id=self._get_preview_signatory(record).id,
            team_id=self._get_preview_team().id,
            unsubscribe_link=self._get_preview_link(),
            preferences_link=self._get_preview_link("preferences"),
            lang=self.preview_lang or "",
        )
        # sudo: as for real sending, see dealership.message._render_batch; the record is one the user can read.
        now = fields.Datetime.now()
        batch = MessageBatch(self.sudo().env, self._compile_preview, [recipient], now, viewer=self.env)
        [message] = batch.render_all()
        return message

    # -- test -----------------------------------------------------------------------------------------

    def _render_test(self):
        """Return the `RenderedMessage` that is to be sent.

        :raise UserError: when it is held back
        """
        message = self._render_preview()
        if isinstance(message, MessageProblem):
            raise UserError(message.text)
        return message

    def _leave_test(self, channel, recipient, own, text, hand_over):
        """Send a test to whom the user may send one, and write it down.

        :param str own: the user's own address or number
        :return: the notification that it has left
        """
        if recipient != own and not self.may_choose_recipient:
            raise AccessError(
                self.env._("You send tests to yourself: to the address and the number that your own contact has.")
            )
        self.env["dealership.test.message"]._send(self._get_preview_company(), channel, recipient, text, hand_over)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": self.env._("Test sent to %s.", recipient)},
        }
