from odoo import fields, models
from odoo.fields import Domain


class DealershipDeliverySubject(models.AbstractModel):
    """A record that customers are written to about: a calendar of all that was or will be done for it.

    Those about records that have it by a link of their category are its own as well: a vehicle has the messages about
    its appointments, its repair orders and the enquiries for it.
    """

    _name = "dealership.delivery.subject"
    _description = "Subject of Deliveries"

    delivery_count = fields.Integer(
        string="Scenario Messages", compute="_compute_delivery_count", groups="crm_dealership.group_dealership_user"
    )

    def _compute_delivery_count(self):
        for record in self:
            record.delivery_count = self.env["dealership.delivery"].search_count(record._get_deliveries_domain())

    def _get_deliveries_domain(self):
        """Return the ``Domain`` of the deliveries about this record, and about those that lead to it."""
        domain = self._get_deliveries_about(self)
        for model, field in self.env["dealership.catalogue"]._get_fields_leading_to(self._name):
            if self.env[model].has_access("read"):
                domain |= self._get_deliveries_about(self.env[model].search([(field, "in", self.ids)]))
        return domain

    @staticmethod
    def _get_deliveries_about(records):
        return Domain("res_model", "=", records._name) & Domain("res_id", "in", records.ids)

    def action_view_deliveries(self):
        """Open the calendar of what was done and is planned, what was left out included."""
        self.ensure_one()
        self.check_access("read")
        name = self.env._("Messages: %s", self.display_name)
        return self.env["dealership.delivery"]._get_calendar_action(name, self._get_deliveries_domain())
