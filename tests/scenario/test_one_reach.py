from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from ..common import ADMINISTRATOR, DIRECTOR
from ..email.smtp_common import SmtpCommon
from ..ledger.common import IN_TOWN, NOW

# What is found, by where it belongs; of a lead: its point of sale, and that of its customer.
CUSTOMERS = ("rodez", "millau", "espalion", "nowhere", "albi", "shared_albi")
LEADS = ("rodez_of_millau", "millau_of_rodez", "nowhere_of_rodez", "nowhere_of_millau", "nowhere_of_nowhere")
# (whose rights, the scenario's point of sale) → whom it writes to. Written by hand: the definition of a reach.
REACHED = {
    ("no_site", "none"): {"nowhere"},
    ("one_site", "none"): {"rodez", "nowhere"},
    ("one_site", "rodez"): {"rodez", "nowhere"},
    ("two_sites", "none"): {"rodez", "millau", "nowhere"},
    ("two_sites", "rodez"): {"rodez", "nowhere"},
    ("two_sites", "millau"): {"millau", "nowhere"},
    ("administrator", "none"): {"rodez", "millau", "espalion", "nowhere"},
    ("administrator", "rodez"): {"rodez", "nowhere"},
}
# A lead belongs to its own point of sale; to its customer's where it has none.
REACHED_BY_LEADS = {
    ("no_site", "none"): {"nowhere_of_nowhere"},
    ("one_site", "none"): {"rodez_of_millau", "nowhere_of_rodez", "nowhere_of_nowhere"},
    ("one_site", "rodez"): {"rodez_of_millau", "nowhere_of_rodez", "nowhere_of_nowhere"},
    ("two_sites", "none"): set(LEADS),
    ("two_sites", "rodez"): {"rodez_of_millau", "nowhere_of_rodez", "nowhere_of_nowhere"},
    ("two_sites", "millau"): {"millau_of_rodez", "nowhere_of_millau", "nowhere_of_nowhere"},
    ("administrator", "none"): set(LEADS),
    ("administrator", "rodez"): {"rodez_of_millau", "nowhere_of_rodez", "nowhere_of_nowhere"},
}


