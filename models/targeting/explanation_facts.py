from odoo.fields import Domain
from odoo.tools import format_date, format_datetime, formatLang

from ...engine.targeting.schema import Attribute
from .category import PREFIX


class ExplanationFacts:
    """What an explanation asks of the database, with the rights of the environment's user."""

    def __init__(self, env, clock):
        self.env = env
        self.clock = clock

    def find(self, category, domain, order, limit):
        model = self.env[category.model].with_context(active_test=False)
        return model.search(domain, order=order, limit=limit).ids

    def count(self, category, domain):
        return self.env[category.model].with_context(active_test=False).search_count(domain)

    def refer(self, category, record_id):
        record = self.env[category.model].browse(record_id)
        value = category.date and record[category.date]
        return {
            "model": category.model,
            "id": record_id,
            "name": record.display_name,
            "url": self.env[f"{PREFIX}{category.key}"]._get_record_url(record_id),
            "date": self._format(record._fields[category.date], value) if value else "",
        }

    def get_value(self, category, record_id, attribute):
        """Return the record's own value as people read it; empty where no field holds it."""
        record = self.env[category.model].browse(record_id)
        if attribute.known is not None and not self.find(
            category, Domain("id", "=", record_id) & attribute.known, "id", 1
        ):
            return self.env._("not known")
        if not attribute.field:
            return self._get_choice(category, record_id, attribute)
        first, _dot, name = attribute.field.partition(".")
        if name:
            record = record[first]._filtered_access("read")  # one may see a record and not its vehicle
        field = record._fields[name or first]
        value = record[field.name]
        if field.type == "boolean" or value or (value == 0 and field.type in ("integer", "float", "monetary")):
            return self._format(field, value)
        return self.env._("nothing")

    def _get_choice(self, category, record_id, attribute: Attribute):
        """Return the choice that is true of the record, of an attribute that only its domains know."""
        if attribute.type == "boolean":
            choices = [(True, self.env._("Yes")), (False, self.env._("No"))]
        else:
            choices = attribute.choices
        own = Domain("id", "=", record_id)
        for choice, label in choices:
            if self.find(category, own & attribute.domain("is", choice, self.clock), "id", 1):
                return label
        return ""

    def _format(self, field, value):
        formatter = getattr(self, f"_format_{field.type}", None)
        return formatter(field, value) if formatter else str(value)

    def _format_many2one(self, field, value):
        return value.sudo().display_name  # sudo: as everywhere in Odoo, whoever reads a record reads what it names

    def _format_many2many(self, field, value):
        return ", ".join(value._filtered_access("read").mapped("display_name"))

    def _format_selection(self, field, value):
        return dict(field._description_selection(self.env)).get(value, value)

    def _format_boolean(self, field, value):
        return self.env._("Yes") if value else self.env._("No")

    def _format_date(self, field, value):
        return format_date(self.env, value)

    def _format_datetime(self, field, value):
        return format_datetime(self.env, value, tz=str(self.clock.tz))

    def _format_integer(self, field, value):
        return formatLang(self.env, value, digits=0)

    def _format_float(self, field, value):
        return formatLang(self.env, value)

    _format_monetary = _format_float
