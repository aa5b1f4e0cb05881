from odoo import api, models
from odoo.tools.translate import TranslationImporter, get_po_paths

ADDON = "crm_dealership"


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    @api.model
    def _load_module_terms(self, modules, langs, overwrite=False):
        """Have the labels that we give to fields of Odoo's in other languages, too.

        Odoo loads a translation only where there is none yet: such a field would keep that of its former label.
        """
        super()._load_module_terms(modules, langs, overwrite=overwrite)
        if ADDON not in modules:
            return
        shared = self._get_shared_fields()
        importer = TranslationImporter(self.env.cr, verbose=False)
        for lang in langs:
            for path in get_po_paths(ADDON, lang):
                importer.load_file(path, lang, xmlids=shared)
        importer.save(overwrite=True)

    def _get_shared_fields(self):
        """Return our external ids of the fields that other addons have as well."""
        names = self.env["ir.model.data"].sudo().search([("model", "=", "ir.model.fields")])
        of_others = set(names.filtered(lambda name: name.module != ADDON).mapped("res_id"))
        ours = names.filtered(lambda name: name.module == ADDON and name.res_id in of_others)
        return set(ours.mapped("complete_name"))
