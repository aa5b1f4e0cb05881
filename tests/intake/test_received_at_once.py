from psycopg2.errors import SerializationFailure

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..transactions_common import OwnTransactions
from .common import SAMPLES


@tagged("post_install", "-at_install")
class TestAtOnce(OwnTransactions):
    """Two workers that receive one enquiry at the same moment make one lead of it."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.delete_data)
        self.content = next(SAMPLES.glob("01*")).read_bytes()
        with self.registry.cursor() as cr:
            self.team_id = self.get_env(cr)["crm.team"].create({"name": "At Once"}).id

    def delete_data(self):
        with self.registry.cursor() as cr:
            env = self.get_env(cr)
            env["crm.lead"].search([("team_id", "=", self.team_id)]).unlink()
            env["crm.team"].browse(self.team_id).unlink()

    def receive(self, cr):
        env = self.get_env(cr)
        return env["dealership.adf"]._receive(self.content, env["crm.team"].browse(self.team_id)).id

    @mute_logger("odoo.sql_db")
    def test_10_1_two_at_once_make_one_lead(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            second.execute("SELECT 1")  # its transaction reads as of now
            lead_id = self.receive(first)
            first.commit()
            with self.assertRaises(SerializationFailure):
                self.receive(second)
            second.rollback()
            # as Odoo does of requests
            self.assertEqual(self.receive(second), lead_id)
            second.rollback()
