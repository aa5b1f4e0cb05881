from odoo import models

from ...engine.ledger import states
from ...engine.scenario.message import MessageProblem
from ..channel.sender import Senders


class DealershipDelivery(models.Model):
    """What the accountant's to-do list does with a reminder, and shows of it.

    What else is particular to reminders stands in ``ReminderPolicy`` and ``ReminderRules``.
    """

    _inherit = "dealership.delivery"

    def _hand_on(self):
        """Take back what was opened for deliveries left out, unless others of the same message are still to be done.

        The first of those carries the message from now on, with its call, its letter or its error.
        """
        dropped = self.filtered(lambda delivery: delivery.state == states.SKIPPED)
        for leader in dropped:
            rest = leader.gathered_ids.filtered(lambda other: other.state in (states.WAITING, states.FAILED))
            heir = rest.sorted("id")[:1]
            if heir:
                heir.write({"text_subject": leader.text_subject, "text_body": leader.text_body})
                leader.activity_ids.dealership_delivery_id = heir
                leader._get_letter_attachments().res_id = heir.id
                rest.gathered_into_id = heir
                heir.gathered_into_id = False
        dropped._withdraw()

    def _return_reminder(self, reason):
        """Put a reminder that came back before a person; the next one counts from when this one is done.

        Unless a later one has left already, or been left out for what became of the invoice.
        """
        together = self | self.gathered_ids.filtered(lambda other: other.state == states.SENT)
        following = self.search(
            [("enrolment_id", "in", together.enrolment_id.ids), ("step_id", "=", self.step_id._get_next().id)]
        )
        if any(next_one.state != states.PLANNED or next_one.claim_id for next_one in following):
            return
        together._disprove_sent(reason)
        following._leave_out(reason)
        following._forget()

    def _postpone(self, moment):
        """Let a person's decision wait until a moment (naive UTC)."""
        self._lock_for_decision({states.WAITING, states.FAILED})._reschedule(moment)

    def _render_reminder(self):
        """Return the message as it would leave now.

        :rtype: RenderedMessage | MessageProblem
        """
        self.ensure_one()
        # sudo: as for sending itself; whoever shows it has checked who may see the reminder
        sender = Senders(self.sudo().scenario_id).get(self.sudo())
        if not self.step_id.message_id:
            return MessageProblem("template", self.env._("This step has no text."))
        return self.step_id.message_id._render_batch([self._get_recipient(sender.user)])[0]
