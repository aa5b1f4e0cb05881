from odoo.tests import tagged

from odoo.addons.crm_dealership import uninstall_hook

from ..ledger.common import NOW, DeliveryCommon


@tagged("post_install", "-at_install")
class TestOdooMailings(DeliveryCommon):
    """Odoo's own mailings leave out who said no to us, and go on doing so when this addon is gone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.willing = cls.make_townsman("Willing", phone="+33 6 11 11 11 11")
        cls.refused = cls.make_townsman("Refused", phone="+33 6 22 22 22 22")
        cls.consents = cls.env["dealership.consent"]
        cls.user = cls._make_user("test_marketer", "Mathilde", "mass_mailing.group_mass_mailing_user", cls.company_a)

    def refuse(self, channel, company=None):
        self.consents._record(self.refused, "marketing", channel, False, "STOP", company=company or self.company_a)

    def make_mailing(self, model="res.partner", **vals):
        return self.env["mailing.mailing"].create(
            {
                "subject": "Spring",
                "body_html": "<p>Hello</p>",
                "mailing_model_id": self.env["ir.model"]._get_id(model),
                "mailing_domain": [("id", "in", (self.willing | self.refused).ids)],
                "user_id": self.user.id,
                **vals,
            }
        )

    def send(self, mailing):  # pylint: disable=arguments-differ
        mailing.action_send_mail()
        return {
            self.env["res.partner"].browse(trace.res_id).name: (trace.trace_status, trace.failure_type)
            for trace in mailing.mailing_trace_ids
        }

    def test_13_an_e_mail_of_odoos(self):
        self.refuse("email")
        traces = self.send(self.make_mailing())
        self.assertEqual(traces["Refused"], ("cancel", "mail_optout"))
        self.assertNotEqual(traces["Willing"][0], "cancel")

    def test_13_a_text_message_of_odoos(self):
        self.refuse("sms")
        mailing = self.make_mailing(mailing_type="sms", body_plaintext="Hello")
        people = set((self.refused + self.willing).ids)
        self.assertEqual(people.intersection(mailing._get_opt_out_list_sms()), set(self.refused.ids))
        leads = self.make_lead(self.refused) + self.make_lead(self.willing)
        mailing = self.make_mailing("crm.lead", mailing_type="sms", body_plaintext="Hello")
        self.assertEqual(set(mailing._get_opt_out_list_sms()) & set(leads.ids), {leads[0].id})
        lists = self.make_mailing("mailing.list", mailing_type="sms", body_plaintext="Hello")
        contact = self.env["mailing.contact"].create({"name": "Refused", "mobile": self.refused.phone})
        self.assertIn(contact.id, lists._get_opt_out_list_sms())

    def die(self, channel, address):
        return self.env["dealership.dead.address"]._note(
            {"address": address, "channel": channel, "company_id": self.company_a.id, "since": NOW, "why": "5.1.1"}
        )

    def test_14_05_a_dead_address_is_left_out_of_odoos_mailings(self):
        """Whoever has it, whoever noted it; by another channel they are reached, and again once it works."""
        self.die("email", self.refused.email_normalized)
        traces = self.send(self.make_mailing())
        self.assertEqual(traces["Refused"], ("cancel", "mail_optout"))
        self.assertNotEqual(traces["Willing"][0], "cancel")
        texts = self.make_mailing(mailing_type="sms", body_plaintext="Hello")
        self.assertNotIn(self.refused.id, texts._get_opt_out_list_sms())
        self.user.write({"company_ids": [(4, self.company_b.id)], "company_id": self.company_b.id})
        self.assertIn(self.refused.email_normalized, self.make_mailing()._get_opt_out_list())
        self.env["dealership.dead.address"]._lift("email", [self.refused.email_normalized], "by_hand")
        self.assertNotIn(self.refused.email_normalized, self.make_mailing()._get_opt_out_list())

    def test_14_05_a_dead_number_and_who_has_it_without_being_a_customer(self):
        self.die("sms", self.refused.phone_sanitized)
        people = self.make_mailing(mailing_type="sms", body_plaintext="Hello")
        self.assertEqual({*people._get_opt_out_list_sms()} & {*(self.refused + self.willing).ids}, {self.refused.id})
        self.assertNotIn(self.refused.email_normalized, self.make_mailing()._get_opt_out_list())
        lists = self.make_mailing("mailing.list", mailing_type="sms", body_plaintext="Hello")
        contact = self.env["mailing.contact"].create({"name": "Stranger", "mobile": self.refused.phone})
        self.assertIn(contact.id, lists._get_opt_out_list_sms())
        self.die("email", "nobody@customer.test")
        self.assertIn("nobody@customer.test", self.make_mailing("mailing.list")._get_opt_out_list())

    def test_14_05_what_is_dead_is_not_blacklisted_when_this_addon_goes(self):
        self.die("email", self.refused.email_normalized)
        uninstall_hook(self.env)
        self.assertFalse(self.refused.is_blacklisted)

    def test_13_another_channel_company_or_a_yes_leaves_it_as_it_was(self):
        self.refuse("sms")
        self.refuse("email", self.company_b)
        self.assertNotIn(self.refused.email_normalized, self.make_mailing()._get_opt_out_list())
        self.user.write({"company_ids": [(4, self.company_b.id)], "company_id": self.company_b.id})
        self.assertIn(self.refused.email_normalized, self.make_mailing()._get_opt_out_list())
        self.consents._record(self.refused, "marketing", "email", True, "form", company=self.company_b)
        self.assertNotIn(self.refused.email_normalized, self.make_mailing()._get_opt_out_list())

    def test_13_refusals_outlive_this_addon(self):
        self.refuse("email")
        self.refuse("sms", self.company_b)
        self.env["mail.blacklist"]._add(self.refused.email_normalized)
        self.env["mail.blacklist"]._remove(self.refused.email_normalized)
        uninstall_hook(self.env)
        self.assertTrue(self.refused.is_blacklisted)
        self.assertTrue(self.refused.phone_sanitized_blacklisted)
        self.assertFalse(self.willing.is_blacklisted or self.willing.phone_sanitized_blacklisted)

    def test_13_uninstalled_refusals_of_an_archived_company_stay(self):
        company = self.env["res.company"].create({"name": "Closed Garage"})
        self.refuse("sms", company)
        company.active = False
        uninstall_hook(self.env)
        self.assertTrue(self.refused.phone_sanitized_blacklisted)
