import email
from datetime import timedelta
from email.policy import SMTP
from pathlib import Path

from freezegun import freeze_time

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_dealership.engine.email.incoming import judge_refusal, read_incoming

from ..ledger.common import NOW
from .smtp_common import SmtpCommon

CORPUS = Path(__file__).parent / "incoming"
# What servers say to RCPT or to the text of a message, about us: nothing of it is said of the recipient.
ABOUT_US = """
    553 5.1.8 <retour@garage.test>... Domain of sender address retour@garage.test does not exist
    550 5.1.7 The sender's address was invalid address
    550 5.1.0 Sender denied
    550 5.1.2 Sender's domain not found
    550 Envelope sender: no such domain
    550 MAIL FROM domain not found
    550 HELO: host not found
    550 5.7.1 Client host rejected: host not found
    550 5.7.1 Message rejected: From address <retour@garage.test> does not exist
    535 5.7.139 Authentication unsuccessful, the user account is disabled
    554 5.7.1 <jean@client.test>: Recipient address rejected: Access denied
    550 Domaine de l'expéditeur inconnu : adresse invalide
"""
OURS = "<281474.1-dealership.delivery@garage-aveyron.example>"


def read_file(name):
    return (CORPUS / f"{name}.eml").read_bytes()


@tagged("post_install", "-at_install")
class TestIncoming(BaseCase):
    """14.04 Each e-mail of the folder is what its name begins with."""

    def read_eml(self, name):
        return read_incoming(email.message_from_bytes(read_file(name), policy=SMTP))

    def test_14_04_each_is_what_its_name_says(self):
        names = sorted(path.stem for path in CORPUS.glob("*.eml"))
        self.assertGreater(len(names), 60)
        for name in names:
            with self.subTest(name):
                incoming = self.read_eml(name)
                self.assertEqual(incoming.kind, name.partition("_")[0], incoming.why)
                if incoming.is_report:
                    self.assertIn(OURS, incoming.message_ids)
                    self.assertTrue(incoming.why)

    def test_14_04_why_and_for_whom(self):
        dead = self.read_eml("dead_postfix_user_unknown")
        self.assertEqual((dead.why, dead.recipient), ("Status: 5.1.1", "jean.dupont@client.example"))
        self.assertTrue(dead.words.startswith("550 5.1.1 <jean.dupont@client.example>: Recipient address rejected"))
        self.assertEqual(self.read_eml("failed_mailbox_full_as_unknown").why, "mailbox full")
        self.assertEqual(self.read_eml("complaint_abuse").recipient, "jean.dupont@client.example")

    def test_14_05_what_is_said_of_us_kills_no_address(self):
        for words in filter(None, map(str.strip, ABOUT_US.splitlines())):
            with self.subTest(words):
                self.assertEqual(judge_refusal(words)[0], "failed")

    def test_14_05_whose_address_is_gone(self):
        """An address may hand on to others: that one of those is gone says nothing of it."""
        ours = "jean.dupont@client.example"
        for name, gone in (
            ("dead_postfix_user_unknown", True),
            ("dead_of_two_recipients", True),
            ("dead_qmail", True),  # it names nobody
            ("dead_handed_on", False),
            ("dead_one_of_a_family", False),
        ):
            with self.subTest(name):
                self.assertEqual(self.read_eml(name).is_gone(ours), gone)
        self.assertTrue(self.read_eml("dead_exim").is_gone("Jean.Dupont@CLIENT.example"))

    def test_14_04_cut_anywhere_it_is_still_read(self):
        """Whatever is broken off at any line is read as something, without error."""
        for name in ("dead_gmail_no_such_account", "read_outlook", "complaint_abuse", "dead_internationalised"):
            lines = read_file(name).splitlines(keepends=True)
            for count in range(len(lines)):
                read_incoming(email.message_from_bytes(b"".join(lines[:count]), policy=SMTP))


class IncomingCommon(SmtpCommon):
    """One e-mail to Jeanne has left; what comes in of it is handed to Odoo's mail gateway."""

    def setUp(self):
        super().setUp()
        self.delivery = self.deliver()["Jeanne"]
        self.sent = self.receive()

    def gateway(self, content, days=1):
        """Have Odoo's mail gateway receive an e-mail so many days after ours left."""
        with freeze_time(NOW + timedelta(days=days)):
            return self.env["mail.thread"].message_process(False, content)

    def take_in(self, name):
        """Receive one of the folder as if it was about our e-mail, by its ids alone."""
        content = read_file(name).replace(OURS.encode(), self.delivery.email_message_id.encode())
        for theirs, ours in (
            (b"retour@garage-aveyron.example", b"retour@aveyron.test"),
            (b"reponse@garage-aveyron.example", b"reponse@aveyron.test"),
            (b"jean.dupont@client.example", self.delivery.address.encode()),
        ):
            content = content.replace(theirs, ours)
        return self.gateway(content)

    def answer_as(self, sender=None, to="reponse@aveyron.test", headers="", text="With pleasure!", days=1):
        self.sink.messages.clear()
        return self.gateway(
            f"From: Jeanne <{sender or self.delivery.address}>\nTo: {to}\nSubject: Re: Hello\n"
            f"Message-Id: <{sender or 'a'}-{days}@customer.test>\n{headers}\n{text}\n",
            days,
        )

    def get_refusals(self):
        """Return what left for whoever wrote last."""
        return [content for _sender, _recipients, content in self.sink.messages if b"MAILER-DAEMON" in content]


