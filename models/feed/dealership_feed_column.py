from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DealershipFeedColumn(models.Model):
    """One column of the files of a feed, and what it means."""

    _name = "dealership.feed.column"
    _description = "Column of a Feed"
    _order = "sequence, id"

    feed_id = fields.Many2one("dealership.feed", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=1000)
    header = fields.Char(string="Column", required=True, help="As it stands in the first row of the file.")
    meaning = fields.Selection(selection="_selection_meaning", help="Empty: the column is not read.")
    meanings = fields.Json(compute="_compute_meanings", export_string_translation=False)
    examples = fields.Char(string="First Values")

    _header_unique = models.Constraint("UNIQUE (feed_id, header)", "A column of this name is there already.")

    @api.model
    def _selection_meaning(self):
        """Return what there is to be said of every kind; the view offers what fits the feed."""
        kinds = self.env["dealership.feed.kind"]
        return [
            (meaning, kinds._get_kind(key)._get_label(feed_field))
            for key, _label in kinds._selection_kinds()
            for meaning, feed_field in kinds._get_kind(key)._get_meanings().items()
        ]

    @api.depends("feed_id.kind")
    def _compute_meanings(self):
        for column in self:
            kind = column.feed_id.kind
            column.meanings = list(column.feed_id._get_kind()._get_meanings()) if kind else []

    @api.constrains("meaning", "feed_id")
    def _check_meaning(self):
        for feed in self.feed_id:
            meanings = feed.column_ids.filtered("meaning").mapped("meaning")
            labels = dict(self._selection_meaning())
            twice = next((meaning for meaning in meanings if meanings.count(meaning) > 1), None)
            if twice:
                raise ValidationError(
                    self.env._("Two columns mean “%s”: keep the one that is to be read.", labels.get(twice, twice))
                )
            foreign = next((meaning for meaning in meanings if meaning not in feed._get_fields()), None)
            if foreign:
                raise ValidationError(
                    self.env._("“%s” is nothing that such a file can say.", labels.get(foreign, foreign))
                )
