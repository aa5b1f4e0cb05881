from datetime import timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..ledger.common import NOW, DeliveryCommon
from .common import condition, group


@tagged("post_install", "-at_install")
class TestBroken(DeliveryCommon):
    """A rule about something that was deleted finds nobody, says so, and stops the scenarios that use it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tag, cls.other_tag = cls.env["res.partner.category"].create([{"name": "Fleet"}, {"name": "Old"}])
        cls.jeanne = cls.make_townsman("Jeanne")
        cls.town = condition("customer.city", "is", "Testbourg")
        cls.targeting = cls.make_targeting(
            "customer", [cls.town, condition("customer.tags", "is_not", cls.tag.id)], name="Private"
        )
        cls.scenario = cls.make_scenario(cls.targeting, name="Birthdays")

    def test_11_18_a_deleted_tag_breaks_the_rule_and_stops_the_scenario(self):
        self.assertEqual(self.targeting._search_subjects(), self.jeanne)
        self.tag.unlink()
        self.assertTrue(self.targeting.is_broken)
        self.assertNotIn("rules[", self.targeting.broken_reason)  # the editor marks the place
        self.assertIn("deleted", self.targeting.broken_reason)
        self.assertEqual((self.scenario.state, self.scenario.next_run_at), ("paused", False))
        self.assertIn("Private", self.scenario.last_error)
        self.assertIn("paused", self.scenario.message_ids[:1].body)
        self.assertIn(self.user_director.partner_id, self.scenario.message_ids[:1].notified_partner_ids)
        with self.assertRaisesRegex(ValidationError, "deleted"):
            self.targeting._search_subjects()
        with self.assertRaisesRegex(ValidationError, "Private"):
            self.scenario.action_activate()

    def test_11_18_mended_it_goes_on(self):
        self.tag.unlink()
        self.targeting.rule_tree = group(self.town, condition("customer.tags", "is_not", self.other_tag.id))
        self.assertFalse(self.targeting.is_broken)
        self.scenario.action_activate()
        self.assertEqual(self.scenario.state, "active")

    def test_11_18_resuming_waits_for_it_to_be_mended(self):
        self.tag.unlink()
        with self.assertRaisesRegex(ValidationError, "Private"):
            self.scenario.action_resume()
        self.assertEqual(self.scenario.state, "paused")
        self.targeting.rule_tree = group(self.town)
        self.scenario.action_resume()
        self.assertEqual(self.scenario.state, "active")

    def test_11_18_in_a_list_and_deep_in_the_tree(self):
        deep = group(group(condition("customer.tags", "not_in", [self.other_tag.id, self.tag.id])), match="none")
        targeting = self.make_targeting("customer", [deep])
        untouched = self.make_targeting("customer", [condition("customer.tags", "in", [self.other_tag.id])])
        same_number = self.make_targeting("lead", [condition("lead.expected_revenue", "=", self.tag.id)])
        self.tag.unlink()
        self.assertEqual(targeting.broken_reason[:10], "The chosen")
        self.assertFalse(untouched.is_broken)
        self.assertFalse(same_number.is_broken)

    def test_11_18_the_sentence_says_deleted_or_archived(self):
        self.assertIn("Fleet", self.targeting._describe())
        self.tag.active = False
        self.assertIn("Fleet (archived)", self.targeting._describe())
        self.tag.unlink()
        self.assertIn("(deleted)", self.targeting._describe())
        self.assertNotIn("#", self.targeting._describe())

    def test_11_18_what_is_archived_may_be_asked_for(self):
        """It still stands on the records that have it."""
        self.jeanne.category_id = self.tag
        marie = self.make_townsman("Marie")
        having = self.make_targeting("customer", [self.town, condition("customer.tags", "is", self.tag.id)])
        self.tag.active = False
        self.user_sales.active = False
        sold = self.make_targeting("customer", [self.town, condition("customer.salesperson", "is", self.user_sales.id)])
        self.assertEqual(having._search_subjects(), self.jeanne)
        self.assertEqual(self.targeting._search_subjects(), marie)
        self.assertFalse((having | sold | self.targeting).filtered("is_broken"))
        self.assertIn("(archived)", sold._describe())
        self.assertEqual(self.scenario.state, "active")

    def test_11_18_the_editor_says_where(self):
        tree = self.targeting.rule_tree
        self.tag.unlink()
        for user in (self.user_director, self.user_administrator):
            error = self.env["dealership.targeting"].with_user(user).preview_rule("customer", tree)["error"]
            self.assertEqual(error["path"], "rules[1]")
            self.assertIn("deleted", error["message"])
        with self.assertRaisesRegex(ValidationError, "deleted"):
            self.make_targeting("customer", tree["rules"])

    def test_11_18_operations_made_of_it_are_broken_too(self):
        everybody = self.make_targeting("customer", [self.town], name="Everybody")
        inner = self._combine("difference", everybody, self.targeting, name="Inner")
        outer = self._combine("union", everybody, inner, name="Outer")
        scenario = self.make_scenario(outer, name="Outer scenario")
        self.tag.unlink()
        self.assertEqual((inner | outer).mapped("is_broken"), [True, True])
        self.assertIn("Private", outer.broken_reason)
        self.assertEqual(scenario.state, "paused")
        self.assertFalse(everybody.is_broken)
        self.targeting.rule_tree = group(self.town)
        self.assertFalse((inner | outer).filtered("is_broken"))

    def test_11_18_an_import_without_its_file_is_broken(self):
        """As what a difference leaves out, nobody would mean: everybody."""
        imported = self.make_targeting("customer", mode="import", name="File")
        everybody = self.make_targeting("customer", [self.town])
        finished = self.env["dealership.targeting.import"].create(
            {"targeting_id": imported.id, "state": "done", "finished_at": NOW}
        )
        outer = self._combine("difference", everybody, imported)
        self.assertFalse((imported | outer).filtered("is_broken"))
        finished.unlink()
        self.assertEqual((imported | outer).mapped("is_broken"), [True, True])
        with self.assertRaisesRegex(ValidationError, "File"):
            self.make_scenario(outer, state="draft").action_activate()

    def test_11_17_the_file_that_counts_stays_while_scenarios_write_to_it(self):
        """Without it an older file would count, perhaps of all customers: scenarios, and those of operations."""
        imported = self.make_targeting("customer", mode="import", name="File")
        older, latest = self.env["dealership.targeting.import"].create(
            [
                {"targeting_id": imported.id, "state": "done", "finished_at": moment, "name": name}
                for name, moment in (("older.csv", NOW), ("latest.csv", NOW + timedelta(days=1)))
            ]
        )
        other = self.make_targeting("customer", [self.town])
        outer = self._combine("union", other, imported)
        scenarios = [self.make_scenario(targeting, name=f"Of {targeting.name}") for targeting in (imported, outer)]
        for scenario in scenarios:
            with self.assertRaisesRegex(UserError, f"latest.csv.*{scenario.name}"):
                latest.unlink()
            scenario.action_pause()
            with self.assertRaisesRegex(UserError, f"latest.csv.*{scenario.name}"):
                latest.unlink()
            scenario._set_state("draft")
        older.unlink()
        latest.unlink()
        self.assertTrue(imported.is_broken)

    def test_11_18_looked_at_at_each_run_and_sending(self):
        """A record that PostgreSQL deleted by itself is missed before anybody is written to."""
        self.scenario._run(NOW)
        self.env.cr.execute("DELETE FROM res_partner_category WHERE id = %s", [self.tag.id])
        self.env.invalidate_all()
        self.send()
        self.assertEqual(self.scenario.run_ids.delivery_ids.state, "planned")
        self.assertEqual(self.scenario.state, "paused")
        self.scenario._set_state("active", next_run_at=NOW)
        self.assertFalse(self.scenario._run_in_turn(NOW))
        self.assertEqual((self.scenario.state, len(self.scenario.run_ids)), ("paused", 1))

    def test_11_18_other_models_cost_nothing(self):
        titles = self.env["dealership.specialisation"].create([{"name": "One"}, {"name": "Two"}])
        titles[0].unlink()
        self.assertNotIn("dealership.specialisation", self.env["dealership.catalogue"]._get_linked_models())
        self.assertIn("res.partner.category", self.env["dealership.catalogue"]._get_linked_models())

    def test_11_18_a_broken_one_is_counted_as_nobody(self):
        self.tag.unlink()
        self.targeting.team_id = self.team_b
        self.targeting.action_refresh_count()
        self.assertEqual(self.targeting.customer_count, 0)
        self.assertIn(self.targeting, self.targeting.search([("is_broken", "=", True)]))

    def _combine(self, operation, *operands, **vals):
        lines = [(0, 0, {"operand_id": operand.id, "sequence": n}) for n, operand in enumerate(operands)]
        return self.make_targeting(mode="operation", operation=operation, operand_ids=lines, **vals)
