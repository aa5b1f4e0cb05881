from freezegun import freeze_time

from odoo.tests import Form, TransactionCase
from odoo.tools import convert_file

MODULE = "crm_dealership"
DEMO_FILES = [
    "demo/point_of_sale_demo.xml",
    "demo/users_demo.xml",
    "demo/staff_tasks_demo.xml",
    "demo/dealership_demo.xml",
]


class GalleryCommon(TransactionCase):
    """The demo dealership on the day and at the hour of its installation, whenever the tests run."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True, "no_reset_password": True})
        if not cls.env.ref(f"{MODULE}.demo_customer_1", raise_if_not_found=False):
            for file in DEMO_FILES:
                convert_file(cls.env, MODULE, file, {}, mode="init", noupdate=True)
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.director = cls.env.ref(f"{MODULE}.demo_user_director")
        loaded = cls.env["ir.model.data"].search([("module", "=", MODULE), ("name", "=", "demo_customer_1")])
        cls.now = loaded.create_date.replace(microsecond=0)
        # What is at work in the demo dealership is not to reach the same customers first.
        for scenario in cls.env["dealership.scenario"].search([("state", "=", "active")]):
            scenario.action_pause()
        cls.startClassPatcher(freeze_time(cls.now))

    def configure(self, model, **answers):
        """Answer the questions as the director does, and return the scenario, active."""
        wizard = (
            self.env["dealership.scenario.configure"]
            .with_user(self.director)
            .with_context(default_model_id=model.id, lang="fr_FR")
        )
        form = Form(wizard)
        if not model.rule_tree:
            answers = {"targeting_id": self.make_everyone(), **answers}
        if model.signatory == "user":
            answers = {"signatory_user_id": self.director, **answers}
        for name, answer in answers.items():
            form[name] = answer
        scenario = form.save()._create_scenario()
        self.finish(scenario.step_ids.message_id | scenario.step_ids.fallback_message_id)
        scenario.action_activate()
        return scenario.with_env(self.env)

    def finish(self, messages):
        """Write what an example leaves to its author: here, just those words."""
        for message in messages.filtered("unwritten"):
            for lang, _name in self.env["res.lang"].get_installed():
                translated = message.with_context(lang=lang)
                translated.body_html = str(translated.body_html).replace("[[", "").replace("]]", "")

    def make_everyone(self):
        return self.env["dealership.targeting"].with_user(self.director).create({"name": "Everyone of my sites"})
