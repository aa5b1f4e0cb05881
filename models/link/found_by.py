from odoo import api, models
from odoo.fields import Domain


class DealershipFoundBy(models.AbstractModel):
    """Records that are searched by what finds them: a targeting, a purge. The field for it holds nothing."""

    _name = "dealership.found.by"
    _description = "Record Found by Another"

    @api.model
    def _search_by(self, model, operator, value, get_domain, get_model_name):
        """Return the domain of what any of the finders searched for finds, in the query itself, however much it is.

        Whoever searches needs to see the finder, and finds no record that they may not read. One that finds records of
        another model stands for nothing here.

        :param str model: of the finders
        :param get_domain: callable(finder) → domain on the records it finds
        :param get_model_name: callable(finder) → the name of their model
        """
        if operator == "in":
            searched = Domain("id", "in", [finder_id for finder_id in value if finder_id])
        elif operator == "any" and isinstance(value, Domain):
            searched = value
        else:
            return NotImplemented
        finders = self.env[model].search(searched)
        return Domain.OR(get_domain(finder) for finder in finders if get_model_name(finder) == self._name)
