from collections import Counter, defaultdict
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from odoo.addons.crm_dealership.models.targeting.reach import Reach

from ..common import DealershipCommon
from .dataset import MOMENTS, Dataset
from .declarations import CUSTOMER_FIELDS
from .evaluator import Evaluator, World, find_customer
from .exclusions import Writer
from .random_trees import ZONES, TreeMaker, find

EXAMPLES = 300
CAP_DAYS = 365


@tagged("post_install", "-at_install")
class TestRandomReach(DealershipCommon):
    """The rules of contact against plain Python: for random rules, purposes, channels, people and settings."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        dataset = Dataset(cls)
        dataset.fill()
        cls._spread(dataset)
        cls.world = World(cls.env)
        cls.schema = cls.env["dealership.catalogue"]._get_schema()
        cls.maker = TreeMaker(cls.schema, cls.world)
        cls.consent = cls.decide_rule(cls.company_a, "consent", need="opt_out")

    @classmethod
    def _spread(cls, dataset):
        """Let customers belong to all points of sale, to none and another company; most messages be marketing."""
        relatives = cls.env["res.partner"].concat(*dataset.customers).filtered("parent_id")
        relatives.team_id = False  # their company is that of whom they belong to
        for number, customer in enumerate(one for one in dataset.customers if not one.parent_id):
            team = [cls.team_a, cls.team_a, cls.team_b, cls.env["crm.team"], cls.team_foreign][number % 5]
            customer.write({"team_id": team.id, "company_id": team.company_id.id})
        for model, every in (("fleet.vehicle", 2), ("crm.lead", 3), ("account.move", 3)):
            records = cls.env[model].search([])
            records[::every].team_id = False
            records[1::every].filtered(lambda record: record.company_id == cls.company_a).team_id = cls.team_b
        deliveries = cls.env["dealership.delivery"].search(
            [("partner_id", "in", [one.id for one in dataset.customers])]
        )
        deliveries.purpose = "marketing"
        deliveries[::4].purpose = "service"
        # The rest as the dataset has it: before and after the moment that is asked about.
        for number, delivery in enumerate(deliveries[::2] + deliveries[1::4]):
            cls.put(delivery, "sent", sent_at=MOMENTS[0] - timedelta(days=number))
        cls.env.flush_all()

    def test_rules_of_contact_and_plain_python_agree(self):
        seen = Counter()

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(st.data())
        def check(data):
            def choose(options):
                return data.draw(st.sampled_from(options))

            subject = choose(["customer", "customer", "vehicle", "lead", "invoice"])
            tree = self.maker.draw_group(choose, 1)
            seen.update(self._assert_agreement(choose, subject, tree))

        check()
        reasons = {"archived", "other_point_of_sale", "no_address", "dead_address", "refused", "no_consent", "too_many"}
        reasons.add("blacklisted")
        self.assertEqual(set(seen), {None, *reasons}, "each reason has to occur")

    def _assert_agreement(self, choose, subject, tree):
        """Compare the numbers of customers by reason, and return them."""
        now, zone = MOMENTS[0], ZONES[0]
        user = choose([self.user_sales, self.user_director, self.user_administrator])
        team = choose([self.env["crm.team"], self.team_a, self.team_b])
        channel = choose(["email", "sms"])
        writer = Writer(
            purpose=choose(["marketing", "marketing", "marketing", "service", "payment"]),
            channel=channel,
            company=self.company_a,
            now=now,
            teams=self._get_teams(user) & (set(team.ids) or {self.team_a.id, self.team_b.id}),
            opt_in=choose([False, True]),
            cap=choose([0, 1, 1, 2]),
            cap_days=CAP_DAYS,
            banned=self.world.blacklist,
            dead=self.world.dead[channel],
        )
        if self.consent.need != (need := "opt_in" if writer.opt_in else "opt_out"):
            self.consent.need = need
        self.company_a.write(
            {
                "dealership_contact_cap": writer.cap,
                "dealership_contact_cap_days": CAP_DAYS,
            }
        )
        domain = find(self.schema, tree, subject, now, zone)
        reach = Reach(self.company_a, team, user)
        customers = self.env["dealership.targeting"]._get_customers(subject, domain, reach)
        query = self.env["dealership.contact.rules"]._get_counts(
            customers, writer.purpose, writer.channel, self.company_a, now
        )
        found = dict(self.env.execute_query(query))
        records = self._get_places(subject, tree, now, zone)
        reasons = defaultdict(set)
        for (customer, addressee), places in records.items():
            reasons[customer].add(writer.get_reason(customer, addressee, places))
        expected = Counter(None if None in found else min(found) for found in reasons.values())
        self.assertEqual(found, dict(expected), f"{writer} {subject}: {tree}")
        return expected

    def _get_teams(self, user):
        """Return the ids of the points of sale of the company that somebody may write to."""
        return {self.team_a.id} if user == self.user_sales else {self.team_a.id, self.team_b.id}

    def _get_places(self, subject, tree, now, zone):
        """Return whom one writes to about what a rule finds, by the plain evaluator, each with where that belongs."""
        places = defaultdict(list)
        name = CUSTOMER_FIELDS.get(subject, "partner_id")
        for record_id in Evaluator(self.world, now, zone).search(tree, subject):
            addressee_id = self.world.field(subject, record_id, name)
            if addressee_id is not None:
                place = [self.world.field(subject, record_id, field) for field in ("company_id", "team_id")]
                addressee = self.env["res.partner"].browse(addressee_id)
                places[find_customer(subject, addressee), addressee].append(place)
        return places
