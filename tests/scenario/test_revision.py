from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ..common import DIRECTOR
from ..ledger.common import IN_TOWN, DeliveryCommon

OTHER_RULE = {"match": "all", "rules": [{**IN_TOWN, "value": "Elsewhere"}]}


class RevisionCase(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._make_user("test_colleague", "Colette Ayral", DIRECTOR, cls.company_a)
        cls.team_a.member_ids += cls.colleague
        cls.scenario = cls.make_scenario(cls.targeting, name="Spring")
        cls.message = cls.scenario.step_ids.message_id


@tagged("post_install", "-at_install")
class TestRevision(RevisionCase):
    """Two people have one record open: the later save does not silently win (11.21)."""

    def save(self, record, user, vals, revision):
        """Save as the form does, which sends the revision it shows."""
        return record.with_user(user).web_save({**vals, "revision": revision}, {"revision": {}})[0]["revision"]

    def get_changes(self):
        step = self.scenario.step_ids
        return [
            (self.targeting, {"rule_tree": OTHER_RULE}),
            (self.message, {"body_html": "<p>Other</p>"}),
            (self.scenario, {"run_hour": 11}),
            (self.scenario, {"step_ids": [Command.update(step.id, {"delay_count": 3})]}),
        ]

    def test_11_21_the_later_save_is_refused(self):
        for record, vals in self.get_changes():
            with self.subTest(f"{record._name} {[*vals]}"):
                opened = record.revision
                saved = self.save(record, self.user_director, vals, opened)
                self.assertGreater(saved, opened)
                with self.assertRaisesRegex(UserError, "Delphine Roux changed .*reload the page"):
                    self.save(record, self.colleague, vals, opened)
                self.save(record, self.colleague, vals, saved)
                self.assertEqual(record.revised_by_id, self.colleague)

    def test_16_what_one_may_not_change_is_shown_to_be_read(self):
        """A Director reads what an Administrator made for all: they are told before they type."""
        theirs = self.make_message(name="Of all", team_id=False).with_user(self.user_director)
        self.assertEqual(theirs.create_uid, self.env.user)
        with self.assertRaises(AccessError):
            theirs.onchange({"body_html": "<p>Typed</p>"}, ["body_html"], {"body_html": {}})
        self.assertIn("Duplicate it", theirs.change_refusal)
        for record, _vals in self.get_changes():
            own = record.with_user(self.user_director)
            self.assertFalse(own.change_refusal, own._name)
            self.assertFalse(record.with_user(self.user_sales).change_refusal, "nothing to type in")
        self.assertFalse(theirs.copy().change_refusal)
        self.assertFalse(theirs.new({"name": "New"}).change_refusal)

    def test_11_21_code_writes_as_ever(self):
        for record, vals in self.get_changes():
            opened = record.revision
            record.with_user(self.user_director).write(vals)
            with self.assertRaisesRegex(UserError, "Delphine Roux"):
                self.save(record, self.colleague, vals, opened)

    def test_11_21_what_the_system_keeps_is_no_change(self):
        opened, counted = self.scenario.revision, self.targeting.revision
        self.scenario._run()
        self.scenario.with_user(self.user_director).action_pause()
        self.scenario._message_log(body=self.env._("Approved"))
        self.targeting.action_refresh_count()
        self.assertEqual((self.scenario.revision, self.targeting.revision), (opened, counted))
        self.save(self.scenario, self.colleague, {"run_hour": 11}, opened)

    def test_11_21_what_is_kept_is_not_written(self):
        opened = self.targeting.revision
        forged = {"revision": opened, "revised_by_id": self.colleague.id, "name": "Mine"}
        self.targeting.with_user(self.user_director).write(forged)
        self.assertEqual((self.targeting.revision, self.targeting.revised_by_id), (opened + 1, self.user_director))
        with self.assertRaises(AccessError):  # and nothing is told to whoever may not write
            self.save(self.targeting, self.user_sales_b, {"name": "Mine"}, 0)


@tagged("post_install", "-at_install")
class TestRuleLog(RevisionCase):
    """The chatter tells how a rule was changed, as sentences (11.21)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": False})
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.targeting = cls.targeting.with_env(cls.env)

    def read_log(self, targeting):
        self.env.flush_all()
        self.env.cr.precommit.run()
        logged = targeting.message_ids.filtered(lambda message: "Rule" in (message.body or "") or "gle" in message.body)
        return [line for message in logged.sorted("id") for line in str(message.body)[3:-4].split("<br>")]

    def test_11_21_a_rule(self):
        self.read_log(self.targeting)
        self.targeting.with_user(self.user_director).rule_tree = OTHER_RULE
        before, after = self.read_log(self.targeting)
        self.assertRegex(before, "^Rule before: .*Testbourg")
        self.assertRegex(after, "^Rule now: .*Elsewhere")
        [message] = self.targeting.message_ids.filtered(lambda message: "Elsewhere" in message.body)
        self.assertEqual(message.author_id, self.user_director.partner_id)

    def test_11_21_nothing_is_said_of_what_stays(self):
        self.targeting.rule_tree = OTHER_RULE
        self.targeting.rule_tree = {"match": "all", "rules": [IN_TOWN]}
        self.assertFalse(self.read_log(self.targeting))

    def test_11_21_in_the_language_of_whoever_changes_it(self):
        self.targeting.with_user(self.user_director).with_context(lang="fr_FR").rule_tree = OTHER_RULE
        _before, after = self.read_log(self.targeting)
        self.assertIn("Clients", after)

    def test_11_21_operands_and_their_names(self):
        parts = [self.make_targeting(name="Open"), self.make_targeting(name="Secret", visibility="me")]
        operation = self.make_targeting(
            mode="operation", operation="union", operand_ids=[Command.create({"operand_id": part.id}) for part in parts]
        )
        self.read_log(operation)
        operation.with_user(self.user_director).operation = "difference"
        before, after = self.read_log(operation)
        self.assertIn("of “Open” or of a targeting not shared with everyone", before)
        self.assertIn("of “Open”, but not of a targeting not shared with everyone", after)
        operation.operand_ids[1].operand_id = self.make_targeting(name="Third")
        self.assertIn("but not of “Third”", self.read_log(operation)[-1])

    def test_11_21_an_imported_file(self):
        targeting = self.make_targeting(mode="import", user_id=self.user_director.id)
        self.read_log(targeting)
        imported = self.env["dealership.targeting.import"].create({"targeting_id": targeting.id, "name": "people.csv"})
        imported._finish()
        before, after = self.read_log(targeting)
        self.assertIn("no file has been imported", before)
        self.assertIn("in the file people.csv", after)


@tagged("post_install", "-at_install")
class TestRevisionTour(RevisionCase, HttpCase):
    def test_11_21_two_people_at_one_form(self):
        """The real client says which revision it has changed."""
        address = f"/odoo/dealership.message/{self.message.id}"
        with self.assertLogs("odoo.http", "WARNING"):  # Odoo logs each refusal
            self.start_tour(address, "crm_dealership.revised_form", login="test_director")
        self.assertEqual(self.message.name, "Changed by a colleague")