@tagged("post_install", "-at_install")
class TestRelays(IncomingCommon):
    """14.01 Relays give our e-mails ids of their own: whoever answers is heard, and never told off."""

    def setUp(self):
        super().setUp()
        # As the customer gets it: some relays replace the id, and keep every other header.
        self.relayed = "<0102018f-a1b2c3-000000@eu-west-1.amazonses.com>"

    def assertHeard(self):
        self.assertTrue(self.delivery.replied_at)
        self.assertIn("With pleasure!", self.jeanne.message_ids[0].body)
        self.assertFalse(self.get_refusals())

    def test_14_01_references_name_ours(self):
        """RFC 5322: an answer's references are those of what it answers, and then that one's id."""
        self.assertEqual(self.sent["X-Odoo-Message-Id"], self.delivery.email_message_id)
        references = f"{self.sent['References']} {self.relayed}"
        self.answer_as(headers=f"In-Reply-To: {self.relayed}\nReferences: {references}\n")
        self.assertHeard()

    def test_14_01_only_the_relays_id_is_left(self):
        self.answer_as(headers=f"In-Reply-To: {self.relayed}\nReferences: {self.relayed}\n")
        self.assertHeard()

    def test_14_01_nothing_is_left(self):
        self.answer_as()
        self.assertHeard()

    def test_14_01_to_the_bounce_address(self):
        self.answer_as(to="retour@aveyron.test")
        self.assertHeard()

    def test_14_01_after_a_long_exchange(self):
        """Whom it was forwarded to answers: ours is the first of many references, of which Odoo reads the last."""
        others = "\n ".join(f"<{number}-{'x' * 50}@elsewhere.test>" for number in range(60))
        self.answer_as("colleague@customer.test", headers=f"References: {self.delivery.email_message_id}\n {others}\n")
        self.assertHeard()

    def test_14_01_the_last_message_of_several(self):
        later = self.deliver()["Jeanne"]
        self.delivery.sent_at -= timedelta(hours=1)
        self.answer_as()
        self.assertTrue(later.replied_at)
        self.assertFalse(self.delivery.replied_at)

    def test_14_01_what_may_have_left(self):
        """A worker died while it sent it: an answer proves that it has arrived."""
        self.env.cr.execute(
            "UPDATE dealership_delivery SET state = 'waiting', reason = 'interrupted', sent_at = NULL WHERE id = %s",
            [self.delivery.id],
        )
        self.delivery.invalidate_recordset()
        self.answer_as()
        self.assertTrue(self.delivery.replied_at)

    def test_14_01_whom_we_have_not_written_to(self):
        self.answer_as("somebody@else.test")
        self.assertFalse(self.delivery.replied_at)

    def test_14_01_long_after(self):
        self.answer_as(days=31)
        self.assertFalse(self.delivery.replied_at)

    def test_14_01_by_the_reply_address(self):
        self.company_a.dealership_reply_plus = True
        delivery = self.deliver()["Jeanne"]
        address = self.receive()["Reply-To"].addresses[0].addr_spec
        self.assertRegex(address, rf"^reponse\+{delivery.id}\.[0-9a-f]{{10}}@aveyron\.test$")
        self.delivery = delivery
        self.answer_as("jeanne.at.work@customer.test", to=f"Garage <{address}>")
        self.assertHeard()

    def test_14_01_nobody_answers_in_anothers_name(self):
        self.company_a.dealership_reply_plus = True
        self.answer_as("somebody@else.test", to=f"reponse+{self.delivery.id}.0123456789@aveyron.test")
        self.assertFalse(self.delivery.replied_at)


