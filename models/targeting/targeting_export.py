from array import array

from odoo import fields, models

CHUNK = 1000
# Label → field of the customer. The label is the field's own when there is none.
CUSTOMER_COLUMNS = ("name", "courtesy_title", "email", "phone", "street", "zip", "city", "team_id")


class DealershipTargeting(models.Model):
    """The records a targeting finds, as a table to take away."""

    _name = "dealership.targeting"
    _inherit = ["dealership.targeting", "dealership.export.mixin"]
    _export_path = "targeting"

    def _check_export(self):
        """Refuse a wrong rule as well: better told before the download begins.

        :raise ValidationError:
        """
        result = super()._check_export()
        self._get_domain()
        return result

    def _get_export_ids(self):
        """Return the ids of what the user finds now, in the order of the list, four bytes each."""
        model = self._get_subject_model()
        query = model._search(self._get_domain(), order=model._order).select()
        self.env.flush_query(query)
        self.env.cr.execute(query)
        ids = array("i")
        while rows := self.env.cr.fetchmany(CHUNK):
            ids.extend(row[0] for row in rows)
        return ids

    def _get_export_rows(self, ids):
        """Yield the table, its head first; no more than ``CHUNK`` records are in memory.

        A customer whom the user may not read is left blank.
        """
        category = self.env[f"dealership.category.{self.subject}"]
        yield self._get_export_head(category)
        for start in range(0, len(ids), CHUNK):
            records = self._get_subject_model().browse(ids[start : start + CHUNK])
            yield from self._read_export_rows(records, category)
            self.env.invalidate_all(flush=False)

    def _get_export_head(self, category):
        customer = self.env["res.partner"]
        labels = [customer._fields[name]._description_string(self.env) for name in CUSTOMER_COLUMNS]
        if category._get_counting_field() == "id":
            return labels
        date = self._get_export_date_field(category)
        own = [category._label(), *([date._description_string(self.env)] if date else [])]
        return [*own, *labels]

    def _get_export_date_field(self, category):
        return self._get_subject_model()._fields.get(category._category_date)

    def _read_export_rows(self, records, category):
        field = category._get_counting_field()
        of_customer = field == "id"
        customers = records if of_customer else records[field]
        readable = set(customers._filtered_access("read")._ids)
        date = self._get_export_date_field(category)
        for record in records:
            customer = record if of_customer else record[field]
            own = [] if of_customer else [record.display_name]
            if date and not of_customer:
                own.append(self._format_export_date(record, date))
            yield [*own, *self._get_export_customer(customer if customer.id in readable else customer.browse())]

    def _get_export_customer(self, customer):
        names = CUSTOMER_COLUMNS
        return [customer._fields[name].convert_to_export(customer[name], customer) for name in names]

    def _format_export_date(self, record, field):
        """Return a day or a moment as a spreadsheet reads it in every language, in the time zone of the rule."""
        value = record[field.name]
        if field.type == "datetime" and value:
            return fields.Datetime.context_timestamp(self.with_context(tz=self._get_timezone().zone), value).strftime(
                "%Y-%m-%d %H:%M"
            )
        return fields.Date.to_string(value) or ""
