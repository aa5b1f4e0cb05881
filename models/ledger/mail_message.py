from odoo import models
from odoo.fields import Domain


class MailMessage(models.Model):
    """The chatter of a vehicle or a lead also tells what customers were written about it.

    The text itself stands once, on the customer's record, where answers arrive.
    """

    _inherit = "mail.message"

    def _message_fetch(self, domain, *, thread=None, search_term=None, **kwargs):
        messages = self._get_messages_about(thread) if thread and not search_term else self.browse()
        if not messages:
            return super()._message_fetch(domain, thread=thread, search_term=search_term, **kwargs)
        own = (
            Domain("model", "=", thread._name)
            & Domain("res_id", "=", thread.id)
            & Domain("message_type", "!=", "user_notification")
        )
        with_answers = Domain("id", "in", messages.ids) | Domain("parent_id", "in", messages.ids)
        return super()._message_fetch(Domain(domain or Domain.TRUE) & (own | with_answers), **kwargs)

    def _get_messages_about(self, thread):
        """Return the messages of the deliveries about a record that the user may see."""
        if not isinstance(thread, self.pool["dealership.delivery.subject"]):
            return self.browse()
        if not self.env.user.has_group("crm_dealership.group_dealership_user"):
            return self.browse()
        deliveries = self.env["dealership.delivery"].search(
            thread._get_deliveries_domain() & Domain("mail_message_id", "!=", False)
        )
        return deliveries.mail_message_id
