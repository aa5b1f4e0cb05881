from datetime import datetime

from psycopg2.errors import SerializationFailure

from odoo import Command, api
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..transactions_common import OwnTransactions

# Long ago, so that nothing else in the database is due by then; leads that are due now don't concern it.
NOW = datetime(2001, 3, 14, 8, 0)
REMINDED_AT = datetime(2001, 3, 14, 7, 59)


@tagged("post_install", "-at_install")
class TestLifetimeProcesses(OwnTransactions):
    """Real transactions, as those of two cron processes and of people: every reminder exists once.

    The data is committed to the database, and deleted afterwards.
    """

    def setUp(self):
        super().setUp()
        self.addCleanup(self.delete_data)
        with self.registry.cursor() as cr:
            self.create_data(self.get_env(cr))

    def create_data(self, env):
        self.user = env["res.users"].create(
            {
                "name": "Seller",
                "login": "seller@lifetime.test",
                "email": "seller@lifetime.test",
                "group_ids": [Command.link(env.ref("crm_dealership.group_dealership_user").id)],
            }
        )
        self.team = env["crm.team"].create(
            {
                "name": "Lifetime",
                "member_ids": [Command.set(self.user.ids)],
                "lifetime_ids": [Command.create({"minutes": 10, "counting": "always"})],
            }
        )
        self.leads = env["crm.lead"].create(
            [
                {"name": f"Lead {number}", "type": "lead", "team_id": self.team.id, "user_id": False}
                for number in range(4)
            ]
        )
        env.flush_all()
        # As if they had come in at 07:55 of that day, by a lifetime of the same length.
        env.cr.execute(
            SQL(
                "UPDATE crm_lead SET lifetime_started_at = %s, reminder_at = %s, deadline_at = %s WHERE id = ANY(%s)",
                datetime(2001, 3, 14, 7, 55),
                REMINDED_AT,
                datetime(2001, 3, 14, 8, 5),
                self.leads.ids,
            )
        )

    def delete_data(self):
        with self.registry.cursor() as cr:
            env = self.get_env(cr)
            partner = self.user.with_env(env).partner_id
            notes = env["mail.message"].search([("model", "=", "crm.lead"), ("res_id", "in", self.leads.ids)])
            env["mail.mail"].search([("mail_message_id", "in", notes.ids)]).unlink()
            for records in (self.leads, self.team, self.user):
                records.with_env(env).unlink()
            partner.unlink()

    def process(self, cr, limit=100):
        env = self.get_env(cr)
        return env["crm.lead"]._process_due_clocks(NOW, limit)[0]

    def count_mails(self):
        with self.registry.cursor() as cr:
            mails = self.get_env(cr)["mail.mail"].search(
                [
                    ("model", "=", "crm.lead"),
                    ("res_id", "in", self.leads.ids),
                    ("message_type", "=", "user_notification"),
                ]
            )
            return sorted(mails.mapped("res_id"))

    def test_two_processes_share_the_work(self):
        with self.registry.cursor() as one, self.registry.cursor() as two:
            self.assertEqual(self.process(one, 3), 3)
            self.assertEqual(self.process(two), 1, "the rows of the other are passed over")
            one.commit()
            two.commit()
        with self.registry.cursor() as three:
            self.assertEqual(self.process(three), 0)
        self.assertEqual(self.count_mails(), self.leads.ids)

    def test_a_crash_undoes_all_or_nothing(self):
        with self.registry.cursor() as cr:
            self.assertEqual(self.process(cr, 2), 2)
            cr.rollback()
        self.assertEqual(self.count_mails(), [])
        with self.registry.cursor() as cr:
            self.assertEqual(self.process(cr), 4)
        self.assertEqual(self.count_mails(), self.leads.ids)

    def test_snapshot_of_before_another_process_was_done(self):
        """The slower one is refused by PostgreSQL, looks again and finds nothing to do."""
        with self.registry.cursor() as slow, self.registry.cursor() as fast:
            slow.execute("SELECT 1")  # its snapshot is from now on
            self.assertEqual(self.process(fast), 4)
            fast.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                self.process(slow)
            slow.rollback()
            self.assertEqual(self.process(slow), 0)
        self.assertEqual(self.count_mails(), self.leads.ids)

    def test_two_people_take_one_lead(self):
        """Odoo repeats the request of the second, which then is told who has the lead."""
        with self.registry.cursor() as cr:
            other = self.user.with_env(self.get_env(cr)).copy({"login": "other@lifetime.test", "name": "Other"})
            self.team.with_env(self.get_env(cr)).member_ids = [Command.link(other.id)]
        self.addCleanup(self.delete_user, other.id)
        with self.registry.cursor() as one, self.registry.cursor() as two:
            lead_one, lead_two = (
                self.leads[0].with_env(api.Environment(cr, user_id, {"tracking_disable": True}))
                for cr, user_id in ((one, self.user.id), (two, other.id))
            )
            self.assertEqual(lead_two.lifetime_state, "running")
            self.assertTrue(lead_one._take())
            one.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                lead_two._take()
                lead_two.flush_recordset()
            two.rollback()
            lead_two.env.invalidate_all(flush=False)
            told = lead_two.action_take()
        self.assertEqual(told["params"]["message"], "Seller has taken Lead 0.")

    def delete_user(self, user_id):
        with self.registry.cursor() as cr:
            user = self.get_env(cr)["res.users"].browse(user_id)
            partner = user.partner_id
            self.get_env(cr)["mail.message"].search([("author_id", "=", partner.id)]).unlink()
            user.unlink()
            partner.unlink()
