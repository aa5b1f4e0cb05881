from odoo import models


class Base(models.AbstractModel):
    """A sheet of ours does not fail because one row names what whoever exports it may not read.

    Such a name is written as every list shows it; Odoo's export reads what is named with the rights of the user.
    """

    _inherit = "base"

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        hidden = self._get_hidden_columns(fields) if _is_toplevel_call and self._is_ours() else {}
        if not hidden:
            return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
        # Something that every record has, and whoever sees the record may see.
        paths = [[".id"] if column in hidden else path for column, path in enumerate(fields)]
        rows = []
        for record in self:
            lines = super(Base, record)._export_rows(paths)
            for column, name in hidden.items():
                # sudo: as lists do
                lines[0][column] = record.sudo()[name].display_name or ""
            rows += lines
        return rows

    def _get_hidden_columns(self, paths):
        """Return number of a column → the link whose name it shows, where not all of what is named can be read."""
        names = {
            column: path[0]
            for column, path in enumerate(paths)
            if path and path[1:] in ([], ["display_name"])
            if path[0] in self._fields and self._fields[path[0]].type == "many2one"
        }
        return {
            column: name
            for column, name in names.items()
            if self[name] and self[name] != self[name]._filtered_access("read")
        }
