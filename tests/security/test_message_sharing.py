from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from ..common import DIRECTOR
from ..ledger.common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestMessageSharing(DeliveryCommon):
    """Messages belong to a point of sale or to the company; what a scenario sends is part of it (11.3)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.director_a = cls._make_user("test_director_a", "Anne Puech", DIRECTOR, cls.company_a)
        cls.director_b = cls._make_user("test_director_b", "Basile Roux", DIRECTOR, cls.company_a)
        cls.team_a.member_ids += cls.director_a
        cls.team_b.member_ids += cls.director_b
        cls.message = cls.make_message(name="Ours")
        cls.shared = cls.make_message(name="Everybody's", team_id=False)
        cls.scenario_a = cls.make_scenario(cls.targeting, name="At Rodez", message=cls.message)

    def readable(self, user):
        found = self.env["dealership.message"].with_user(user).search([("id", "in", (self.message + self.shared).ids)])
        return set(found.mapped("name"))

    def test_11_03_who_reads_a_message(self):
        for user, names in [
            (self.user_sales, {"Ours", "Everybody's"}),
            (self.director_a, {"Ours", "Everybody's"}),
            (self.user_administrator, {"Ours", "Everybody's"}),
            (self.user_sales_b, {"Everybody's"}),
            (self.director_b, {"Everybody's"}),
            (self.user_foreign, set()),
        ]:
            with self.subTest(user.login):
                self.assertEqual(self.readable(user), names)

    def test_11_03_a_director_of_another_site_rewrites_nothing(self):
        theirs = self.message.with_user(self.director_b)
        with self.assertRaises(AccessError):
            theirs.body_html = "<p>Mine</p>"
        with self.assertRaises(AccessError):
            theirs.update_field_translations("subject", {"fr_FR": "À moi"})
        with self.assertRaises(AccessError):
            theirs.unlink()
        with self.assertRaises(AccessError):
            self.env["dealership.message"].with_user(self.director_b).create(
                {"name": "Smuggled", "team_id": self.team_a.id, "subject": "x", "body_html": "<p>x</p>"}
            )
        self.message.with_user(self.director_a).body_html = "<p>Ours</p>"

    def test_11_03_a_message_of_the_company_is_the_administrators(self):
        for director in (self.director_a, self.director_b):
            with self.assertRaises(AccessError):
                self.shared.with_user(director).subject = "Mine"
        self.shared.with_user(self.user_administrator).subject = "Everybody's"

    def test_11_03_what_a_scenario_sends_is_changed_by_whoever_may_change_it(self):
        """Also where the message would be theirs to change: it is sent in another site's name."""
        self.shared.sudo().flush_recordset()
        mine = self.env["dealership.message"].with_user(self.director_a)
        message = mine.create({"name": "Idea", "team_id": False, "subject": "x", "body_html": "<p>x</p>"})
        message.subject = "Nobody sends it yet"
        there = self.make_scenario(
            self.make_targeting(team_id=self.team_b.id),
            name="At Millau",
            team_id=self.team_b.id,
            steps=[{"fallback_channel": "letter", "fallback_message_id": message.id}],
            state="draft",
        )
        for change in (
            lambda: setattr(message, "subject", "Mine"),
            lambda: setattr(message, "name", "Mine"),
            lambda: message.update_field_translations("subject", {"fr_FR": "À moi"}),
        ):
            with self.assertRaisesRegex(AccessError, "“At Millau” of Millau.*Duplicate"):
                change()
        self.assertFalse(message.has_access("unlink"))
        # Whoever may change all of them does.
        message.with_user(self.user_administrator).subject = "Ours"
        there.with_user(self.director_b).step_ids.fallback_message_id.with_user(self.user_administrator).name = "Ours"

    def test_11_03_an_administrator_of_one_company_leaves_the_others_alone(self):
        message = self.make_message(team_id=False, company_id=False)
        there = {"team_id": self.team_foreign.id, "user_id": self.user_foreign.id}
        self.make_scenario(self.make_targeting(**there), message=message, **there)
        local = self._make_user("test_local", "Lucie", "crm_dealership.group_dealership_administrator", self.company_a)
        with self.assertRaisesRegex(AccessError, "of Albi"):
            message.with_user(local).subject = "Mine"
        one_ticked = {"allowed_company_ids": self.company_a.ids}
        message.with_user(self.user_administrator).with_context(**one_ticked).subject = "Ours"

    def test_11_03_a_copy_is_ones_own(self):
        for message in (self.message, self.shared):
            copy = message.with_user(self.director_a).copy()
            self.assertEqual(copy.team_id, self.team_a)
            copy.subject = "Mine"
        self.assertEqual(self.shared.with_user(self.director_b).copy().team_id, self.team_b)
        everywhere = self.shared.with_user(self.user_director).copy()
        self.assertFalse(everywhere.team_id, "of several sites, one chooses")
        everywhere.team_id = self.team_b
        self.assertFalse(self.shared.with_user(self.user_administrator).copy().team_id)

    def test_11_03_files_follow_their_message(self):
        file = self.env["ir.attachment"].with_user(self.director_b).create({"name": "Prices.pdf", "raw": b"old"})
        picture = self.env["ir.attachment"].create(
            {"name": "car.png", "raw": b"x", "res_model": self.message._name, "res_id": self.message.id}
        )
        self.message.attachment_ids = file.sudo()
        for mine in (file, picture.with_user(self.director_b)):
            with self.assertRaises(AccessError):
                mine.raw = b"new"
            with self.assertRaises(AccessError):
                mine.unlink()
        with self.assertRaises(AccessError):
            picture.with_user(self.director_b).read(["raw"])
        picture.with_user(self.director_a).raw = b"new"

    def test_11_03_a_step_sends_what_is_its_sites_or_the_companys(self):
        step = self.scenario_a.step_ids
        step.message_id = self.shared
        foreign = self.make_message(team_id=self.team_b.id)
        with self.assertRaisesRegex(ValidationError, "belongs to Millau"):
            step.message_id = foreign
        with self.assertRaisesRegex(ValidationError, "belongs to Millau"):
            step.write({"fallback_channel": "letter", "fallback_message_id": foreign.id})
        step.write({"message_id": self.message.id, "fallback_channel": False, "fallback_message_id": False})
        with self.assertRaisesRegex(ValidationError, "belongs to Millau"):
            self.message.team_id = self.team_b

    def test_11_03_a_scenario_that_moves_takes_its_messages_along(self):
        letter = self.make_message(name="Of both")
        self.scenario_a.step_ids.write({"fallback_channel": "letter", "fallback_message_id": letter.id})
        moving = self.scenario_a.with_user(self.user_director)
        moving.team_id = self.team_b
        self.assertEqual((self.message + letter).team_id, self.team_b)
        other = self.make_scenario(self.targeting, team_id=self.team_b.id, message=self.message)
        with self.assertRaisesRegex(ValidationError, "duplicate it"):
            moving.team_id = self.team_a
        other.step_ids.message_id = self.shared
        moving.team_id = False
        self.assertFalse((self.message + letter).team_id)

    def test_11_03_where_a_new_message_belongs(self):
        for user, team in [
            (self.director_a, self.team_a),
            (self.user_director, self.env["crm.team"]),
            (self.user_administrator, self.env["crm.team"]),
        ]:
            with self.subTest(user.login), Form(self.env["dealership.message"].with_user(user)) as form:
                self.assertEqual(form.team_id, team)
                form.name = form.subject = "New"
                form.body_html = "<p>New</p>"

    def test_11_03_configuring_gives_the_message_to_the_site(self):
        model = self.env.ref("crm_dealership.scenario_model_birthday")
        wizards = self.env["dealership.scenario.configure"].with_user(self.user_director)
        for team in (self.team_b, self.env["crm.team"]):
            wizard = wizards.create({"model_id": model.id, "team_id": team.id, "signatory": "team"})
            scenario = wizard._create_scenario()
            self.assertEqual(scenario.step_ids.message_id.team_id, team)
            scenario.step_ids.message_id.subject = "Mine to change"

    def test_11_03_the_preview_shows_no_message_of_another_site(self):
        customer = self.make_customer()
        previews = self.env["dealership.message.preview"].with_user(self.director_b)
        with self.assertRaises(AccessError):
            preview = previews.create(
                {"message_id": self.message.id, "preview_model": "res.partner", "preview_res_id": customer.id}
            )
            preview.read(["preview_subject"])

    def test_11_03_a_step_takes_only_what_one_may_read(self):
        with self.assertRaises(AccessError):
            self.env["dealership.scenario"].with_user(self.director_b).create(
                {
                    "name": "Curious",
                    "team_id": self.team_b.id,
                    "targeting_id": self.make_targeting(team_id=self.team_b.id).id,
                    "step_ids": [Command.create({"message_id": self.message.id})],
                }
            )

    def test_11_10_only_documents_of_what_messages_are_about(self):
        """The list of the form says so, and so does whoever writes by RPC."""
        message = self.make_message(report_id=self.env.ref("account.account_invoices").id)
        models = self.env["dealership.message"]._get_document_models()
        for report in self.env["ir.actions.report"].search([]):
            fits = report.report_type == "qweb-pdf" and report.model in models
            with self.subTest(report.report_name), self.env.cr.savepoint() as savepoint:
                if fits:
                    message.report_id = report
                else:
                    with self.assertRaises(ValidationError):
                        message.with_user(self.user_director).report_id = report
                savepoint.rollback()