@tagged("post_install", "-at_install")
class TestOneReach(SmtpCommon):
    """What editor, form, dialogue, rehearsal and run say is whom the mail server hears of."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jeanne.city = "Elsewhere"
        cls.team_c = cls.make_team(name="Espalion")
        cls.teams = {
            "none": cls.env["crm.team"],
            "nowhere": cls.env["crm.team"],
            "rodez": cls.team_a,
            "millau": cls.team_b,
            "espalion": cls.team_c,
        }
        one_site = cls._make_user("test_one_site", "Odile Puech", DIRECTOR, cls.company_a)
        cls.team_a.member_ids += one_site
        cls.users = {
            "no_site": cls._make_user("test_no_site", "Noé Marty", DIRECTOR, cls.company_a),
            "one_site": one_site,
            "two_sites": cls.user_director,
            "administrator": cls.user_administrator,
        }
        for place in ("rodez", "millau", "espalion", "nowhere"):
            cls.make_townsman(place, team_id=cls.teams[place].id, company_id=cls.company_a.id)
        cls.make_townsman("albi", team_id=cls.team_foreign.id, company_id=cls.company_b.id)
        cls.make_townsman("shared_albi", team_id=cls.team_foreign.id, company_id=False)

    def make_leads(self):
        """Leads of customers that the town's own targeting does not find."""
        for name in LEADS:
            own, of = name.split("_of_")
            customer = self.make_customer(
                name, team_id=self.teams[of].id, company_id=self.company_a.id, city="Leadbourg"
            )
            self.make_lead(customer, team_id=self.teams[own].id, company_id=self.company_a.id, user_id=False)
        in_town = {"attribute": "customer.city", "operator": "is", "value": "Leadbourg"}
        return self.make_targeting("lead", [in_town], team_id=False), in_town

    def make_own(self, targeting, user, team):
        return self.make_scenario(
            targeting, user_id=user.id, rights_user_id=user.id, team_id=team.id, company_id=self.company_a.id
        )

    # -- each place that says or does it --------------------------------------------------------------

    def count_in_editor(self, subject, rule, user):
        tree = {"match": "all", "rules": [rule]}
        return self.read_reach(self.as_user(self.env["dealership.targeting"], user).preview_reach(subject, tree))

    def count_in_form(self, scenario, user):
        targeting = self.as_user(scenario.targeting_id, user)
        return self.read_reach(
            targeting.preview_own_reach("marketing", scenario.team_id.id, ["email"], scenario.id),
        )

    def count_in_dialogue(self, targeting, user, team):
        card = self.env.ref("crm_dealership.scenario_model_custom_message")
        dialogue = self.as_user(self.env["dealership.scenario.configure"], user).create(
            {
                "model_id": card.id,
                "targeting_id": targeting.id,
                "team_id": team.id,
                "company_id": self.company_a.id,
                "signatory": "team",
            }
        )
        return dialogue.reached_count

    def rehearse(self, scenario, user):
        rehearsal = self.as_user(self.env["dealership.rehearsal"], user).create(
            {"scenario_id": scenario.id, "with_others": False}
        )
        rehearsal._play(NOW - timedelta(hours=1))
        return set(rehearsal.line_ids.filtered(lambda line: line.outcome == "sent").partner_id.mapped("name"))

    def as_user(self, records, user):
        return records.with_user(user).with_context(allowed_company_ids=self.company_a.ids)

    def read_reach(self, answer):
        [channel] = [channel for channel in answer["channels"] if channel["key"] == "email"]
        return channel["reached"]

    def check_everywhere(self, targeting, rule, table):
        for (who, where), expected in table.items():
            user, team = self.users[who], self.teams[where]
            with self.subTest(rights=who, point_of_sale=where):
                scenario = self.make_own(targeting, user, team)
                if not team:
                    self.assertEqual(self.count_in_editor(targeting.subject, rule, user), len(expected), "editor")
                self.assertEqual(self.count_in_form(scenario, user), len(expected), "form")
                self.assertEqual(self.count_in_dialogue(targeting, user, team), len(expected), "dialogue")
                self.assertEqual(self.rehearse(scenario, user), expected, "rehearsal")
                self.sink.messages.clear()
                run = scenario._run(NOW)
                self.send(NOW)
                self.assertEqual((run.targeted_count, run.enrolled_count), (len(expected), len(expected)), "run")
                self.assertEqual(self.as_user(run, user).sent_count, len(expected), "sent")
                self.assertEqual(self.as_user(run, user).hidden_count, 0)
                received = {recipient for _sender, recipients, _text in self.sink.messages for recipient in recipients}
                self.assertEqual(received, {f"{name}@customer.test" for name in expected}, "received")

    def test_11_16_customers(self):
        self.check_everywhere(self.make_targeting("customer", [IN_TOWN], team_id=False), IN_TOWN, REACHED)

    def test_11_16_records_whose_customer_belongs_elsewhere(self):
        targeting, rule = self.make_leads()
        self.check_everywhere(targeting, rule, REACHED_BY_LEADS)

    def test_11_16_why_not(self):
        millau = self.env["res.partner"].search([("name", "=", "millau")])
        for who, elsewhere in (("one_site", True), ("two_sites", False), ("administrator", False)):
            why = self.as_user(self.env["dealership.targeting.why"], self.users[who]).create(
                {"targeting_id": self.targeting.id, "partner_id": millau.id}
            )
            self.assertEqual("not yours" in why.explanation, elsewhere, who)

    # -- other ways in, and what comes in between -------------------------------------------------------

    def test_11_16_enrolled_by_an_action(self):
        scenario = self.make_own(self.targeting, self.users["one_site"], self.teams["none"])
        everybody = self.env["res.partner"].search([("city", "=", "Testbourg")])
        self.assertEqual(scenario._enrol_records(everybody, NOW), 2)
        self.send(NOW)
        self.assertEqual(set(scenario.delivery_ids.partner_id.mapped("name")), {"rodez", "nowhere"})

    def test_11_16_moved_between_the_run_and_the_sending(self):
        scenario = self.make_own(self.targeting, self.users["two_sites"], self.teams["none"])
        run = scenario._run(NOW)
        self.env["res.partner"].search([("name", "=", "rodez")]).team_id = self.team_c
        self.send(NOW)
        self.assertDeliveries(
            run.delivery_ids,
            {"rodez": ("skipped", "other_point_of_sale"), "millau": "sent", "nowhere": "sent"},
        )

    def test_11_17_whoever_lends_the_rights_takes_no_scenario_along(self):
        """To another site, to one more, or to all: it stops before anybody is written to there, until it is resumed."""
        mover = self.users["one_site"]
        changes = {
            "moved": lambda: (self.team_a.write({"member_ids": [Command.unlink(mover.id)]}), self.join(mover)),
            "one more": lambda: self.join(mover),
            "leads one": lambda: self.team_b.write({"user_id": mover.id}),
            "one fewer": lambda: self.team_a.write({"member_ids": [Command.unlink(mover.id)]}),
            "administrator": lambda: mover.write({"group_ids": [Command.link(self.env.ref(ADMINISTRATOR).id)]}),
        }
        for name, change in changes.items():
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                scenario = self.make_own(self.targeting, mover, self.teams["none"])
                sited = self.make_own(self.targeting, mover, self.teams["rodez"])
                run = scenario._run(NOW)
                change()
                self.send(NOW)
                self.assertEqual((scenario.state, run.delivery_ids.mapped("state")), ("paused", ["planned"] * 2))
                self.assertIn("points of sale of Odile Puech", scenario.last_error)
                self.assertEqual(sited.state, "active", "it has a point of sale")
                scenario._set_state("active", next_run_at=NOW)
                self.assertFalse(scenario._find_stopping_reason(), "somebody has looked at it")
                savepoint.rollback()
            self.env.invalidate_all()

    def test_11_17_stopped_before_the_next_run_as_well(self):
        mover = self.users["one_site"]
        scenario = self.make_own(self.targeting, mover, self.teams["none"])
        self.join(mover)
        scenario.next_run_at = NOW
        scenario._run_in_turn(NOW)
        self.assertEqual((scenario.state, len(scenario.run_ids)), ("paused", 0))
        self.as_user(scenario, self.user_administrator).action_resume()
        self.assertEqual(scenario.state, "active")
        self.as_user(scenario, self.user_administrator).action_take_over_rights()
        self.assertFalse(scenario._find_stopping_reason(), "who gives it other rights decides")

    def join(self, user):
        self.team_b.member_ids = [Command.link(user.id)]

    def test_11_16_a_lead_moved_between_the_run_and_the_sending(self):
        targeting, _rule = self.make_leads()
        scenario = self.make_own(targeting, self.users["one_site"], self.teams["none"])
        run = scenario._run(NOW)
        self.env["crm.lead"].search([("partner_id.name", "=", "rodez_of_millau")]).team_id = self.team_b
        self.send(NOW)
        self.assertDeliveries(
            run.delivery_ids,
            {
                "rodez_of_millau": ("skipped", "other_point_of_sale"),
                "nowhere_of_rodez": "sent",
                "nowhere_of_nowhere": "sent",
            },
        )

    def test_11_16_figures_of_a_run_add_up_for_whoever_looks(self):
        run = self.make_own(self.targeting, self.users["administrator"], self.teams["none"])._run(NOW)
        self.send(NOW)
        shown = ("planned", "waiting", "sending", "sent", "failed", "skipped", "hidden")
        for who, hidden in (("one_site", 2), ("two_sites", 1), ("administrator", 0)):
            viewed = self.as_user(run, self.users[who])
            self.assertEqual(viewed.hidden_count, hidden, who)
            self.assertEqual(sum(viewed[f"{name}_count"] for name in shown), run.enrolled_count, who)

    def test_11_16_a_reader_sees_of_a_form_what_is_theirs_too(self):
        """What somebody else's scenario finds, a reader counts no further than they see themselves."""
        rule = {"has": "lead", "pick": "any", "match": "all", "rules": []}
        targeting = self.make_targeting("customer", [IN_TOWN, rule], team_id=False)
        for place in ("rodez", "espalion"):
            customer = self.env["res.partner"].search([("name", "=", place)])
            self.make_lead(customer, team_id=self.teams[place].id, user_id=False)
        scenario = self.make_own(targeting, self.users["administrator"], self.teams["none"])
        self.assertEqual(self.count_in_form(scenario, self.users["administrator"]), 2)
        self.assertEqual(self.count_in_form(scenario, self.users["one_site"]), 1)
