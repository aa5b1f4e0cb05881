import base64
from contextlib import contextmanager

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..ledger.common import IN_TOWN, DeliveryCommon

OTHER_RULE = {"match": "all", "rules": [{**IN_TOWN, "value": "Elsewhere"}]}


@tagged("post_install", "-at_install")
class TestApproval(DeliveryCommon):
    """What an Administrator has approved is what runs: the scenario, its words and its rule."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.company_a.dealership_scenario_approval = True
        files = cls.env["ir.attachment"].with_user(cls.user_director)
        cls.price_list = files.create({"name": "Prices.pdf", "raw": b"%PDF-1.4 old"}).with_env(cls.env)
        cls.message = cls.make_message(attachment_ids=cls.price_list.ids)
        cls.letter = cls.make_message(name="Letter", channel="letter")
        fallback = {"fallback_channel": "letter", "fallback_message_id": cls.letter.id}
        step = {"task_summary": "Look", **fallback}
        cls.scenario = cls.make_scenario(cls.targeting, name="Spring Offer", message=cls.message, steps=[step])

    def as_director(self, records):
        return records.with_user(self.user_director)

    @contextmanager
    def assertApproved(self):
        """Unlike ``assertRaisesRegex``, undo what was tried."""
        with self.assertRaises(UserError) as raised:
            yield
        self.assertRegex(str(raised.exception), "Spring Offer.*put it back to draft")

    def test_11_20_everybody_is_told_in_their_language(self):
        english = self._make_user(
            "test_english", "Emma Fields", "crm_dealership.group_dealership_administrator", self.company_a
        )
        self.user_administrator.lang, english.lang, self.user_director.lang = "fr_FR", "en_US", "fr_FR"
        scenario = self.make_scenario(
            self.targeting,
            message=self.make_message(),
            name="Summer Offer",
            state="draft",
            user_id=self.user_director.id,
        )
        scenario.with_user(self.user_director).with_context(lang="en_US").action_activate()
        summaries = {activity.user_id: activity.summary for activity in scenario.activity_ids}
        self.assertEqual(summaries[english], "Approve the scenario Summer Offer")
        self.assertIn("Approuver", summaries[self.user_administrator])
        scenario.with_user(english).with_context(lang="en_US").action_approve()
        told = scenario.message_ids.filtered(lambda note: self.user_director.partner_id in note.partner_ids)
        self.assertEqual(len(told), 1)
        self.assertNotIn("is active", told.body)
        self.assertIn("Summer Offer", told.body)

    def test_all_of_the_scenario_but_its_name(self):
        scenario = self.as_director(self.scenario)
        changes = {
            "run_hour": 3,
            "monday": False,
            "start_date": "2026-04-01",
            "end_date": "2026-05-01",
            "send_until": 22,
            "opening_hours_only": True,
            "expires_after_hours": 999,
            "re_entry": "interval",
            "re_entry_days": 1,
            "anchor_attribute": "customer.birthday",
            "anchor_yearly": True,
            "next_run_at": "2026-03-15 02:00:00",
            "thank_only_if_settled": False,
            "step_ids": [Command.clear()],
        }
        for name, value in changes.items():
            with self.subTest(name), self.assertApproved():
                scenario.write({name: value})
        scenario.name = "Spring Offer 2"

    def test_the_switch_and_the_buttons_are_no_changes(self):
        scenario = self.as_director(self.scenario)
        scenario.is_running = False
        scenario.action_resume()
        self.assertEqual(scenario.state, "active")
        self.assertTrue(scenario.next_run_at)

    def test_the_state_is_not_said_by_the_context_either(self):
        scenarios = self.as_director(self.env["dealership.scenario"]).with_context(default_state="active")
        with self.assertRaises(AccessError):
            scenarios.create({"name": "Smuggled", "targeting_id": self.targeting.id, "team_id": self.team_a.id})

    def test_words_of_messages(self):
        for message in (self.message, self.letter):
            with self.assertApproved():
                self.as_director(message).body_html = "<p>Other</p>"
            with self.assertApproved():
                self.as_director(message).update_field_translations("subject", {"fr_FR": "Autre"})
            self.as_director(message).name = "Renamed"
        with self.assertApproved():
            self.as_director(self.scenario.step_ids).update_field_translations("task_summary", {"fr_FR": "Autre"})

    def test_files_of_messages(self):
        prices = self.as_director(self.price_list)
        with self.assertApproved():
            prices.raw = b"%PDF-1.4 new"
        with self.assertApproved():
            prices.unlink()
        with self.assertApproved():
            self.as_director(self.message).attachment_ids = [Command.clear()]

    def test_11_10_pictures_in_the_text_of_messages(self):
        """Whatever address the text has them by, and in whatever language."""
        pictures = self.env["ir.attachment"].with_user(self.user_director)
        for address in (
            "/web/image/%s?access_token=x",
            "/web/image/%s-abc/car.png",
            "/web/image/%s/300x200",
            "/web/content/%s",
            "https://aveyron.test/web/image/ir.attachment/%s/datas",
            "/web/image?model=ir.attachment&amp;id=%s",
        ):
            for lang in ("en_US", "fr_FR"):
                picture = pictures.create({"name": "car.png", "raw": b"old", "access_token": "x"})
                with self.subTest(address=address, lang=lang):
                    picture.raw = b"new"
                    body = f'<p>Look</p><p><img src="{address % picture.id}"></p>'
                    self.message.with_context(lang=lang).body_html = body
                    for change in ({"raw": b"other"}, {"datas": b"eA=="}, {"access_token": "y"}, {"name": "z.png"}):
                        with self.assertApproved():
                            picture.write(change)
                    with self.assertApproved():
                        picture.unlink()
        for lang in ("en_US", "fr_FR"):
            self.message.with_context(lang=lang).body_html = "<p>Look</p>"
        picture.raw = b"of no message any more"

    def test_11_10_pictures_of_translations_written_apart(self):
        picture = self.env["ir.attachment"].with_user(self.user_director).create({"name": "car.png", "raw": b"old"})
        self.message.body_html = "<p>Look</p>"
        image = f'<p><img src="/web/image/{picture.id}"></p>'
        self.message.update_field_translations("body_html", {"fr_FR": image})
        self.assertEqual(self.message.picture_ids.ids, picture.ids)
        with self.assertApproved():
            picture.raw = b"other"

    def test_11_10_files_deleted_by_discuss(self):
        """Its route deletes as superuser whatever somebody may write."""
        picture = self.env["ir.attachment"].with_user(self.user_director).create({"name": "car.png", "raw": b"old"})
        self.message.body_html = f'<p>Look</p><img src="/web/image/{picture.id}"/>'
        for file in (self.price_list, picture):
            with self.assertApproved():
                file.with_user(self.user_director).sudo()._delete_and_notify()
            with self.assertRaises(AccessError):
                file.with_user(self.user_sales).sudo()._delete_and_notify()
        loose = self.env["ir.attachment"].with_user(self.user_director).create({"name": "loose.png", "raw": b"x"})
        loose.sudo()._delete_and_notify()
        self.assertFalse(loose.exists())

    def test_11_10_pictures_of_others_are_told_of(self):
        """They can be changed where they are: whoever approves knows it."""
        self.scenario.state = "draft"
        own = self.env["ir.config_parameter"].get_param("web.base.url")
        hosts = {
            '<p>Look</p><img src="https://cdn.test/car.png"/>': "cdn.test",
            '<p>Look</p><img src="//img.test/x.png"/>': "img.test",
            "<p style=\"background: url('https://css.test/x.png')\">Look</p>": "css.test",
            '<table background="http://old.test/x.png"><tr><td>Look</td></tr></table>': "old.test",
        }
        for body, host in hosts.items():
            self.message.body_html = body
            with self.subTest(body):
                self.assertIn(host, self.scenario.foreign_pictures or "")
        translated = '<p>Look</p><img src="https://fr.test/car.png"/>'
        self.message.body_html = f'<p>Look</p><img src="{own}/web/image/1"/><a href="https://cdn.test/x">More</a>'
        self.assertFalse(self.scenario.foreign_pictures)
        self.message.with_context(lang="fr_FR").body_html = translated
        self.assertIn("fr.test", self.scenario.foreign_pictures)
        self.as_director(self.scenario).action_activate()
        self.assertEqual(self.scenario.state, "submitted")
        self.assertIn("fr.test", self.scenario.activity_ids[:1].note)

    def test_rule_of_the_targeting(self):
        targeting = self.as_director(self.targeting)
        with self.assertApproved():
            targeting.rule_tree = OTHER_RULE
        with self.assertApproved():
            targeting.team_id = False
        targeting.write({"name": "Renamed", "visibility": "team"})
        targeting.action_refresh_count()

    def test_what_the_targeting_is_made_of(self):
        """However far down."""
        part, other, spare = (self.make_targeting("customer", [IN_TOWN]) for _number in range(3))
        inner = self.make_operation(part + other)
        self.scenario.targeting_id = outer = self.make_operation(inner + self.targeting)
        with self.assertApproved():
            self.as_director(part).rule_tree = OTHER_RULE
        with self.assertApproved():
            self.as_director(outer).operation = "difference"
        lines = self.as_director(inner.operand_ids)
        with self.assertApproved():
            lines[0].sequence = 99
        with self.assertApproved():
            lines[0].unlink()
        with self.assertApproved():
            lines.create({"operation_id": inner.id, "operand_id": spare.id})
        self.as_director(spare).rule_tree = OTHER_RULE

    def make_operation(self, operands):
        lines = [Command.create({"operand_id": operand.id}) for operand in operands]
        return self.make_targeting(mode="operation", operation="union", operand_ids=lines)

    def test_a_file_of_people(self):
        imported = self.make_targeting(mode="import")
        done = self.import_people(imported, "email\nnobody@customer.test\n")
        self.scenario.targeting_id = imported
        with self.assertApproved():
            self.import_people(imported, "email\nsomebody@customer.test\n")
        with self.assertApproved():
            done.unlink()
        with self.assertApproved():
            done.row_ids[0].partner_id = self.make_townsman("Jeanne")

    def import_people(self, targeting, content):
        file = base64.b64encode(content.encode())
        record = self.as_director(self.env["dealership.targeting.import"]).create(
            {"targeting_id": targeting.id, "name": "people.csv", "file": file}
        )
        record.action_start()
        return record

    def test_while_it_waits_for_approval_and_in_the_archive(self):
        for vals in ({"state": "submitted"}, {"state": "paused", "active": False}):
            self.scenario.write(vals)
            with self.subTest(vals), self.assertApproved():
                self.as_director(self.message).subject = "Other"

    def test_12_in_the_archive_its_rule_and_the_files_of_its_messages_are_as_approved(self):
        self.scenario.write({"state": "paused", "active": False})
        self.message.active = False
        with self.assertApproved():
            self.as_director(self.targeting).rule_tree = OTHER_RULE
        with self.assertApproved():
            self.as_director(self.price_list).raw = b"%PDF-1.4 new"

    def test_12_who_may_not_change_a_targeting_is_not_told_what_uses_it(self):
        stranger = self._make_user("test_stranger", "Simon", "crm_dealership.group_dealership_director", self.company_a)
        with self.assertRaises(AccessError):
            self.targeting.with_user(stranger).rule_tree = OTHER_RULE

    def test_a_director_of_another_point_of_sale(self):
        stranger = self._make_user("test_stranger", "Simon", "crm_dealership.group_dealership_director", self.company_a)
        with self.assertRaises(AccessError):
            self.message.with_user(stranger).subject = "Other"
        with self.assertApproved():
            self.targeting.with_user(stranger)._set_up_anew()

    def test_back_in_draft_all_is_free(self):
        scenario = self.as_director(self.scenario)
        scenario.action_pause()
        scenario.action_draft()
        scenario.write({"run_hour": 3, "step_ids": [Command.update(scenario.step_ids.id, {"delay_count": 2})]})
        self.as_director(self.message).subject = "Other"
        self.as_director(self.price_list).raw = b"%PDF-1.4 new"
        self.as_director(self.targeting).rule_tree = OTHER_RULE

    def test_what_no_such_scenario_uses_is_free(self):
        self.make_scenario(self.make_targeting(name="Draft"), message=self.make_message(name="Draft"), state="draft")
        for message in (self.make_message(), self.env["dealership.message"].search([("name", "=", "Draft")])):
            self.as_director(message).subject = "Other"
        self.as_director(self.make_targeting()).rule_tree = OTHER_RULE

    def test_administrators_and_companies_without_approval_are_free(self):
        self.message.with_user(self.user_administrator).subject = "Other"
        self.targeting.with_user(self.user_administrator).rule_tree = OTHER_RULE
        self.scenario.with_user(self.user_administrator).run_hour = 3
        self.company_a.dealership_scenario_approval = False
        self.as_director(self.message).subject = "Another"
        self.as_director(self.targeting).rule_tree = {"match": "all", "rules": [IN_TOWN]}
        self.as_director(self.scenario).run_hour = 4

    def test_an_active_scenario_does_not_slip_into_a_company_that_asks(self):
        free = self._make_company("Sans approbation")
        self.user_director.company_ids += free
        vals = {"company_id": free.id, "team_id": False, "name": "Spring Offer"}
        message = self.make_message(team_id=False, company_id=False)
        scenario = self.make_scenario(self.make_targeting(team_id=False, company_id=free.id), message=message, **vals)
        moved = self.as_director(scenario).with_context(allowed_company_ids=(self.company_a + free).ids)
        with self.assertApproved():
            moved.write({"company_id": self.company_a.id, "targeting_id": self.make_targeting(team_id=False).id})


@tagged("post_install", "-at_install")
class TestMessageTranslations(DeliveryCommon):
    """Odoo writes translations by SQL: a message's are cleaned and checked all the same."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.message = cls.make_message()

    def translate(self, name, text):
        return self.message.with_user(self.user_director).update_field_translations(name, {"fr_FR": text})

    def test_cleaned(self):
        self.translate("body_html", "<p onclick='x()'>Bonjour</p><script>steal()</script>")
        french = str(self.message.with_context(lang="fr_FR").body_html)
        self.assertIn("Bonjour", french)
        self.assertNotIn("script", french)
        self.assertNotIn("onclick", french)

    def test_checked(self):
        with self.assertRaisesRegex(UserError, "cannot be saved"):
            self.translate("subject", "Bonjour {{ customer.nothing }}")
        self.translate("subject", "Bonjour {{ customer.name }}")
