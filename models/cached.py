from odoo import api, models


class DealershipCached(models.AbstractModel):
    """Records that are read by a method with ``ormcache``: with each change of theirs, all processes read them anew."""

    _name = "dealership.cached"
    _description = "Record Read From a Cache"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env.registry.clear_cache()
        return records

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
