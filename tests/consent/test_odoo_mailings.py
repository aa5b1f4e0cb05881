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

    def test_13_who_is_gone_stays_out_of_odoos_lists(self):
        """Erased, or deleted after a "no": a mailing list that has the address, or gets it again, is no way around."""
        erased, asked = self.make_townsman("Erased", phone="+33 6 33 33 33 33"), self.make_townsman("Asked")
        self.refuse("email")
        self.refuse("sms")
        self.consents._record(asked, "marketing", "email", True, "form")
        known = {name: (one.email_normalized, one.phone) for name, one in (
            ("erased", erased), ("refused", self.refused), ("asked", asked), ("willing", self.willing)
        )}  # fmt: skip
        erased._erase()
        (self.refused + asked).unlink()
        news = self.env["mailing.list"].create({"name": "News"})
        contacts = {
            name: self.env["mailing.contact"].create(
                {"name": name, "email": email, "mobile": number, "list_ids": news.ids}
            )
            for name, (email, number) in known.items()
        }
        listed = {"contact_list_ids": news.ids, "mailing_domain": [("list_ids", "in", news.ids)]}
        mailing = self.make_mailing("mailing.list", **listed)
        out = mailing._get_opt_out_list()
        self.assertEqual({name for name, (email, _number) in known.items() if email in out}, {"erased", "refused"})
        mailing = self.make_mailing("mailing.list", **listed, mailing_type="sms", body_plaintext="Hi")
        out = mailing._get_opt_out_list_sms()
        self.assertEqual({name for name, one in contacts.items() if one.id in out}, {"erased", "refused"})

    def test_13_an_e_mail_to_many_from_their_list(self):
        self.refuse("email")
        people = self.willing + self.refused
        composers = self.env["mail.compose.message"].with_context(active_ids=people.ids)
        vals = {"model": "res.partner", "composition_mode": "mass_mail", "subject": "Spring", "body": "Hello"}
        for obeys, expected in ((True, {"Willing": "outgoing", "Refused": "cancel"}), (False, "outgoing")):
            vals |= {"res_ids": people.ids, "use_exclusion_list": obeys, "auto_delete": False}
            mails = composers.create(vals)._action_send_mail()[0]
            names = {mail.id: self.env["res.partner"].browse(mail.res_id).name for mail in mails}
            states = {names[mail.id]: mail.state for mail in mails}
            self.assertEqual(states, expected if obeys else dict.fromkeys(names.values(), expected))

    def test_13_a_text_message_to_many_from_their_list(self):
        self.refuse("sms")
        people = self.willing + self.refused
        vals = {"res_model": "res.partner", "composition_mode": "mass", "body": "Hello", "mass_keep_log": False}
        self.env["sms.composer"].create({**vals, "res_ids": people.ids}).action_send_sms()
        states = {
            sms.partner_id.name: sms.state for sms in self.env["sms.sms"].search([("partner_id", "in", people.ids)])
        }
        self.assertEqual(states, {"Willing": "outgoing", "Refused": "canceled"})
        alone = self.env["sms.composer"].create({**vals, "res_ids": self.refused.ids})
        self.assertEqual(alone._get_optout_record_ids(self.refused, {}), [], "what one writes to one is no mailing")

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
