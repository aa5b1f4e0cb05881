from odoo.tests import tagged
from odoo.tools import SQL

from ..ledger.common import NOW, DeliveryCommon

NUMBER, SECOND = "+33610107710", "+33610107711"
# What says who it was, in whatever notation.
WHO = "xylophon|610107710|10 10 77 10|610107711|10 10 77 11"


@tagged("post_install", "-at_install")
class TestTraces(DeliveryCommon):
    """Of who was erased, no column of the database says anything any more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jeanne = cls.make_townsman(
            "Jeanne Xylophon", email="xylophon@customer.test", phone=NUMBER, phone2=SECOND, street="12 rue Xylophon"
        )

    def receive(self, reference, body):
        self.env["dealership.reply"]._receive_sms(self.company_a, reference, NUMBER, "+33700000000", body)

    def find_traces(self):
        self.env.flush_all()
        columns = self.env.execute_query(
            SQL(
                """SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables
                    USING (table_schema, table_name)
                    WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
                      AND data_type IN ('text', 'character varying', 'jsonb', 'json')"""
            )
        )
        traces = set()
        for table, column in columns:
            where = SQL("%s::text ~* %s", SQL.identifier(column), WHO)
            if self.env.execute_query(SQL("SELECT 1 FROM %s WHERE %s LIMIT 1", SQL.identifier(table), where)):
                traces.add(f"{table}.{column}")
        return traces

    def test_13_no_column_says_who_it_was(self):
        lists = self.env["mailing.list"].create({"name": "News"})
        contact = {"name": "Jeanne Xylophon", "email": self.jeanne.email, "list_ids": lists.ids}
        self.env["mailing.contact"].create(contact)
        self.make_lead(self.jeanne, contact_name="Jeanne Xylophon", to_read_reason="Xylophon?")
        self.make_vehicle(self.jeanne)
        self.receive("r1", "I am Jeanne Xylophon")
        self.env["dealership.call"]._register(
            {"external_id": "1", "from": NUMBER, "to": "+33565000000", "started_at": NOW, "transcription": "Xylophon"}
        )
        for purpose in ("marketing", "service"):
            self.run_and_send(self.make_scenario(self.targeting, purpose=purpose))
        self.assertGreater(len(self.find_traces()), 15)
        # As people work: with whatever Odoo writes down of changes when the transaction ends.
        self.cr.precommit.run()
        jeanne = self.jeanne.with_context(tracking_disable=False)
        jeanne._erase()
        self.cr.precommit.run()
        self.assertEqual(self.find_traces(), set())
        self.assertFalse(jeanne.with_context(active_test=False).message_ids)

    def test_13_a_message_to_an_address_that_they_have_no_more(self):
        self.run_and_send(self.make_scenario(self.targeting))
        trace = self.env["mailing.trace"].search([("email", "=", self.jeanne.email_normalized)])
        self.jeanne.email = "other@customer.test"
        self.assertTrue(trace)
        self.jeanne._erase()
        self.assertFalse(trace.email)

    def test_13_what_names_no_customer_but_has_the_address(self):
        """An enquiry and a call from before there was a customer."""
        lead = self.make_lead(self.env["res.partner"], email_from=self.jeanne.email, contact_name="Jeanne Xylophon")
        call = self.env["dealership.call"].create(
            {"direction": "incoming", "from_number": NUMBER, "company_id": self.company_a.id, "started_at": NOW}
        )
        self.assertFalse(lead.partner_id or call.partner_id)
        other = self.make_lead(self.env["res.partner"], email_from="other@customer.test", contact_name="Other")
        self.jeanne._erase()
        self.assertFalse(lead.email_from or lead.contact_name or call.caller_number)
        self.assertEqual(other.contact_name, "Other")

    def test_13_what_others_have_as_well_stays(self):
        self.make_townsman("Paul", email=self.jeanne.email)
        lead = self.make_lead(self.env["res.partner"], email_from=self.jeanne.email, contact_name="Paul")
        contact = self.env["mailing.contact"].create({"name": "Paul", "email": self.jeanne.email})
        self.jeanne._erase()
        self.assertEqual((lead.contact_name, contact.name), ("Paul", "Paul"))
