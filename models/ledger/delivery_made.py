from odoo import api, models
from odoo.exceptions import AccessError


class DealershipDeliveryMade(models.AbstractModel):
    """What a delivery has brought about: an activity, a lead, the trace of an e-mail.

    It decides on the delivery (a call is done, a message was answered), and is the only one of its kind: so nobody but
    the channels ties anything to a delivery.
    """

    _name = "dealership.delivery.made"
    _description = "Record Made by a Delivery"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        # Looked at afterwards: a context can say it as well as the values. sudo: not everybody may read the field
        if not self.env.su and records.sudo().dealership_delivery_id:
            self._refuse_tie()
        return records

    def write(self, vals):
        if not self.env.su and "dealership_delivery_id" in vals:
            self._refuse_tie()
        return super().write(vals)

    def _refuse_tie(self):
        raise AccessError(self.env._("Only the scenarios themselves say what they have made."))
