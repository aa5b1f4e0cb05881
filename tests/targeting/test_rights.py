from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import NOW, TargetingCommon, condition, group, scope


@tagged("post_install", "-at_install")
class TestEvaluationRights(TargetingCommon):
    """A rule finds no more than its evaluator may read, on the subject and on what is linked to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_customer("Shared customer")
        cls.lead_a = cls.make_lead(cls.customer, business_attribute="apv")
        cls.other = cls.make_customer("Customer of Millau", team_id=cls.team_b.id)
        cls.lead_b = cls.make_lead(
            cls.other, team_id=cls.team_b.id, user_id=cls.user_sales_b.id, business_attribute="apv"
        )
        cls.rule = condition("lead.business_attribute", "is", "apv")

    def test_subject(self):
        leads = self.lead_a + self.lead_b
        self.assertFinds(self.lead_a, self.rule, subject="lead", user=self.user_sales, among=leads)
        self.assertFinds(self.lead_b, self.rule, subject="lead", user=self.user_sales_b, among=leads)
        self.assertFinds(leads, self.rule, subject="lead", user=self.user_administrator, among=leads)

    def test_linked_records(self):
        customers = self.customer + self.other
        self.assertFinds(self.customer, self.rule, user=self.user_sales, among=customers)
        self.assertFinds(self.other, self.rule, user=self.user_sales_b, among=customers)
        self.assertFinds(customers, self.rule, among=customers)

    def test_no_link_is_judged_by_what_the_evaluator_sees(self):
        customers = self.customer + self.other
        rule = scope("lead", times=("=", 0))
        self.assertFinds(self.other, rule, user=self.user_sales, among=customers)
        self.assertFinds(customers.browse(), rule, among=customers)

    def test_counts_and_picks(self):
        customers = self.customer + self.other
        self.make_lead(self.customer, team_id=self.team_b.id, user_id=self.user_sales_b.id)
        twice = scope("lead", times=(">=", 2))
        self.assertFinds(customers.browse(), twice, user=self.user_sales, among=customers)
        self.assertFinds(self.customer, twice, among=customers)

    def test_preview(self):
        tree = group(self.rule)
        found = self.env["dealership.targeting"].with_user(self.user_sales).preview_rule("lead", tree)
        ids = {line["record_id"] for line in found["customers"]}
        self.assertNotIn(self.lead_b.id, ids)

    def test_preview_of_a_record_whose_customer_is_not_readable(self):
        hidden = self.make_customer("Hidden", team_id=self.team_foreign.id)
        appointment = self.make_appointment(hidden, location="Conques")
        tree = group(condition("appointment.location", "is", "Conques"))
        found = self.env["dealership.targeting"].with_user(self.user_sales).preview_rule("appointment", tree)
        self.assertEqual([line["record_id"] for line in found["customers"]], appointment.ids)
        self.assertNotIn("Hidden", found["customers"][0]["name"])

    def test_unreadable_fields_are_no_attributes(self):
        more = "customer.signup_token"
        catalogue = self.env["dealership.targeting"].with_user(self.user_sales)._catalogue()
        keys = {attribute["key"] for category in catalogue["categories"] for attribute in category["attributes"]}
        self.assertNotIn(more, keys)
        result = (
            self.env["dealership.targeting"]
            .with_user(self.user_sales)
            .preview_rule("customer", group(condition(more, "set")))
        )
        self.assertEqual(result["error"]["message"], f'unknown attribute "{more}"')

    def test_what_cannot_be_read_has_no_name(self):
        words = self.env["dealership.targeting"].with_user(self.user_sales)._get_words()
        cron = self.env.ref("mail.ir_cron_mail_scheduler_action")
        self.assertEqual(words.get_names("ir.cron", [cron.id]), [f"#{cron.id}"])

    def test_outsiders_get_nothing(self):
        portal = self._make_user("test_portal", "Paul Portail", "base.group_portal", self.company_a)
        targetings = self.env["dealership.targeting"].with_user(portal)
        with self.assertRaises(AccessError):
            targetings.preview_rule("customer", group())
        with self.assertRaises(AccessError):
            targetings.get_catalogue()


@tagged("post_install", "-at_install")
class TestTargetingRights(TargetingCommon):
    """Who sees, changes and creates targetings."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make = cls.env["dealership.targeting"].with_user(cls.user_administrator).create
        values = {"company_id": cls.company_a.id}
        cls.everyone = make({**values, "name": "Everyone's", "visibility": "everyone"})
        cls.of_a = make({**values, "name": "Rodez's", "visibility": "team", "team_id": cls.team_a.id})
        cls.of_b = make({**values, "name": "Millau's", "visibility": "team", "team_id": cls.team_b.id})
        cls.private = make({**values, "name": "Private", "visibility": "me", "team_id": cls.team_a.id})
        cls.foreign = make({"name": "Albi's", "company_id": cls.company_b.id})
        cls.all = cls.everyone + cls.of_a + cls.of_b + cls.private + cls.foreign

    def assertReads(self, user, expected):
        found = self.env["dealership.targeting"].with_user(user).search([("id", "in", self.all.ids)])
        self.assertEqual(set(found.mapped("name")), set(expected.sudo().mapped("name")))

    def test_reading(self):
        self.assertReads(self.user_sales, self.everyone + self.of_a)
        self.assertReads(self.user_sales_b, self.everyone + self.of_b)
        self.assertReads(self.user_director, self.everyone + self.of_a + self.of_b)
        self.assertReads(self.user_foreign, self.foreign)
        self.assertReads(self.user_administrator, self.all)

    def test_users_change_nothing(self):
        with self.assertRaises(AccessError):
            self.everyone.with_user(self.user_sales).name = "Mine"
        with self.assertRaises(AccessError):
            self.everyone.with_user(self.user_sales).action_refresh_count()
        with self.assertRaises(AccessError):
            self.env["dealership.targeting"].with_user(self.user_sales).create({"name": "Mine"})

    def test_directors_change_theirs(self):
        director = self.env["dealership.targeting"].with_user(self.user_director)
        own = director.create({"name": "Own", "visibility": "me"})
        own.name = "Still own"
        own.unlink()
        self.of_b.with_user(self.user_director).name = "Better name"
        director.create({"name": "For Rodez", "visibility": "team", "team_id": self.team_a.id})

    def test_directors_leave_others_alone(self):
        for targeting in (self.everyone, self.private, self.foreign):
            with self.assertRaises(AccessError):
                targeting.with_user(self.user_director).write({"name": "Mine now"})
        with self.assertRaises(AccessError):
            self.everyone.with_user(self.user_director).unlink()

    def test_directors_hide_nothing_of_others(self):
        """A director cannot pass a targeting to somebody else's name to get around the rules."""
        with self.assertRaises(AccessError):
            self.env["dealership.targeting"].with_user(self.user_director).create(
                {"name": "Not mine", "user_id": self.user_sales_b.id, "visibility": "everyone"}
            )

    def test_administrators_change_all(self):
        self.all.with_user(self.user_administrator).write({"active": False})

    def test_users_run_what_they_see(self):
        self.make_customer("Visible")
        self.assertTrue(self.everyone.with_user(self.user_sales)._search_subjects(NOW))
        with self.assertRaises(AccessError):
            self.of_b.with_user(self.user_sales)._search_subjects(NOW)
