from odoo.exceptions import AccessError
from odoo.tests import Form, tagged, users

from .test_feed import NOW, ORDERS, FeedCommon

CODED = ORDERS.replace("Adrien Costes", "ac7")


@tagged("post_install", "-at_install")
class TestStaffReference(FeedCommon):
    """Users say in their preferences what the DMS calls them."""

    def get_adviser(self, content=CODED):
        load = self.load(self.make_feed(content), content)
        self.assertFalse(load.refused_count)
        return self.get_orders()["OR-1"].advisor_id, load

    @users("test_adviser")
    def test_one_gives_it_in_the_own_preferences(self):
        with Form(self.env.user, view="base.view_users_form_simple_modif") as form:
            form.dealership_staff_reference = "AC7"
        self.assertEqual(self.env.user.dealership_staff_reference, "AC7")
        with self.assertRaises(AccessError):
            self.user_sales.with_env(self.env).dealership_staff_reference = "AC7"

    def test_administrators_give_it_on_the_users_form(self):
        with Form(self.user_adviser, view="base.view_users_form") as form:
            form.dealership_staff_reference = "AC7"
        self.assertEqual(self.get_adviser()[0], self.user_adviser)

    def test_it_comes_before_login_and_name(self):
        self.user_sales.write({"login": "AC7"})
        self.user_sales_b.name = "AC7"
        self.user_adviser.dealership_staff_reference = "AC7"
        self.assertEqual(self.get_adviser()[0], self.user_adviser)

    def test_what_the_profile_says_comes_first(self):
        self.user_adviser.dealership_staff_reference = "AC7"
        feed = self.make_feed(CODED)
        feed.code_ids.create(
            {"feed_id": feed.id, "meaning": "repair_order.advisor_id", "code": "ac7", "user_id": self.user_sales.id}
        )
        self.load(feed, CODED, NOW)
        self.assertEqual(self.get_orders()["OR-1"].advisor_id, self.user_sales)

    def test_two_with_one_code_are_nobody_and_it_is_said(self):
        (self.user_adviser + self.user_sales).dealership_staff_reference = "AC7"
        self.user_sales_b.login = "AC7"
        adviser, load = self.get_adviser()
        self.assertFalse(adviser)
        said = load.remark_ids.filtered(lambda row: row.row_number == 2)
        self.assertEqual((said.column, said.value), ("Conseiller", "ac7"))
        self.assertIn("a code that only one user has given", said.message)

    def test_others_codes_are_not_ours(self):
        """Those of another company, of customers with an account, and of who has left."""
        portal = self._make_user("feed_portal", "Paule", "base.group_portal", self.company_a)
        portal.with_user(portal).dealership_staff_reference = "AC7"
        self.user_foreign.dealership_staff_reference = "AC7"
        self.user_sales.write({"dealership_staff_reference": "AC7", "active": False})
        self.user_adviser.dealership_staff_reference = "AC7"
        self.assertEqual(self.get_adviser()[0], self.user_adviser)
