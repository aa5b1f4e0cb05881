from odoo import api, fields, models
from odoo.fields import Domain

from ...engine.reply.writer import DOUBTS, tell_writer
from ..channel.sender import format_via
from ..channel.signatory import choose_reader, is_present


class DealershipReply(models.Model):
    """Who wrote an answer, and who looks at it where that is not sure.

    An answer of which nobody knows whose it is stands on no customer's record and starts nothing, until a person says
    who wrote it. That the number answered is noted on the last message to it, so that steps for those who did not
    answer leave it alone.
    """

    _inherit = "dealership.reply"

    doubt = fields.Selection(
        DOUBTS,
        string="Writer Unsure",
        readonly=True,
        help="Why a person has to say who wrote this, or make sure of it.",
    )

    @api.model
    def _find_writer(self, company, number, deliveries):
        """Return the customer who wrote from a number, none where a person has to say, and the doubt.

        :param deliveries: what was sent there lately
        :return: ``(res.partner, key of DOUBTS or "")``
        """
        holders = self._find_holders(company, number)
        outsiders = holders.filtered_domain(self.env["dealership.category.customer"]._get_outsider_domain())
        staff = holders.filtered(lambda partner: not partner.partner_share)
        customers = _leave_out_employers(outsiders.same_customer_id)
        written_to = deliveries.partner_id
        writer, doubt = tell_writer(set(written_to.same_customer_id), set(customers), set(staff))
        if not writer:
            return holders.browse(), doubt
        # Whom we wrote to may be an address of that customer, which is written to as itself.
        return written_to.filtered(lambda partner: partner.same_customer_id == writer)[-1:] or writer, doubt

    @api.model
    def _find_holders(self, company, number):
        """Return whose number it is in a company, as the first or the second; archived where nobody else has it."""
        domain = Domain("phone_sanitized", "=", number) | Domain("phone2_sanitized", "=", number)
        domain &= Domain("company_id", "in", (company.id, False))
        everybody = self.env["res.partner"].with_context(active_test=False).search(domain)
        return everybody.filtered("active") or everybody

    @api.model
    def _choose_reader(self, delivery, customer, company, team):
        """Return who hears of an answer: whoever answers for what was sent, else who leads the place."""
        found = choose_reader(delivery, self._find_record(delivery), customer, company)
        teams = team or self.env["crm.team"].search([("company_id", "=", company.id)])
        leaders = teams.user_id.filtered(lambda user: is_present(user, company))
        return found or leaders[:1]

    @api.model
    def _find_called_team(self, company, recipient):
        """Return the point of sale whose number was written to, if it is one's."""
        lines = self.env["dealership.tracking.number"].search(
            [("number", "=", recipient), ("company_id", "=", company.id)], limit=1
        )
        return lines.team_id

    def _settle(self):
        """Take the answer for that of the customer who is entered: it stands on their record and is an event."""
        self._match_delivery()
        if self.kind == "answer" and self.delivery_id:
            self.env["dealership.event"]._emit("replied", self.delivery_id)
        self._attach()

    def _match_delivery(self):
        """Have it answer what its writer was sent, not what somebody else was at the same number."""
        writer = self.partner_id.same_customer_id
        if not self.delivery_id or self.delivery_id.counts_for_id == writer:
            return
        other = self.delivery_id
        own = Domain("counts_for_id", "=", writer.id)
        self.delivery_id = other._find_last_to(self.channel, self.sender, self.company_id, self.received_at, own)
        other._note_answered()
        self.delivery_id._note_answered()
        if self.kind == "answer":
            self.delivery_id._await_reader(self.received_at)

    def _tell_doubt(self):
        """Have whoever looks after it see that nobody knows who wrote."""
        reader = self.user_id.partner_id
        if not reader:
            return
        told = self.with_context(lang=self.user_id.lang or self.company_id._get_lang())
        told.env["mail.thread"].message_notify(
            model=self._name,
            res_id=self.id,
            partner_ids=reader.ids,
            email_from=format_via(self.company_id, self.sender),
            subject=told.env._("Answer by SMS from %s: who wrote it?", self.sender),
            body=told._describe_doubt(),
        )

    def _describe_doubt(self):
        reason = dict(self._fields["doubt"]._description_selection(self.env))[self.doubt]
        names = ", ".join(self._find_holders(self.company_id, self.sender).mapped("display_name"))
        return self.env._(
            "“%(text)s” (%(reason)s). Open the reply, choose the customer who wrote it and attach it.",
            text=self.body or "",
            reason=f"{reason}: {names}" if names else reason,
        )


def _leave_out_employers(customers):
    """Return the people who can have written: a company's number is that of whoever is its contact."""
    return customers - customers.parent_id


class DealershipDelivery(models.Model):
    _inherit = "dealership.delivery"

    def _note_answered(self):
        """Say since when a message is answered by SMS: by the first answer that is its own."""
        for delivery in self:
            answers = delivery.reply_ids.filtered(lambda reply: reply.kind == "answer")
            delivery.replied_at = min(answers.mapped("received_at"), default=False)
