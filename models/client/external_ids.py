from odoo import models
from odoo.exceptions import UserError

from .internal_fields import ADDON


class Base(models.AbstractModel):
    """Lines that a query makes are no records of their own: they have no external id to be exported by."""

    _inherit = "base"

    def _BaseModel__ensure_xml_id(self, skip=False):  # noqa: N802 the one place that all ways to export go through
        if not skip and self and self._original_module == ADDON and not self._is_an_ordinary_table():
            raise UserError(
                self.env._("%s: these lines have no external id, export them without it.", self._description)
            )
        return super()._BaseModel__ensure_xml_id(skip=skip)
