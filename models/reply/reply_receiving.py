from odoo import api, fields, models
from odoo.tools import plaintext2html

from ...engine.reply.sms_keywords import STOP, read_keyword
from ...engine.reply.writer import SHARED
from ..channel.sender import format_via
from ..contact.dealership_dead_address import WROTE


class DealershipReply(models.Model):
    """Receiving text messages of customers."""

    _inherit = "dealership.reply"

    @api.model
    def _receive_sms(self, company, reference, sender, recipient, body, now=None, keyword=""):
        """Take in a text message; the same one twice changes nothing.

        :param company: ``res.company`` whose number it came to
        :param str reference: the provider's, one per message
        :param str sender: the customer's number, in E.164
        :param str recipient: our number
        :param datetime now: naive UTC; the clock when absent
        :param str keyword: what the provider has taken it for, and acts upon: ``STOP`` or ``START`` of
            ``engine/reply/sms_keywords.py``; empty: it doesn't say
        :return: the reply, as superuser
        """
        # sudo: the provider has no user
        replies = self.sudo().with_company(company)
        if known := replies._find_received("sms", reference):
            return known
        now = now or fields.Datetime.now()
        origin = replies._prepare_origin_vals(company, sender, recipient, now)
        people = replies._find_customers(company, sender) | replies.env["res.partner"].browse(origin["partner_id"])
        names = replies._get_names(people, company, replies.env["crm.team"].browse(origin["team_id"]))
        reply = replies.create(
            {
                "kind": keyword or read_keyword(body, names) or "answer",
                "company_id": company.id,
                "sender": sender,
                "recipient": recipient,
                "body": body,
                "received_at": now,
                "provider_reference": reference,
                **origin,
            }
        )
        self.env["dealership.dead.address"]._lift("sms", [sender], WROTE, now)
        reply._apply()
        return reply

    def _prepare_origin_vals(self, company, sender, recipient, now):
        """Return which message it answers, who wrote it and who is to know."""
        deliveries = self.env["dealership.delivery"]._find_to("sms", sender, company, now)
        delivery = deliveries[-1:]
        customer, doubt = self._find_writer(company, sender, deliveries)
        team = delivery.team_id or self._get_team(company, customer) or self._find_called_team(company, recipient)
        return {
            "delivery_id": delivery.id,
            "partner_id": customer.id,
            "team_id": team.id,
            "user_id": self._choose_reader(delivery, customer, company, team).id,
            "doubt": doubt,
        }

    def _find_received(self, channel, reference):
        """Return what has been received already: providers and mail servers hand over the same one twice."""
        return self.search([("channel", "=", channel), ("provider_reference", "=", reference)])

    def _get_names(self, people, company, team):
        """Return the names that may stand beside a keyword: of who may have written, and of whom they write to."""
        return list(filter(None, [*people.mapped("name"), company.name, team.name, team.trading_name]))

    def _get_team(self, company, customer):
        """Return the customer's point of sale, unless it is another company's: nobody there may see the reply."""
        return customer.team_id.filtered(lambda team: team.company_id in (company, company.browse()))

    def _find_customers(self, company, number):
        everyone = self.env["res.partner"].with_context(active_test=False)
        return everyone.search([("phone_sanitized", "=", number), ("company_id", "in", (company.id, False))])

    def _find_record(self, delivery):
        """Return what a message was about; None when that, or the addon it is from, is gone."""
        if not delivery or delivery.res_model not in self.env:
            return None
        return self.env[delivery.res_model].browse(delivery.res_id).exists()

    # -- what it leads to -----------------------------------------------------------------------------

    def _apply(self):
        """Opt out or in, note the answer, and put it where people look: each answer, the second as the first."""
        if self.kind != "answer":
            self.doubt = False  # it holds for everybody who has the number
            self._decide(granted=self.kind != STOP)
        elif not self.delivery_id.replied_at:
            self.delivery_id.replied_at = self.received_at
        if self.partner_id:
            self._settle()
        elif self.doubt:
            self._tell_doubt()
        if self.kind == "answer":
            self.delivery_id._await_reader(self.received_at)

    def _decide(self, granted):
        """Write down the decision of everyone with this number, about all text messages of the company.

        That of a number nobody has goes on the blacklist.
        """
        customers = self._find_customers(self.company_id, self.sender) | self.partner_id
        # Providers speak no language; the customer does.
        env = self.with_context(lang=customers[:1].lang or self.company_id._get_lang()).env
        source = env._("%(word)s by SMS from %(number)s", word=self.body.strip()[:20], number=self.sender)
        if customers:
            self.env["dealership.consent"]._record_keyword(
                customers, granted, source, self.company_id, self.received_at, self.provider_reference
            )
        elif not granted:
            self.env["phone.blacklist"]._add([self.sender], message=source)
        if granted:
            self.env["dealership.consent"]._lift_bans(customers, "sms", self.company_id, [self.sender])
        if self.delivery_id:
            self.delivery_id.unsubscribed_at = False if granted else self.received_at

    def _attach(self):
        """Put the text on the customer's record, where whoever is in charge is told, and on what it is about."""
        body = plaintext2html(self.body or "")
        readers_lang = self.user_id.lang or self.company_id._get_lang()
        self.partner_id.message_post(
            author_id=self.partner_id.id,
            **self._prepare_addresses(),
            body=body,
            subject=self.with_context(lang=readers_lang)._get_subject(),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self._get_told_users().partner_id.ids,
        )
        record = self._find_record(self.delivery_id)
        if record and record != self.partner_id and hasattr(record, "_message_log"):
            record._message_log(author_id=self.partner_id.id, body=body, message_type="comment")
        self.attached = True

    def _get_told_users(self):
        """Return who hears of it: whoever gets it, all of whom the scenario names, and who is told besides."""
        delivery = self.delivery_id
        if not delivery:
            return self.user_id
        named = delivery._get_receivers() if delivery.scenario_id.answers_to in ("users", "team") else self.user_id
        return self.user_id | named | delivery._get_told_besides()

    def _get_subject(self):
        if self.doubt == SHARED:
            return self.env._("Answer by SMS, from a number of several people")
        return self.env._("Answer by SMS")

    def _prepare_addresses(self):
        """Return from where whoever is told gets it, and where their answer goes.

        With an alias domain Odoo puts the answer on the customer's record; else it goes to the customer who has an
        e-mail address.
        """
        addresses = {"email_from": format_via(self.company_id, self.partner_id.name)}
        if not self.company_id.catchall_email and self.partner_id.email_normalized:
            addresses["reply_to"] = self.partner_id.email_formatted
        return addresses
