from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine.scenario import states
from ..engine.scenario.message import MessageProblem
from ..models.client.internal_fields import with_internal_fields
from ..models.targeting.reach import Reach

# Of which steps the preview can show one.
STEP_NUMBERS = [(str(number), str(number)) for number in range(1, 10)]
# What a scenario takes over from its model as it is.
COPIED = ("purpose", "sent_after_stop", "asks_for")


class DealershipScenarioConfigure(models.TransientModel):
    """The few questions between a card of the gallery and a scenario.

    It makes an ordinary targeting, ordinary messages and a scenario: from then on nothing depends on the card.
    """

    _name = "dealership.scenario.configure"
    _inherit = "dealership.message.preview.mixin"
    _description = "Configure a Scenario"
    _rec_name = "name"
    _check_company_auto = True

    model_id = fields.Many2one("dealership.scenario.model", required=True, ondelete="cascade")
    scenario_id = fields.Many2one("dealership.scenario", string="Scenario Made", readonly=True, ondelete="cascade")
    needs_targeting = fields.Boolean(compute="_compute_needs_targeting")
    name = fields.Char(required=True, compute="_compute_from_model", store=True, precompute=True, readonly=False)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    team_id = fields.Many2one(
        "crm.team",
        string="Point of Sale",
        check_company=True,
        default=lambda self: self.env["crm.team"]._get_only_own(),
        help="Only the customers of this point of sale. Empty: all those you can see.",
        ondelete="cascade",
    )
    targeting_id = fields.Many2one(
        "dealership.targeting",
        string="Own Targeting",
        check_company=True,
        help="A targeting you made yourself instead of the one that comes with this model.",
        ondelete="cascade",
    )
    signatory = fields.Selection(
        states.SIGNATORIES,
        string="Signed By",
        required=True,
        compute="_compute_from_model",
        store=True,
        precompute=True,
        readonly=False,
    )
    signatory_user_id = fields.Many2one("res.users", string="Person", check_company=True, ondelete="cascade")
    step_ids = fields.One2many(
        "dealership.scenario.configure.step",
        "configure_id",
        string="Steps",
        compute="_compute_step_ids",
        store=True,
        readonly=False,
    )
    preview_step = fields.Selection(STEP_NUMBERS, string="Step", compute="_compute_preview_step", readonly=False)
    preview_steps = fields.Json(compute="_compute_preview_step")
    customer_count = fields.Integer(string="Customers Now", compute="_compute_reach")
    reached_count = fields.Integer(string="Can Be Written To", compute="_compute_reach")
    reach_sentence = fields.Char(string="Reach", compute="_compute_reach")
    sentence = fields.Char(string="Who", compute="_compute_reach")

    @api.constrains("signatory", "signatory_user_id")
    def _check_signatory(self):
        for wizard in self:
            if wizard.signatory == "user" and not wizard.signatory_user_id:
                raise ValidationError(self.env._("Choose the person who signs."))

    # -- computes -------------------------------------------------------------------------------------

    @api.depends("model_id")
    def _compute_needs_targeting(self):
        for wizard in self:
            wizard.needs_targeting = not wizard.model_id.rule_tree

    @api.depends("model_id")
    def _compute_from_model(self):
        for wizard in self:
            wizard.name = wizard.model_id.name
            wizard.signatory = wizard.model_id.signatory

    @api.depends("model_id")
    def _compute_step_ids(self):
        for wizard in self:
            steps = [Command.create(step._prepare_configure_vals()) for step in wizard.model_id.step_ids]
            wizard.step_ids = [Command.clear(), *steps]

    @api.depends("step_ids.channel")
    def _compute_preview_step(self):
        for wizard in self:
            numbered = zip(STEP_NUMBERS, wizard.step_ids, strict=False)
            written = [number for (number, _label), step in numbered if step.message_format]
            wizard.preview_steps = written
            wizard.preview_step = wizard.preview_step if wizard.preview_step in written else (written or [False])[0]

    @api.depends("subject")
    def _compute_preview_subject_category(self):
        for wizard in self:
            wizard.preview_subject_category = wizard.subject

    @api.depends("model_id", "targeting_id", "rule_tree", "team_id", "company_id", "step_ids.channel")
    def _compute_reach(self):
        """Count who could be written to now, and say the rule in words; nothing while no targeting is chosen."""
        for wizard in self:
            targeting = wizard._get_targeting()
            try:
                reach = wizard._count_reach(targeting) if targeting else targeting._describe_reach({})
                sentence = targeting._describe() if targeting else False
            except ValidationError as error:  # of a rule that is being written, or a targeting that is broken
                reach, sentence = targeting._describe_reach({}), str(error)
            wizard.customer_count = reach["total"]
            wizard.reached_count = reach["reached"]
            wizard.reach_sentence = wizard._describe_reach(reach)
            wizard.sentence = sentence

    @api.depends(
        "preview_step",
        "step_ids.subject",
        "step_ids.body_html",
        "step_ids.body_text",
        "step_ids.channel",
        "signatory",
        "signatory_user_id",
        "team_id",
    )
    def _compute_preview(self):
        return super()._compute_preview()

    # -- actions --------------------------------------------------------------------------------------

    def action_use_example(self):
        """Put the example texts back."""
        for step in self.step_ids:
            step.write(step.model_step_id._prepare_example_vals())
        return self._reopen()

    def action_create_scenario(self):
        """Make the scenario, as a draft, and open it."""
        return self._open(self._make_once())

    def action_create_and_activate(self):
        """Make the scenario, open it, and say whether it is active or has to be approved first."""
        scenario = self._make_once()
        return self._activate(scenario, self._open(scenario))

    def action_activate_and_return(self):
        """Make and activate it likewise, and go back to the gallery, for the next card."""
        gallery = self.env["ir.actions.act_window"]._for_xml_id("crm_dealership.dealership_scenario_model_action")
        return self._activate(self._make_once(), {**gallery, "target": "main"})

    def _activate(self, scenario, action):
        """Return the notification of what has come of activating it, followed by an action."""
        if scenario.state != states.DRAFT:
            return action
        message = scenario.action_activate()
        return {**message, "params": {**message["params"], "next": action}}

    def _make_once(self):
        """Return the scenario: a click that arrives twice makes no second one, which would write to everybody again."""
        self.ensure_one()
        self.lock_for_update()
        if not self.scenario_id:
            with_internal_fields(self).scenario_id = self._create_scenario()
        return self.scenario_id

    def _open(self, scenario):
        return {
            "type": "ir.actions.act_window",
            "res_model": "dealership.scenario",
            "res_id": scenario.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "main",
        }

    def _reopen(self):
        return {**self.model_id.action_configure(), "res_id": self.id}

    # -- targeting ------------------------------------------------------------------------------------

    def _get_targeting(self):
        """Return the targeting chosen, or an unsaved one with the rule of the model, or none."""
        self.ensure_one()
        if self.targeting_id or self.needs_targeting:
            return self.targeting_id
        return self.env["dealership.targeting"].new(self._prepare_targeting_vals())

    def _prepare_targeting_vals(self):
        return self.model_id._prepare_targeting_vals(
            name=self.name,
            rule_tree=self.rule_tree or self.model_id.rule_tree,
            team_id=self.team_id.id,
            company_id=self.company_id.id,
        )

    def _count_reach(self, targeting):
        """Count the customers as a run of this scenario would find and judge them."""
        targeting = targeting.with_context(allowed_company_ids=self.company_id.ids)
        channel = self._get_contact_channel()
        if not channel:
            own = targeting._get_domain() & self._get_own_domain(targeting)
            count = targeting._get_subject_model().search_count(own)
            return {"total": count, "reached": count, "reasons": []}
        rules = self.env["dealership.contact.rules"]._even_after_stop(self.model_id.sent_after_stop)
        return targeting._count_reach(
            targeting.subject, targeting._get_domain(), channel, self.model_id.purpose, self._get_reach(), rules
        )

    def _get_contact_channel(self):
        """Return the first channel by which customers are contacted; none for what only concerns staff."""
        contacts = self.env["dealership.channel"]._get_contact_keys()
        return next((step.channel for step in self.step_ids if step.channel in contacts), None)

    def _describe_reach(self, reach):
        if not self._get_contact_channel():
            return self.env._("%(count)s cases now; nothing is sent to customers.", count=reach["total"])
        sentence = self.env._(
            "%(reached)s of %(total)s customers can be written to now.", reached=reach["reached"], total=reach["total"]
        )
        reasons = [
            self.env._("%(reason)s: %(count)s", reason=reason["label"], count=reason["count"])
            for reason in reach["reasons"]
        ]
        return " ".join([sentence, " · ".join(reasons)]).rstrip()

    def _get_reach(self):
        """Return the ``Reach`` of the scenario, which will have the rights of whoever makes it."""
        return Reach(self.company_id, self.team_id._origin, self.env.user)

    def _get_own_domain(self, targeting):
        """Return the domain of what the scenario may act on."""
        return self._get_reach().get_domain(self.env[f"dealership.category.{targeting.subject}"])

    # -- preview --------------------------------------------------------------------------------------

    def _render_preview(self):
        if not self.preview_step:
            return MessageProblem("record", self.env._("Nothing is written to the customer."))
        return super()._render_preview()

    def _compile_preview(self, lang):
        return self._get_preview_step()._compile(lang)

    def _get_preview_step(self):
        return self.step_ids[int(self.preview_step) - 1]

    def _get_preview_signatory(self, record):
        return self._choose_signatory(record, self.signatory, self.signatory_user_id)

    def _get_preview_channel(self):
        return self._get_preview_step().channel

    def _get_preview_purpose(self):
        return self.model_id.purpose

    def _get_preview_company(self):
        return self.company_id

    def _get_preview_team(self):
        return self.team_id

    def _get_preview_candidate(self):
        """Prefer a record that the scenario would reach now."""
        targeting = self._get_targeting()
        if not targeting:
            return super()._get_preview_candidate()
        model = self.env[self.preview_model]
        return (
            model.search(targeting._get_domain() & self._get_own_domain(targeting), limit=1)
            or super()._get_preview_candidate()
        )

    # -- making it ------------------------------------------------------------------------------------

    def _create_scenario(self):
        self.ensure_one()
        if self.needs_targeting and not self.targeting_id:
            raise UserError(self.env._("Choose the targeting that says who receives the message."))
        self._check_targeting()  # it may have been changed since it was chosen
        targeting = self.targeting_id or self.env["dealership.targeting"].create(self._prepare_targeting_vals())
        steps = [Command.create(step._prepare_step_vals()) for step in self.step_ids]
        scenarios = with_internal_fields(self.env["dealership.scenario"])
        vals = {**self._prepare_scenario_vals(targeting), "step_ids": steps}
        return scenarios.create(vals).with_env(self.env)

    def _prepare_scenario_vals(self, targeting):
        """Return the values of the scenario without its steps, whose messages have to be made first."""
        model = self.model_id
        return {
            "name": self.name,
            "scenario_model_id": model.id,
            "company_id": self.company_id.id,
            "team_id": self.team_id.id,
            "targeting_id": targeting.id,
            **{name: model[name] for name in COPIED},
            "signatory": self.signatory,
            "signatory_user_id": self.signatory_user_id.id,
        }

    @api.model
    def _load_scenario(self, xml_id, user_id, values):
        """Configure a scenario from a data file and give it an external id, unless it exists already.

        :param str xml_id: complete external id of the scenario
        :param int user_id: who answers, and is responsible for the scenario
        :param dict values: the answers
        """
        if self.env.ref(xml_id, raise_if_not_found=False):
            return
        # Odoo loads an addon's translations after its data, but the example is copied now, in every language.
        langs = [code for code, _name in self.env["res.lang"].get_installed()]
        self.env["ir.module.module"]._load_module_terms(["crm_dealership"], langs)
        user = self.env["res.users"].browse(user_id)
        scenario = self.with_user(user).with_company(user.company_id).create(values)._create_scenario()
        scenario.targeting_id.action_refresh_count()  # as its author counts, not as the superuser who loads data
        self.env["ir.model.data"]._update_xmlids(
            [{"xml_id": xml_id, "record": scenario.with_env(self.env), "noupdate": True}]
        )
