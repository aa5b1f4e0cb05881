from odoo import models

from ..client.inner_context import with_inner


class MailThread(models.AbstractModel):
    """An e-mail that makes a record can be read by it as it came: Odoo hands on what it has made of it."""

    _inherit = "mail.thread"

    def _message_route_process(self, message, message_dict, routes):
        incoming = with_inner(self, dealership_incoming=message)
        return super(MailThread, incoming)._message_route_process(message, message_dict, routes)
