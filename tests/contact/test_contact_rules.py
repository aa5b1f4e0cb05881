from datetime import timedelta
from unittest.mock import patch

from odoo.fields import Domain
from odoo.tests import tagged

from odoo.addons.crm_dealership.models.scenario import scenario_running
from odoo.addons.crm_dealership.models.targeting.reach import Reach

from ..ledger.common import NOW, DeliveryCommon


@tagged("post_install", "-at_install")
class TestContactRules(DeliveryCommon):
    """Who is left out, and the reason given."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jeanne = cls.make_townsman("Jeanne")
        cls.consent = cls.env["dealership.consent"]

    def test_every_reason(self):
        self.make_townsman("No Mail", email="not an address")
        refused = self.make_townsman("Refused")
        self.consent._record(refused, "marketing", "email", False, "form")
        other_channel = self.make_townsman("Other Channel")
        self.consent._record(other_channel, "marketing", "sms", False, "form")
        other_purpose = self.make_townsman("Other Purpose")
        self.consent._record(other_purpose, "service", "email", False, "form")
        self.env["mail.blacklist"]._add(self.make_townsman("Banned").email)
        deliveries = self.run_and_send(self.make_scenario(self.targeting))
        self.assertDeliveries(
            deliveries,
            {
                "Jeanne": "sent",
                "No Mail": ("skipped", "no_address"),
                "Refused": ("skipped", "refused"),
                "Other Channel": "sent",
                "Other Purpose": "sent",
                "Banned": ("skipped", "blacklisted"),
            },
        )

    def test_12_a_reason_of_another_addon(self):
        """A rule that another addon adds has its reason said wherever reasons are: figures, analysis, rehearsal."""
        reason = self.registry["dealership.delivery"]._fields["reason"]
        self.patch(reason, "selection", [*reason.selection, ("full_moon", "Full moon")])
        rules = self.registry["dealership.contact.rules"]
        self.patch(rules, "_get_rules", lambda *args: [("full_moon", Domain("name", "=", "Jeanne"))])
        scenario = self.make_scenario(self.targeting)
        rehearsal = self.env["dealership.rehearsal"].create({"scenario_id": scenario.id})
        rehearsal._play(NOW, seconds=30)
        self.assertEqual(rehearsal.line_ids.mapped("reason"), ["full_moon"])
        run = scenario._run(NOW)
        self.assertEqual(run.left_out_summary, "Full moon: 1")
        for model in ("dealership.delivery.count", "dealership.delivery.report"):
            self.assertIn(
                ("full_moon", "Full moon"), self.env[model]._fields["reason"]._description_selection(self.env)
            )

    def test_told_at_once_by_the_run(self):
        self.make_townsman("No Mail", email=False)
        run = self.make_scenario(self.targeting)._run(NOW)
        self.assertDeliveries(run.delivery_ids, {"Jeanne": "planned", "No Mail": ("skipped", "no_address")})

    def test_a_run_judges_lot_by_lot(self):
        for number in range(5):
            self.make_townsman(f"Lot {number}", email=False if number % 2 else f"lot{number}@example.com")
        scenario = self.make_scenario(self.targeting)
        with patch.object(scenario_running, "LOT_SIZE", 2):
            run = scenario._run(NOW)
        self.assertDeliveries(
            run.delivery_ids,
            {
                "Jeanne": "planned",
                **{f"Lot {number}": "planned" for number in (0, 2, 4)},
                **{f"Lot {number}": ("skipped", "no_address") for number in (1, 3)},
            },
        )

    def test_purpose_decides(self):
        self.consent._record(self.jeanne, "marketing", "email", False, "form")
        banned = self.make_townsman("Banned")
        self.env["mail.blacklist"]._add(banned.email)
        expected = {
            "marketing": {"Jeanne": ("skipped", "refused"), "Banned": ("skipped", "blacklisted")},
            "service": {"Jeanne": "sent", "Banned": ("skipped", "blacklisted")},
            "payment": {"Jeanne": "sent", "Banned": "sent"},
        }
        for purpose, states in expected.items():
            with self.subTest(purpose=purpose):
                self.assertDeliveries(self.run_and_send(self.make_scenario(self.targeting, purpose=purpose)), states)

    def test_consent_required(self):
        self.decide_rule(self.company_a, "consent", need="opt_in")
        willing = self.make_townsman("Willing")
        self.consent._record(willing, "marketing", "email", True, "form")
        deliveries = self.run_and_send(self.make_scenario(self.targeting))
        self.assertDeliveries(deliveries, {"Jeanne": ("skipped", "no_consent"), "Willing": "sent"})
        service = self.run_and_send(self.make_scenario(self.targeting, purpose="service"))
        self.assertDeliveries(service, {"Jeanne": "sent", "Willing": "sent"})

    def test_decisions_made_between_planning_and_sending_count(self):
        archived = self.make_townsman("Archived")
        run = self.make_scenario(self.targeting)._run(NOW)
        self.consent._record(self.jeanne, "marketing", "email", False, "phone")
        archived.active = False
        self.send()
        self.assertDeliveries(
            run.delivery_ids.with_context(active_test=False),
            {"Jeanne": ("skipped", "refused"), "Archived": ("skipped", "archived")},
        )

    def test_12_an_address_of_who_is_archived_is_archived(self):
        company = self.make_townsman("Garage du Lac", is_company=True)
        address = self.make_townsman("Atelier", parent_id=company.id, type="other")
        vehicle = self.make_vehicle(address, license_plate="OLD-1")
        plate = {"attribute": "vehicle.license_plate", "operator": "is", "value": vehicle.license_plate}
        town = {"attribute": "customer.city", "operator": "is", "value": "Testbourg"}
        run = self.make_scenario(self.make_targeting("vehicle", [plate, town]))._run(NOW)
        company.active = False
        self.send()
        self.assertDeliveries(run.delivery_ids, {"Atelier": ("skipped", "archived")})

    def test_moved_to_another_point_of_sale(self):
        run = self.make_scenario(self.targeting)._run(NOW)
        self.jeanne.team_id = self.team_b
        self.send()
        self.assertDeliveries(run.delivery_ids, {"Jeanne": ("skipped", "other_point_of_sale")})

    def test_cap_over_all_scenarios(self):
        self.company_a.write({"dealership_contact_cap": 2, "dealership_contact_cap_days": 10})
        scenarios = [self.make_scenario(self.targeting, name=f"Scenario {number}") for number in range(3)]
        runs = [scenario._run(NOW) for scenario in scenarios]
        self.send()
        states = [(run.delivery_ids.state, run.delivery_ids.reason) for run in runs]
        self.assertEqual(states, [("sent", False), ("sent", False), ("skipped", "too_many")])
        later = self.make_scenario(self.targeting)._run(NOW + timedelta(days=9))
        self.assertEqual(later.delivery_ids.reason, "too_many")
        service = self.make_scenario(self.targeting, purpose="service")._run(NOW + timedelta(days=9))
        self.assertEqual(service.delivery_ids.state, "planned")
        free = self.make_scenario(self.targeting)._run(NOW + timedelta(days=11))
        self.assertEqual(free.delivery_ids.state, "planned")

    def test_12_what_is_just_leaving_counts_for_the_cap_and_what_staff_does_not(self):
        self.company_a.write({"dealership_contact_cap": 1, "dealership_contact_cap_days": 10})
        task = {"channel": "task", "message_id": False, "task_summary": "Look"}
        self.run_and_send(self.make_scenario(self.targeting, [task]))
        leaving = self.make_scenario(self.targeting)._run(NOW).delivery_ids
        self.assertEqual(leaving.state, "planned")
        self.put(leaving, "sending")
        later = self.make_scenario(self.targeting)._run(NOW).delivery_ids
        self.assertEqual((later.state, later.reason), ("skipped", "too_many"))

    def test_13_attempts_that_leave_together_are_counted(self):
        """Each is handed over as a call to make: whether it was made or not, no more than the law allows are."""
        self.decide_rule(self.company_a, "attempts", channel="phone", attempts=2, days=30)
        step = {"channel": "call", "message_id": False, "task_summary": "Call"}
        runs = [
            self.make_scenario(self.targeting, steps=[step], name=f"Calls {number}")._run(NOW) for number in range(3)
        ]
        self.send()
        states = [(run.delivery_ids.state, run.delivery_ids.reason) for run in runs]
        self.assertEqual(states, [("waiting", "to_call"), ("waiting", "to_call"), ("skipped", "too_many_attempts")])
        later = self.make_scenario(self.targeting, steps=[step])._run(NOW + timedelta(days=29))
        self.assertEqual(later.delivery_ids.reason, "too_many_attempts")
        free = self.make_scenario(self.targeting, steps=[step])._run(NOW + timedelta(days=30))
        self.assertEqual(free.delivery_ids.state, "planned")

    def test_one_message_per_address(self):
        self.make_townsman("Paul", email="JEANNE@customer.test")
        deliveries = self.run_and_send(self.make_scenario(self.targeting))
        self.assertDeliveries(deliveries, {"Jeanne": "sent", "Paul": ("skipped", "duplicate_address")})

    def test_one_message_per_address_in_a_later_run_of_the_day(self):
        scenario = self.make_scenario(self.targeting)
        self.run_and_send(scenario)
        self.make_townsman("Paul", email="jeanne@customer.test")
        deliveries = self.run_and_send(scenario, NOW + timedelta(hours=3))
        self.assertDeliveries(deliveries, {"Paul": ("skipped", "duplicate_address")})

    def test_two_vehicles_of_one_customer(self):
        """One marketing message, but a service message for each vehicle."""
        self.make_vehicle(self.jeanne)
        self.make_vehicle(self.jeanne)
        targeting = self.make_targeting(
            "vehicle", [{"attribute": "customer.city", "operator": "is", "value": "Testbourg"}]
        )
        for purpose, messages in (("marketing", 1), ("service", 2)):
            run = self.make_scenario(targeting, purpose=purpose)._run(NOW)
            self.send()
            self.assertEqual(set(run.delivery_ids.mapped("state")), {"sent"}, purpose)
            self.assertEqual(len(run.delivery_ids.mail_message_id), messages, purpose)

    def test_12_vehicles_of_two_customers_who_share_an_address(self):
        """Marketing speaks to an address once a day, whoever owns the vehicle; of service, each is told."""
        for owner in (self.jeanne, self.make_townsman("Paul", email="jeanne@customer.test")):
            self.make_vehicle(owner)
        targeting = self.make_targeting(
            "vehicle", [{"attribute": "customer.city", "operator": "is", "value": "Testbourg"}]
        )
        for purpose, fate in (("marketing", ("skipped", "duplicate_address")), ("service", "sent")):
            deliveries = self.run_and_send(self.make_scenario(targeting, purpose=purpose))
            self.assertDeliveries(deliveries, {"Jeanne": "sent", "Paul": fate})

    def test_12_customers_who_share_an_address_are_told_once(self):
        """Nothing but the customer is spoken of: two messages would say the same, of whatever purpose."""
        self.make_townsman("Paul", email="jeanne@customer.test")
        deliveries = self.run_and_send(self.make_scenario(self.targeting, purpose="service"))
        self.assertDeliveries(deliveries, {"Jeanne": "sent", "Paul": ("skipped", "duplicate_address")})

    def test_reach_of_a_targeting(self):
        """The same rules count whom a set of customers leaves out, before anything is planned."""
        self.make_townsman("No Mail", email=False)
        self.make_townsman("Elsewhere", team_id=self.team_b.id)
        reach = Reach(self.company_a, None, self.user_sales)
        found = self.targeting._count_reach("customer", self.targeting._get_domain(), "email", "marketing", reach)
        self.assertEqual(found["reached"], 1)
        reasons = {reason["key"]: reason["count"] for reason in found["reasons"]}
        self.assertEqual(reasons, {"no_address": 1, "other_point_of_sale": 1})
