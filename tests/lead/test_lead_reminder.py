import email
from datetime import datetime, timedelta
from email.policy import default
from unittest.mock import patch

from freezegun import freeze_time
from lxml import html

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from ..email.mail_sink import MailSink
from .common import START, LifetimeCommon

SALES = "test_sales@dealership.test"
ADVISER = "test_adviser@dealership.test"
SALES_B = "test_sales_b@dealership.test"


def after(minutes):
    return START + timedelta(minutes=minutes)


@tagged("post_install", "-at_install")
class TestLeadReminder(LifetimeCommon):
    """Seen working: ten minutes, two reminders, and time travels."""

    def test_whoever_is_in_charge_is_reminded(self):
        lead = self.receive(user_id=self.user_adviser.id)
        self.assertEqual(self.travel(START, 12), {4: [ADVISER], 7: [ADVISER]})
        self.assertTrue(lead.is_overdue)

    def test_nobody_in_charge_reminds_those_who_handle_the_type(self):
        self.set_types(self.user_adviser)
        self.receive()
        self.receive(team_id=self.team_b.id, user_id=self.user_sales_b.id)
        self.assertEqual(self.travel(START, 12), {minute: [ADVISER, SALES, SALES_B] for minute in (4, 7)})

    def test_types_of_enquiry_of_the_members(self):
        for attribute, addresses in {"vn": [SALES], "apv": [ADVISER], "vd": [], False: [ADVISER, SALES]}.items():
            lead = self.receive(business_attribute=attribute)
            with self.subTest(attribute):
                self.assertEqual(self.tick(after(5)), addresses)
            lead.action_mark_handled()

    def test_overdue_at_minute_ten(self):
        lead = self.receive()
        self.tick(after(9))
        self.assertFalse(lead.is_overdue)
        self.tick(after(10))
        self.assertTrue(lead.is_overdue)
        with freeze_time(after(11)):
            lead.action_mark_handled()
        self.assertRecordValues(lead, [{"is_overdue": False, "lifetime_result": "late"}])

    def test_an_appointment_stops_them(self):
        lead = self.receive()
        self.assertEqual(self.tick(after(4)), [SALES])
        with freeze_time(after(5)):
            self.make_appointment(self.make_customer(), opportunity_id=lead.id)
        self.assertEqual(self.travel(after(5), 10), {})
        self.assertFalse(lead.is_overdue)

    def test_across_the_closing_hour_and_a_holiday(self):
        self.lifetime_a.counting = "opening_hours"
        self.env["resource.calendar.leaves"].create(
            {
                "calendar_id": self.calendar.id,
                "company_id": self.company_a.id,
                "date_from": datetime(2026, 3, 10, 23),
                "date_to": datetime(2026, 3, 11, 23),
            }
        )
        lead = self.receive(datetime(2026, 3, 10, 17, 25))
        self.assertEqual(self.travel(datetime(2026, 3, 10, 17, 25), 15), {4: [SALES]})
        self.assertEqual(self.travel(datetime(2026, 3, 11, 7, 25), 15), {})
        self.assertEqual(self.travel(datetime(2026, 3, 12, 7, 30), 4), {2: [SALES]})
        self.assertFalse(lead.is_overdue)
        self.tick(datetime(2026, 3, 12, 7, 35))
        self.assertTrue(lead.is_overdue)

    def test_by_email_through_the_gateway(self):
        alias = self.env["mail.alias"].create(
            {
                "alias_name": "enquiries.rodez.test",
                "alias_model_id": self.env["ir.model"]._get_id("crm.lead"),
                "alias_defaults": f"{{'type': 'lead', 'team_id': {self.team_a.id}, 'business_attribute': 'vo'}}",
                "alias_domain_id": self.env["mail.alias.domain"].create({"name": "dealership-gateway.test"}).id,
            }
        )
        mail = (
            "From: Jeanne Bonnet <jeanne@customer.test>\r\n"
            f"To: {alias.alias_name}@dealership-gateway.test\r\n"
            "Subject: Is the blue Clio still for sale?\r\nMessage-Id: <lifetime-1@customer.test>\r\n"
            "Content-Type: text/plain\r\n\r\nHello\r\n"
        )
        with freeze_time(START):
            lead_id = self.env["mail.thread"].message_process("crm.lead", mail)
            self.env.flush_all()
        lead = self.env["crm.lead"].browse(lead_id)
        self.assertRecordValues(
            lead, [{"type": "lead", "team_id": self.team_a.id, "user_id": False, "deadline_at": after(10)}]
        )
        self.sent.clear()
        self.assertEqual(self.travel(START, 12), {4: [SALES], 7: [SALES]})
        self.assertTrue(lead.is_overdue)

    def test_each_is_sent_once(self):
        self.receive()
        self.assertEqual(self.tick(after(4)), [SALES])
        self.assertEqual(self.tick(after(4)), [])
        self.assertEqual(self.tick(after(4.5)), [])

    def test_after_an_outage_only_the_last_is_sent(self):
        lead = self.receive()
        self.assertEqual(self.tick(after(8)), [SALES])
        self.assertEqual(lead.lifetime_reminder_count, 2)
        self.assertEqual(self.tick(after(9)), [])

    def test_after_a_long_outage(self):
        lead = self.receive()
        self.assertEqual(self.tick(after(300)), [SALES])
        self.assertTrue(lead.is_overdue)
        self.assertIn("its time has run out", self.sent[-1][1])

    def test_changed_settings_repeat_nothing(self):
        self.receive()
        self.assertEqual(self.tick(after(4)), [SALES])
        with freeze_time(after(5)):
            self.lifetime_a.minutes = 30
        self.assertEqual(self.travel(after(5), 30), {15: [SALES]})

    def test_a_change_in_the_minute_of_a_reminder_loses_nothing(self):
        lead = self.receive()
        with freeze_time(after(3.5)):
            lead.business_attribute = "vo"
            self.env.flush_all()
        self.assertEqual(self.tick(after(4)), [SALES])

    def test_settings_that_have_not_reached_a_lead_yet(self):
        """While many leads follow in the background, one that is due is judged by the settings of now."""
        lead = self.receive()
        self.env.flush_all()
        self.env.cr.execute("UPDATE dealership_lead_lifetime SET minutes = 60 WHERE id = %s", [self.lifetime_a.id])
        self.env.invalidate_all()
        self.assertEqual(self.tick(after(11)), [])
        self.assertRecordValues(lead, [{"is_overdue": False, "deadline_at": after(60), "reminder_at": after(20)}])

    def test_overdue_that_gets_more_time_and_runs_out_again(self):
        lead = self.receive()
        self.tick(after(11))
        with freeze_time(after(12)):
            self.lifetime_a.minutes = 30
        self.assertFalse(lead.is_overdue)
        self.tick(after(30))
        self.assertTrue(lead.is_overdue)

    def test_responsible_who_has_left(self):
        self.receive(user_id=self.user_adviser.id)
        self.user_adviser.active = False
        self.assertEqual(self.tick(after(4)), [SALES])

    def test_who_received_what_is_in_the_chatter(self):
        lead = self.receive()
        self.tick(after(4))
        note = lead.message_ids[:1]
        self.assertIn("Reminder 1 of 2: 6 min left.", note.body)
        self.assertIn("Sent to Sandrine Vidal.", note.body)
        self.assertEqual(note.notification_ids.res_partner_id, self.user_sales.partner_id)

    def test_nobody_to_remind_is_said(self):
        lead = self.receive(business_attribute="vd")
        self.tick(after(4))
        self.assertIn("Nobody at the point of sale handles this type of enquiry.", lead.message_ids[:1].body)

    def test_without_email_address(self):
        self.user_sales.email = False
        lead = self.receive()
        self.assertEqual(self.tick(after(4)), [])
        self.assertIn("Without e-mail address: Sandrine Vidal.", lead.message_ids[:1].body)
        self.assertEqual([login for login, _toast in self.toasts], ["test_sales"])

    def test_notification_and_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.user_sales.lang = "fr_FR"
        lead = self.receive(name="Essai 208")
        self.tick(after(4))
        [(login, toast)] = self.toasts
        self.assertEqual((login, toast["lead_id"], toast["message"]), ("test_sales", lead.id, "Essai 208"))
        self.assertIn("Essai 208", self.sent[-1][1])

    def test_11_20_everybody_reads_subject_and_text_in_their_language(self):
        """A real mail server gets them: what a mail shares with others shows when it leaves."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.user_sales.lang, self.user_adviser.lang = "fr_FR", "en_US"
        self.set_types(self.user_sales)
        self.set_types(self.user_adviser)
        lead = self.receive(name="Essai 208")
        self.tick(after(4))
        mails = self.env["mail.mail"].search([("model", "=", "crm.lead"), ("res_id", "=", lead.id)])
        received = {mail["To"]: mail for mail in self.send_really(mails)}
        words = {"Sandrine Vidal": ("reste", "Prendre en charge"), "Adrien Costes": ("min left", "Take in Hand")}
        self.assertEqual(len(received), len(words))
        for name, (subject, button) in words.items():
            [mail] = [mail for address, mail in received.items() if name in address]
            self.assertIn(subject, mail["Subject"])
            self.assertIn("Essai 208", mail["Subject"])
            self.assertIn(button, mail.get_body(("html",)).get_content())
        note = lead.message_ids
        self.assertEqual(len(note), 1, "the e-mails are not in the chatter besides the note")
        self.assertEqual(set(note.notification_ids.mapped("notification_status")), {"sent"})
        self.assertEqual(len({mail["Message-Id"] for mail in received.values()}), 2)
        for mail in received.values():
            self.assertIn(note.message_id, mail["References"], "an answer finds the lead")

    def send_really(self, mails):
        """Have the mails leave by SMTP; return what the server has got."""
        sink = MailSink()
        sink.start()
        self.addCleanup(sink.stop)
        self.env["ir.mail_server"].search([]).active = False
        self.env["ir.mail_server"].create(
            {"name": "Sink", "smtp_host": "127.0.0.1", "smtp_port": sink.port, "smtp_encryption": "none"}
        )
        mails.write({"state": "outgoing", "scheduled_date": False})
        with patch.object(IrMail_Server, "_disable_send", classmethod(lambda cls: False)):
            self.really_send(mails)
        return [email.message_from_bytes(content, policy=default) for _sender, _recipients, content in sink.messages]

    def test_what_the_email_says(self):
        lead = self.receive(name="Essai <208>", contact_name="Jeanne Bonnet", phone="+33 6 12 34 56 78")
        self.tick(after(4))
        mail = self.env["mail.mail"].search([("model", "=", "crm.lead"), ("res_id", "=", lead.id)])
        for words in ("Essai &lt;208&gt;", "Jeanne Bonnet", "+33 6 12 34 56 78", "New (VN)", "09:10", "Take in Hand"):
            self.assertIn(words, mail.body_html)
        self.assertTrue(mail.scheduled_date > after(4), "Odoo's queue leaves it to us, unless we fail")

    def test_queries_grow_with_the_leads_due(self):
        """Twenty leads due cost no more statements than ten, but for those that write one row each."""
        for _number in range(30):
            self.receive(user_id=self.user_sales.id)
        counts = []
        for limit in (10, 20):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            with freeze_time(after(4)):
                done, _mails = self.env["crm.lead"]._process_due_clocks(after(4), limit)
                self.env.flush_all()
            self.assertEqual(done, limit)
            counts.append(self.cr.sql_log_count - before)
        self.assertLess(counts[1] - counts[0], 40)


@tagged("post_install", "-at_install")
class TestTakingLeads(LifetimeCommon, HttpCase):
    def test_the_first_has_it_and_the_second_is_told(self):
        self.set_types(self.user_adviser)
        lead = self.receive(name="Essai 208")
        first = lead.with_user(self.user_sales).action_take()
        self.assertEqual(first["params"]["type"], "success")
        second = lead.with_user(self.user_adviser).action_take()
        self.assertEqual(second["params"]["message"], "Sandrine Vidal has taken Essai 208.")
        self.assertRecordValues(lead, [{"user_id": self.user_sales.id, "lifetime_state": "handled"}])
        again = lead.with_user(self.user_sales).action_take()
        self.assertEqual(again["params"]["type"], "success", "clicking twice harms nobody")

    def test_closed_meanwhile(self):
        lead = self.receive(name="Essai 208")
        lead.action_mark_done()
        told = lead.with_user(self.user_sales).action_take()
        self.assertEqual(told["params"]["message"], "Essai 208 is no longer an open lead.")

    def test_other_point_of_sale(self):
        lead = self.receive(name="Secret enquiry")
        with self.assertRaises(AccessError):
            lead.with_user(self.user_sales_b).action_take()

    def test_button_of_the_notification(self):
        """A customer's call was missed; whoever is reminded of it takes the lead by a click, wherever they are."""
        lead = self.receive_missed_call()
        lead.name = "Missed call (tour)"
        self.assertEqual(self.tick(after(4)), [SALES])
        self.env.cr.precommit.run()
        # The browser is told what is not older than its page; here everything is as old as the test's transaction.
        self.env.cr.execute("UPDATE bus_bus SET create_date = create_date + interval '1 hour'")
        self.start_tour("/odoo", "crm_dealership.take_lead", login=self.user_sales.login)
        self.env.invalidate_all()
        self.assertRecordValues(lead, [{"user_id": self.user_sales.id, "lifetime_state": "handled"}])

    def receive_missed_call(self):
        number = self.env["dealership.tracking.number"].create(
            {"name": "Radio", "number": "+33565000001", "team_id": self.team_a.id, "business_attribute": "vn"}
        )
        call = {"direction": "incoming", "from": "+33612345678", "to": number.number, "outcome": "missed"}
        with freeze_time(START):
            lead = self.env["dealership.call"]._register({**call, "started_at": START}).lead_id
            self.env.flush_all()
        return lead

    def test_link_of_the_email(self):
        self.set_types(self.user_adviser)
        lead = self.receive(name="Essai 208")
        links = {user: lead._get_take_url(user) for user in (self.user_sales, self.user_adviser, self.user_sales_b)}
        self.authenticate("test_sales", "test_sales")
        answer = self.url_open(self._local(links[self.user_adviser]), allow_redirects=False)
        self.assertEqual(answer.status_code, 404, "an address serves only whom it was sent to")
        self.assertEqual(lead.lifetime_state, "running")
        garbled = f"/dealership/lead/{lead.id}/take?token=%C3%A9%00%FF"
        self.assertEqual(self.url_open(garbled).status_code, 404)
        mine = self._local(links[self.user_sales])
        page = self.url_open(mine)
        self.env.invalidate_all()
        self.assertEqual(lead.lifetime_state, "running", "programs open the links of e-mails, and decide nothing")
        self.assertIn("Essai 208", page.text)
        [csrf_token] = html.fromstring(page.content).xpath("//input[@name='csrf_token']/@value")
        form = {"csrf_token": csrf_token, "decision": "take"}
        for data in (form, form, None):  # pressing twice, and the link once more, harm nobody
            answer = self.url_open(mine, data=data, allow_redirects=False)
            self.assertIn(f"/odoo/crm.lead/{lead.id}", answer.headers["Location"])
        self.env.invalidate_all()
        self.assertEqual(lead.user_id, self.user_sales)
        self.authenticate("test_adviser", "test_adviser")
        self.assertIn("Sandrine Vidal has taken Essai 208.", self.url_open(self._local(links[self.user_adviser])).text)
        self.authenticate("test_sales_b", "test_sales_b")
        answer = self.url_open(self._local(links[self.user_sales_b]))
        self.assertEqual(answer.status_code, 404)
        self.assertNotIn("Essai", answer.text)
        self.assertNotIn("Sandrine", answer.text)

    def _local(self, url):
        return url[url.index("/dealership/") :]

    def test_link_needs_a_login(self):
        lead = self.receive()
        answer = self.url_open(self._local(lead._get_take_url(self.user_sales)), allow_redirects=False)
        self.assertIn("/web/login", answer.headers["Location"])
        self.env.invalidate_all()
        self.assertEqual(lead.lifetime_state, "running")
