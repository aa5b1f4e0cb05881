from odoo import models
from odoo.fields import Domain

from ...engine.ledger.states import SENT


class CategoryMessage(models.AbstractModel):
    """What our own scenarios have sent. A targeting speaks of messages, it never returns them."""

    _name = "dealership.category.message"
    _inherit = "dealership.category"
    _description = "Targeting Category: Message"

    _category_model = "dealership.delivery"
    _category_sequence = 90
    _category_date = "sent_at"
    _category_subject = False
    _category_action = "crm_dealership.dealership_delivery_action"

    def _label(self):
        return self.env._("Message received")

    def _plural(self):
        return self.env._("Messages received")

    def _base_domain(self):
        return Domain("state", "=", SENT)

    def _attributes(self):
        return [
            self._field_attribute("scenario", "scenario_id", self.env._("Scenario")),
            self._field_attribute("date", "sent_at", self.env._("Date")),
            self._field_attribute("channel", "channel", self.env._("Channel")),
            self._field_attribute("purpose", "purpose", self.env._("Purpose")),
            self._field_attribute(
                "opened",
                "opened_at",
                self.env._("Opened"),
                noun=self.env._("opening by the reader"),
                help=self.env._("Known of e-mails to customers who let it be measured: the others are neither."),
                known=Domain("measured", "=", True) | Domain("channel", "!=", "email"),
            ),
            self._field_attribute("clicked", "clicked_at", self.env._("Clicked"), noun=self.env._("click on a link")),
            self._field_attribute("replied", "replied_at", self.env._("Replied"), noun=self.env._("reply")),
            self._field_attribute("bounced", "bounced_at", self.env._("Bounced"), noun=self.env._("bounce")),
        ]
