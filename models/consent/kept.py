from odoo import api, models
from odoo.exceptions import UserError


class DealershipConsentKept(models.AbstractModel):
    """What nobody changes, copies or deletes through the ORM, the superuser neither."""

    _name = "dealership.consent.kept"
    _description = "What Customers Have Decided, as It Was Written Down"

    def write(self, vals):  # pylint: disable=method-required-super
        """:raise UserError: whoever it is"""
        self.check_access("write")
        self._refuse_change()

    def copy(self, default=None):  # pylint: disable=method-required-super
        """:raise UserError: whoever it is"""
        self._refuse_change()

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        """:raise UserError: whoever it is"""
        self._refuse_change()

    @api.model
    def _refuse_change(self):
        raise UserError(
            self.env._(
                "What a customer decided stays as it was written down, for it is the proof. "
                "Record what holds now as a new decision."
            )
        )
