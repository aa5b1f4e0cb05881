from contextlib import contextmanager

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import DIRECTOR
from ..delivery.common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestLentRights(DeliveryCommon):
    """A scenario finds what its responsible sees: a Director borrows no eyes that see more than theirs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scenario = cls.make_scenario(cls.targeting, state="draft")
        cls.outsider = cls._make_user(
            "test_outsider", "Odile", "sales_team.group_sale_salesman_all_leads", cls.company_a
        )
        cls.system = cls._make_user("test_system", "Serge", f"{DIRECTOR},base.group_erp_manager", cls.company_a)

    @contextmanager
    def assertRefused(self):
        """Unlike ``assertRaisesRegex``, undo what was tried."""
        with self.assertRaises(UserError) as raised:
            yield
        self.assertIn("act with the rights", str(raised.exception))

    def make_mine(self, **vals):
        return (
            self.env["dealership.scenario"]
            .with_user(self.user_director)
            .create({"name": "Mine", "targeting_id": self.targeting.id, "team_id": self.team_a.id, **vals})
        )

    def test_responsible(self):
        mine = self.make_mine()
        self.assertEqual(mine.user_id, self.user_director)
        for user in (self.user_administrator, self.outsider, self.system, self.env.ref("base.user_root")):
            with self.subTest(user.login):
                with self.assertRefused():
                    mine.user_id = user
                with self.assertRefused():
                    self.make_mine(user_id=user.id)
                with self.assertRefused():
                    self.env["dealership.scenario"].with_user(self.user_director).with_context(
                        default_user_id=user.id
                    ).create({"name": "Mine", "targeting_id": self.targeting.id, "team_id": self.team_a.id})
        for user in (self.user_sales, self.user_director):
            mine.user_id = user

    def test_whom_an_administrator_has_named_stays(self):
        self.scenario.with_user(self.user_administrator).user_id = self.user_administrator
        mine = self.scenario.with_user(self.user_director)
        mine.write({"name": "Renamed", "user_id": self.user_administrator.id})
        self.assertEqual(mine.user_id, self.user_administrator)

    def test_a_copy_acts_for_whoever_makes_it(self):
        self.scenario.user_id = self.user_administrator
        self.scenario.mail_server_id = server = self.env["ir.mail_server"].create({"name": "Ours", "smtp_host": "x"})
        copy = self.scenario.with_user(self.user_director).copy()
        self.assertEqual((copy.user_id, copy.sudo().mail_server_id), (self.user_director, server))
        self.scenario.user_id = self.user_sales
        self.assertEqual(self.scenario.with_user(self.user_director).copy().user_id, self.user_sales)

    def test_author_of_a_targeting(self):
        """It is counted, and its snapshots taken, with the author's rights."""
        targetings = self.env["dealership.targeting"].with_user(self.user_director)
        own = targetings.create({"name": "Own", "team_id": self.team_a.id})
        with self.assertRefused():
            own.user_id = self.user_administrator
        with self.assertRefused():
            targetings.create({"name": "Own", "team_id": self.team_a.id, "user_id": self.user_administrator.id})
        self.targeting.user_id = self.user_administrator
        self.assertEqual(self.targeting.with_user(self.user_director).copy().user_id, self.user_director)

    def test_a_targeting_that_is_not_shared(self):
        private = self.make_targeting(user_id=self.user_administrator.id, visibility="me")
        self.assertTrue(private.rule_tree)  # somebody has just read it: it lies in the cache
        with self.assertRaises(AccessError):
            self.scenario.with_user(self.user_director).targeting_id = private
        with self.assertRaises(AccessError):
            self.make_mine(targeting_id=private.id)

    def test_a_message_of_another_company(self):
        foreign = self.make_message(team_id=self.team_foreign.id)
        step = self.scenario.step_ids.with_user(self.user_director)
        with self.assertRaises(AccessError):
            step.message_id = foreign
        with self.assertRaises(AccessError):
            step.write({"fallback_channel": "letter", "fallback_message_id": foreign.id})
        with self.assertRaises(AccessError):
            self.make_mine(step_ids=[Command.create({"message_id": foreign.id})])
