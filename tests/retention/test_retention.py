from datetime import timedelta

from odoo import Command
from odoo.fields import Domain
from odoo.tests import tagged

from .common import LATELY, LATER, LONG_AGO, TODAY, RetentionCommon


@tagged("post_install", "-at_install")
class TestRetention(RetentionCommon):
    """What the law lets a company keep no longer, and what it has to keep."""

    def test_13_years_of_the_law(self):
        self.assertFalse(self.is_found(self.silent, now=TODAY + timedelta(days=365 * 3 - 2)))
        self.assertTrue(self.is_found(self.silent))
        self.decide_rule(self.company_a, "retention", years=5)
        self.assertFalse(self.is_found(self.silent))
        self.decide_rule(self.company_a, "retention", years=0)
        self.assertFalse(self.is_found(self.silent, now=LATER + timedelta(days=36500)))

    def test_13_by_kind_of_customer(self):
        company = self.make_customer("Garage", is_company=True, customer_kind="professional", phone=False)
        self.decide_rule(self.company_a, "retention", years=10, customer_kind="professional")
        self.assertFalse(self.is_found(company))
        self.assertTrue(self.is_found(self.silent))

    def test_13_what_shows_that_one_is_a_customer_still(self):
        """Each contact keeps for three years, and no longer."""
        make = {
            "vehicle": lambda one, at: self.make_vehicle(one, delivery_date=at.date(), owner_since=at.date()),
            "purchase": lambda one, at: self.make_sale(one, sold_on=at.date()),
            "workshop": lambda one, at: self.make_repair_order(one, opened_at=at, status="closed", closed_at=at),
            "appointment": self.make_appointment,
            "call": lambda one, at: self.make_call(one, started_at=at),
            "answer": lambda one, at: self.make_reply(one, received_at=at),
            "offer": lambda one, at: self.env["sale.order"].create(
                {"partner_id": one.id, "date_order": at, "company_id": self.company_a.id}
            ),
            "consent": lambda one, at: self.env["dealership.consent"]._record(
                one, "marketing", "email", True, "form", at, self.company_a, origin="form"
            ),
            "e-mail": lambda one, at: self.env["mail.message"].create(
                {"model": "res.partner", "res_id": one.id, "author_id": one.id, "date": at, "message_type": "email"}
            ),
        }
        for what, make_contact in make.items():
            for at, kept in ((LONG_AGO, False), (LATELY, True)):
                with self.subTest(what=what, at=at):
                    customer = self.make_customer(f"By {what} {kept}", email=False, phone=False)
                    make_contact(customer, at)
                    self.env.flush_all()
                    self.assertEqual(self.is_found(customer), not kept)

    def test_13_a_lead_by_its_days(self):
        for days, kept in ((LONG_AGO, False), (LATELY, True)):
            customer = self.make_customer(f"Lead {kept}", phone=False)
            lead = self.make_lead(customer)
            self.env.flush_all()
            self.env.cr.execute("UPDATE crm_lead SET create_date = %s WHERE id = %s", [days, lead.id])
            self.assertEqual(self.is_found(customer), not kept)

    def test_13_a_no_is_no_contact(self):
        self.env["dealership.consent"]._record(
            self.silent, "marketing", "email", False, "STOP", LATELY, self.company_a, origin="keyword"
        )
        self.assertTrue(self.is_found(self.silent))

    def test_13_an_attempt_of_ours_is_no_contact(self):
        attempt = self.make_call(
            self.silent, direction="outgoing", to_number="+33611111111", outcome="unreported", started_at=LATELY
        )
        self.assertTrue(self.is_found(self.silent))
        attempt.outcome = "connected"
        self.env.flush_all()
        self.assertFalse(self.is_found(self.silent))

    def make_parent(self, contact, **vals):
        return contact.create(
            {
                "name": "Parent",
                "is_company": True,
                "company_id": contact.company_id.id,
                "child_ids": [Command.link(contact.id)],
                **vals,
            }
        )

    def test_13_who_must_stay(self):
        """Documents, work and contracts, however old."""
        person = self._make_user("retention_portal", "Paul Portal", "base.group_portal", self.company_a).partner_id
        make = {
            "invoice": self.make_invoice,
            "draft": lambda one: self.make_invoice(one, posted=False),
            "order": lambda one: (
                self.env["sale.order"]
                .create({"partner_id": one.id, "company_id": self.company_a.id, "date_order": TODAY})
                .write({"state": "sale"})
            ),
            "workshop": lambda one: self.make_repair_order(one, opened_at=TODAY, status="in_progress"),
            "warranty": lambda one: self.make_vehicle(one, warranty_end=LATER.date()),
            "contract": lambda one: self.env["fleet.vehicle.log.contract"].create(
                {"vehicle_id": self.make_vehicle(one).id, "state": "open", "company_id": self.company_a.id}
            ),
            "services": lambda one: self.env["fleet.vehicle.log.services"].create(
                {
                    "vehicle_id": self.make_vehicle(self.silent).id,
                    "vendor_id": one.id,
                    "service_type_id": self.env["fleet.service.type"].search([], limit=1).id,
                }
            ),
            "contact": lambda one: self.make_invoice(self.make_parent(one)),
            "contact of a supplier": lambda one: self.make_parent(one, supplier_rank=1),
            "contact of ours": lambda one: one.write({"parent_id": self.company_a.partner_id.id}),
        }
        for what, bind in make.items():
            with self.subTest(what=what):
                customer = self.make_customer(f"Bound by {what}", phone=False)
                self.assertTrue(self.is_found(customer))
                bind(customer)
                self.env.flush_all()
                self.assertFalse(self.is_found(customer))
        self.assertFalse(self.is_found(person))
        self.assertFalse(self.is_found(self.company_a.partner_id))

    def test_13_addresses_and_contacts(self):
        """An address goes with its customer, a company after its contacts."""
        company = self.make_customer("Garage", is_company=True, phone=False)
        address = self.make_customer("Bills", parent_id=company.id, type="invoice", phone=False)
        self.assertEqual(self.find("prospect") & (company | address), company)
        contact = self.make_customer("Contact", parent_id=company.id, phone=False)
        self.assertEqual(self.find("prospect") & (company | address | contact), contact)
        self.make_call(address, started_at=LATELY)
        contact._erase()
        self.assertFalse(self.find("prospect") & (company | address | contact))

    def test_13_archived_customers_too_and_erased_ones_not_again(self):
        self.silent.active = False
        self.assertTrue(self.is_found(self.silent))
        self.silent._erase()
        self.assertFalse(self.is_found(self.silent))

    def test_13_of_another_company_and_of_all(self):
        shared = self.make_customer("Shared", team_id=False, company_id=False, phone=False)
        self.assertFalse(self.is_found(self.silent, company=self.company_b))
        self.assertTrue(self.is_found(shared))
        self.decide_rule(self.company_b, "retention", years=9)
        self.assertFalse(self.is_found(shared), "company B keeps what both share for longer")
        self.assertTrue(self.is_found(self.silent))

    def test_13_merged_customers(self):
        heard = self.make_customer("Heard", email="heard@customer.test", phone=False)
        self.make_call(heard, started_at=LATELY)
        self.env["base.partner.merge.automatic.wizard"]._merge([self.silent.id, heard.id], self.silent)
        self.assertFalse(self.is_found(self.silent))

    # -- words ----------------------------------------------------------------------------------------

    def test_13_words_of_calls_and_answers(self):
        bound = self.make_customer("Bound", phone=False)
        self.make_invoice(bound)
        old = self.make_call(bound) | self.make_call()
        young = self.make_call(bound, started_at=LATELY)
        self.assertEqual(self.find("recording") & (old | young), old)
        self.retention._purge("recording", old, LATER)
        self.assertFalse(any(old.mapped(lambda call: call.recording_url or call.transcription)))
        self.assertEqual(old.mapped("from_number"), ["+33611111111", False], "whose customer it is, is known anyway")
        self.assertFalse(self.find("recording") & old)
        replies = self.make_reply(bound) | self.make_reply()
        self.assertEqual(self.find("answer") & replies, replies)
        self.retention._purge("answer", replies, LATER)
        self.assertEqual(replies.mapped("sender"), ["+33611111111", "-"])
        self.assertFalse(self.find("answer") & replies)

    def test_13_words_of_e_mails(self):
        vals = {"model": "res.partner", "res_id": self.silent.id, "message_type": "email", "body": "<p>Hello</p>"}
        vals |= {"author_id": self.silent.id, "date": LONG_AGO, "subject": "Re: Spring"}
        old, young, ours, books = self.env["mail.message"].create(
            [
                {**vals, "attachment_ids": [Command.create({"name": "id.pdf", "raw": b"x"})]},
                {**vals, "date": LATELY},
                {**vals, "author_id": self.user_sales.partner_id.id},
                {**vals, "model": "account.move", "res_id": self.make_invoice(self.silent).id},
            ]
        )
        self.assertEqual(self.find("message") & (old | young | ours | books), old)
        self.retention._purge("message", old, LATER)
        self.assertFalse(old.subject or old.attachment_ids)
        self.assertFalse(self.find("message") & old)

    def test_13_enquiries_of_nobody(self):
        lead = self.make_lead(contact_name="Jeanne", email_from="jeanne@x.test", phone="+33611111111")
        self.env.flush_all()
        self.assertTrue(self.is_found(lead, "enquiry"))
        self.assertFalse(self.is_found(lead, "enquiry", now=TODAY + timedelta(days=300)))
        self.retention._purge("enquiry", lead, LATER)
        self.assertFalse(lead.contact_name or lead.email_from or lead.phone)
        self.assertFalse(self.is_found(lead, "enquiry"))

    # -- who comes again ------------------------------------------------------------------------------

    def test_13_who_comes_again_after_silence(self):
        """Marketing needs their word again; what they come for is served."""
        self.retention._purge("prospect", self.silent, TODAY - timedelta(days=1))
        back = self.make_customer("Silent again", email="SILENT@customer.test", phone=False)
        self.assertEqual(back.erased_as, "inactive")
        expected = {"marketing": back, "service": back.browse(), "payment": back.browse()}
        self.assertEqual({purpose: self.find_erased(back, purpose) for purpose in expected}, expected)
        self.make_customer("Wish", email="wish@customer.test", phone=False)._erase(TODAY - timedelta(days=1))
        wish = self.make_customer("Wish again", email="wish@customer.test", phone=False)
        self.assertEqual(wish.erased_as, "own_wish")
        self.assertEqual(self.find_erased(wish, "service"), wish)

    def find_erased(self, customer, purpose):
        rules = dict(self.env["dealership.contact.rules"]._get_rules(purpose, "email", self.company_a))
        domain = rules.get("erased", Domain.FALSE)
        return customer.search(domain & Domain("id", "=", customer.id))
