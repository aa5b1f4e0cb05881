from odoo.tests import tagged

from ..email.test_incoming import IncomingCommon


@tagged("post_install", "-at_install")
class TestEmailReply(IncomingCommon):
    """Answers by e-mail stand among the replies, in the customer's own words."""

    def answer_as(self, *args, headers="", **options):
        headers += "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
        return super().answer_as(*args, headers=headers, **options)

    def get_replies(self):
        return self.env["dealership.reply"].search([("partner_id", "=", self.jeanne.id)])

    def test_17_an_answer_is_a_reply(self):
        self.answer_as(text="FACTURE svp\n\nLe 3 mars à 10:12, Garage a écrit :\n> Votre véhicule est prêt")
        message = self.jeanne.message_ids[0]
        self.assertRecordValues(
            self.get_replies(),
            [
                {
                    "channel": "email",
                    "kind": "answer",
                    "body": "FACTURE svp",
                    "delivery_id": self.delivery.id,
                    "sender": self.delivery.address,
                    "mail_message_id": message.id,
                    "user_id": self.delivery._get_present_signatory().id,
                    "team_id": self.delivery.team_id.id,
                    "attached": True,
                }
            ],
        )

    def test_17_the_same_twice(self):
        for _time in range(2):
            self.answer_as(text="FACTURE")
        self.assertEqual(len(self.get_replies()), 1)

    def test_17_the_same_again_when_the_record_has_lost_it(self):
        """Odoo knows an e-mail by what stands on the record, which may have been deleted or emptied meanwhile."""
        self.answer_as(text="Stop")
        self.jeanne.message_ids.filtered(lambda message: message.message_type == "email").unlink()
        self.answer_as(text="Stop")
        self.assertEqual(len(self.get_replies()), 1)
        self.assertEqual(len(self.jeanne.consent_ids), 1)

    def test_17_several(self):
        self.answer_as(text="Bonjour")
        self.answer_as(text="FACTURE", days=2)
        self.assertEqual(self.get_replies().mapped("body"), ["FACTURE", "Bonjour"])

    def test_17_neither_staff_nor_machines(self):
        references = f"References: {self.delivery.email_message_id}\n"
        self.answer_as(self.user_sales.email, headers=references, text="À demain")
        self.answer_as(headers=f"{references}Auto-Submitted: auto-replied\n", text="Je suis absente", days=2)
        self.assertFalse(self.get_replies())

    def test_17_stop_is_about_marketing_by_email(self):
        self.answer_as(text="Stop merci\n\nLe 3 mars à 10:12, Garage a écrit :\n> Pour ne plus recevoir : STOP")
        consents = self.jeanne.consent_ids
        self.assertEqual(
            [(line.purpose, line.channel, line.granted, line.origin) for line in consents],
            [("marketing", "email", False, "keyword")],
        )
        self.assertIn(self.delivery.address, consents.source)
        self.assertTrue(self.delivery.unsubscribed_at)
        self.answer_as(text="Reprendre", days=2)
        states = self.env["dealership.consent"]._get_state(self.jeanne, "marketing", "email", company=self.company_a)
        self.assertTrue(states[self.jeanne.id])

    def test_17_only_what_is_quoted_says_stop(self):
        self.answer_as(text="Oui merci\n\nLe 3 mars à 10:12, Garage a écrit :\n> STOP")
        self.assertEqual(self.get_replies().kind, "answer")
        self.assertFalse(self.jeanne.consent_ids)
