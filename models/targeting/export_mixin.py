from odoo import models
from odoo.exceptions import AccessError


class DealershipExportMixin(models.AbstractModel):
    """What can be downloaded as a sheet: the buttons, and who may press them. ``controllers/sheet.py`` serves it."""

    _name = "dealership.export.mixin"
    _description = "Export"

    # The word for these records in the address: /dealership/<word>/<id>/export.<kind>
    _export_path = None

    def action_export_xlsx(self):
        return self._get_export_action("xlsx")

    def action_export_csv(self):
        return self._get_export_action("csv")

    def _get_export_action(self, kind):
        """Return the download, which has to know the companies chosen on the screen."""
        self.ensure_one()
        self._check_export()
        companies = "-".join(map(str, self.env.companies.ids))
        url = f"/dealership/{self._export_path}/{self.id}/export.{kind}?cids={companies}"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}

    def _check_export(self):
        """Refuse people without Odoo's permission to export, and what the user may not see.

        :raise AccessError:
        """
        if not self.env.user.has_group("base.group_allow_export"):
            raise AccessError(self.env._("You may not export data. An administrator can allow it to you."))
        self.check_access("read")
