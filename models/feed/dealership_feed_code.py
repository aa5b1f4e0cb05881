from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.sql import escape_psql
from odoo.tools.translate import LazyTranslate

from ...engine.feed import field as types
from ...engine.feed.notation import Unreadable
from ...engine.plain_words import plain_words

_lt = LazyTranslate(__name__, default_lang="en_US")

# What people have said themselves that a source calls them. Two who say the same are a mistake of one of them.
_REFERENCE = "dealership_staff_reference"
# Where what the source calls a point of sale, or a person, is looked up.
_NAMES = {types.SITE: ("crm.team", ("name",)), types.STAFF: ("res.users", (_REFERENCE, "login", "name"))}


class DealershipFeedCode(models.Model):
    """What a word or code of the source means: a status, a point of sale, a member of staff.

    Codes of which nobody has said what they mean are added by the loads that met them, for whoever mends the profile.
    """

    _name = "dealership.feed.code"
    _description = "Code of a Feed"
    _order = "meaning, code, id"
    _check_company_auto = True

    feed_id = fields.Many2one("dealership.feed", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="feed_id.company_id")
    meaning = fields.Selection(selection="_selection_meaning", string="Column", required=True)
    meanings = fields.Json(compute="_compute_choices", export_string_translation=False)
    type = fields.Char(compute="_compute_choices", export_string_translation=False)
    code = fields.Char(required=True, help="As it stands in the file; capitals and accents don't matter.")
    value = fields.Selection(selection="_selection_value", string="Status or Choice")
    values = fields.Json(compute="_compute_choices", export_string_translation=False)
    team_id = fields.Many2one(
        "crm.team", string="Point of Sale", index="btree_not_null", check_company=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", string="Member of Staff", index="btree_not_null", ondelete="cascade")
    is_open = fields.Boolean(
        string="To Be Told", compute="_compute_is_open", search="_search_is_open", help="Nobody has said what it means."
    )

    _code_unique = models.Constraint("UNIQUE (feed_id, meaning, code)", "This code is there already.")

    @api.model
    def _selection_meaning(self):
        return self.env["dealership.feed.column"]._selection_meaning()

    @api.model
    def _selection_value(self):
        """Return every choice of every kind; the view offers those of the column."""
        kinds = self.env["dealership.feed.kind"]
        labels = {}
        for key, _label in kinds._selection_kinds():
            kind = kinds._get_kind(key)
            for feed_field in kind._get_own_fields():
                if feed_field.type == types.CHOICE:
                    labels |= kind._get_choices(feed_field)
        return list(labels.items())

    @api.depends("feed_id.kind", "meaning")
    def _compute_choices(self):
        for code in self:
            known = code.feed_id._get_fields() if code.feed_id.kind else {}
            feed_field = known.get(code.meaning)
            code.meanings = [meaning for meaning, each in known.items() if each.type in types.CODES]
            code.type = feed_field and feed_field.type
            code.values = list(feed_field.words) if feed_field else []

    @api.depends("value", "team_id", "user_id")
    def _compute_is_open(self):
        for code in self:
            code.is_open = not (code.value or code.team_id or code.user_id)

    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        told = ["|", ("value", "!=", False), "|", ("team_id", "!=", False), ("user_id", "!=", False)]
        return ["!", *told] if True in value else told

    def _get_value(self):
        """Return what the code stands for, as a field of the record takes it; None when nobody has said."""
        return self.value or self.team_id.id or self.user_id.id or None

    @api.model
    def _get_reading(self, feed):
        """Return the callable (``FeedField``, text) → value, None for what nobody has told.

        What the profile says decides; else what is called the same here. It raises ``Unreadable`` as below.
        """
        told = {(code.meaning, _simplify(code.code)): code._get_value() for code in feed.code_ids}

        def read(feed_field, text):
            meaning = feed._get_meaning(feed_field)
            key = meaning, _simplify(text)
            if told.get(key) is None:
                told[key] = self._find_by_name(feed, feed_field, text)
            return told[key]

        return read

    @api.model
    def _find_by_name(self, feed, feed_field, text):
        """Return the id of the only point of sale, or member of staff, that is called so here; None when there is none.

        Staff are known by the code that they have given as theirs, by login, or by name.

        :raise Unreadable: several have given it
        """
        if feed_field.type not in _NAMES:
            return None
        model, names = _NAMES[feed_field.type]
        if model == "crm.team":
            ours = Domain("company_id", "in", [feed.company_id.id, False])
        else:
            # Customers with an account, too, could give themselves a code.
            ours = Domain("company_ids", "in", feed.company_id.ids) & Domain("share", "=", False)
        for name in names:
            found = self.env[model].search(ours & Domain(name, "=ilike", escape_psql(text)), limit=2)
            if len(found) == 1:
                return found.id
            if found and name == _REFERENCE:
                raise Unreadable(_lt("a code that only one user has given in the preferences"))
        return None


def _simplify(text):
    return " ".join(plain_words(text)) or text.strip().lower()
