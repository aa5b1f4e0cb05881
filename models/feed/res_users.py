from odoo import fields, models


class ResUsers(models.Model):
    """How the dealer management system calls a member of staff."""

    _inherit = "res.users"

    dms_reference = fields.Char(
        string="Reference in the DMS",
        help="What the dealer management system calls you, in its files: “DUP”, “17”. Repair orders and appointments"
        " with it are yours.",
    )

    @property
    def SELF_READABLE_FIELDS(self):  # noqa: N802 Odoo's name
        return [*super().SELF_READABLE_FIELDS, "dms_reference"]

    @property
    def SELF_WRITEABLE_FIELDS(self):  # noqa: N802
        return [*super().SELF_WRITEABLE_FIELDS, "dms_reference"]
