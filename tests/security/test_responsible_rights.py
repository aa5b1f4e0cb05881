from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import DIRECTOR
from ..ledger.common import IN_TOWN, NOW, DeliveryCommon

RUNNING = "odoo.addons.crm_dealership.models.scenario.scenario_running"
MINE = {"match": "all", "rules": [IN_TOWN]}


@tagged("post_install", "-at_install")
class TestResponsibleRights(DeliveryCommon):
    """A scenario and a targeting find what whoever set them up sees, whomever they name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team_c = cls.make_team(name="Espalion")
        cls.jeanne = cls.make_townsman("Jeanne")
        for team in (cls.team_a, cls.team_c):
            cls.make_lead(cls.jeanne, team_id=team.id, user_id=False, name=f"Lead of {team.name}")
        cls.scenario = cls.make_scenario(cls.targeting, state="draft", rights_user_id=cls.user_administrator.id)

    def as_director(self, records):
        return records.with_user(self.user_director)

    def make_leads(self, **vals):
        """A Director's targeting of leads: of two, they see one."""
        rules = {"match": "all", "rules": [{"attribute": "customer.city", "operator": "is", "value": "Testbourg"}]}
        return self.as_director(self.env["dealership.targeting"]).create(
            {"name": "Leads", "subject": "lead", "rule_tree": rules, "team_id": self.team_a.id, **vals}
        )

    def make_mine(self, **vals):
        return self.as_director(self.env["dealership.scenario"]).create(
            {"name": "Mine", "targeting_id": self.targeting.id, "team_id": self.team_a.id, **vals}
        )

    # -- who is named gives nothing ---------------------------------------------------------------------

    def test_11_02_the_author_of_a_targeting_lends_nothing(self):
        """Neither to the number that all can read, nor to the snapshots."""
        leads = self.env["crm.lead"].with_user(self.user_administrator)
        self.assertEqual(leads.search_count([("partner_id", "=", self.jeanne.id)]), 2)
        targeting = self.make_leads(user_id=self.user_administrator.id)
        self.assertEqual(targeting.user_id, self.user_administrator)
        self.assertEqual(targeting.rights_user_id, self.user_director)
        self.assertEqual(targeting.snapshot_ids.mapped("count"), [1])
        targeting.sudo()._take_snapshots("daily", fields.Datetime.now() + timedelta(days=1))
        self.assertEqual(targeting.snapshot_ids.mapped("count"), [1])

    def test_11_02_letters_of_an_invisible_address(self):
        """Customers of another company, guessed letter by letter through a number that is stored for all."""
        self.make_customer("Secret", city="Hidden", team_id=self.team_foreign.id, company_id=self.company_b.id)
        targeting = self.as_director(self.env["dealership.targeting"]).create(
            {"name": "Guess", "team_id": self.team_a.id, "user_id": self.user_administrator.id}
        )
        hidden = {"attribute": "customer.city", "operator": "is", "value": "Hidden"}
        for letters in ("s", "sec", "secret@"):
            rule = {"attribute": "customer.email", "operator": "starts_with", "value": letters}
            targeting.rule_tree = {"match": "all", "rules": [rule, hidden]}
            self.assertEqual(targeting.customer_count, 0, letters)
            targeting.action_refresh_count()
            self.assertEqual(targeting.customer_count, 0, letters)
            self.assertEqual(targeting.snapshot_ids[:1].count, 0, letters)

    def test_11_02_nobody_of_another_company_is_named(self):
        with self.assertRaises(UserError):
            self.make_leads(user_id=self.user_foreign.id)
        with self.assertRaises(UserError):
            self.make_mine(user_id=self.user_foreign.id)

    def test_11_02_the_responsible_of_a_scenario_lends_nothing(self):
        for user in (self.user_administrator, self.user_sales):
            scenario = self.make_mine(user_id=user.id, targeting_id=self.make_leads().id)
            self.assertEqual((scenario.user_id, scenario.rights_user_id), (user, self.user_director))
            self.assertEqual(scenario.sudo()._run(NOW).targeted_count, 1)
            scenario.user_id = self.user_director
            self.assertEqual(scenario.rights_user_id, self.user_director)

    # -- nobody chooses whose rights -------------------------------------------------------------------

    def test_11_02_nobody_but_an_administrator_chooses(self):
        theirs = {"rights_user_id": self.user_administrator.id}
        for make in (self.make_leads, self.make_mine):
            record = make(**theirs)
            self.assertEqual(record.rights_user_id, self.user_director)
            with self.assertRaises(AccessError):
                record.write(theirs)
            with self.assertRaises(AccessError):
                record.write({"name": "Mine", **theirs})
            vals = record.copy_data({"name": "By the context"})
            named = record.with_context(default_rights_user_id=self.user_administrator.id).create(vals)
            self.assertEqual(named.rights_user_id, self.user_director)
            own = record.with_user(self.user_administrator)
            own.rights_user_id = self.user_sales
            self.assertEqual(own.rights_user_id, self.user_sales)
            record.action_take_over_rights()
            self.assertEqual(record.rights_user_id, self.user_director)

    def test_11_02_not_by_an_import_of_data(self):
        targetings = self.as_director(self.env["dealership.targeting"])
        result = targetings.load(
            ["name", "team_id/.id", "rights_user_id/.id"],
            [["Loaded", str(self.team_a.id), str(self.user_administrator.id)]],
        )
        self.assertEqual(targetings.browse(result["ids"]).rights_user_id, self.user_director)

    def test_11_02_a_copy_has_the_rights_of_whoever_makes_it(self):
        self.scenario.mail_server_id = server = self.env["ir.mail_server"].create({"name": "Ours", "smtp_host": "x"})
        copy = self.as_director(self.scenario).copy()
        self.assertEqual((copy.user_id, copy.rights_user_id), (self.user_director, self.user_director))
        self.assertEqual(copy.sudo().mail_server_id, server)
        self.targeting.rights_user_id = self.user_administrator
        copy = self.as_director(self.targeting).copy({"rights_user_id": self.user_administrator.id})
        self.assertEqual(copy.rights_user_id, self.user_director)

    def test_11_02_what_the_superuser_makes_has_the_rights_of_whom_it_names(self):
        self.assertEqual(self.make_targeting(user_id=self.user_sales.id).rights_user_id, self.user_sales)
        self.assertEqual(self.make_scenario(self.targeting, user_id=self.user_sales.id).rights_user_id, self.user_sales)
        nobody = self.env.ref("base.user_root")
        scenario = self.make_scenario(self.targeting, user_id=nobody.id, state="draft")
        with self.assertRaisesRegex(UserError, "Nobody has lent it their rights"):
            scenario.action_activate()

    # -- who changes whom it finds gives their own -----------------------------------------------------

    def test_11_02_whoever_changes_a_targeting_lends_it_theirs(self):
        other = self.make_targeting(rules=[IN_TOWN])
        changes = [
            {"rule_tree": {"match": "all", "rules": []}},
            {"subject": "vehicle"},
            {"team_id": self.team_b.id},
            {"user_id": self.user_sales.id},
            {
                "mode": "operation",
                "operand_ids": [Command.create({"operand_id": each.id}) for each in (self.targeting, other)],
            },
        ]
        for vals in changes:
            with self.subTest(vals):
                targeting = self.make_targeting(rights_user_id=self.user_administrator.id)
                self.as_director(targeting).name = "Renamed"
                self.assertEqual(targeting.rights_user_id, self.user_administrator)
                targeting.with_user(self.user_administrator).write({"rule_tree": MINE})
                self.as_director(targeting).write(vals)
                self.assertEqual(targeting.rights_user_id, self.user_director)
                targeting.rights_user_id = self.user_sales
                targeting.with_user(self.user_administrator).write(vals)
                self.assertEqual(targeting.rights_user_id, self.user_sales, "an Administrator may leave it")

    def test_11_02_whoever_changes_a_part_of_a_targeting(self):
        parts = [self.make_targeting(rules=[IN_TOWN]) for _number in range(3)]
        operation = self.make_targeting(
            mode="operation",
            operand_ids=[Command.create({"operand_id": part.id}) for part in parts],
            rights_user_id=self.user_administrator.id,
        )

        def set_back():
            (operation + parts[0]).sudo().rights_user_id = self.user_administrator

        lines = self.as_director(operation).operand_ids
        for change in (
            lambda: lines[0].write({"sequence": 99}),
            lines[1].unlink,
            lambda: lines.create({"operation_id": operation.id, "operand_id": parts[1].id}),
            lambda: self.as_director(parts[0]).write({"rule_tree": {"match": "all", "rules": []}}),
        ):
            set_back()
            change()
            self.assertEqual(operation.rights_user_id, self.user_director)
        self.assertEqual(parts[0].rights_user_id, self.user_director)

    def test_11_02_an_operation_of_somebody_else_lends_nothing(self):
        """Who changes what it is made of would read off its count what only those may see who made it."""
        parts = [self.make_targeting(rules=[IN_TOWN], visibility="everyone") for _number in range(2)]
        operation = self.make_targeting(
            mode="operation",
            operand_ids=[Command.create({"operand_id": part.id}) for part in parts],
            rights_user_id=self.user_administrator.id,
            user_id=self.user_administrator.id,
            team_id=False,
            company_id=self.company_a.id,
            visibility="everyone",
        )
        self.assertFalse(self.as_director(operation).has_access("write"))
        self.as_director(parts[0]).write({"rule_tree": {"match": "all", "rules": []}})
        self.assertEqual(operation.rights_user_id, self.user_director)

    def test_11_02_whoever_changes_a_scenario_lends_it_theirs(self):
        other = self.make_targeting(rules=[IN_TOWN])
        for vals in ({"targeting_id": other.id}, {"team_id": self.team_b.id}, {"user_id": self.user_sales.id}):
            with self.subTest(vals):
                scenario = self.make_scenario(self.targeting, state="draft", rights_user_id=self.user_administrator.id)
                mine = self.as_director(scenario)
                mine.write({"name": "Renamed", "run_hour": 10.0})
                self.assertEqual(scenario.rights_user_id, self.user_administrator)
                mine.write(vals)
                self.assertEqual(scenario.rights_user_id, self.user_director)

    def test_11_02_whoever_changes_the_rule_lends_its_scenarios_theirs(self):
        for state in ("draft", "active", "paused"):
            self.scenario.write({"state": state, "rights_user_id": self.user_administrator.id})
            self.as_director(self.targeting).rule_tree = MINE
            self.assertEqual(self.scenario.rights_user_id, self.user_director, state)

    def test_11_02_the_rule_of_somebody_elses_scenario_stays(self):
        """They would not only see what it finds, they would decide it."""
        theirs = self.make_scenario(
            self.targeting, team_id=False, user_id=self.user_administrator.id, name="Everybody's", state="paused"
        )
        for state in ("submitted", "active", "paused"):
            theirs.state = state
            with self.assertRaisesRegex(AccessError, "Everybody's"):
                self.as_director(self.targeting).rule_tree = {"match": "all", "rules": []}
        self.as_director(self.targeting).name = "Renamed"
        for state in ("draft", "ended"):
            theirs.state = state
            self.as_director(self.targeting).rule_tree = {"match": "all", "rules": []}
            self.assertEqual(theirs.rights_user_id, self.user_administrator)

    def test_11_02_an_import_begins_as_whoever_uploads_it(self):
        targeting = self.make_targeting(mode="import", rights_user_id=self.user_administrator.id)
        imports = self.as_director(self.env["dealership.targeting.import"])
        chosen = imports.with_context(default_user_id=self.user_administrator.id, default_state="running")
        with self.assertRaises(AccessError):  # 11.09: no default of a client sets what is internal
            chosen.create({"targeting_id": targeting.id})
        record = imports.create({"targeting_id": targeting.id})
        self.assertEqual((record.user_id, record.state), (self.user_director, "draft"))

    # -- who leaves ------------------------------------------------------------------------------------

    def assertFindsNobody(self, scenario, words):
        with self.assertRaisesRegex(UserError, words):
            scenario._run(NOW)
        self.assertIn(words, scenario.rights_problem)
        scenario.next_run_at = NOW
        with mute_logger(RUNNING):
            scenario._run_in_turn(NOW)
        self.assertIn(words, scenario.last_error)
        self.assertFalse(scenario.run_ids.enrolment_ids)
        with self.assertRaisesRegex(UserError, words):
            scenario.with_user(self.user_administrator).action_rehearse()
        scenario.state = "paused"
        with self.assertRaisesRegex(UserError, words):
            scenario.with_user(self.user_administrator).action_activate()

    def make_leaving(self):
        leaver = self._make_user("test_leaver", "Léon Vayssade", DIRECTOR, self.company_a)
        self.team_a.member_ids += leaver
        return leaver, self.make_scenario(self.targeting, rights_user_id=leaver.id)

    def test_11_02_archived(self):
        leaver, scenario = self.make_leaving()
        leaver.active = False
        self.assertFindsNobody(scenario, "works here no more")

    def test_11_02_without_a_role(self):
        """Odoo opens more to somebody outside the dealership's roles than to a Director."""
        leaver, scenario = self.make_leaving()
        leaver.group_ids = self.env.ref("sales_team.group_sale_salesman_all_leads")
        self.assertFindsNobody(scenario, "works here no more")
        self.targeting.rights_user_id = leaver
        self.targeting.action_refresh_count()
        self.assertEqual(self.targeting.customer_count, 0)

    def test_11_02_in_another_company(self):
        leaver, scenario = self.make_leaving()
        leaver.write({"company_ids": [Command.set(self.company_b.ids)], "company_id": self.company_b.id})
        self.assertFindsNobody(scenario, "does not work for Groupe Aveyron")

    def test_11_02_at_another_point_of_sale(self):
        leaver, scenario = self.make_leaving()
        self.team_a.member_ids -= leaver
        self.assertFindsNobody(scenario, "does not belong to Rodez")

    def test_11_02_what_was_planned_waits(self):
        leaver, scenario = self.make_leaving()
        run = scenario._run(NOW)
        self.team_a.member_ids -= leaver
        self.send(NOW)
        self.assertDeliveries(run.delivery_ids, {"Jeanne": "planned"})
        self.assertIn("does not belong to Rodez", scenario.last_error)
        self.as_director(scenario).action_take_over_rights()
        self.send(NOW + timedelta(hours=1))
        self.assertDeliveries(run.delivery_ids, {"Jeanne": "sent"})

    def test_11_02_finds_no_more_than_what_is_left(self):
        leaver, scenario = self.make_leaving()
        self.team_b.member_ids += leaver
        self.make_townsman("Marie", team_id=self.team_b.id)
        scenario.team_id = False
        self.team_b.member_ids -= leaver
        self.assertEqual(scenario._run(NOW).enrolment_ids.partner_id, self.jeanne)

    # -- what is shared ----------------------------------------------------------------------------------

    def test_a_targeting_that_is_not_shared(self):
        private = self.make_targeting(user_id=self.user_administrator.id, visibility="me")
        self.assertTrue(private.rule_tree)  # somebody has just read it: it lies in the cache
        with self.assertRaises(AccessError):
            self.as_director(self.scenario).targeting_id = private
        with self.assertRaises(AccessError):
            self.make_mine(targeting_id=private.id)

    def test_a_message_of_another_company(self):
        foreign = self.make_message(team_id=self.team_foreign.id)
        step = self.as_director(self.scenario.step_ids)
        with self.assertRaises(AccessError):
            step.message_id = foreign
        with self.assertRaises(AccessError):
            step.write({"fallback_channel": "letter", "fallback_message_id": foreign.id})
        with self.assertRaises(AccessError):
            self.make_mine(step_ids=[Command.create({"message_id": foreign.id})])
