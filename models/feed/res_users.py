from odoo import fields, models


class ResUsers(models.Model):
    """Users say themselves what the programs of the dealership call them: nobody else needs to know."""

    _inherit = "res.users"

    dealership_staff_reference = fields.Char(
        string="My Code in the DMS",
        copy=False,
        help="What the dealer management system calls you in its files, such as “AC” or “0042”. Files name you by it.",
    )

    @property
    def SELF_READABLE_FIELDS(self):  # noqa: N802 Odoo's own name
        return [*super().SELF_READABLE_FIELDS, "dealership_staff_reference"]

    @property
    def SELF_WRITEABLE_FIELDS(self):  # noqa: N802 as above
        return [*super().SELF_WRITEABLE_FIELDS, "dealership_staff_reference"]
