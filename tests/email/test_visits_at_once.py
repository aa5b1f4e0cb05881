from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...engine.email.machines import Visit
from ...models.email.visits import Visits
from ..transactions_common import OwnTransactions

# A number that no delivery has.
DELIVERY = 2**31 - 1


@tagged("post_install", "-at_install")
class TestVisitsAtOnce(OwnTransactions):
    """A program that follows all links at the same moment is seen as one."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            vals = {"model": "res.partner", "res_id": 1}
            self.trace_id = self.get_env(cr)["mailing.trace"].create(vals).id
        self.addCleanup(self.clean)

    def clean(self):
        with self.registry.cursor() as cr:
            self.get_env(cr)["mailing.trace"].browse(self.trace_id).unlink()
            cr.execute("DELETE FROM dealership_delivery_visit WHERE delivery_id = %s", [DELIVERY])

    def visit(self, cr, link):
        """Note a visit as the routes do, and return how many others it saw."""
        env, now = self.get_env(cr), fields.Datetime.now()
        visits = Visits(env["dealership.delivery"].browse(DELIVERY))
        visits.wait_for_others(env["mailing.trace"].browse(self.trace_id))
        recent, _people = visits.get_recent(now)
        visits.remember(Visit(now, link, "somebody"), "")
        return len(recent)

    def test_14_07_who_knows_nothing_of_another_is_tried_again(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            second.execute("SELECT 1 FROM dealership_delivery_visit")
            self.assertEqual(self.visit(first, 1), 0)
            first.commit()
            with self.assertRaises(SerializationFailure), mute_logger("odoo.sql_db"):
                self.visit(second, 2)
            second.rollback()
            self.assertEqual(self.visit(second, 2), 1)
            second.commit()