@tagged("post_install", "-at_install")
class TestMachines(IncomingCommon):
    """14.03 What a machine answers is kept, marked, and counts nowhere; a machine gets nothing back."""

    def assertKept(self):
        self.assertTrue(self.delivery.auto_replied_at)
        self.assertFalse(self.delivery.replied_at or self.delivery.opened_at or self.delivery.bounced_at)
        kept = self.jeanne.message_ids[0]
        self.assertEqual(kept.message_type, "auto_comment")
        self.assertIn("absent", kept.body)
        trace = self.env["mailing.trace"].search([("dealership_delivery_id", "=", self.delivery.id)])
        self.assertNotIn(trace.trace_status, ("reply", "open"))

    def test_14_03_out_of_office(self):
        self.take_in("automatic_exchange_oof")
        self.assertKept()
        self.assertNotIn(self.user_sales.partner_id, self.jeanne.message_partner_ids)

    def test_14_03_out_of_office_without_any_id(self):
        self.answer_as(headers="Auto-Submitted: auto-replied\n", text="Je suis absent")
        self.assertKept()

    def test_14_03_a_machine_is_not_told_off(self):
        self.answer_as("ticket@shop.test", headers="Auto-Submitted: auto-generated\n")
        self.assertFalse(self.get_refusals())
        self.answer_as("somebody@shop.test")
        self.assertEqual(len(self.get_refusals()), 1, "a person who wrote by mistake is")

    def test_14_03_the_machine_of_a_salesperson(self):
        """They are told of an answer, and are away: what their machine says goes to nobody, not to the customer."""
        self.answer_as(headers=f"References: {self.delivery.email_message_id}\n")
        [(_sender, [told], content)] = self.sink.messages
        notice = email.message_from_bytes(content, policy=SMTP)
        self.assertEqual(told, self.user_sales.email)
        for number, away in enumerate((told, self.delivery.address)):  # and the customer's
            self.sink.messages.clear()
            self.gateway(
                f"From: <{away}>\nTo: {notice['Reply-To']}\nSubject: Automatic reply\n"
                f"Message-Id: <away{number}@staff.test>\nAuto-Submitted: auto-replied\n"
                f"References: {notice['References']}\n\nI am absent\n",
                days=2,
            )
            self.assertEqual(self.sink.recipients, [])
            self.assertIn("I am absent", self.jeanne.message_ids[0].body)
            self.assertEqual(bool(self.delivery.auto_replied_at), away == self.delivery.address)

    def test_14_03_the_person_back_at_work(self):
        self.take_in("automatic_exchange_oof")
        self.take_in("answer_plain")
        self.assertTrue(self.delivery.replied_at)


@tagged("post_install", "-at_install")
class TestReports(IncomingCommon):
    """14.04 Of all that mail servers report, only what did not arrive is a bounce; and why is kept."""

    def test_14_04_delayed_delivered_and_deleted_are_nothing(self):
        for name in ("delayed_postfix", "delivered_exchange", "unread_deleted", "remark_not_spam", "delayed_exim"):
            self.take_in(name)
            with self.subTest(name):
                self.assertFalse(self.delivery.bounced_at or self.delivery.opened_at or self.delivery.replied_at)
                self.assertFalse(self.delivery.reason)
                self.assertFalse(self.jeanne.message_bounce)

    def test_14_04_dead(self):
        self.take_in("dead_postfix_user_unknown")
        self.assertTrue(self.delivery.bounced_at)
        self.assertEqual(self.delivery.reason, "dead_address")
        self.assertTrue(self.delivery.error.startswith("Status: 5.1.1 · 550 5.1.1"))

    def test_14_04_alive(self):
        self.take_in("failed_mailbox_full")
        self.assertTrue(self.delivery.bounced_at)
        self.assertEqual(self.delivery.reason, "came_back")

    def test_14_05_what_it_hands_on_to_is_dead(self):
        self.take_in("dead_handed_on")
        self.assertTrue(self.delivery.bounced_at)
        self.assertEqual(self.delivery.reason, "came_back")
        self.assertFalse(self.env["dealership.dead.address"]._find("email", [self.delivery.address]))

    def test_14_04_in_prose_and_through_a_relay(self):
        for name in ("dead_exim", "dead_ses_rewritten_id"):
            self.delivery.bounced_at = False
            self.take_in(name)
            self.assertTrue(self.delivery.bounced_at, name)

    def test_14_04_a_receipt_is_an_opening(self):
        self.take_in("read_outlook")
        self.assertTrue(self.delivery.opened_at)
        self.assertFalse(self.delivery.replied_at)

    def test_13_a_complaint_about_an_unknown_e_mail(self):
        """Who has the address that the report names, as it was written to last, or as customers have it."""
        self.company_b.alias_domain_id = False  # Odoo gives the first domain to every company
        namesake = self.make_customer("Jean", email=self.jeanne.email)
        paul = self.make_customer("Paul", email="Paul@client.example")
        elsewhere = {"company_id": self.company_b.id, "team_id": False}
        foreign = self.make_customer("Paul B", email="paul@client.example", **elsewhere)
        everyone, consents = self.jeanne | namesake | paul | foreign, self.env["dealership.consent"]
        for address in (self.delivery.address, "paul@client.example"):
            report = read_file("complaint_abuse").replace(b"jean.dupont@client.example", address.encode())
            self.gateway(report.replace(b"retour@garage-aveyron.example", b"retour@aveyron.test"))
        states = consents._get_state(everyone, "marketing", "email", company=self.company_a)
        self.assertEqual([states[one.id] for one in everyone], [False, False, False, None])
        self.assertTrue(self.delivery.unsubscribed_at)
        self.assertFalse(foreign.consent_ids)

    def test_14_05_a_complaint_opts_out(self):
        self.take_in("complaint_abuse")
        states = self.env["dealership.consent"]._get_state(self.jeanne, "marketing", "email", company=self.company_a)
        self.assertIs(states[self.jeanne.id], False)
        self.assertTrue(self.delivery.unsubscribed_at)
        self.assertFalse(self.delivery.bounced_at)
